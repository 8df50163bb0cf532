"""What happened to a case and what was said in it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from storage.columns import Text, UtcDateTime
from storage.tables.base import STARTS_FALSE, Stamped


class Event(StrEnum):
    """What a line of the timeline says; its words stand with the verb that leaves it, else in words/timeline.toml."""

    SUBMITTED = "submitted"
    TAKEN = "taken"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"
    ASKED = "asked"
    ANSWERED = "answered"
    NOTED = "noted"
    FILE_SENT = "file_sent"
    MESSAGE_REVISED = "message_revised"
    MESSAGE_TAKEN_BACK = "message_taken_back"
    REPORTER_WROTE = "reporter_wrote"
    FILE_ADDED = "file_added"
    WITHDRAWN = "withdrawn"
    NO_REPLY_NEEDED = "no_reply_needed"
    CLOSED = "closed"
    OUTCOME_CORRECTED = "outcome_corrected"  # why the case ended
    REOPENED = "reopened"
    CAME_BACK = "came_back"
    PERSON_ASKED_FOR = "person_asked_for"
    RATED = "rated"
    RHYTHM_CHOSEN = "rhythm_chosen"  # how often the reporter wants to hear
    PROMISE_MISSED = "promise_missed"
    REPLY_MISSED = "reply_missed"
    NEWS_MISSED = "news_missed"  # an officer was to say how it stands, and did not
    UNREACHABLE = "unreachable"
    DELIVERY_BROKEN = "delivery_broken"
    REACH_PROVED = "reach_proved"  # an address outside the chat is told when there is news
    REACH_ENDED = "reach_ended"
    REACH_LOST = "reach_lost"  # it takes nothing any more
    COLLEAGUE_NAMED = "colleague_named"  # by the reporter, to hear the same and to speak for the company
    COLLEAGUE_CAME = "colleague_came"
    COLLEAGUE_LEFT = "colleague_left"
    REPORTER_CHANGED = "reporter_changed"  # the case is in the hands of a colleague of theirs
    MONEY_ALERTED = "money_alerted"
    REPORT_COMPLETED = "report_completed"
    MATERIALS_ASKED = "materials_asked"
    MATERIAL_WAIVED = "material_waived"
    FILE_NAMED = "file_named"  # by the reporter: which item it is for
    FILE_TAKEN_OUT = "file_taken_out"  # and that it is not
    FILE_PLACED = "file_placed"  # by an officer
    RECLASSIFIED = "reclassified"
    URGENCY_SET = "urgency_set"
    CONVENED = "convened"
    EXPERT_ASKED = "expert_asked"
    OPINION_GIVEN = "opinion_given"
    OPINION_DECLINED = "opinion_declined"
    ANSWERS_OPENED = "answers_opened"
    REPORTER_PART_WRITTEN = "reporter_part_written"
    CONCLUDED = "concluded"
    SENT_BACK = "sent_back"
    OPINION_APPROVED = "opinion_approved"
    DISSOLVED = "dissolved"
    MEASURE_MADE = "measure_made"
    MEASURE_DONE = "measure_done"
    TRACK_MOVED = "track_moved"
    CORRECTED = "corrected"  # what was written down of a track
    NEWS_HURRIED = "news_hurried"  # a message that waited for the reporter: sent now
    NEWS_WORDED = "news_worded"  # in an officer's words
    NEWS_POSTPONED = "news_postponed"
    NEWS_CALLED_OFF = "news_called_off"
    WORDS_STOPPED = "words_stopped"  # of what nobody of the unit ever asks for
    NAME_OBJECTED = "name_objected"  # by an officer in whose name it was
    CLOCK_STARTED = "clock_started"
    CLOCK_EXTENDED = "clock_extended"
    CLOCK_PAUSED = "clock_paused"
    CLOCK_RESUMED = "clock_resumed"
    CLOCK_STOPPED = "clock_stopped"
    CLOCK_MISSED = "clock_missed"
    ASSIGNED = "assigned"  # to whom was suggested, by itself
    TAKEN_OVER = "taken_over"  # by a lead
    HOLDER_LEFT = "holder_left"  # and who it was: back in the queue
    HOLDER_AWAY = "holder_away"
    STOOD_IN = "stood_in"  # a deputy has it
    GIVEN_BACK = "given_back"
    LINKED = "linked"
    UNLINKED = "unlinked"
    MARKED_MEANINGLESS = "marked_meaningless"
    MARKED_MEANINGFUL = "marked_meaningful"
    UNDONE = "undone"  # what was done with many cases at once
    MERGED = "merged"
    TOOK_IN = "took_in"  # another was merged into this one
    UNMERGED = "unmerged"
    LET_GO = "let_go"
    TEAM_FORMED = "team_formed"
    TEAM_JOINED = "team_joined"
    TEAM_LEFT = "team_left"
    TEAM_LED = "team_led"
    TEAM_NOTED = "team_noted"
    TEAM_REPORTED = "team_reported"
    TEAM_DISSOLVED = "team_dissolved"
    SERIES_MADE = "series_made"
    SERIES_JOINED = "series_joined"
    SERIES_LEFT = "series_left"
    SERIES_RENAMED = "series_renamed"
    SERIES_LED = "series_led"  # by another officer now
    SERIES_DISSOLVED = "series_dissolved"
    CIRCULAR_SENT = "circular_sent"  # to its reporter as to all of the series
    FORGET_ASKED = "forget_asked"  # a lead wants the case forgotten
    FORGET_CONFIRMED = "forget_confirmed"  # by another: it waits for its day
    FORGET_DROPPED = "forget_dropped"
    FORGET_LAPSED = "forget_lapsed"  # nobody confirmed it in time
    REMARKED = "remarked"  # by the reporter, how it was
    SAID_LATER = "said_later"  # what became of it, a month after the end
    HAVE_IT = "have_it"  # an officer sees to a promise that was broken
    CALL_ANNOUNCED = "call_announced"  # an officer will ring the reporter
    CALL_MOVED = "call_moved"  # to another time
    CALL_CANCELLED = "call_cancelled"
    CALL_TALKED = "call_talked"  # they talked, says the officer
    CALL_MISSED = "call_missed"  # nobody answered it
    CALL_DENIED = "call_denied"  # by the officer in whose name it is
    OFFICER_CHECKED = "officer_checked"  # by the reporter, and what it came to


class TimelineEntry(SQLModel, table=True):
    """What happened to a case, in order. `details` never holds a person's words, only identifiers."""

    __tablename__ = "timeline"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    event: Event = Field(sa_type=Text(Event, lenient=True))
    member_id: UUID | None = Field(default=None, foreign_key="members.id")
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class Author(StrEnum):
    REPORTER = "reporter"
    DESK = "desk"
    NOTE = "note"  # for the team only


class InChat(StrEnum):
    """What became of words in the reporter's chat that were changed later."""

    CHANGED = "changed"
    STAYS = "stays"  # the channel would not change it any more


class CaseMessage(Stamped, table=True):
    """One message of the conversation between reporter and desk, or a note of the team."""

    __tablename__ = "case_messages"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    author: Author = Field(sa_type=Text(Author))
    member_id: UUID | None = Field(default=None, foreign_key="members.id")
    is_question: bool = False
    from_new: bool = Field(default=False, sa_column_kwargs=STARTS_FALSE)  # a browser that had just come by a code
    sealed_text: bytes
    version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # storage/message_texts.py
    source: str | None = Field(
        default=None, max_length=80, unique=True
    )  # the update it came from, so that a repeat is known
    revised_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    taken_back_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # then its text is empty
    colleague_id: UUID | None = None  # which colleague of the reporter's wrote it; None: they themselves
    in_chat: InChat | None = Field(default=None, sa_type=Text(InChat))


class MessageWording(SQLModel, table=True):
    """What a message said before somebody of the desk changed it."""

    __tablename__ = "message_wordings"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", index=True)
    message_id: UUID = Field(foreign_key="case_messages.id")
    until: datetime = Field(sa_type=UtcDateTime)
    changed_by: UUID = Field(foreign_key="members.id")
    sealed_text: bytes
    source: str | None = Field(default=None, max_length=80, unique=True)
