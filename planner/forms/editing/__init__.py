"""Two people who edit one thing: forms merged field by field, and what the page of both sends."""
