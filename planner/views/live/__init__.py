"""What the scripts of open pages ask and say: who is there, and what is new."""
