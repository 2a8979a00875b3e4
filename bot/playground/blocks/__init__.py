"""Block Kit as Slack accepts it: its grammar, its limits, and the defaults that Slack fills in."""
