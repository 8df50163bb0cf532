"""Real processes: started as a person starts them, killed as a power cut does."""
