"""What a browser is called, for whoever is asked whether it is theirs: by what it says of itself."""

from __future__ import annotations

from handlers.door import Voice

# In this order: most say that they are others too.
BROWSERS = {
    "MicroMessenger": "微信",
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "HarmonyOS": "HarmonyOS",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}
SORTS = {"HarmonyOS": "phone", "Android": "phone", "iPhone": "phone", "iPad": "tablet"}  # all others are computers


def browser_name(agent: str) -> str:
    """Chrome · Windows; empty for what says nothing we know."""
    return " · ".join(filter(None, (_named(BROWSERS, agent), _named(SYSTEMS, agent))))


def browser_label(agent: str) -> str:
    """As a chat remembers it, and no more exactly: phone 微信; empty for what says nothing we know."""
    system = _named(SYSTEMS, agent)
    return " ".join(filter(None, (SORTS.get(system, "computer") if system else "", _named(BROWSERS, agent))))


def browser_words(voice: Voice, label: str) -> str:
    """As people say it: 手机 · 微信."""
    words = [voice.say(f"devices.{one}") if voice.has(f"devices.{one}") else one for one in label.split()]
    return " · ".join(words) or voice.say("devices.unknown")


def address_name(address: str) -> str:
    """About where somebody is, and no more exactly: 10.1.2.*; empty where nobody knows."""
    if ":" in address:
        return f"{':'.join(address.split('/', maxsplit=1)[0].split(':')[:3])}:*"
    return f"{address.rpartition('.')[0]}.*" if "." in address else ""


def _named(table: dict[str, str], agent: str) -> str:
    return next((name for mark, name in table.items() if mark in agent[:400]), "")
