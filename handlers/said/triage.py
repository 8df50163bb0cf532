"""How urgent a case is, in words: with the reasons that it was reckoned by, or who decided otherwise and why."""

from __future__ import annotations

from handlers.door import Voice
from storage.dossiers import Dossier
from storage.tables import Case


def reason_words(voice: Voice, case: Case) -> str:
    """钱刚转出 100、数额大 10; empty when there is none. A reason that a unit made itself is called as it calls it."""
    parts = [f"{_named(voice, reason)} {points}" for reason, points in case.reasons.items()]
    return voice.say("phrases.comma").join(parts)


def urgency_words(voice: Voice, dossier: Dossier) -> str:
    """紧急（嫌疑人可能要走 45）, or 可缓（陈立定的：…；按情况是紧急：…）."""
    case = dossier.case
    reasons = reason_words(voice, case)
    note = next((said for said in dossier.messages if said.message.id == case.urgency_note), None)
    facts = {"level": voice.say(f"triage.{case.urgency}"), "reasons": reasons}
    if note is None:
        return voice.say("phrases.urgency_reckoned", **facts) if reasons else facts["level"]
    reckoned = voice.say(f"triage.{voice.door.law.triage.of(case.reasons).urgency}")
    return voice.say("phrases.urgency_set", **facts, member=note.member or "", why=note.text, reckoned=reckoned)


def _named(voice: Voice, reason: str) -> str:
    return voice.say(f"triage.reasons.{reason}") if voice.has(f"triage.reasons.{reason}") else reason
