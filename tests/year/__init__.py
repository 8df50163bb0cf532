"""A year of the desk in minutes: `python -m tests.year --cases 2000` prints whether every promise of it was kept.

People report by day and night, officers work on working days and forget some, are away, channels fail, readers block us
and come back. Time jumps from one thing that is due to the next; everything else is the product.
"""
