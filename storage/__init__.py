"""The memory: tables, named reads, the outbox, keys and the sealed files.

Persons' words are sealed before they get here.
"""
