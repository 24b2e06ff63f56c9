"""Background jobs: ordered, claimed, run, finished."""
