"""What the trash has kept for its days is erased for good."""
