"""The verbs.

Each runs inside one transaction of its caller: ask the rule, write the rows, the timeline, the messages due.
"""
