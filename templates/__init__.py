"""The words: every text a person reads, Chinese first, English through one gettext catalogue."""
