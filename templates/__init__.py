"""The words: every text a person reads, Chinese first, English beside it: words by id, sentences by gettext."""
