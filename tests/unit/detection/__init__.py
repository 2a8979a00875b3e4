"""Detection: what asks, what it asks, and what is worth keeping."""
