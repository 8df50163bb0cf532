"""The command `doctor`: looks at everything an operator can put right, changes nothing, and says what to do."""
