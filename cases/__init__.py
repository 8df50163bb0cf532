"""The rules: pure functions and data. No framework, no clock of its own: `now` is an argument."""
