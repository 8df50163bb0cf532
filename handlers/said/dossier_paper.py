"""The dossier to take along: one paragraph, the story, who and how much, then law, links, materials and progress."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from cases.materials import ItemState
from cases.questionnaire import State
from handlers.door import Voice
from handlers.said.arithmetic import Figure
from handlers.said.cases import district_name, offence_name
from handlers.said.colleagues import colleague_words
from handlers.said.dossier import STORY, Entry, Group, Section, desk_sections, own_words
from handlers.said.law import Cited, LawView, look_at_law, unit_name
from handlers.said.links import Why
from handlers.said.materials import line_title, place_title
from handlers.said.minutes import council_lines, task_tables
from handlers.said.paper import Sheet
from handlers.said.printed import Line, Part, Table
from handlers.said.progress import coming, done
from handlers.said.summary import Near, summary
from handlers.said.tracks import record_words
from handlers.said.triage import urgency_words
from storage.consulting import Council, Task
from storage.dossiers import Dossier
from storage.tables import Case, Member
from storage.tracks import running

HASH_SHOWN = 12  # hex digits
AFTER_THE_LAW = frozenset({"elsewhere", "first", "declared", "other"})
HAVE = frozenset({ItemState.FILED, ItemState.HAVE})


@dataclass(frozen=True)
class Whole:
    """Everything that is printed of a case, as one member may read it."""

    dossier: Dossier
    near: Near
    councils: list[Council]
    tasks: list[Task]
    reader: Member


def dossier_sheet(voice: Voice, whole: Whole) -> Sheet:
    dossier = whole.dossier
    case = dossier.case
    return Sheet(
        name=voice.say("papers.dossier.file_name"),
        title=voice.say("papers.dossier.title"),
        number=case.number,
        about=dossier.company or voice.say("papers.unknown"),
        first=summary(voice, dossier, whole.near),
        parts=list(_parts(voice, whole)),
    )


def _parts(voice: Voice, whole: Whole) -> Iterator[Part]:
    dossier = whole.dossier
    told = [_told(voice, section) for section in desk_sections(voice, dossier.answers)]
    yield from (part for section, part in told if section not in AFTER_THE_LAW)
    since = ((one, one.row.joined_at) for one in dossier.firm)
    firm = [Line(colleague_words(voice, one), voice.spoken.moment(at)) for one, at in since if at]
    yield Part(_name(voice, "firm"), firm)
    if dossier.case.is_complete:
        law = look_at_law(voice, dossier.answers, dossier.case)
        yield Part(_name(voice, "law"), list(_law(voice, dossier.case, law)), list(_figures(voice, law)))
    yield Part(_name(voice, "linked"), list(_linked(voice, whole)))
    yield Part(_name(voice, "likely"), [_why(voice, one) for one in whole.near.linked.likely])
    yield Part(_name(voice, "materials"), list(_materials(voice, whole)))
    yield Part(_name(voice, "steps"), list(_steps(voice, whole)))
    yield Part(_name(voice, "councils"), list(_councils(voice, whole)), task_tables(voice, whole.tasks))
    yield from (part for section, part in told if section in AFTER_THE_LAW)
    heard = [Line(_heard(voice, one.at, one.asked), one.text) for one in own_words(voice, dossier)]
    yield Part(_name(voice, "words"), heard)
    yield Part(_name(voice, "files"), list(_files(voice, whole)))


def _name(voice: Voice, part: str) -> str:
    return voice.say(f"papers.dossier.{part}")


def _heard(voice: Voice, at: datetime, asked: str) -> str:
    return voice.say("papers.dossier.heard", at=voice.spoken.moment(at), asked=asked)


def _told(voice: Voice, section: Section) -> tuple[str, Part]:
    """A section of the answers; what is told of several people or payments, as a table."""
    title = voice.say(f"console.sections.{section.id}")
    lines, tables = [], []
    for parent, groups in groupby(section.groups, key=_parent):
        found = list(groups)
        if parent:
            tables.append(_table(voice, found))
        else:
            lines += [_line(voice, entry) for group in found for entry in group.entries if _is_said(entry)]
    return section.id, Part(title, lines, tables, is_large=section.id == STORY)


def _parent(group: Group) -> str:
    """The list a group is an item of; empty for answers that stand alone."""
    return group.entries[0].step.partition("#")[0] if group.item else ""


def _is_said(entry: Entry) -> bool:
    return bool(entry.words) and entry.how != State.SKIPPED


def _line(voice: Voice, entry: Entry) -> Line:
    words = entry.words
    if entry.quote and entry.quote != words:
        words = voice.say("report.quoted", words=words, quote=entry.quote)
    return Line("" if entry.step == STORY else entry.label, words)


def _table(voice: Voice, groups: list[Group]) -> Table:
    """A row for each item; a column for everything that was said of any."""
    labels = list(dict.fromkeys(entry.label for group in groups for entry in group.entries if _is_said(entry)))
    rows = []
    for number, group in enumerate(groups, 1):
        said = {entry.label: entry.words for entry in group.entries if _is_said(entry)}
        rows.append([str(number), *(said.get(label, "") for label in labels)])
    return Table([voice.say("papers.dossier.item"), *labels], rows)


def _law(voice: Voice, case: Case, law: LawView) -> Iterator[Line]:
    colon, offence = voice.say("papers.colon"), law.offence or offence_name(voice, case)
    yield Line(_name(voice, "finding"), f"{offence}{colon}{voice.say(f'findings.results.{law.result}')}")
    if law.source:
        yield Line(_name(voice, "law_basis"), _cited(voice, law.source))
    for measure, figure, source in law.conflicts:
        yield Line(_name(voice, "conflict"), f"{measure} {figure}\n{_cited(voice, source)}")
    place = unit_name(voice, case.unit) or law.unit
    yield Line(_name(voice, "unit"), "\n".join([place, *(_cited(voice, one) for one in law.bases)]))
    if law.signs:
        signs = [f"{voice.say(f'indications.{sign}')}\n{_cited(voice, source)}" for sign, source in law.signs]
        yield Line(_name(voice, "signs"), "\n".join(signs))
    if law.limitation:
        yield Line(_name(voice, "limitation"), voice.say("phrases.comma").join(law.limitation))


def _figures(voice: Voice, law: LawView) -> Iterator[Table]:
    """The tier that decided or came nearest."""
    figures = [one for tier in law.tiers if tier.best for one in tier.figures]
    if figures:
        heads = [*(_name(voice, one) for one in ("measure", "found", "needed")), "%"]
        yield Table(heads, [_figure(voice, one) for one in figures])


def _figure(voice: Voice, one: Figure) -> list[str]:
    return [one.measure, one.found or voice.say("papers.unknown"), one.needed, one.share]


def _cited(voice: Voice, one: Cited) -> str:
    sure = voice.say(f"findings.confidence.{one.confidence}")
    return voice.say("papers.basis", title=one.title, place=one.place, confidence=sure)


def _linked(voice: Voice, whole: Whole) -> Iterator[Line]:
    linked = whole.near.linked
    yield from (_why(voice, one) for one in linked.cases)
    if linked.is_cut:
        yield Line("", voice.say("papers.more_linked", total=linked.total, shown=len(linked.cases)))


def _why(voice: Voice, one: Why) -> Line:
    """Who reported it, the offence and how it stands, as on the page of the case; below, what both have in common."""
    percent = "" if one.percent == 100 else f"{one.percent}% "
    why = percent + voice.say("phrases.comma").join(one.reasons)
    return Line(one.number, "\n".join(filter(None, (one.about, why))))


def _materials(voice: Voice, whole: Whole) -> Iterator[Line]:
    """What is there, what is missing and what was waived, each in one line."""
    if not whole.dossier.case.is_complete:
        return
    lines = whole.near.materials.lines
    found = {
        "have": [line for line in lines if line.state in HAVE],
        "missing": whole.near.materials.missing,
        "waived": [line for line in lines if line.state is ItemState.WAIVED],
    }
    for name, of_these in found.items():
        titles = [line_title(voice, line) for line in of_these]
        if titles or name != "waived":
            yield Line(_name(voice, name), voice.say("phrases.comma").join(titles) or voice.say("papers.nothing"))


def _steps(voice: Voice, whole: Whole) -> Iterator[Line]:
    dossier, tracks = whole.dossier, whole.near.tracks
    case = dossier.case
    holder = dossier.holder or voice.say("papers.nothing")
    state = voice.say(f"states.team.{case.service}")
    ended = f" · {voice.say(f'reasons.{case.close_reason}')}" if case.close_reason else ""
    yield Line(_name(voice, "state"), f"{state}{ended}")
    yield Line(_name(voice, "holder"), f"{holder} · {district_name(voice, case.district)}")
    if case.ended_at is None:
        yield Line(_name(voice, "urgency"), urgency_words(voice, dossier))
    for row in tracks.moves:
        told = done(voice, row)
        dated = voice.say("papers.dossier.dated", document=told.document, on=told.dated_on) if told.document else ""
        was = [voice.say("papers.dossier.was", said=record_words(voice, one)) for one in tracks.before(row)]
        yield Line(told.when, "\n".join(one for one in (told.words, dated, *was) if one))
    for clock in tracks.running:
        said = coming(voice, running(clock))
        yield Line(said.words, voice.say("papers.dossier.until", until=said.until, left=said.left))


def _councils(voice: Voice, whole: Whole) -> Iterator[Line]:
    for council in whole.councils:
        yield from council_lines(voice, council)


def _files(voice: Voice, whole: Whole) -> Iterator[Line]:
    lines = whole.near.materials.lines
    for paper in whole.dossier.files:
        facts = {
            "item": place_title(voice, paper.file.step, lines),
            "size": voice.spoken.size(paper.facts.size),
            "at": voice.spoken.moment(paper.file.received_at),
            "hash": paper.facts.sha256[:HASH_SHOWN],
        }
        words = [voice.say("papers.dossier.file", **facts)]
        if sender := whole.dossier.sent_by(paper):
            words.append(colleague_words(voice, sender))
        if paper.file.virus:
            words.append(voice.say("papers.dossier.virus", virus=paper.file.virus))
        yield Line(paper.name, "\n".join(words))
