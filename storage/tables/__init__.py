"""All tables.

Columns named `sealed_*` hold what a person said or is called, sealed with the key in `key_id`
(storage/keys.py).

A draft and the case it becomes share one id and one key: submitting twice cannot make two cases, and nothing is
sealed anew.
"""

from storage.tables.alarms import MoneyAlarm
from storage.tables.base import TO_CHECK, Stamped, metadata
from storage.tables.bounds import Tally
from storage.tables.calendars import CalendarLink
from storage.tables.cases import (
    ASKED,
    EVERYWHERE,
    HELD,
    MOVING,
    NOBODY,
    OPEN,
    OVER,
    TAKEN,
    URGENT,
    WAITS,
    WAYS,
    Case,
    CaseCount,
    Way,
)
from storage.tables.chats import (
    UNREACHABLE,
    UNUSED,
    Channel,
    Conversation,
    UploadLink,
    WebChat,
    WebDevice,
    WebFile,
    WebMessage,
)
from storage.tables.colleagues import Colleague
from storage.tables.consulting import RUNS, SILENT, TO_APPROVE, TO_DO, Consultation, Measure, Seat
from storage.tables.custody import TO_CONFIRM, Custody, Deed, DoomedFile, Forgetting
from storage.tables.demonstration import Demonstration
from storage.tables.desk import Bulk, BulkCase, SavedFilter
from storage.tables.factors import FactorTry, RecoveryCode, SecondFactor
from storage.tables.feedback import Feedback
from storage.tables.history import Author, CaseMessage, Event, InChat, MessageWording, TimelineEntry
from storage.tables.keys import Backup, DataKey, FilesStep, KeyPurpose, Ring
from storage.tables.law import AFTER_FILING, DOCUMENTED, WITHOUT_OFFICERS, Clock, Correction, Signature, TrackMove
from storage.tables.law_files import AcceptedLaw
from storage.tables.links import Decision, Identifier, Link, Meaningless
from storage.tables.looks import Look, Seen
from storage.tables.officers import AnnouncedCall, OfficerCheck, SpokenCode
from storage.tables.outgoing import (
    CLOSED,
    GATHERED,
    GONE,
    OPENED,
    PROMISED,
    SHOWN,
    TO_ROBOTS,
    VOID,
    WAITING,
    Outgoing,
    OutgoingState,
    Why,
)
from storage.tables.pinned import Pinned
from storage.tables.plans import PlanVersion
from storage.tables.reaches import Reach
from storage.tables.reports import Draft, Material, Saying, StoredFile, Utterance
from storage.tables.robots import Robot
from storage.tables.room import UploadRoom
from storage.tables.searching import SearchFollower, SearchWaiting
from storage.tables.sure import SureMoment
from storage.tables.talking import AtCase, CannedAnswer, DeskFile, Unsent
from storage.tables.team import (
    TO_BEGIN,
    TO_END,
    Absence,
    ConsoleSession,
    Invite,
    LoginLink,
    Member,
    SignInCode,
    StandIn,
    TeamEntry,
    TeamEvent,
    UnitSetting,
)
from storage.tables.telegram import TO_HANDLE, TelegramUpdate
from storage.tables.together import SentCircular, Series, SpecialNote, SpecialSeat, SpecialTeam

__all__ = [
    "AFTER_FILING",
    "ASKED",
    "CLOSED",
    "DOCUMENTED",
    "EVERYWHERE",
    "GATHERED",
    "GONE",
    "HELD",
    "MOVING",
    "NOBODY",
    "OPEN",
    "OPENED",
    "OVER",
    "PROMISED",
    "RUNS",
    "SHOWN",
    "SILENT",
    "TAKEN",
    "TO_APPROVE",
    "TO_BEGIN",
    "TO_CHECK",
    "TO_CONFIRM",
    "TO_DO",
    "TO_END",
    "TO_HANDLE",
    "TO_ROBOTS",
    "UNREACHABLE",
    "UNUSED",
    "URGENT",
    "VOID",
    "WAITING",
    "WAITS",
    "WAYS",
    "WITHOUT_OFFICERS",
    "Absence",
    "AcceptedLaw",
    "AnnouncedCall",
    "AtCase",
    "Author",
    "Backup",
    "Bulk",
    "BulkCase",
    "CalendarLink",
    "CannedAnswer",
    "Case",
    "CaseCount",
    "CaseMessage",
    "Channel",
    "Clock",
    "Colleague",
    "ConsoleSession",
    "Consultation",
    "Conversation",
    "Correction",
    "Custody",
    "DataKey",
    "Decision",
    "Deed",
    "Demonstration",
    "DeskFile",
    "DoomedFile",
    "Draft",
    "Event",
    "FactorTry",
    "Feedback",
    "FilesStep",
    "Forgetting",
    "Identifier",
    "InChat",
    "Invite",
    "KeyPurpose",
    "Link",
    "LoginLink",
    "Look",
    "Material",
    "Meaningless",
    "Measure",
    "Member",
    "MessageWording",
    "MoneyAlarm",
    "OfficerCheck",
    "Outgoing",
    "OutgoingState",
    "Pinned",
    "PlanVersion",
    "Reach",
    "RecoveryCode",
    "Ring",
    "Robot",
    "SavedFilter",
    "Saying",
    "SearchFollower",
    "SearchWaiting",
    "Seat",
    "SecondFactor",
    "Seen",
    "SentCircular",
    "Series",
    "SignInCode",
    "Signature",
    "SpecialNote",
    "SpecialSeat",
    "SpecialTeam",
    "SpokenCode",
    "Stamped",
    "StandIn",
    "StoredFile",
    "SureMoment",
    "Tally",
    "TeamEntry",
    "TeamEvent",
    "TelegramUpdate",
    "TimelineEntry",
    "TrackMove",
    "UnitSetting",
    "Unsent",
    "UploadLink",
    "UploadRoom",
    "Utterance",
    "Way",
    "WebChat",
    "WebDevice",
    "WebFile",
    "WebMessage",
    "Why",
    "metadata",
]
