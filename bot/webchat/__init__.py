"""The web chat: the page of the unit's own site as a second aiogram channel."""
