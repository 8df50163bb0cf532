"""What a message says: its text, the words under a picture, a forwarded message, a shared contact, a place."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aiogram.types import Message, MessageOriginChannel, MessageOriginHiddenUser, MessageOriginUser
from aiogram.types import MessageOriginUnion as Origin

from handlers.chat import source_of
from handlers.door import Door
from storage.keys import KeyRing
from storage.tables import Saying
from storage.utterances import Words


def words_of(message: Message, now: datetime, door: Door) -> Words | None:
    """Word for word, with the time they were said; None for what holds no words, such as a sticker."""
    text, kind = _said(message)
    if not text:
        return None
    origin = _origin(message.forward_origin, door.zone) if message.forward_origin else ""
    return Words(
        text,
        said_at(message, now),
        _source(message, door.keys),
        message.message_id,
        Saying.FORWARD if message.forward_origin else Saying.EDIT if message.edit_date else kind,
        origin,
    )


def for_desk(words: Words, door: Door) -> str:
    """As the desk reads them: what was forwarded, changed or shared says so."""
    voice = door.own_voice
    path = f"phrases.said_as.{words.kind}"
    return voice.say(path, origin=words.origin, said=words.text) if voice.has(path) else words.text


def said_at(message: Message, now: datetime) -> datetime:
    """By the clock of the channel: what waited for us, or was forwarded, was said before it was read. Never later."""
    if message.forward_origin:
        return min(message.forward_origin.date, now)
    at = datetime.fromtimestamp(message.edit_date, UTC) if message.edit_date else message.date
    return min(at, now)


def _source(message: Message, keys: KeyRing) -> str:
    """An edit is said anew; the update before it is another one."""
    source = source_of(message, keys)
    return f"{source}:{message.edit_date}" if message.edit_date else source


def _said(message: Message) -> tuple[str, Saying]:
    if message.text:
        return message.text, Saying.TEXT
    if message.caption:
        return message.caption, Saying.CAPTION
    if contact := message.contact:
        name = " ".join(one for one in (contact.last_name, contact.first_name) if one)
        return f"{name} {contact.phone_number}".strip(), Saying.CONTACT
    if venue := message.venue:
        return f"{venue.title} {venue.address}（{_point(venue.location)}）", Saying.PLACE
    if message.location:
        return _point(message.location), Saying.PLACE
    return "", Saying.TEXT


def _point(place: object) -> str:
    return f"{getattr(place, 'latitude', 0):.5f}, {getattr(place, 'longitude', 0):.5f}"


def _origin(origin: Origin, zone: ZoneInfo) -> str:
    """Whom a forwarded message is from, as far as Telegram says, and when it was written."""
    if isinstance(origin, MessageOriginUser):
        name = origin.sender_user.full_name
    elif isinstance(origin, MessageOriginHiddenUser):
        name = origin.sender_user_name
    else:
        name = (origin.chat if isinstance(origin, MessageOriginChannel) else origin.sender_chat).title or ""
    return f"{name} {origin.date.astimezone(zone):%Y-%m-%d %H:%M}".strip()
