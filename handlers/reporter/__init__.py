"""The reporter's door: menu, the guided report, and what comes after it."""

from __future__ import annotations

from aiogram import Router

from handlers.reporter import after, files, menu, pressing, typing


def router() -> Router:
    """A fresh router; the order is from the most to the least particular."""
    found = Router(name="reporter")
    menu.register(found)  # commands first: /start works from everywhere
    pressing.register(found)
    after.register(found)
    files.register(found)  # before texts, because a file may carry a caption
    typing.register(found)  # last: any text is an answer, a message to the desk, or a reason to show the menu
    return found
