"""Who may do what, written by hand once more: every door is held against it, and whatever is new fails until it is here."""
