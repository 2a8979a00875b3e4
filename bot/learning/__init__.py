"""Learning: what was worked out becomes what people know, fifteen minutes a working day."""
