"""Importing: reads a standard Slack export into the same tables that the live app writes."""
