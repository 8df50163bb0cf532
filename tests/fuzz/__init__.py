"""Whatever nobody thinks of, at every door: `python -m tests.fuzz --minutes 60 --seed 7`.

`hostile` makes the values, `asking` asks every address of the route table with them, `chats` says, presses and sends them to
the dispatcher, `running` counts and judges. `telegram` brings every kind of update there is, in a test of its own. No answer may
be a 5xx, no handler may fail, and nobody may read of a company that is none of theirs.
"""
