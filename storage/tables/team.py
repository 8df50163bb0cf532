"""The expert team: who belongs to it, how they come in, when they are away, and what was changed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from cases.people import Role
from storage.columns import Text, UtcDateTime
from storage.tables.base import STARTS_FALSE, STARTS_TRUE, Stamped, index_where


class Member(Stamped, table=True):
    """Someone of the expert team. Without a district they see all of them.

    `settled_at` is later than `joined_at` where role, district or name changed since, or somebody else took their
    second factor off. `away_until` stands while an absence lasts, and is kept by the verbs that begin and end it
    (actions/absence.py).
    """

    __tablename__ = "members"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    sealed_name: bytes
    role: Role = Field(sa_type=Text(Role))
    district: str | None = Field(default=None, max_length=28)
    language: str | None = Field(default=None, max_length=2)
    joined_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # since when they are who they are
    took_lead_out_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # or made one less, the last time
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    specialties: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})  # ids, by commas
    is_liaison: bool = Field(default=False, sa_column_kwargs=STARTS_FALSE)  # of the companies of their district
    is_placeholder: bool = Field(default=False, sa_column_kwargs=STARTS_FALSE)  # made at the first start: no person
    signed_in_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the first time, into the console
    away_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    has_factor: bool = Field(default=False, sa_column_kwargs=STARTS_FALSE)  # whether they prove it by a second factor
    sealed_badge: bytes | None = None  # the badge number and the office telephone that a reporter is told
    sealed_phone: bytes | None = None
    gathers: bool = Field(default=True, sa_column_kwargs=STARTS_TRUE)  # new cases that follow each other come together
    special_teams: str = Field(  # ids of those they are on now, by commas; kept by actions/special_team.py
        default="", max_length=700, sa_column_kwargs={"server_default": ""}
    )


# The absences that are still to do something, in the words of their indexes.
TO_BEGIN = "begun_at IS NULL AND over_at IS NULL"
TO_END = "begun_at IS NOT NULL AND over_at IS NULL"


class Absence(SQLModel, table=True):
    """From when to when a member is away, and who stands in; due when it begins and when it ends."""

    __tablename__ = "absences"
    __table_args__ = (
        index_where("ix_absences_to_begin", TO_BEGIN, "begins_at"),
        index_where("ix_absences_to_end", TO_END, "ends_at"),
        Index("ix_absences_member_id", "member_id"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    member_id: UUID = Field(foreign_key="members.id")
    begins_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)  # the first moment after it
    deputy_id: UUID | None = Field(default=None, foreign_key="members.id")
    noted_at: datetime = Field(sa_type=UtcDateTime)
    begun_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    over_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StandIn(SQLModel, table=True):
    """A case that left somebody's hands because they were away; `to_id` has it meanwhile, or nobody."""

    __tablename__ = "stand_ins"
    absence_id: UUID = Field(foreign_key="absences.id", primary_key=True)
    case_id: UUID = Field(foreign_key="cases.id", primary_key=True, index=True)
    to_id: UUID | None = Field(default=None, foreign_key="members.id")


class TeamEvent(StrEnum):
    """What a line of the team's log says; its words are templates/words/team.toml."""

    JOINED = "joined"
    INVITED = "invited"
    INVITE_USED = "invite_used"
    INVITE_TAKEN_BACK = "invite_taken_back"
    REVOKED = "revoked"
    CHANGED = "changed"
    RENAMED = "renamed"
    ABSENCE_NOTED = "absence_noted"
    ABSENCE_CANCELLED = "absence_cancelled"
    SETTING_CHANGED = "setting_changed"
    SIGNED_OUT = "signed_out"
    SIGNED_IN_BY_CODE = "signed_in_by_code"
    WRONG_CODE = "wrong_code"
    GROUP_BOUND = "group_bound"
    GROUP_UNBOUND = "group_unbound"
    MARK_TAKEN_BACK = "mark_taken_back"  # something links cases again
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    FACTORS_TAKEN_OFF = "factors_taken_off"  # by somebody else
    FACTOR_WRONG = "factor_wrong"
    RECOVERY_USED = "recovery_used"
    RECOVERY_RENEWED = "recovery_renewed"
    OFFICE_CHANGED = "office_changed"  # badge number or office telephone


class TeamEntry(SQLModel, table=True):
    """What was done to the team, and by whom (nobody: on the server). `details` holds identifiers, never names."""

    __tablename__ = "team_log"
    __table_args__ = (Index("ix_team_log_at", "at"), Index("ix_team_log_by", "by_id", "event", "at"))
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    event: TeamEvent = Field(sa_type=Text(TeamEvent, lenient=True))
    member_id: UUID | None = Field(default=None, foreign_key="members.id")
    by_id: UUID | None = Field(default=None, foreign_key="members.id")
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class UnitSetting(SQLModel, table=True):
    """What the leads have turned on for the whole unit; who did stands in the log."""

    __tablename__ = "unit_settings"
    name: str = Field(primary_key=True, max_length=40)
    is_on: bool


class Invite(Stamped, table=True):
    """A one-time invitation; only the hash of its token is kept.

    `made_by_id` is nobody's for one made on the server; `conversation_id` is the chat that used it and waits.
    """

    __tablename__ = "invites"
    token_hash: str = Field(primary_key=True, max_length=64)
    sealed_name: bytes
    role: Role = Field(sa_type=Text(Role))
    district: str | None = Field(default=None, max_length=28)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    made_by_id: UUID | None = Field(default=None, foreign_key="members.id")
    conversation_id: UUID | None = Field(default=None, foreign_key="conversations.id", ondelete="CASCADE")
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LoginLink(Stamped, table=True):
    """A one-time link into the console."""

    __tablename__ = "login_links"
    token_hash: str = Field(primary_key=True, max_length=64)
    member_id: UUID = Field(foreign_key="members.id")
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInCode(Stamped, table=True):
    """A short code that a signed-out browser shows, for a member to type in their chat; only hashes are kept.

    `sealed_from` says which browser asked, and from where; `member_id` who confirmed it.
    """

    __tablename__ = "sign_in_codes"
    code_hash: str = Field(primary_key=True, max_length=64)
    browser_hash: str = Field(max_length=64, unique=True)
    address: str = Field(max_length=32)  # a blind fingerprint, to count by
    sealed_from: bytes
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    member_id: UUID | None = Field(default=None, foreign_key="members.id")


class ConsoleSession(Stamped, table=True):
    """A signed-in browser; only the hash of its cookie is kept.

    `sealed_from` says which browser it is, and about where; none was kept of those that earlier versions let in.
    `proved_at` is when it last proved the second factor; `challenge` what a passkey is to sign next, once.
    """

    __tablename__ = "console_sessions"
    token_hash: str = Field(primary_key=True, max_length=64)
    member_id: UUID = Field(foreign_key="members.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)  # later by every use, up to a day's work
    sealed_from: bytes | None = None
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    proved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    challenge: bytes | None = None
    challenge_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
