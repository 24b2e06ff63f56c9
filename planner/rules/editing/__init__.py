"""Rules of two people who edit one thing: what is kept from both, and what one must choose."""
