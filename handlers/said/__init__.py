"""What is said of a case: facts made ready for templates, in one language. Every door uses it; it knows no door."""
