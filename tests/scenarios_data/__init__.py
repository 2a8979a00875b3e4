"""Conversations of our own making that tests replay."""
