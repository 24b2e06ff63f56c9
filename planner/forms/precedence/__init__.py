"""Forms about offices, precedence schemes and moves."""
