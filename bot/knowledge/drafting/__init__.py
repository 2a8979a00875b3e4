"""From the threads in which a question was asked to a draft whose every sentence names its source."""
