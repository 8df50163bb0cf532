"""What a consultation asks for, to choose from at both doors: whom, how long, which recommendation, which measure."""

from __future__ import annotations

from dataclasses import dataclass

from actions.suggesting import facts_of
from cases.assigning import SPECIALTIES, Because, calls_of
from cases.consulting import EVERYBODY, OF_SPECIALTY, WITHIN, Recommendation
from handlers.door import Voice
from handlers.said.cases import offence_name
from handlers.said.team import specialty_name
from storage.consulting import Task
from storage.tables import Case, Member
from storage.team import Team

Options = dict[str, str]  # label by value
MOST_NAMED = 3  # of who has a specialty


@dataclass(frozen=True)
class Call:
    """A specialty that is called for or that somebody has: who has it, and why it is suggested, empty if it is not."""

    specialty: str
    name: str
    members: list[str]
    why: str


def calls(voice: Voice, team: Team, case: Case, member: Member) -> list[Call]:
    """What the case calls for first, also where nobody has it; then what else people know best."""
    wanted, able = calls_of(facts_of(case)), _able(team, case, member)
    found = []
    for specialty in [*wanted, *(one for one in SPECIALTIES if one not in wanted)]:
        members = [team.name(one.id) for one in able if specialty in one.specialties.split(",")]
        why = _why(voice, case, wanted[specialty]) if specialty in wanted else ""
        if members or why:
            found.append(Call(specialty, specialty_name(voice, specialty), members, why))
    return found


def lacking(voice: Voice, team: Team, case: Case, member: Member) -> list[str]:
    """What the case calls for and nobody who is there has, with the reason."""
    found = [one for one in calls(voice, team, case, member) if one.why and not one.members]
    return [voice.say("consulting.lacking", name=one.name, why=one.why) for one in found]


def experts(voice: Voice, team: Team, case: Case, member: Member) -> Options:
    """Everyone who is there and may work on the case but who asks, by id; who knows about such cases first."""
    wanted = set(calls_of(facts_of(case)))
    able = sorted(_able(team, case, member), key=lambda one: wanted.isdisjoint(one.specialties.split(",")))
    return {str(one.id): _expert(voice, name, one) for one, name in team.named(able)}


def panel(voice: Voice, team: Team, case: Case, member: Member) -> Options:
    """A specialty that is called for, all of them at once, another specialty, or one by name."""
    people = experts(voice, team, case, member)
    groups = [one for one in calls(voice, team, case, member) if one.members]
    everybody = {EVERYBODY: voice.say("consulting.everybody", count=len(people))} if len(people) > 1 else {}
    suggested = {f"{OF_SPECIALTY}{one.specialty}": _group(voice, one) for one in groups if one.why}
    others = {f"{OF_SPECIALTY}{one.specialty}": _group(voice, one) for one in groups if not one.why}
    return suggested | everybody | others | people


def _able(team: Team, case: Case, member: Member) -> list[Member]:
    return [one for one in team.present(case.district) if one.id != member.id and not one.is_placeholder]


def _expert(voice: Voice, name: str, member: Member) -> str:
    """王芳 · 护企专家 · 资金查控."""
    known = [specialty_name(voice, one) for one in member.specialties.split(",") if one]
    return " · ".join([name, voice.say(f"roles.{member.role}"), *known])


def _group(voice: Voice, call: Call) -> str:
    """建议：资金查控（王芳、周五），因为钱刚转出."""
    names = voice.say("phrases.comma").join(call.members[:MOST_NAMED])
    if len(call.members) > MOST_NAMED:
        names = voice.say("consulting.and_others", names=names, count=len(call.members))
    said = voice.say("consulting.of_specialty", name=call.name, names=names)
    return voice.say("consulting.suggested", who=said, why=call.why) if call.why else said


def _why(voice: Voice, case: Case, because: Because) -> str:
    what = offence_name(voice, case) if because is Because.OFFENCE else ""
    group = voice.say(f"questions.offence_group.options.{case.offence_group}") if because is Because.GROUP else ""
    return voice.say(f"consulting.because.{because}", what=what or group)


def owners(voice: Voice, team: Team, case: Case, member: Member) -> Options:
    """Whose a measure can be; one's own first."""
    return {str(member.id): voice.say("consulting.myself")} | experts(voice, team, case, member)


def times(voice: Voice) -> Options:
    return {one: voice.say(f"consulting.within.{one}") for one in WITHIN}


def recommendations(voice: Voice) -> Options:
    return {one.value: voice.say(f"consulting.recommendations.{one}") for one in Recommendation}


def open_tasks(tasks: list[Task]) -> Options:
    """The measures that are still to be done, by id."""
    return {str(one.row.id): f"{one.text} · {one.owner}" for one in tasks if one.row.done_at is None}


def choices(voice: Voice, team: Team, case: Case, member: Member, tasks: list[Task]) -> dict[str, Options]:
    """All of them, by the name of the field that a page sends."""
    return {
        "panel": panel(voice, team, case, member),
        "to": owners(voice, team, case, member),
        "within": times(voice),
        "recommendation": recommendations(voice),
        "measure": open_tasks(tasks),
    }
