"""Pages about offices, precedence schemes and moves."""
