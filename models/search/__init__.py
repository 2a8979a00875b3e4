"""Search over vectors and words."""
