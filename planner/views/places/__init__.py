"""Pages about places, and the pictures of them."""
