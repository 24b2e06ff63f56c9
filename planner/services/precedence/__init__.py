"""Acts on what the order of guests follows from: offices, schemes, moves."""
