"""Acts on places, and on the pictures of them."""
