"""Jurisdiction: which organ a report belongs to, which branch of it, and which place decides.

Read from routing.toml. A wrong door is never a refusal: what belongs elsewhere is taken in as well and passed on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from cases.answers import fen_of
from cases.law.conditions import Condition, read_condition
from cases.law.reading import BASIS, BadLaw, Basis, Entry, Shelf, parts
from cases.questionnaire import Answers, text_of

if TYPE_CHECKING:
    from cases.law import Law

DEFAULT = "economic_crime"  # for what nobody has named yet
ELSEWHERE = "elsewhere"
INSIDER, ONLINE, PLACE = "employer_seat", "loss_place", "act_place"
KINDS = (INSIDER, ONLINE, PLACE)
MEANT_FOR = frozenset({"offences", "not_offences", "answers"})


@dataclass(frozen=True)
class Organ:
    """A public security organ: of a district, or of the city above it."""

    id: str
    name: str
    name_en: str
    city: str
    province: str | None = None


@dataclass(frozen=True)
class Function:
    """A branch, or another authority that comes first. `of_police`: it belongs to the organ and follows its name."""

    id: str
    name: str
    name_en: str
    of_police: bool
    basis: Basis


@dataclass(frozen=True)
class Detour:
    """What goes to another branch than its offence says; without `cities` in every city."""

    function: str
    cities: tuple[str, ...]
    condition: Condition
    basis: Basis


@dataclass(frozen=True)
class Ground:
    """Which place decides: the employer's seat, the place of the loss, or the place of the act and its result."""

    kind: str
    condition: Condition
    basis: tuple[Basis, ...]


@dataclass(frozen=True)
class City:
    """The organ above the districts, and from which loss (in yuan) cases are its own, where the unit has said so."""

    organ: Organ
    amount: Decimal | None
    basis: Basis


@dataclass(frozen=True)
class Routing:
    """Everything routing.toml says. `branches` are the offences' own, from the files of the offences."""

    organs: Mapping[str, Organ]
    functions: Mapping[str, Function]
    detours: Sequence[Detour]
    grounds: Sequence[Ground]
    cities: Mapping[str, City]
    branches: Mapping[str, str]


@dataclass(frozen=True)
class Route:
    """Where a report goes. `organ` is None and `is_outside` true when it is none of ours; `why` names what decided.

    `detour` is the rule that took it to another branch than its offence says, if one did.
    """

    unit_id: str
    district: str
    organ: Organ | None
    function: Function
    basis_kind: str
    basis: tuple[Basis, ...]
    is_outside: bool
    why: str
    detour: Basis | None = None

    @property
    def province(self) -> str | None:
        return self.organ.province if self.organ else None


def route(law: Law, offence: str | None, answers: Answers, *, district: str | None = None) -> Route:
    """Where this report goes; an officer's own choice of `district` takes the place of the reporter's answers."""
    routing = law.routing
    ground = next(one for one in routing.grounds if one.condition.holds(offence, answers))
    where, why = (district, "officer") if district else _place(ground.kind, answers)
    organ = routing.organs.get(where)
    function, detour = _branch(routing, offence, answers, organ)
    above = _city(routing, organ, answers)
    return Route(
        unit_id=f"{above.organ.id if above else where}.{function.id}",
        district=where,
        organ=above.organ if above else organ,
        function=function,
        basis_kind=ground.kind,
        basis=(*ground.basis, *([above.basis] if above else [])),
        is_outside=organ is None,
        why="amount" if above else why,
        detour=detour,
    )


def _place(kind: str, answers: Answers) -> tuple[str, str]:
    """The district that decides, and why it is that one."""
    if kind == ONLINE and (lost_in := text_of(answers, "loss_district")):
        return lost_in, "loss_district"
    home = text_of(answers, "district") or ELSEWHERE
    return home, "company" if kind == INSIDER else "result"


def _branch(
    routing: Routing, offence: str | None, answers: Answers, organ: Organ | None
) -> tuple[Function, Basis | None]:
    city = organ.city if organ else None
    for one in routing.detours:
        if (not one.cities or city in one.cities) and one.condition.holds(offence, answers):
            return routing.functions[one.function], one.basis
    return routing.functions[routing.branches.get(offence or "", DEFAULT)], None


def _city(routing: Routing, organ: Organ | None, answers: Answers) -> City | None:
    """The city's organ, when the unit has set a figure and the loss reaches it."""
    above = routing.cities.get(organ.city) if organ else None
    loss = fen_of(answers, "loss_amount")
    if above is None or above.amount is None or loss is None:
        return None
    return above if Decimal(loss) / 100 >= above.amount else None


def read_routing(shelf: Shelf, branches: Mapping[str, str]) -> Routing:
    """Raises BadLaw."""
    functions = {entry.text("id"): _function(shelf, entry) for entry in shelf.entries("routing", "functions")}
    grounds = [_ground(shelf, entry) for entry in shelf.entries("routing", "bases")]
    cities = [_city_of(shelf, entry) for entry in shelf.entries("routing", "cities")]
    detours = [_detour(shelf, entry, functions) for entry in shelf.entries("routing", "exceptions")]
    organs = [_organ(shelf, entry) for entry in shelf.entries("routing", "organs")]
    _check_whole(functions, grounds, branches)
    return Routing(
        {organ.id: organ for organ in organs},
        functions,
        detours,
        grounds,
        {city.organ.id: city for city in cities},
        branches,
    )


def _organ(shelf: Shelf, entry: Entry) -> Organ:
    entry.only({"id", "name", "name_en", "city", "province"})
    district = entry.one_of("id", shelf.questions["district"])
    return Organ(district, entry.text("name"), entry.text("name_en"), entry.text("city"), entry.text("province"))


def _function(shelf: Shelf, entry: Entry) -> Function:
    entry.only({"id", "name", "name_en", "of_police", *BASIS})
    return Function(
        entry.text("id"), entry.text("name"), entry.text("name_en"), entry.flag("of_police"), shelf.basis(entry)
    )


def _detour(shelf: Shelf, entry: Entry, functions: Mapping[str, Function]) -> Detour:
    entry.only({"function", "cities", *MEANT_FOR, *BASIS})
    function = entry.one_of("function", functions)
    return Detour(function, entry.texts("cities"), read_condition(shelf, entry), shelf.basis(entry))


def _ground(shelf: Shelf, entry: Entry) -> Ground:
    entry.only({"kind", "sources", *MEANT_FOR})
    basis = []
    for part in parts(entry, "sources"):
        part.only(BASIS)
        basis.append(shelf.basis(part))
    return Ground(entry.one_of("kind", KINDS), read_condition(shelf, entry), tuple(basis))


def _city_of(shelf: Shelf, entry: Entry) -> City:
    entry.only({"id", "name", "name_en", "amount", *BASIS})
    organ = Organ(entry.text("id"), entry.text("name"), entry.text("name_en"), entry.text("id"))
    amount = entry.number("amount") if "amount" in entry.values else None
    return City(organ, amount, shelf.basis(entry))


def _check_whole(functions: Mapping[str, Function], grounds: Sequence[Ground], branches: Mapping[str, str]) -> None:
    """Every offence has a branch, and whatever happens some place decides."""
    if unknown := sorted({*branches.values(), DEFAULT} - set(functions)):
        raise BadLaw("routing.toml", 1, f"function {unknown[0]} is not described")
    if not grounds or grounds[-1].condition != Condition(answers={}):
        raise BadLaw("routing.toml", 1, "the last of `bases` must be meant for every offence")
