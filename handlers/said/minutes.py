"""The minutes of a consultation (会商纪要): who was asked what, who said what, what was concluded, and what follows.

They are made from the rows, which nobody changes after the approval: the same minutes as often as somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from cases.errors import CaseError
from handlers.door import Voice
from handlers.said.paper import Sheet
from handlers.said.printed import Line, Part, Table
from storage.consulting import Answer, Council, Task
from storage.dossiers import Dossier
from storage.team import Team


class NoMinutesYet(CaseError):
    """No consultation of the case has come to its conclusion."""


def may_be_written(council: Council) -> bool:
    """While answers are given apart, minutes would show them to whoever has not given theirs."""
    return council.is_over or council.row.concluded_at is not None


def minutes_sheet(voice: Voice, dossier: Dossier, council: Council, tasks: Iterable[Task], team: Team) -> Sheet:
    """Of one of which they may be written."""
    row = council.row
    measures = [task for task in tasks if task.row.made_at >= row.convened_at]
    return Sheet(
        name=_say(voice, "file_name"),
        title=_say(voice, "title"),
        number=dossier.case.number,
        about=dossier.company or voice.say("papers.unknown"),
        first=_outcome(voice, council),
        parts=[
            Part(_say(voice, "question"), list(_question(voice, council)), is_large=True),
            Part(_say(voice, "asked"), [_asked(voice, team, one) for one in council.answers]),
            Part(_say(voice, "answers"), list(_answers(voice, team, council))),
            Part(_say(voice, "silent"), list(_silent(voice, council))),
            Part(_say(voice, "opinion"), list(_opinion(voice, council))),
            Part(_say(voice, "measures"), tables=task_tables(voice, measures)),
            Part(_say(voice, "approval"), list(_approval(voice, council))),
        ],
    )


def council_lines(voice: Voice, council: Council) -> Iterator[Line]:
    """What came of it, in the dossier: the question, and the opinion or that there is none yet."""
    row = council.row
    yield Line(f"{_say(voice, 'question')}\n{_at(voice, row.convened_at)}", council.question)
    yield Line(_say(voice, "opinion"), _outcome(voice, council))


def task_tables(voice: Voice, tasks: Iterable[Task]) -> list[Table]:
    """What is to be done, whose it is and by when; of what is done, what came of it. No table of nothing."""
    rows = [[task.text, task.owner, _at(voice, task.row.due_at), _result(voice, task)] for task in tasks]
    heads = [voice.say(f"papers.tasks.{one}") for one in ("text", "owner", "due", "result")]
    return [Table(heads, rows)] if rows else []


def _result(voice: Voice, task: Task) -> str:
    if task.row.done_at is None:
        return voice.say("papers.tasks.open")
    at = _at(voice, task.row.done_at)
    return voice.say("papers.tasks.done", at=at, by=task.done_by, result=task.result)


def _outcome(voice: Voice, council: Council) -> str:
    """How it ended in one line, with the opinion where there is one."""
    row = council.row
    if row.dissolved_at:
        return _say(voice, "dissolved")
    if row.approved_at is None and row.concluded_at is None:
        return voice.say("papers.minutes.runs", at=_at(voice, row.due_at))
    stands = _say(voice, "approved" if row.approved_at else "waits")
    return f"{stands}{voice.say('papers.colon')}{_recommended(voice, council)}\n{council.opinion}"


def _question(voice: Voice, council: Council) -> Iterator[Line]:
    row = council.row
    yield Line("", council.question)
    yield Line(_say(voice, "chair"), council.chair)
    yield Line(_say(voice, "convened"), _at(voice, row.convened_at))
    yield Line(_say(voice, "due"), _at(voice, row.due_at))


def _asked(voice: Voice, team: Team, one: Answer) -> Line:
    return Line(_named(voice, team, one), _at(voice, one.seat.asked_at))


def _answers(voice: Voice, team: Team, council: Council) -> Iterator[Line]:
    """In the order they were given."""
    given = [(one.seat.answered_at, one) for one in council.answers if one.seat.answered_at]
    for _, one in sorted(given, key=lambda found: found[0]):
        yield _said(voice, team, one)


def _said(voice: Voice, team: Team, one: Answer) -> Line:
    """Under their name: what they recommend, or that they give no opinion, with the reasons."""
    seat = one.seat
    what = _say(voice, "declined") if seat.declined else voice.say(f"consulting.recommendations.{seat.recommendation}")
    when = f"\n{_at(voice, seat.answered_at)}" if seat.answered_at else ""
    return Line(f"{_named(voice, team, one)}{when}", f"{what}\n{one.words}")


def _silent(voice: Voice, council: Council) -> Iterator[Line]:
    if names := [one.name for one in council.silent]:
        yield Line(voice.say("phrases.comma").join(names), _say(voice, "silent_names"))


def _opinion(voice: Voice, council: Council) -> Iterator[Line]:
    if council.opinion:
        yield Line(_recommended(voice, council), council.opinion)
    if council.for_reporter:
        yield Line(_say(voice, "for_reporter"), council.for_reporter)
    yield Line("", _say(voice, "no_effect"))


def _approval(voice: Voice, council: Council) -> Iterator[Line]:
    row = council.row
    if council.remark:
        yield Line(_say(voice, "remark"), council.remark)
    if row.approved_at:
        yield Line("", voice.say("papers.minutes.approved_by", name=council.decided_by, at=_at(voice, row.approved_at)))
    else:
        yield Line("", _say(voice, "dissolved" if row.dissolved_at else "waits"))


def _recommended(voice: Voice, council: Council) -> str:
    return voice.say(f"consulting.recommendations.{council.row.recommendation}") if council.row.recommendation else ""


def _named(voice: Voice, team: Team, one: Answer) -> str:
    """With what they are on the team; of who left, the name alone."""
    member = team.known.get(one.seat.member_id)
    if member is None or member.revoked_at:
        return one.name
    return voice.say("papers.minutes.named", name=one.name, role=voice.say(f"roles.{member.role}"))


def _at(voice: Voice, at: datetime) -> str:
    return voice.spoken.dated(at)


def _say(voice: Voice, name: str) -> str:
    return voice.say(f"papers.minutes.{name}")
