"""Photos of bank slips: read in a process of their own, which may use no more than its share and may be killed."""
