"""Matching: vectors, closeness, topics, the rule of three, answers and their measurement."""
