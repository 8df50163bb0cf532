"""What a lead turns on or off for the whole unit."""

from __future__ import annotations

from actions.hand import Hand
from actions.team_log import log_team
from cases.people import NotAllowed, Role
from storage.tables import TeamEvent, UnitSetting


async def switch(hand: Hand, setting: str, *, on: bool) -> None:
    """Only by a lead who sees all of the unit. Raises NotAllowed."""
    await hand.check_standing()
    if hand.officer.role is not Role.LEAD or hand.officer.district is not None:
        raise NotAllowed
    found = await hand.session.get(UnitSetting, setting)
    if (found is not None and found.is_on) is on:
        return
    await hand.session.merge(UnitSetting(name=setting, is_on=on))
    log_team(hand, TeamEvent.SETTING_CHANGED, setting=setting, on=on)
