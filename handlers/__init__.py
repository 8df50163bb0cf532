"""The doors: a person's action comes in, one verb runs in one transaction, the person in front of us gets an answer."""
