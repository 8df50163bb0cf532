"""Telling who is not looking: by e-mail, SMS and push, each a channel that nobody writes to us by."""
