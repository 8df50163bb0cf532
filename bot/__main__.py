"""`python -m bot` is `green-channel`."""

from bot.command_line import main

main()
