"""How the playground reaches the app: signed HTTP or Socket Mode, with Slack's retries and faults on demand."""
