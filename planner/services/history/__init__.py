"""Acts on the history: take back what it tells, and see a row as somebody had opened it."""
