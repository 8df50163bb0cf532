"""What a browser is called, for whoever is asked whether it is theirs: by what it says of itself."""

from __future__ import annotations

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


def browser_name(agent: str) -> str:
    """Chrome · Windows; empty for what says nothing we know."""
    found = (next((name for mark, name in table.items() if mark in agent[:400]), "") for table in (BROWSERS, SYSTEMS))
    return " · ".join(filter(None, found))
