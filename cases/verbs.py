"""What a member can do with a case: by whom, in which state, and what it takes. The table is the rule.

Both doors draw their buttons and forms from it, and every verb is checked against it: a new row is offered, asked for
and refused in chat and console alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from cases.consulting import ConsultationOver, MeasureGone
from cases.errors import CaseError
from cases.forgetting import AskedYourself, ForgetAskedAlready, ForgetConfirmedAlready, ForgetNotAsked
from cases.officers import NoCallHere, NoCheckHere
from cases.people import RECORDING, WORKING, NotAllowed, Role
from cases.special_teams import GuestHere, NoTeam, NotOnTeam, TeamThereAlready
from cases.together import InSeriesAlready, MergedElsewhere, NotInSeries, NotMerged, StillConsulted
from cases.tracks import CaseEnded, MoveNotPossible, Track


class Verb(StrEnum):
    """What a member can do; its words are templates/words/verbs.toml."""

    READ = "read"
    TAKE = "take"
    ANSWER = "answer"
    ASK = "ask"
    REVISE = "revise"
    TAKE_BACK = "take_back"
    NO_REPLY = "no_reply"
    SEND_NOW = "send_now"
    REWORD = "reword"
    POSTPONE = "postpone"
    CALL_OFF = "call_off"
    NOTE = "note"
    HAND_OVER = "hand_over"
    RETURN = "return"
    CLOSE = "close"
    REOPEN = "reopen"
    CORRECT_OUTCOME = "correct_outcome"
    ASK_MATERIALS = "ask_materials"
    PLACE_FILE = "place_file"
    RECLASSIFY = "reclassify"
    SET_URGENCY = "set_urgency"
    CONVENE = "convene"
    ASK_EXPERT = "ask_expert"
    GIVE_OPINION = "give_opinion"
    DECLINE = "decline"
    OPEN_ANSWERS = "open_answers"
    FOR_REPORTER = "for_reporter"
    CONCLUDE = "conclude"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    DISSOLVE = "dissolve"
    ADD_MEASURE = "add_measure"
    MEASURE_DONE = "measure_done"
    RECORD_LEGAL = "record_legal"
    RECORD_MONEY = "record_money"
    RECORD_REMEDY = "record_remedy"
    CORRECT = "correct"
    OBJECT_NAME = "object_name"
    TAKE_OVER = "take_over"
    LINK = "link"
    UNLINK = "unlink"
    MEANINGLESS = "meaningless"
    MERGE = "merge"
    UNMERGE = "unmerge"
    FORM_SERIES = "form_series"
    JOIN_SERIES = "join_series"
    LEAVE_SERIES = "leave_series"
    RENAME_SERIES = "rename_series"
    LEAD_SERIES = "lead_series"
    DISSOLVE_SERIES = "dissolve_series"
    SEND_CIRCULAR = "send_circular"
    FORM_TEAM = "form_team"
    JOIN_TEAM = "join_team"
    LEAVE_TEAM = "leave_team"
    LEAD_TEAM = "lead_team"
    TEAM_NOTE = "team_note"
    TEAM_REPORT = "team_report"
    DISSOLVE_TEAM = "dissolve_team"
    MANAGE_TEAM = "manage_team"
    SEE_LOOKS = "see_looks"
    MANAGE_ANSWERS = "manage_answers"
    MANAGE_PLAN = "manage_plan"
    EXPORT = "export"
    FORGET = "forget"
    CONFIRM_FORGET = "confirm_forget"
    KEEP_CASE = "keep_case"
    ANNOUNCE_CALL = "announce_call"
    HAVE_IT = "have_it"
    MOVE_CALL = "move_call"
    CANCEL_CALL = "cancel_call"
    CALL_TALKED = "call_talked"
    CALL_MISSED = "call_missed"
    NOT_MY_CALL = "not_my_call"


class Takes(StrEnum):
    """What a verb is given beside the case: its form."""

    NOTHING = "nothing"
    TEXT = "text"
    TO_REPORTER = "to_reporter"  # a text which the reporter reads, so that it may cross with a colleague's
    REVISION = "revision"  # a message to the reporter, and how it is put
    MESSAGE = "message"  # a message to the reporter
    PLANNED = "planned"  # a message that waits for the reporter
    PLANNED_WORDS = "planned_words"  # and what is said of it
    PLANNED_LATER = "planned_later"  # and how much later, and why
    COLLEAGUE = "colleague"
    REASON = "reason"  # why it ends, and words to the reporter if there are any
    ROUND = "round"  # what to bring and what to leave out of the list of materials
    FILE = "file"  # a file of the case, and the item of the list that it is for
    CLASSIFICATION = "classification"  # an offence, a district and the reason
    URGENCY = "urgency"  # one of the four, and the reason
    CONVENING = "convening"  # whom to ask, how long they have, and the question
    EXPERT = "expert"  # one more to ask
    OPINION = "opinion"  # a recommendation and its reasons
    MEASURE = "measure"  # whose, until when, and what is to be done
    DONE = "done"  # which measure, and what came of it
    LINK = "link"  # another case and the reason
    IDENTIFIER = "identifier"  # something the case names, and the reason
    SCHEME = "scheme"  # who leads it, which cases go along, and its name
    SERIES = "series"  # one that is there
    CIRCULAR = "circular"  # a text to every reporter of a series, which is looked at before it goes
    TEAM = "team"  # for what, who leads it, who is on it, and at which hour it reports
    ANYBODY = "anybody"  # of any district
    SEATED = "seated"  # who is on the special team
    OFFICER = "officer"  # who is to lead
    OUTCOME = "outcome"  # why it really ended, and why the reason was wrong
    CORRECTION = "correction"  # a record, what of it is right, and the reason
    OBJECTION = "objection"  # a record in one's name, and the reason
    RECORD = "record"  # a move or a change of a clock, with its document


class NotYours(CaseError):
    """Only the one who has the case can do that; a lead may always."""


class OpenAlready(CaseError):
    """The case has not ended, or somebody was faster and opened it again."""


class NoPromiseBroken(CaseError):
    """No promise to the reporter of this case is broken: it was kept meanwhile."""


class ConsultedAlready(CaseError):
    """A consultation runs on the case; one at a time."""


@dataclass(frozen=True)
class Chair:
    """A case from where one member sits."""

    role: Role
    is_open: bool
    is_complete: bool  # False: alerted by the money lane, still being told
    is_free: bool
    is_mine: bool
    is_asked: bool = False  # the reporter waits for a reply
    is_consulted: bool = False  # a consultation runs
    is_concluded: bool = False  # and waits for a lead to approve it
    presides: bool = False  # it is this member's
    has_measures: bool = False  # to be done
    is_in_series: bool = False
    is_merged: bool = False  # into another
    has_written: bool = False  # the desk, to the reporter
    has_records: bool = False  # an officer wrote down a move of a track
    is_withdrawn: bool = False  # by the reporter
    is_in_team: bool = False  # a special team works on it
    is_on_team: bool = False  # and this member is on it
    is_guest: bool = False  # and sees the case only because of that
    is_forget_asked: bool = False  # a lead wants it forgotten
    is_forget_confirmed: bool = False  # and another confirmed it
    asks_to_forget: bool = False  # this member wants it
    is_broken: bool = False  # a promise to its reporter, and it is not kept yet
    has_call: bool = False  # a call to its reporter stands announced
    is_checked: bool = False  # its reporter wants to know whether the officer who rings is one


@dataclass(frozen=True)
class Premise:
    """One thing that must be so, and the refusal when it is not."""

    holds: Callable[[Chair], bool]
    refusal: type[CaseError] | None = MoveNotPossible


OPEN = Premise(lambda chair: chair.is_open, CaseEnded)
OVER = Premise(lambda chair: not chair.is_open, OpenAlready)
BY_DESK = Premise(lambda chair: not chair.is_withdrawn)  # what the reporter took back is theirs to say
ASKED = Premise(lambda chair: chair.is_asked, None)
COMPLETE = Premise(lambda chair: chair.is_complete)
IN_HAND = Premise(lambda chair: chair.is_free or chair.is_mine or chair.role is Role.LEAD, NotYours)
HELD = Premise(lambda chair: not chair.is_free)
CONSULTED = Premise(lambda chair: chair.is_consulted, ConsultationOver)
NOT_CONSULTED = Premise(lambda chair: not chair.is_consulted, ConsultedAlready)
ASKING = Premise(lambda chair: not chair.is_concluded, ConsultationOver)  # answers are still taken
CONCLUDED = Premise(lambda chair: chair.is_concluded)
PRESIDES = Premise(lambda chair: chair.presides or chair.role is Role.LEAD, NotYours)
WRITTEN = Premise(lambda chair: chair.has_written)
MEASURED = Premise(lambda chair: chair.has_measures, MeasureGone)
MERGED = Premise(lambda chair: chair.is_merged, NotMerged)
UNASKED = Premise(lambda chair: not chair.is_consulted, StillConsulted)
IN_TEAM = Premise(lambda chair: chair.is_in_team, NoTeam)
NO_TEAM = Premise(lambda chair: not chair.is_in_team, TeamThereAlready)
ON_TEAM = Premise(lambda chair: chair.is_on_team or chair.role is Role.LEAD, NotOnTeam)
IN_SERIES = Premise(lambda chair: chair.is_in_series, NotInSeries)
NOT_IN_SERIES = Premise(lambda chair: not chair.is_in_series, InSeriesAlready)
RECORDED = Premise(lambda chair: chair.has_records)
WITH_ANOTHER = Premise(lambda chair: not chair.is_free and not chair.is_mine)
HOLDS = Premise(lambda chair: chair.is_mine or chair.role is Role.LEAD, NotYours)
FORGET_ASKED = Premise(lambda chair: chair.is_forget_asked, ForgetNotAsked)
NOT_ASKED_YET = Premise(lambda chair: not chair.is_forget_asked, ForgetAskedAlready)
NOT_CONFIRMED = Premise(lambda chair: not chair.is_forget_confirmed, ForgetConfirmedAlready)
BY_ANOTHER = Premise(lambda chair: not chair.asks_to_forget, AskedYourself)
BROKEN = Premise(lambda chair: chair.is_broken, NoPromiseBroken)
CALLED = Premise(lambda chair: chair.has_call, NoCallHere)
CHECKED = Premise(lambda chair: chair.is_checked, NoCheckHere)
FREE = Premise(lambda chair: chair.is_free, None)  # two may press at once: the verb says who was first


@dataclass(frozen=True)
class Rule:
    """Who may, what it takes (None: not done with one case), and how the case must stand, the first refusal first."""

    roles: frozenset[Role]
    takes: Takes | None = None
    when: tuple[Premise, ...] = ()


# What these do, the reporter hears of.
TELL_REPORTER = frozenset(
    {
        Verb.TAKE,
        Verb.ANSWER,
        Verb.ASK,
        Verb.REVISE,
        Verb.TAKE_BACK,
        Verb.SEND_NOW,
        Verb.ASK_MATERIALS,
        Verb.HAND_OVER,
        Verb.CLOSE,
        Verb.REOPEN,
        Verb.CORRECT_OUTCOME,
        Verb.TAKE_OVER,
        Verb.ANNOUNCE_CALL,
        Verb.MOVE_CALL,
        Verb.CANCEL_CALL,
        Verb.NOT_MY_CALL,
    }
)

RULES: dict[Verb, Rule] = {
    Verb.READ: Rule(frozenset(Role)),
    Verb.TAKE: Rule(WORKING, Takes.NOTHING, (OPEN, FREE)),
    Verb.ANSWER: Rule(WORKING, Takes.TO_REPORTER),  # also after the end: whoever still asks is answered
    Verb.ASK: Rule(WORKING, Takes.TO_REPORTER, (OPEN,)),
    Verb.REVISE: Rule(WORKING, Takes.REVISION, (WRITTEN,)),
    Verb.TAKE_BACK: Rule(WORKING, Takes.MESSAGE, (WRITTEN,)),
    Verb.NO_REPLY: Rule(WORKING, Takes.NOTHING, (ASKED, IN_HAND)),
    Verb.SEND_NOW: Rule(WORKING, Takes.PLANNED, (HOLDS,)),
    Verb.REWORD: Rule(WORKING, Takes.PLANNED_WORDS, (HOLDS,)),
    Verb.POSTPONE: Rule(WORKING, Takes.PLANNED_LATER, (HOLDS,)),
    Verb.CALL_OFF: Rule(WORKING, Takes.PLANNED_WORDS, (HOLDS,)),
    Verb.NOTE: Rule(WORKING, Takes.TEXT),
    Verb.HAND_OVER: Rule(WORKING, Takes.COLLEAGUE, (OPEN, IN_HAND)),
    Verb.RETURN: Rule(WORKING, Takes.NOTHING, (OPEN, IN_HAND, HELD)),
    Verb.CLOSE: Rule(WORKING, Takes.REASON, (OPEN, IN_HAND)),
    Verb.REOPEN: Rule(WORKING, Takes.TEXT, (OVER,)),
    Verb.CORRECT_OUTCOME: Rule(WORKING, Takes.OUTCOME, (OVER, BY_DESK, IN_HAND)),
    Verb.ASK_MATERIALS: Rule(WORKING, Takes.ROUND, (OPEN, COMPLETE)),
    Verb.PLACE_FILE: Rule(WORKING, Takes.FILE, (OPEN, COMPLETE)),
    Verb.RECLASSIFY: Rule(WORKING, Takes.CLASSIFICATION, (OPEN, IN_HAND, COMPLETE)),
    Verb.SET_URGENCY: Rule(WORKING, Takes.URGENCY, (OPEN, IN_HAND)),
    Verb.CONVENE: Rule(WORKING, Takes.CONVENING, (OPEN, COMPLETE, HELD, IN_HAND, NOT_CONSULTED)),
    Verb.ASK_EXPERT: Rule(WORKING, Takes.EXPERT, (CONSULTED, ASKING, PRESIDES)),
    Verb.GIVE_OPINION: Rule(WORKING, Takes.OPINION, (CONSULTED, ASKING)),
    Verb.DECLINE: Rule(WORKING, Takes.TEXT, (CONSULTED, ASKING)),
    Verb.OPEN_ANSWERS: Rule(WORKING, Takes.NOTHING, (CONSULTED, ASKING, PRESIDES)),
    Verb.FOR_REPORTER: Rule(WORKING, Takes.TEXT, (CONSULTED, ASKING, PRESIDES)),  # concluded, it is being read
    Verb.CONCLUDE: Rule(WORKING, Takes.OPINION, (CONSULTED, ASKING, PRESIDES)),
    Verb.APPROVE: Rule(frozenset({Role.LEAD}), Takes.NOTHING, (CONSULTED, CONCLUDED)),
    Verb.SEND_BACK: Rule(frozenset({Role.LEAD}), Takes.TEXT, (CONSULTED, CONCLUDED)),
    Verb.DISSOLVE: Rule(WORKING, Takes.TEXT, (CONSULTED, PRESIDES)),
    Verb.ADD_MEASURE: Rule(WORKING, Takes.MEASURE, (OPEN, COMPLETE, IN_HAND)),
    Verb.MEASURE_DONE: Rule(WORKING, Takes.DONE, (MEASURED,)),
    Verb.RECORD_LEGAL: Rule(RECORDING, Takes.RECORD),
    Verb.RECORD_MONEY: Rule(RECORDING | {Role.DUTY_OFFICER}, Takes.RECORD),
    Verb.RECORD_REMEDY: Rule(RECORDING, Takes.RECORD),
    Verb.CORRECT: Rule(RECORDING | {Role.DUTY_OFFICER}, Takes.CORRECTION, (RECORDED,)),
    Verb.OBJECT_NAME: Rule(WORKING, Takes.OBJECTION),  # actions/signatures.py knows in whose name it was
    Verb.TAKE_OVER: Rule(frozenset({Role.LEAD}), Takes.NOTHING, (OPEN, WITH_ANOTHER)),
    Verb.LINK: Rule(WORKING, Takes.LINK),
    Verb.UNLINK: Rule(WORKING, Takes.LINK),
    Verb.MEANINGLESS: Rule(frozenset({Role.LEAD}), Takes.IDENTIFIER),
    Verb.MERGE: Rule(WORKING, Takes.LINK, (OPEN, COMPLETE, IN_HAND, UNASKED)),
    Verb.UNMERGE: Rule(WORKING, Takes.TEXT, (MERGED, IN_HAND)),
    Verb.FORM_SERIES: Rule(WORKING, Takes.SCHEME, (COMPLETE, NOT_IN_SERIES)),
    Verb.JOIN_SERIES: Rule(WORKING, Takes.SERIES, (COMPLETE, NOT_IN_SERIES)),
    Verb.LEAVE_SERIES: Rule(WORKING, Takes.TEXT, (IN_SERIES,)),
    Verb.RENAME_SERIES: Rule(WORKING, Takes.TEXT, (IN_SERIES,)),  # of its lead: actions/series.py knows who that is
    Verb.LEAD_SERIES: Rule(WORKING, Takes.OFFICER, (IN_SERIES,)),
    Verb.DISSOLVE_SERIES: Rule(WORKING, Takes.TEXT, (IN_SERIES,)),
    Verb.SEND_CIRCULAR: Rule(frozenset({Role.LEAD}), Takes.CIRCULAR, (IN_SERIES,)),
    Verb.FORM_TEAM: Rule(frozenset({Role.LEAD}), Takes.TEAM, (COMPLETE, NO_TEAM)),
    Verb.JOIN_TEAM: Rule(WORKING, Takes.ANYBODY, (IN_TEAM, ON_TEAM)),
    Verb.LEAVE_TEAM: Rule(WORKING, Takes.SEATED, (IN_TEAM, ON_TEAM)),
    Verb.LEAD_TEAM: Rule(frozenset({Role.LEAD}), Takes.ANYBODY, (IN_TEAM,)),
    Verb.TEAM_NOTE: Rule(WORKING, Takes.TEXT, (IN_TEAM, ON_TEAM)),
    Verb.TEAM_REPORT: Rule(WORKING, Takes.TEXT, (IN_TEAM, ON_TEAM)),
    Verb.DISSOLVE_TEAM: Rule(frozenset({Role.LEAD}), Takes.TEXT, (IN_TEAM,)),
    Verb.MANAGE_TEAM: Rule(frozenset({Role.LEAD})),
    Verb.SEE_LOOKS: Rule(frozenset({Role.LEAD, Role.AUDITOR})),
    Verb.MANAGE_ANSWERS: Rule(frozenset({Role.LEAD})),
    Verb.MANAGE_PLAN: Rule(frozenset({Role.LEAD})),
    Verb.EXPORT: Rule(WORKING, None, (HOLDS,)),
    Verb.FORGET: Rule(frozenset({Role.LEAD}), Takes.TEXT, (OVER, NOT_ASKED_YET)),
    Verb.CONFIRM_FORGET: Rule(frozenset({Role.LEAD}), Takes.TEXT, (OVER, FORGET_ASKED, NOT_CONFIRMED, BY_ANOTHER)),
    Verb.KEEP_CASE: Rule(frozenset({Role.LEAD}), Takes.NOTHING, (FORGET_ASKED,)),
    Verb.ANNOUNCE_CALL: Rule(WORKING, Takes.TEXT, (OPEN, HOLDS)),
    Verb.HAVE_IT: Rule(WORKING, Takes.NOTHING, (OPEN, BROKEN)),
    Verb.MOVE_CALL: Rule(WORKING, Takes.TEXT, (OPEN, HOLDS, CALLED)),
    Verb.CANCEL_CALL: Rule(WORKING, Takes.TEXT, (HOLDS, CALLED)),
    Verb.CALL_TALKED: Rule(WORKING, Takes.NOTHING, (HOLDS, CALLED)),
    Verb.CALL_MISSED: Rule(WORKING, Takes.NOTHING, (HOLDS, CALLED)),
    Verb.NOT_MY_CALL: Rule(WORKING, Takes.NOTHING, (CHECKED,)),  # actions/officers.py knows whose code it was
}


# What makes a consultation and its measures: at one place of the page.
CONSULTING = frozenset(
    {
        Verb.CONVENE,
        Verb.ASK_EXPERT,
        Verb.GIVE_OPINION,
        Verb.DECLINE,
        Verb.OPEN_ANSWERS,
        Verb.FOR_REPORTER,
        Verb.CONCLUDE,
        Verb.APPROVE,
        Verb.SEND_BACK,
        Verb.DISSOLVE,
        Verb.ADD_MEASURE,
        Verb.MEASURE_DONE,
    }
)

# What is done with messages that wait for the reporter: beside these.
PLANNING = frozenset({Verb.SEND_NOW, Verb.REWORD, Verb.POSTPONE, Verb.CALL_OFF})

ANSWERS = frozenset({Verb.GIVE_OPINION, Verb.DECLINE})  # of one who was asked, or came by themselves

# What ties cases together: at one place of the page.
TOGETHER = frozenset(
    {
        Verb.MERGE,
        Verb.UNMERGE,
        Verb.FORM_SERIES,
        Verb.JOIN_SERIES,
        Verb.LEAVE_SERIES,
        Verb.RENAME_SERIES,
        Verb.LEAD_SERIES,
        Verb.DISSOLVE_SERIES,
        Verb.SEND_CIRCULAR,
        Verb.FORM_TEAM,
        Verb.JOIN_TEAM,
        Verb.LEAVE_TEAM,
        Verb.LEAD_TEAM,
        Verb.TEAM_NOTE,
        Verb.TEAM_REPORT,
        Verb.DISSOLVE_TEAM,
    }
)


# What becomes of everything that is kept of a case: at one place of the page.
KEEPING = frozenset({Verb.FORGET, Verb.CONFIRM_FORGET, Verb.KEEP_CASE})

# What is done with a merged case itself: all between the desk and its own reporter. The rest is done with the main one.
FOR_ITSELF = frozenset(
    {
        Verb.READ,
        Verb.ANSWER,
        Verb.ASK,
        Verb.NO_REPLY,
        *PLANNING,
        Verb.NOTE,
        Verb.ASK_MATERIALS,
        Verb.PLACE_FILE,
        Verb.MEASURE_DONE,
        Verb.RECORD_LEGAL,
        Verb.RECORD_MONEY,
        Verb.RECORD_REMEDY,
        Verb.MEANINGLESS,
        Verb.UNMERGE,
        Verb.REVISE,
        Verb.TAKE_BACK,
        Verb.CORRECT,
        Verb.OBJECT_NAME,
        Verb.EXPORT,
        Verb.FORGET,
        Verb.CONFIRM_FORGET,
        Verb.KEEP_CASE,
        Verb.HAVE_IT,
        Verb.ANNOUNCE_CALL,
        Verb.MOVE_CALL,
        Verb.CANCEL_CALL,
        Verb.CALL_TALKED,
        Verb.CALL_MISSED,
        Verb.NOT_MY_CALL,
    }
)
# What a guest does, who sees the case only as a member of its special team; its own district does the rest.
FOR_GUESTS = frozenset(
    {
        Verb.READ,
        Verb.NOTE,
        Verb.GIVE_OPINION,
        Verb.DECLINE,
        Verb.MEASURE_DONE,
        Verb.JOIN_TEAM,
        Verb.LEAVE_TEAM,
        Verb.TEAM_NOTE,
        Verb.TEAM_REPORT,
    }
)
# What is done with a case as a whole, and so with what was merged into it.
FOLLOWED = frozenset(
    {
        Verb.TAKE,
        Verb.HAND_OVER,
        Verb.TAKE_OVER,
        Verb.RETURN,
        Verb.CLOSE,
        Verb.REOPEN,
        Verb.CORRECT_OUTCOME,
        Verb.RECLASSIFY,
        Verb.LEAVE_SERIES,
    }
)


# Whose verb it is to write down a move or a clock of each track.
RECORDS: dict[Track, Verb] = {
    Track.LEGAL: Verb.RECORD_LEGAL,
    Track.MONEY: Verb.RECORD_MONEY,
    Track.REMEDY: Verb.RECORD_REMEDY,
}


def may(role: Role, verb: Verb) -> bool:
    return role in RULES[verb].roles


def check_may(role: Role, verb: Verb) -> None:
    """Raises NotAllowed."""
    if not may(role, verb):
        raise NotAllowed


def check_state(verb: Verb, chair: Chair) -> None:
    """Raises MergedElsewhere, GuestHere, CaseEnded, NotYours, …: the first thing that is not as the verb needs it."""
    if chair.is_merged and verb not in FOR_ITSELF:
        raise MergedElsewhere
    if chair.is_guest and verb not in FOR_GUESTS:
        raise GuestHere
    for premise in RULES[verb].when:
        if premise.refusal and not premise.holds(chair):
            raise premise.refusal


def possible(chair: Chair) -> tuple[Verb, ...]:
    """What this member can do with the case now, in the order of the table."""
    return tuple(verb for verb, rule in RULES.items() if rule.takes and _is_possible(verb, rule, chair))


def offered(buttons: Iterable[str], chair: Chair) -> tuple[str, ...]:
    """Of these buttons, the verbs this member can do with the case now, and whatever is no verb."""
    verbs = possible(chair)
    return tuple(one for one in buttons if one in verbs or one not in RULES)


def _is_possible(verb: Verb, rule: Rule, chair: Chair) -> bool:
    if (chair.is_merged and verb not in FOR_ITSELF) or (chair.is_guest and verb not in FOR_GUESTS):
        return False
    return chair.role in rule.roles and all(premise.holds(chair) for premise in rule.when)
