"""The rights as a chief would write them down, apart from the tables of the product that they are held against.

A letter for each role: D duty officer, E expert, C case officer, L lead, A auditor.
"""

from __future__ import annotations

from cases.people import Role
from cases.verbs import Verb

LETTERS = {
    "D": Role.DUTY_OFFICER,
    "E": Role.EXPERT,
    "C": Role.CASE_OFFICER,
    "L": Role.LEAD,
    "A": Role.AUDITOR,
}
ALL, WORK, RECORD, LEADS, NOBODY = "DECLA", "DECL", "CL", "L", ""

VERBS: dict[Verb, str] = {
    Verb.READ: ALL,
    Verb.TAKE: WORK,
    Verb.ANSWER: WORK,
    Verb.ASK: WORK,
    Verb.NO_REPLY: WORK,
    Verb.NOTE: WORK,
    Verb.SEND_NOW: WORK,
    Verb.REWORD: WORK,
    Verb.POSTPONE: WORK,
    Verb.CALL_OFF: WORK,
    Verb.HAND_OVER: WORK,
    Verb.RETURN: WORK,
    Verb.CLOSE: WORK,
    Verb.REOPEN: WORK,
    Verb.CORRECT_OUTCOME: WORK,
    Verb.ASK_MATERIALS: WORK,
    Verb.PLACE_FILE: WORK,
    Verb.RECLASSIFY: WORK,
    Verb.SET_URGENCY: WORK,
    Verb.CONVENE: WORK,
    Verb.ASK_EXPERT: WORK,
    Verb.GIVE_OPINION: WORK,
    Verb.DECLINE: WORK,
    Verb.OPEN_ANSWERS: WORK,
    Verb.FOR_REPORTER: WORK,
    Verb.CONCLUDE: WORK,
    Verb.APPROVE: LEADS,
    Verb.SEND_BACK: LEADS,
    Verb.DISSOLVE: WORK,
    Verb.ADD_MEASURE: WORK,
    Verb.MEASURE_DONE: WORK,
    Verb.RECORD_LEGAL: RECORD,
    Verb.RECORD_MONEY: RECORD + "D",
    Verb.RECORD_REMEDY: RECORD,
    Verb.CORRECT: RECORD + "D",
    Verb.OBJECT_NAME: WORK,
    Verb.TAKE_OVER: LEADS,
    Verb.LINK: WORK,
    Verb.UNLINK: WORK,
    Verb.MEANINGLESS: LEADS,
    Verb.MERGE: WORK,
    Verb.UNMERGE: WORK,
    Verb.FORM_SERIES: WORK,
    Verb.JOIN_SERIES: WORK,
    Verb.LEAVE_SERIES: WORK,
    Verb.RENAME_SERIES: WORK,
    Verb.LEAD_SERIES: WORK,
    Verb.DISSOLVE_SERIES: WORK,
    Verb.SEND_CIRCULAR: LEADS,
    Verb.FORM_TEAM: LEADS,
    Verb.JOIN_TEAM: WORK,
    Verb.LEAVE_TEAM: WORK,
    Verb.LEAD_TEAM: LEADS,
    Verb.TEAM_NOTE: WORK,
    Verb.TEAM_REPORT: WORK,
    Verb.DISSOLVE_TEAM: LEADS,
    Verb.REVISE: WORK,
    Verb.TAKE_BACK: WORK,
    Verb.MANAGE_ANSWERS: LEADS,
    Verb.MANAGE_PLAN: LEADS,
    Verb.MANAGE_TEAM: LEADS,
    Verb.SEE_LOOKS: "LA",
    Verb.EXPORT: WORK,
    Verb.FORGET: LEADS,
    Verb.CONFIRM_FORGET: LEADS,
    Verb.KEEP_CASE: LEADS,
    Verb.ANNOUNCE_CALL: WORK,
    Verb.HAVE_IT: WORK,
    Verb.MOVE_CALL: WORK,
    Verb.CANCEL_CALL: WORK,
    Verb.CALL_TALKED: WORK,
    Verb.CALL_MISSED: WORK,
    Verb.NOT_MY_CALL: WORK,
}

# Every address of the product; {verb} stands for each verb that has a form. A number in the address is a case's.
CONSOLE: dict[str, str] = {
    "GET /console": ALL,
    "GET /console/queue": ALL,
    "GET /console/events": ALL,
    "GET /console/cases/{number}": ALL,
    "GET /console/cases/{number}/live": ALL,
    "GET /console/cases/{number}/files/{file_id}": ALL,
    "GET /console/cases/{number}/files/{file_id}/view": ALL,
    "POST /console/cases/{number}/files/{file_id}": ALL,
    "GET /console/cases/{number}/dossier.pdf": ALL,
    "GET /console/cases/{number}/minutes/{council}.pdf": ALL,
    "GET /console/cases/{number}/presence": ALL,
    "POST /console/cases/{number}/presence": ALL,
    "POST /console/cases/{number}/preview": WORK,
    "POST /console/cases/{number}/unsent": WORK,
    "GET /console/cases/{number}/canned/{canned}": WORK,
    "POST /console/cases/{number}/attach": WORK,
    "POST /console/cases/{number}/attach_form": WORK,
    "POST /console/cases/{number}/attach/{pending}/drop": NOBODY,  # somebody else's
    "GET /console/cases/{number}/sent/{pending}": ALL,
    "POST /console/cases/{number}/sent/{pending}": ALL,
    "GET /console/cases/{number}/sent/{pending}/view": ALL,
    "GET /console/alarms": ALL,
    "GET /console/palette": ALL,
    "GET /console/special/{team}": LEADS,  # and who is on it
    "POST /console/special/{team}/team_note": LEADS,
    "POST /console/special/{team}/team_report": LEADS,
    "GET /console/cases/{number}/export.zip": WORK,  # who has the case, and leads
    "GET /console/certificates": LEADS,
    "GET /console/promises": LEADS,
    "GET /console/certificates/{number}.pdf": NOBODY,  # of a case that is still there
    "GET /console/certificates/{number}.json": NOBODY,  # of a case that is still there
    "GET /console/meaningless": LEADS,
    "POST /console/meaningless/undo": LEADS,
    "GET /console/canned": LEADS,
    "POST /console/canned/{canned}": LEADS,
    "GET /console/plan": LEADS,
    "POST /console/plan/preview": LEADS,
    "POST /console/plan": LEADS,
    "POST /console/plan/back": LEADS,
    "GET /console/cases/{number}/graph": ALL,
    "GET /console/series": ALL,
    "GET /console/series/{series_id}": ALL,
    "POST /console/series/{series_id}/circular": LEADS,
    "GET /console/my_work": WORK,
    "GET /console/my_work/live": WORK,
    "POST /console/search": ALL,
    "GET /console/search": ALL,
    "GET /console/team": LEADS,
    "POST /console/team/invite": LEADS,
    "POST /console/team/{member_id}/change": LEADS,
    "POST /console/team/{member_id}/absence": LEADS,  # of somebody else
    "POST /console/team/assigning": LEADS,
    "GET /console/absence": WORK,
    "POST /console/absence/{absence_id}/cancel": LEADS,  # somebody else's
    "POST /console/team/{member_id}/sign_out": LEADS,
    "POST /console/team/{member_id}/second_factor": LEADS,
    "POST /console/team/{member_id}/revoke": LEADS,
    "POST /console/team/groups/{group_id}/unbind": LEADS,
    "POST /console/team/invited/{came}/confirm": LEADS,
    "POST /console/team/invited/{invite}/take_back": LEADS,
    "GET /console/sessions": ALL,
    "POST /console/sessions/{mark}/end": NOBODY,  # somebody else's
    "GET /console/board": ALL,
    "POST /console/bulk": WORK,
    "POST /console/bulk/{bulk_id}/undo": NOBODY,  # somebody else's
    "POST /console/filters": ALL,
    "POST /console/filters/{filter_id}/rename": NOBODY,  # somebody else's
    "POST /console/filters/{filter_id}/delete": NOBODY,
    "GET /console/factor": ALL,
    "POST /console/factor/app": ALL,
    "POST /console/factor/passkey": ALL,
    "POST /console/factor/passkey/ask": ALL,
    "POST /console/factor/prove": NOBODY,  # who has none
    "POST /console/factor/prove/ask": NOBODY,
    "POST /console/factor/codes": NOBODY,
    "POST /console/factor/{factor_id}/remove": NOBODY,  # somebody else's
    "POST /console/team/second_factor": LEADS,
    "POST /console/language": ALL,
    "POST /console/chat": ALL,
}
OF_THE_UNIT = {"POST /console/canned/{canned}"}  # of no district, so that every lead may
WHOLE_UNIT = {"POST /console/team/assigning", "POST /console/team/second_factor"}  # not for who leads a district
# answer whoever was signed in as one who is not
LEAVING = {"POST /console/logout", "POST /console/sessions/end_all"}
# What a browser may ask for that still owes the second factor; all else is one answer to it.
HALF_IN = {
    "POST /console/logout",
    "GET /console/factor",
    "POST /console/factor/app",
    "POST /console/factor/passkey",
    "POST /console/factor/passkey/ask",
    "POST /console/factor/prove",
    "POST /console/factor/prove/ask",
}
BY_VERB = "POST /console/cases/{number}/{verb}"
RECORDS = ("POST /console/cases/{number}/moves/{move_id}", "POST /console/cases/{number}/clocks/{clock}/{verb}")

# Addresses that ask nobody who they are; what each gives, its own tests say.
OPEN = {
    "GET /console/login",
    "POST /console/login",
    "GET /console/login/{token}",
    "POST /console/login/{token}",
    "POST /console/code",
    "GET /console/code",
    "GET /console/code/state",
    "GET /console/{rest:path}",
    "POST /console/{rest:path}",
    "GET /upload/{token}",
    "PUT /upload/{token}",
    "GET /health",
    "GET /health/live",
    "GET /health/ready",
    "GET /metrics",
    "GET /custody/key",
    "GET /push-worker.js",
    "GET /genuine",
    "GET /calendar/{secret}.ics",  # whoever has the secret: tests/stories/test_calendar.py
    "GET /",
    "POST /chat/language/{language}",
    "POST /chat/return",
    "POST /chat/leave",
    "POST /chat/away",
    "POST /chat/here",
    "POST /chat/open",
    "POST /chat/own",
    "POST /chat/back",
    "POST /chat/say",
    "POST /chat/press",
    "GET /chat/history",
    "POST /chat/seen",
    "GET /chat/events",
    "POST /chat/files",
    "GET /chat/files/{file_id}",
    "GET /chat/report/{number}.pdf",
    "GET /chat/report/{number}.json",
    "GET /chat/report/{number}",
}

# Of these, the addresses of a web chat, and who gets something of a reporter's from them: O the browser of that chat,
# R another reporter's, M a member's who may see the case, X one's who was taken out of the team, N one without a chat.
# Who has a chat of their own (R, M) gets their own from what names nobody's.
OWN, WITH_A_CHAT = "O", "ORM"
CHAT: dict[str, str] = {
    "GET /chat/history": WITH_A_CHAT,
    "POST /chat/seen": WITH_A_CHAT,
    "POST /chat/here": WITH_A_CHAT,
    "POST /chat/say": WITH_A_CHAT,
    "POST /chat/press": OWN,  # a button of that chat
    "GET /chat/events": WITH_A_CHAT,
    "GET /chat/files/{file_id}": OWN,
    "GET /chat/report/{number}.pdf": OWN,
    "GET /chat/report/{number}.json": OWN,
    "GET /chat/report/{number}": OWN,
    "POST /chat/files": WITH_A_CHAT,
}
# for whoever comes to it, with or without a chat
CHAT_DOORS = {
    "POST /chat/language/{language}",
    "POST /chat/return",
    "POST /chat/leave",
    "POST /chat/away",
    "POST /chat/open",
    "POST /chat/own",  # who pressed in the console just now: tests/console/test_own_chat.py
    "POST /chat/back",  # who had a chat before it
}
METRICS = {
    "127.0.0.1": 200,
    "::1": 200,
    "10.0.0.5": 200,
    "10.0.0.6": 404,
    "203.0.113.9": 404,
}  # where 10.0.0.5 is named

# What a member's chat understands at the team's door, and a reporter's at theirs.
TEAM_COMMANDS = {
    "start",
    "menu",
    "help",
    "cancel",
    "language",
    "console",
    "bind",
    "unbind",
    "groups",
    "find",
    "queue",
    "mine",
}

# Whose buttons these are (handlers/callbacks.py).
TEAMS_BUTTONS = {"DeskPress", "QueuePress", "FindPress", "TeamPress"}
THEIR_OWN_BUTTONS = {
    "Press",
    "MenuPress",
    "CasePress",
    "MaterialPress",
    "FilePress",
    "ReportPress",
    "LetterPress",
    "ClosePress",
}


def roles(letters: str) -> set[Role]:
    return {LETTERS[one] for one in letters}
