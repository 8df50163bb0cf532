"""The instruments and pages our figures and deadlines come from, by short code."""

from __future__ import annotations

from cases.law.reading import CONFIDENCES, Own, Source, entries


def read_sources(own: Own) -> dict[str, Source]:
    """By code, in the order of the file. Raises BadLaw."""
    found: dict[str, Source] = {}
    for entry in entries(own, "sources", "sources"):
        entry.only({"code", "title", "title_en", "confidence", "note"})
        code = entry.text("code")
        if code in found:
            raise entry.wrong(f"source {code} stands twice", "code")
        found[code] = Source(code, entry.text("title"), entry.text("title_en"), entry.one_of("confidence", CONFIDENCES))
    return found
