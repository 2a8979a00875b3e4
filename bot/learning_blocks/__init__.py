"""Learning blocks: when they are, what conflicts with them, how they are defended, and what came of them."""
