"""The state of the workspace: people, channels, messages, views; and what may happen to them."""
