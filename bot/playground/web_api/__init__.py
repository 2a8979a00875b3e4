"""The Web API that the app calls, one file for each family of methods."""
