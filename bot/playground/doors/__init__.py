"""The playground's HTTP doors: for the app, for people, for tests."""
