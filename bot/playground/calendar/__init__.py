"""Everybody's calendar, as Google's interface shows it to an app: enough of it for an app that keeps blocks there."""
