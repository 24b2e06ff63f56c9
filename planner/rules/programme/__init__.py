"""Rules of the programme: visits, events, transfers, clashes."""
