"""Repositories: one file per aggregate; the queries that rules may ask."""
