"""The messages said later: to whom, while what is so, what they show, and the buttons beneath. The table is the rule.

Verbs plan by it, delivery asks it again at the last moment, and only what a row shows is read. A new kind is its row
here, its template with its name, the English of both, and the verb that plans it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Flag, StrEnum, auto
from typing import TYPE_CHECKING, TypeVar

from cases.tracks import ENDED, WAITING, Service

if TYPE_CHECKING:  # which reads the plans, and they name kinds of messages
    from cases.law.clocks import Running

Chat = TypeVar("Chat")


class Kind(StrEnum):
    """A kind of message; its words are templates/chat/messages/<kind>.html.jinja."""

    RECEIPT = "receipt"
    TAKEN = "taken"
    STILL_WAITING = "still_waiting"
    STILL_WORKING = "still_working"
    NEWS_MOVED = "news_moved"
    NEWS_DRAFT = "news_draft"
    NEWS_AT_RISK = "news_at_risk"
    ALARMS_MORE = "alarms_more"
    REPLY_LATE = "reply_late"
    MATERIALS_REMINDER = "materials_reminder"
    DESK_ASKS = "desk_asks"
    DESK_ANSWERS = "desk_answers"
    DESK_REVISED = "desk_revised"
    DESK_TOOK_BACK = "desk_took_back"
    CIRCULAR = "circular"
    CAUGHT_UP = "caught_up"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"
    OUTCOME_CORRECTED = "outcome_corrected"
    REOPENED = "reopened"
    HOW_WAS_IT = "how_was_it"
    DRAFT_REMINDER = "draft_reminder"
    MY_REPORT = "my_report"
    RETURN_CODE = "return_code"
    MATERIALS_ASKED = "materials_asked"
    TRACK_MOVED = "track_moved"
    CLOCK_MISSED = "clock_missed"
    RIGHT_ENDING = "right_ending"
    OPINION_ISSUED = "opinion_issued"
    WITHOUT_HOLDER = "without_holder"
    NEW_CASE = "new_case"
    NEW_CASES = "new_cases"
    MONEY_ALERTS = "money_alerts"
    MONEY_ALERT = "money_alert"
    MONEY_MORE = "money_more"
    CLOCK_SOON = "clock_soon"
    CLOCK_LATE = "clock_late"
    REPORTER_WROTE = "reporter_wrote"
    REPORTER_MORE = "reporter_more"
    REPORTERS_MORE = "reporters_more"
    REPLY_AT_RISK = "reply_at_risk"
    PERSON_WANTED = "person_wanted"
    CASE_FOR_YOU = "case_for_you"
    CASE_RETURNED = "case_returned"
    OPINION_WANTED = "opinion_wanted"
    OPINION_GIVEN = "opinion_given"
    OPINIONS_LATE = "opinions_late"
    OPINION_TO_APPROVE = "opinion_to_approve"
    OPINION_SENT_BACK = "opinion_sent_back"
    OPINION_APPROVED = "opinion_approved"
    CONSULTATION_OVER = "consultation_over"
    MEASURE_FOR_YOU = "measure_for_you"
    MEASURE_SOON = "measure_soon"
    MEASURE_LATE = "measure_late"
    WITHDRAWN = "withdrawn"
    WITHDRAWAL_HELD = "withdrawal_held"
    PROMISE_AT_RISK = "promise_at_risk"
    PROMISE_BROKEN = "promise_broken"
    RATED_LOW = "rated_low"
    GROUP_UNREACHED = "group_unreached"
    DELIVERY_BROKEN = "delivery_broken"
    REPORTER_UNREACHABLE = "reporter_unreachable"
    NAMED = "named"
    NAME_OBJECTED = "name_objected"
    WORDS_STOPPED = "words_stopped"
    CASE_LEFT = "case_left"
    CASES_MOVED = "cases_moved"
    LINKED = "linked"
    SERIES_CASE = "series_case"
    TEAM_FOR_YOU = "team_for_you"
    TEAM_REPORT_DUE = "team_report_due"
    TEAM_REPORT_MISSED = "team_report_missed"
    TEAM_WITHOUT_LEADER = "team_without_leader"
    TEAM_DISSOLVED = "team_dissolved"
    FORGET_SOON = "forget_soon"
    CASE_FORGOTTEN = "case_forgotten"
    FORGET_WANTED = "forget_wanted"
    FORGET_CONFIRMED = "forget_confirmed"
    FORGET_UNTOLD = "forget_untold"
    FORGET_TOMORROW = "forget_tomorrow"
    FORGET_CERTIFIED = "forget_certified"
    MAY_BE_FORGOTTEN = "may_be_forgotten"
    FILES_WAIT = "files_wait"
    LAW_NOT_USED = "law_not_used"
    CLOCK_JUMPED = "clock_jumped"
    FILE_INFECTED = "file_infected"
    VIRUS_FOUND = "virus_found"
    CHECKS_STOPPED = "checks_stopped"
    NOTICE_MISSING = "notice_missing"
    NOT_WRITTEN = "not_written"
    ROWS_CHANGED = "rows_changed"
    SECOND_FACTOR = "second_factor"
    SIGNED_IN = "signed_in"
    INVITED = "invited"
    NEWCOMER = "newcomer"
    WELCOME = "welcome"
    NEWS_WAITS = "news_waits"
    REACH_CODE = "reach_code"
    REACH_LOST = "reach_lost"
    REACH_BROKEN = "reach_broken"
    COLLEAGUE = "colleague"
    COLLEAGUE_IN = "colleague_in"
    NOW_YOURS = "now_yours"
    REPORTER_CHANGED = "reporter_changed"
    AFTERWARDS = "afterwards"
    CALL_ANNOUNCED = "call_announced"
    CALL_CHANGED = "call_changed"
    CALL_WENT = "call_went"
    CALL_DENIED = "call_denied"
    CODE_TO_READ = "code_to_read"
    CHECK_FAILED = "check_failed"
    STRANGERS_RUNG = "strangers_rung"
    PLAN_CHANGED = "plan_changed"
    PLAN_NOT_WHOLE = "plan_not_whole"


class Who(Flag):
    """Whose chat it is, seen from one case. NOBODY hears nothing of it."""

    NOBODY = 0
    REPORTER = auto()
    DESK = auto()  # a member who may see the case, or a group that hears of its district
    GROUP = auto()  # and nobody knows who reads there
    LEAD = auto()
    HOLDER = auto()


Audience = tuple[Who, ...]  # the first of these in which there is anybody

REPORTER: Audience = (Who.REPORTER,)
DESK: Audience = (Who.DESK,)
HOLDER: Audience = (Who.HOLDER, Who.DESK)  # the desk while nobody has the case, or who has it has no chat
NEW_HOLDER: Audience = (Who.HOLDER,)
LEADS: Audience = (Who.LEAD,)
WATCHING: Audience = (Who.LEAD | Who.HOLDER, Who.DESK)  # the desk when there is neither
ONE: Audience = (Who.DESK,)  # the one member whom what happened concerns: planned for them alone
ANSWERING: Audience = (Who.LEAD, Who.HOLDER, Who.DESK)  # who has the case when nobody leads


class While(StrEnum):
    """What must still be so when a message leaves."""

    ALWAYS = "always"
    TOLD = "told"  # the report is still being told
    WAITING = "waiting"  # nobody has taken the case
    OPEN = "open"
    UNKEPT = "unkept"  # a promised time is over, nobody has taken the case, and no officer said that they see to it
    UNREPLIED = "unreplied"  # what the reporter said waits for a reply, and no officer said that they see to it
    ASKED = "asked"  # what the reporter said waits for a reply
    WANTING = "wanting"  # open, and something of the list of materials is not there
    ENDED = "ended"
    UNSEEN = "unseen"  # there is news in the chat that nobody looked at
    UNPROVED = "unproved"  # the code can still be entered
    UNANSWERED = "unanswered"  # its reader was asked in a consultation and has not answered
    SILENT = "silent"  # of those who were asked, somebody has not answered
    CONCLUDED = "concluded"  # a lead is to approve the opinion
    IN_SERIES = "in_series"
    UNREPORTED = "unreported"  # the special team has not said its line of the day
    LEADERLESS = "leaderless"  # it has no leader
    IN_TEAM = "in_team"  # it works on the case
    UNDONE = "undone"  # the measure it is about
    RUNNING = "running"  # the clock it is about runs, and its time is not over
    CALLED = "called"  # nobody said what became of the call it is about
    CHECKED = "checked"  # the reporter waits for the code it is about to be read aloud
    OVER = "over"  # the time is over, and nothing stopped the clock before


class Shows(StrEnum):
    """What a message tells beside the case's own row; its template knows each by this name."""

    HOLDER = "holder"  # the name of who has the case
    UNIT = "unit"  # where the law's files send it
    NEXT_NEWS_AT = "next_news_at"
    NEXT_REPLY_AT = "next_reply_at"
    DOSSIER = "dossier"
    SAID = "said"  # the message it is about
    WORDS = "words"  # an officer's in the place of ours, and whose; None where nobody wrote any
    FILE = "file"  # the file it is about
    LINKED = "linked"  # other cases that name the same, and what
    SHEET = "sheet"  # what is known of the payment
    MATERIALS = "materials"
    PROGRESS = "progress"  # what comes next at law
    MOVE = "move"  # the step of a track it is about
    CLOCK = "clock"  # the deadline it is about
    ATTENDED = "attended"  # whether anybody is there who hears of it
    COUNCIL = "council"  # the consultation it is about
    MEASURE = "measure"
    DOOR = "door"  # where else the reporter can go, where the case ended for that
    SPECIAL = "special"  # the special team that works on it
    ENDED_TEAM = "ended_team"  # the one that worked on it
    SCHEME = "scheme"  # the series it belongs to
    ABOUT = "about"  # the name of the message it is about
    WHO = "who"  # the name of the member it speaks of
    NAMED = "named"  # the record it is about
    BY = "by"  # the name of the member who did it; empty: on the server
    BROWSER = "browser"  # that is signed in by its reader's name
    INVITED = "invited"  # the invitation it is about
    READER = "reader"  # who reads it, as they are on the team
    NEWS = "news"  # what the reporter did since a moment
    REACH = "reach"  # the address it goes to
    COLLEAGUE = "colleague"  # the colleague of the reporter's whom it is about
    CALL = "call"  # the call it is about
    CODE = "code"  # the code to be read aloud
    MISSED = "missed"  # what came to nobody when it was due (handlers/said/caught_up.py)
    GATHERED = "gathered"  # what it tells together (handlers/said/digest.py)


Buttons = tuple[tuple[str, ...], ...]  # rows of ids; their labels are templates/words/buttons.toml

TALK: Buttons = (("write", "status"),)
BRING: Buttons = (("materials",), ("write", "status"))
SENT: Buttons = (("materials", "my_report"), ("write", "status"))
TAKE: Buttons = (("take", "dossier"),)
LOOK: Buttons = (("dossier",),)
REPLY: Buttons = (("answer", "ask"), ("no_reply", "dossier"))
OPINE: Buttons = (("give_opinion", "decline"), ("dossier",))
DECIDE: Buttons = (("approve", "send_back"), ("dossier",))
WORD: Buttons = (("reword", "send_now"), ("postpone", "dossier"))
DO: Buttons = (("measure_done", "dossier"),)
LATER: Buttons = (("money_all", "money_part"), ("money_none", "money_not_lost"), ("again_since",))
MARKS: Buttons = (("rate_5",), ("rate_4",), ("rate_3",), ("rate_2",), ("rate_1",))


@dataclass(frozen=True)
class Message:
    """One kind of message.

    A `promise` is what the reporter was told to expect. An `urgent` one goes past all that waits. What is
    `always_shown` is so also on a phone that the suspect may read. What goes `beyond_sight` reaches also a member
    who may not see the case, and so shows nothing of it. What is `of_house` is about no
    case: how the house itself stands. What is `of_reporter`, they can bring about as often as they like: cases/news.py.
    What is `alone` is for whose chat it was planned, and not for their colleagues too.
    """

    to: Audience
    wanted: While = While.ALWAYS
    shows: tuple[Shows, ...] = ()
    buttons: Buttons = TALK
    promise: bool = False
    urgent: bool = False
    always_shown: bool = False
    beyond_sight: bool = False
    of_house: bool = False
    of_reporter: bool = False
    alone: bool = False


MESSAGES: dict[Kind, Message] = {
    # to the reporter
    # who pressed Submit is looking
    Kind.RECEIPT: Message(REPORTER, shows=(Shows.ATTENDED,), buttons=SENT, urgent=True, always_shown=True, alone=True),
    Kind.TAKEN: Message(REPORTER, shows=(Shows.HOLDER,)),
    Kind.STILL_WAITING: Message(
        REPORTER, While.WAITING, (Shows.NEXT_NEWS_AT, Shows.NEXT_REPLY_AT, Shows.SHEET), promise=True
    ),
    Kind.STILL_WORKING: Message(
        REPORTER, While.OPEN, (Shows.HOLDER, Shows.PROGRESS, Shows.NEXT_NEWS_AT, Shows.WORDS), promise=True
    ),
    # that it comes later than was said, or another in its place
    Kind.NEWS_MOVED: Message(REPORTER, While.OPEN, (Shows.WORDS,)),
    Kind.REPLY_LATE: Message(REPORTER, While.ASKED, (Shows.NEXT_REPLY_AT,), promise=True),
    Kind.MATERIALS_REMINDER: Message(
        REPORTER, While.WANTING, (Shows.MATERIALS, Shows.WORDS), (("materials",), ("add_files", "status"))
    ),
    Kind.DESK_ASKS: Message(REPORTER, shows=(Shows.SAID,), buttons=(("reply", "add_files"),)),
    Kind.DESK_ANSWERS: Message(REPORTER, shows=(Shows.SAID,)),
    Kind.DESK_REVISED: Message(REPORTER, shows=(Shows.SAID,)),
    Kind.DESK_TOOK_BACK: Message(REPORTER, shows=(Shows.SAID,)),
    Kind.CIRCULAR: Message(REPORTER, While.OPEN, (Shows.SAID,)),  # to each reporter of a series
    # what could not leave for long, in one: about no single case (cases/catching_up.py)
    Kind.CAUGHT_UP: Message(REPORTER, shows=(Shows.MISSED,), buttons=()),
    Kind.HANDED_OVER: Message(REPORTER, shows=(Shows.HOLDER,)),
    Kind.CLOSED: Message(REPORTER, While.ENDED, (Shows.DOSSIER, Shows.DOOR)),
    Kind.OUTCOME_CORRECTED: Message(REPORTER, While.ENDED, (Shows.DOOR,)),
    Kind.REOPENED: Message(REPORTER, While.OPEN),
    Kind.HOW_WAS_IT: Message(REPORTER, While.ENDED, (Shows.WORDS,), MARKS, alone=True),
    Kind.AFTERWARDS: Message(REPORTER, While.ENDED, buttons=LATER, alone=True),
    Kind.DRAFT_REMINDER: Message(REPORTER, While.TOLD, buttons=(("go_on",), ("again",)), alone=True),
    # never planned: it stands for the copy of the report, opened on a quiet phone, and is what that closes to
    Kind.MY_REPORT: Message(REPORTER, buttons=(("open_report",),), always_shown=True, alone=True),
    # nor is this: it stands for the message with a return code, and is what that closes to
    Kind.RETURN_CODE: Message(REPORTER, buttons=(("code_new",),), always_shown=True, alone=True),
    Kind.MATERIALS_ASKED: Message(REPORTER, shows=(Shows.DOSSIER, Shows.SAID, Shows.MATERIALS), buttons=BRING),
    Kind.TRACK_MOVED: Message(REPORTER, shows=(Shows.MOVE, Shows.CLOCK, Shows.PROGRESS)),
    Kind.CLOCK_MISSED: Message(REPORTER, While.OVER, (Shows.CLOCK, Shows.PROGRESS)),
    Kind.RIGHT_ENDING: Message(REPORTER, While.RUNNING, (Shows.CLOCK,)),
    Kind.OPINION_ISSUED: Message(REPORTER, shows=(Shows.SAID, Shows.NEXT_NEWS_AT)),
    Kind.WITHOUT_HOLDER: Message(REPORTER, While.WAITING),
    Kind.FORGET_SOON: Message(REPORTER, While.ENDED, buttons=(("my_report",), ("write", "status"))),
    Kind.CASE_FORGOTTEN: Message(REPORTER, buttons=(), alone=True),  # about no case any more: its details say all of it
    Kind.FILE_INFECTED: Message(REPORTER, shows=(Shows.DOSSIER,), buttons=BRING),
    # to an address of the reporter's outside the chat: no word of the case, and nothing to press
    Kind.NEWS_WAITS: Message(REPORTER, While.UNSEEN, (Shows.REACH,), (), always_shown=True, alone=True),
    Kind.REACH_CODE: Message(REPORTER, While.UNPROVED, (Shows.REACH,), (), always_shown=True, alone=True),
    Kind.REACH_LOST: Message(REPORTER, buttons=(("reach", "status"),), alone=True),
    # to the reporter, that a colleague came or left; to a colleague, that they are in, and that the case is theirs
    Kind.COLLEAGUE: Message(REPORTER, shows=(Shows.COLLEAGUE,), buttons=(("colleagues", "status"),), alone=True),
    Kind.COLLEAGUE_IN: Message(REPORTER, alone=True),
    Kind.NOW_YOURS: Message(REPORTER, buttons=(("write", "status"), ("colleagues",)), alone=True),
    # before an officer rings, and when one says that it is not them who rings
    Kind.CALL_ANNOUNCED: Message(
        REPORTER, shows=(Shows.CALL,), buttons=(("officer",), ("write", "status")), urgent=True
    ),
    Kind.CALL_CHANGED: Message(
        REPORTER, shows=(Shows.CALL, Shows.WORDS), buttons=(("officer",), ("write", "status")), urgent=True
    ),
    Kind.CALL_DENIED: Message(REPORTER, shows=(Shows.BY,), buttons=(("officer",), ("write", "status")), urgent=True),
    # to the team; a payment can be stopped for minutes, by who hears of it and knows the account and the bank
    Kind.NEW_CASE: Message(HOLDER, shows=(Shows.DOSSIER, Shows.UNIT, Shows.LINKED), buttons=TAKE),
    # several of them in one: about no single case, and asked of each that it gathered (handlers/said/digest.py)
    Kind.NEW_CASES: Message(DESK, While.WAITING, (Shows.GATHERED,), buttons=()),
    Kind.MONEY_ALERT: Message(DESK, While.WAITING, (Shows.DOSSIER, Shows.SHEET, Shows.LINKED), TAKE, urgent=True),
    Kind.MONEY_ALERTS: Message(DESK, While.WAITING, (Shows.GATHERED,), buttons=(), urgent=True),
    Kind.MONEY_MORE: Message(HOLDER, shows=(Shows.DOSSIER, Shows.SHEET), buttons=TAKE, urgent=True),
    Kind.CLOCK_SOON: Message(WATCHING, While.RUNNING, (Shows.HOLDER, Shows.CLOCK), TAKE),
    Kind.CLOCK_LATE: Message(ANSWERING, While.OVER, (Shows.HOLDER, Shows.CLOCK, Shows.PROGRESS), TAKE),
    Kind.REPORTER_WROTE: Message(
        HOLDER, shows=(Shows.DOSSIER, Shows.SAID, Shows.FILE, Shows.MATERIALS), buttons=REPLY, of_reporter=True
    ),
    # all that came since a moment, after what was told by itself; and several cases of which that is so
    Kind.REPORTER_MORE: Message(HOLDER, shows=(Shows.NEWS,), buttons=REPLY, of_reporter=True),
    Kind.REPORTERS_MORE: Message(DESK, shows=(Shows.GATHERED,), buttons=()),
    Kind.VIRUS_FOUND: Message(HOLDER, shows=(Shows.DOSSIER,), buttons=LOOK),
    Kind.REPLY_AT_RISK: Message(
        WATCHING, While.UNREPLIED, (Shows.HOLDER,), (("answer", "ask"), ("no_reply", "have_it"), ("dossier",))
    ),
    Kind.PERSON_WANTED: Message(
        HOLDER, While.ASKED, (Shows.DOSSIER,), (("take", "answer"), ("dossier",)), of_reporter=True
    ),
    Kind.CASE_FOR_YOU: Message(NEW_HOLDER, shows=(Shows.DOSSIER, Shows.SAID), buttons=REPLY),
    Kind.CASE_RETURNED: Message(DESK, shows=(Shows.DOSSIER,), buttons=TAKE),
    # to whom the verb names: actions/tell.py `tell_members`
    Kind.OPINION_WANTED: Message(DESK, While.UNANSWERED, (Shows.COUNCIL,), OPINE),
    Kind.OPINION_GIVEN: Message(DESK, shows=(Shows.COUNCIL,), buttons=(("open_answers", "conclude"), ("dossier",))),
    Kind.OPINIONS_LATE: Message(WATCHING, While.SILENT, (Shows.COUNCIL,), (("conclude", "dissolve"), ("dossier",))),
    Kind.OPINION_TO_APPROVE: Message(LEADS, While.CONCLUDED, (Shows.COUNCIL,), DECIDE),
    Kind.OPINION_SENT_BACK: Message(DESK, shows=(Shows.COUNCIL,), buttons=(("conclude", "dossier"),)),
    Kind.OPINION_APPROVED: Message(DESK, buttons=(("add_measure", "minutes"), ("dossier",))),
    Kind.CONSULTATION_OVER: Message(DESK, buttons=(("dossier",),)),
    Kind.MEASURE_FOR_YOU: Message(DESK, While.UNDONE, (Shows.MEASURE,), DO),
    Kind.MEASURE_SOON: Message(DESK, While.UNDONE, (Shows.MEASURE,), DO),
    Kind.MEASURE_LATE: Message(DESK, While.UNDONE, (Shows.MEASURE,), DO),
    Kind.REPORTER_CHANGED: Message(HOLDER, shows=(Shows.COLLEAGUE,), buttons=LOOK),
    Kind.WITHDRAWN: Message(HOLDER, buttons=TAKE, of_reporter=True),
    Kind.WITHDRAWAL_HELD: Message(HOLDER, While.OPEN, buttons=LOOK),
    Kind.PROMISE_AT_RISK: Message(LEADS, While.WAITING, buttons=TAKE),
    Kind.PROMISE_BROKEN: Message(LEADS, While.UNKEPT, buttons=(("have_it", "take"), ("dossier",))),
    # what will be said to a reporter of whom nothing is new, ahead of time; and that nobody put it in their own words
    Kind.NEWS_DRAFT: Message(NEW_HOLDER, While.OPEN, (Shows.HOLDER,), WORD),
    Kind.NEWS_AT_RISK: Message(WATCHING, While.OPEN, (Shows.HOLDER,), WORD),
    # many of these warnings, and of others like them, in one
    Kind.ALARMS_MORE: Message(DESK, shows=(Shows.GATHERED,), buttons=()),
    Kind.RATED_LOW: Message(LEADS, buttons=TAKE),
    Kind.GROUP_UNREACHED: Message(LEADS, shows=(Shows.ABOUT,), buttons=TAKE),
    Kind.DELIVERY_BROKEN: Message(DESK, shows=(Shows.ABOUT,), buttons=TAKE),
    Kind.REPORTER_UNREACHABLE: Message(DESK, buttons=TAKE),
    Kind.CASE_LEFT: Message(ONE, shows=(Shows.HOLDER, Shows.WHO), buttons=LOOK),
    Kind.CASES_MOVED: Message(DESK, shows=(Shows.WHO,), buttons=LOOK),
    # to who did not write it down themselves; and to leads, with the one who did
    Kind.NAMED: Message(ONE, shows=(Shows.NAMED, Shows.WHO), buttons=(("object_name", "dossier"),)),
    Kind.NAME_OBJECTED: Message(ONE, shows=(Shows.NAMED, Shows.WHO), buttons=LOOK),
    # what an officer was about to write to a reporter, and nobody of the unit ever does
    Kind.WORDS_STOPPED: Message(LEADS, shows=(Shows.WHO,), buttons=LOOK, urgent=True),
    # to the officer who announced it, when its time is over
    Kind.CALL_WENT: Message(
        ONE, While.CALLED, (Shows.CALL,), (("call_talked", "call_missed"), ("move_call", "dossier"))
    ),
    # to the officer who is to read it; and to leads, of a check that failed
    Kind.CODE_TO_READ: Message(ONE, While.CHECKED, (Shows.CODE,), (("not_my_call",), ("dossier",)), urgent=True),
    Kind.CHECK_FAILED: Message(LEADS, shows=(Shows.BY,), buttons=LOOK, urgent=True),
    # planned by actions/matching.py for who has the earlier case; it is about the new one, which they must see too
    Kind.LINKED: Message(NEW_HOLDER, shows=(Shows.LINKED,), buttons=(("dossier",),)),
    # to who leads the series
    Kind.SERIES_CASE: Message(ONE, While.IN_SERIES, (Shows.SCHEME, Shows.WHO), (("series", "dossier"),)),
    # to the members and the leader of a special team, then to leads
    Kind.TEAM_FOR_YOU: Message(ONE, While.IN_TEAM, (Shows.SPECIAL, Shows.WHO), (("special", "dossier"),)),
    Kind.TEAM_REPORT_DUE: Message(ONE, While.UNREPORTED, (Shows.SPECIAL,), (("team_report", "special"),)),
    Kind.TEAM_REPORT_MISSED: Message(LEADS, While.UNREPORTED, (Shows.SPECIAL,), (("special", "dossier"),)),
    Kind.TEAM_WITHOUT_LEADER: Message(LEADS, While.LEADERLESS, (Shows.SPECIAL,), (("lead_team", "special"),)),
    Kind.TEAM_DISSOLVED: Message(ONE, shows=(Shows.ENDED_TEAM, Shows.WHO), buttons=(), beyond_sight=True),
    Kind.FORGET_WANTED: Message(ONE, While.ENDED, (Shows.WHO,), (("confirm_forget", "keep_case"), ("dossier",))),
    Kind.FORGET_CONFIRMED: Message(ONE, While.ENDED, (Shows.WHO,), (("keep_case", "dossier"),)),
    Kind.FORGET_UNTOLD: Message(ONE, While.ENDED, buttons=(("keep_case", "dossier"),)),
    Kind.FORGET_TOMORROW: Message(ONE, While.ENDED, buttons=(("keep_case", "dossier"),)),
    Kind.FORGET_CERTIFIED: Message(ONE, buttons=(), beyond_sight=True),  # about no case any more
    Kind.MAY_BE_FORGOTTEN: Message(LEADS, While.ENDED, buttons=(("forget", "dossier"),)),
    # of the house; their buttons are of the team's menu (handlers/said/house.py)
    Kind.FILES_WAIT: Message(LEADS, buttons=(), of_house=True),
    Kind.LAW_NOT_USED: Message(LEADS, buttons=(), of_house=True),
    Kind.PLAN_CHANGED: Message(LEADS, shows=(Shows.WHO,), buttons=(), of_house=True),
    Kind.PLAN_NOT_WHOLE: Message(LEADS, buttons=(), of_house=True),
    Kind.CLOCK_JUMPED: Message(LEADS, buttons=(), of_house=True),
    Kind.CHECKS_STOPPED: Message(LEADS, buttons=(), of_house=True),
    Kind.NOTICE_MISSING: Message(LEADS, buttons=(), of_house=True),
    Kind.REACH_BROKEN: Message(LEADS, buttons=(), of_house=True),
    # about a kind of message, not about a case: it must be written where little else can be
    Kind.NOT_WRITTEN: Message(LEADS, shows=(Shows.ABOUT,), buttons=(), of_house=True, urgent=True),
    Kind.ROWS_CHANGED: Message(LEADS, buttons=(), of_house=True, urgent=True),
    # to the member it is about; to leads, when somebody else did it (actions/second_factor.py)
    Kind.SECOND_FACTOR: Message(LEADS, shows=(Shows.WHO, Shows.BY), buttons=(), of_house=True),
    Kind.STRANGERS_RUNG: Message(LEADS, buttons=(), of_house=True),
    Kind.SIGNED_IN: Message(ONE, shows=(Shows.BROWSER,), buttons=(), of_house=True),
    Kind.INVITED: Message(LEADS, shows=(Shows.INVITED,), buttons=(), of_house=True),
    Kind.NEWCOMER: Message(LEADS, shows=(Shows.INVITED,), buttons=(), of_house=True),
    Kind.WELCOME: Message(ONE, shows=(Shows.READER,), buttons=(), of_house=True),
}


def _while(*wanted: While) -> frozenset[Kind]:
    return frozenset(kind for kind, row in MESSAGES.items() if row.wanted in wanted)


TO_REPORTER = frozenset(kind for kind, row in MESSAGES.items() if row.to == REPORTER)
TO_COLLEAGUES = frozenset(kind for kind in TO_REPORTER if not MESSAGES[kind].alone)  # as a copy: actions/copies.py
URGENT = frozenset(kind for kind, row in MESSAGES.items() if row.urgent)
OF_DESK = frozenset(kind for kind in TO_REPORTER if Shows.SAID in MESSAGES[kind].shows)  # words of the desk's
OF_REPORTERS = frozenset(kind for kind, row in MESSAGES.items() if row.of_reporter)
TOGETHER = frozenset(kind for kind, row in MESSAGES.items() if Shows.GATHERED in row.shows)
# The plan has them come by day; what nobody waits for by the minute wakes nobody after an outage, as no promise does.
CAN_WAIT = frozenset({Kind.MATERIALS_REMINDER, Kind.DRAFT_REMINDER, Kind.HOW_WAS_IT, Kind.AFTERWARDS})
CHANGES = frozenset({Kind.DESK_REVISED, Kind.DESK_TOOK_BACK})  # of a message that stands in the chat already
TELLS_END = frozenset({Kind.CLOSED, Kind.OUTCOME_CORRECTED})
# What reaches a reporter in their chat, and is told elsewhere where nobody looks; who submits is looking.
OUTSIDE = _while(While.UNSEEN, While.UNPROVED)
NEWS = frozenset(kind for kind in TO_REPORTER if not MESSAGES[kind].always_shown)
NEWS -= {Kind.DRAFT_REMINDER, Kind.REACH_LOST}
FAREWELLS = frozenset({Kind.CASE_FORGOTTEN, Kind.FORGET_CERTIFIED})  # there is no case left that they could be about
OF_CLOCKS = _while(While.RUNNING, While.OVER)
# What an event makes unwanted before it is due: it is cancelled with the event, and the ledger shows it.
OF_CONSULTATION = _while(While.UNANSWERED, While.SILENT, While.CONCLUDED)
WHILE_WAITING = _while(While.WAITING)
WHILE_ASKED = _while(While.ASKED, While.UNREPLIED)
WHILE_ENDED = _while(While.ENDED)
WHILE_OPEN = _while(While.WAITING, While.OPEN, While.ASKED, While.UNREPLIED, While.WANTING)


def who_hears(kind: Kind, chats: Mapping[Chat, Who]) -> list[Chat]:
    """Which of these chats get a message of this kind."""
    found = ([chat for chat, who in chats.items() if who & audience] for audience in MESSAGES[kind].to)
    return next((chats for chats in found if chats), [])


@dataclass(frozen=True)
class Sending:
    """The moment before a message leaves: who reads it, and how what it is about stands. None: it is about no such."""

    now: datetime
    reader: Who
    service: Service | None = None
    is_member: bool = False  # the reader is on the team and works on cases, whichever they see
    is_free: bool = True  # nobody has the case
    is_told: bool = False  # the report is still being told
    is_asked: bool = False  # the reporter waits for a reply
    is_broken: bool = False  # a promise to them was broken, and is not kept yet
    is_vouched: bool = False  # an officer said that they see to it, and their time is not over
    has_all_materials: bool = False
    clock: Running | None = None
    is_unseen: bool = False  # news in the chat
    is_unproved: bool = False  # the address it goes to
    is_silent: bool = False  # its reader, in the consultation
    others_silent: bool = False  # anybody in it
    is_concluded: bool = False
    is_done: bool = False  # the measure
    is_called: bool = False  # what became of the call is to be said
    is_checked: bool = False  # the code is waited for
    is_in_series: bool = False
    has_team: bool = False  # a special team works on it
    has_leader: bool = False  # and has one
    has_reported: bool = False  # and said its line of the day


def still_wanted(kind: Kind, at: Sending) -> bool:
    """Asked at the last moment: what happened meanwhile may have made the message wrong, or its reader a stranger."""
    return _may_read(kind, at) and HOLDS[MESSAGES[kind].wanted](at)


def _may_read(kind: Kind, at: Sending) -> bool:
    """Who left the team, or may not see the case any more, hears nothing of it; of its clocks, only who answers.

    Nor does whoever has no part in a case any more that they told, or were named in.
    """
    if kind in TO_REPORTER:
        return bool(at.reader & Who.REPORTER)
    if MESSAGES[kind].beyond_sight or MESSAGES[kind].of_house:
        return at.is_member
    if kind in OF_CLOCKS and not at.is_free:
        return bool(at.reader & (Who.LEAD | Who.HOLDER | Who.GROUP))
    return bool(at.reader & Who.DESK)


def _runs(at: Sending) -> bool:
    clock = at.clock
    return clock is not None and clock.paused_at is None and clock.is_running and at.now < clock.due_at


def _is_over(at: Sending) -> bool:
    clock = at.clock
    if clock is None or clock.paused_at is not None or at.now < clock.due_at:
        return False
    return clock.stopped_at in {None, clock.due_at}  # what expires stops at its own end


HOLDS: dict[While, Callable[[Sending], bool]] = {
    While.ALWAYS: lambda _at: True,
    While.TOLD: lambda at: at.is_told,
    While.WAITING: lambda at: at.service in WAITING,
    While.OPEN: lambda at: at.service not in ENDED,
    While.UNKEPT: lambda at: at.service in WAITING and at.is_broken and not at.is_asked and not at.is_vouched,
    While.UNREPLIED: lambda at: at.is_asked and not at.is_vouched,
    While.ASKED: lambda at: at.is_asked,
    While.WANTING: lambda at: at.service not in ENDED and not at.has_all_materials,
    While.ENDED: lambda at: at.service in ENDED,
    While.UNSEEN: lambda at: at.is_unseen,
    While.UNPROVED: lambda at: at.is_unproved,
    While.UNANSWERED: lambda at: at.is_silent,
    While.SILENT: lambda at: at.others_silent,
    While.CONCLUDED: lambda at: at.is_concluded,
    While.UNREPORTED: lambda at: at.has_team and not at.has_reported,
    While.LEADERLESS: lambda at: at.has_team and not at.has_leader,
    While.IN_TEAM: lambda at: at.has_team,
    While.IN_SERIES: lambda at: at.is_in_series,
    While.UNDONE: lambda at: not at.is_done,
    While.CALLED: lambda at: at.is_called,
    While.CHECKED: lambda at: at.is_checked,
    While.RUNNING: _runs,
    While.OVER: _is_over,
}


def is_hidden(kind: Kind, *, quiet: bool) -> bool:
    """Whether the message itself stays unseen until it is asked for: the suspect may read the reporter's phone."""
    return quiet and kind in TO_REPORTER and not MESSAGES[kind].always_shown
