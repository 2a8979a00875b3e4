"""Servers that others wrote, started on loopback for the tests: none of them is a double of our own making."""
