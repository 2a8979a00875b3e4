"""Tables, repositories and the one commit."""
