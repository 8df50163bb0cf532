"""The statements of the queue: each view as walks along the index that stands in its order (storage/views.py)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, bindparam, desc, not_, or_, text, tuple_, union_all
from sqlalchemy.orm import class_mapper, defer
from sqlmodel import col, func, select

from cases import tracks
from cases.law.triage import Urgency
from cases.people import districts_seen
from storage.tables import EVERYWHERE, MOVING, WAITS, Case, Member
from storage.views import EPOCH, FRESH, Place, Plan, View, filters_of, plan_of

LISTED: list[Any] = [column for column in class_mapper(Case).columns if column.name != "sealed_answers"]
LOOK = 2000  # rows that a page is asked of, where no index knows the answer; then it says how far it looked
ROW: Any = Case.__table__.c  # type: ignore[attr-defined]


@lru_cache(1024)
def statement(view: View, districts: tuple[str | None, ...], goes_on: bool, ends: bool) -> Any:
    """The statement of a view, made once: its values, `size` and, for a later page, the place are bound with each call.

    A walk brings no more than a page, so that merging several costs no more than a page. Where rows are asked, the
    walks bring ids, and only the cases of the page are read. `ends`: see `_passed`.
    """
    plan, told = plan_of(view), defer(Case.sealed_answers, raiseload=True)  # type: ignore[arg-type]
    if not is_asked(view, districts):
        walks = _walks(plan, view, districts, goes_on, LISTED, "size")
        return select(Case).options(told).from_statement(_merged(plan, walks, "size"))
    ids = _fitting(plan, view, districts, goes_on, ends)
    found: Any = select(*LISTED).where(col(Case.id).in_(ids)).order_by(*_sorted(plan))
    return select(Case).options(told).from_statement(found)


@lru_cache(256)
def freshest(view: View, districts: tuple[str | None, ...], goes_on: bool) -> Any:
    """The money of a view that left since `fresh_since`, the last that left first.

    An index has all of it, and it is few enough to be asked the rest, each of them.
    """
    order, parts = (ROW.left_at, ROW.id), [FILTERS[one][1](ROW) for one in filters_of(view)]
    if view.show == "waiting":  # spelled as no index is, so that none is taken for it
        parts.append(ROW.service.in_(tracks.WAITING))
    if districts != (None,):
        parts.append(ROW.district.in_([one for one in districts if one]))
    found: Any = select(*LISTED).where(text(MOVING), _is_fresh(ROW), *parts).order_by(*map(desc, order))
    if goes_on:
        place = (bindparam("left_at", type_=ROW.submitted_at.type), bindparam("id", type_=ROW.id.type))
        found = found.where(tuple_(*order) < tuple_(*place))
    told = defer(Case.sealed_answers, raiseload=True)  # type: ignore[arg-type]
    return select(Case).options(told).from_statement(found.limit(bindparam("size")))


def _is_fresh(row: Any) -> Any:
    """Left since then, and as urgent as it was told: an officer may have said otherwise."""
    since = bindparam("fresh_since", type_=row.submitted_at.type)
    return and_(row.left_at >= since, row.money_moving, row.rank == Urgency.IMMEDIATE.rank)


@lru_cache(64)
def counting(view: View, districts: tuple[str | None, ...], ends: bool) -> Any:
    """How many cases a view has, of no more than `size`."""
    plan = plan_of(view)
    if is_asked(view, districts):
        some = _fitting(plan, view, districts, goes_on=False, ends=ends)
    else:
        columns, goes_on = [ROW[one] for one in plan.columns], False
        some = _merged(plan, _walks(plan, view, districts, goes_on, columns, "size"), "size")
    return select(func.count()).select_from(some.subquery())


def _fitting(plan: Plan, view: View, districts: tuple[str | None, ...], goes_on: bool, ends: bool) -> Any:
    """The ids of a page, where rows are asked.

    Not sorted once more, which would look at all of them first: both databases hand on the order of what is limited.
    """
    looked = _passed(plan, view, districts, goes_on, ends).subquery()
    fit = [FILTERS[one][1](looked.c) for one in plan.asked]
    if len(districts) > 1 or districts[0]:
        fit += [] if plan.way.by_district else [looked.c.district.in_([one for one in districts if one])]
    return select(looked.c.id).where(*fit).limit(bindparam("size"))


@lru_cache(1024)
def farthest(view: View, districts: tuple[str | None, ...], goes_on: bool, ends: bool) -> Any:
    """The last row that a page is asked of, if there are so many."""
    plan = plan_of(view)
    passed = _passed(plan, view, districts, goes_on, ends).subquery()
    return select(*passed.c).order_by(*_sorted(plan)).limit(1).offset(LOOK - 1)


def _passed(plan: Plan, view: View, districts: tuple[str | None, ...], goes_on: bool, ends: bool) -> Any:
    """The rows a page may be asked of, in their order: several walks merged row by row.

    Each of them `ends` where the page does on PostgreSQL, which would else sort all that they could bring. SQLite
    merges walks without an end, and would go through each to the end it has.
    """
    walks = _walks(plan, view, districts, goes_on, _narrow(plan), "look" if ends else None)
    if ends:
        return _merged(plan, walks, "look")
    passed: Any = walks[0] if len(walks) == 1 else union_all(*walks)
    return passed.order_by(*_sorted(plan)).limit(bindparam("look"))


def _merged(plan: Plan, walks: list[Any], size: str) -> Any:
    if len(walks) == 1:
        return walks[0]
    return union_all(*(select(walk.subquery()) for walk in walks)).order_by(*_sorted(plan)).limit(bindparam(size))


def _walks(
    plan: Plan, view: View, districts: tuple[str | None, ...], goes_on: bool, columns: list[Any], size: str | None
) -> list[Any]:
    """One for each district and rank that the way keeps apart and the view does not."""
    found = []
    for district in districts if plan.way.by_district else (None,):
        for rank in plan.ranks or (None,):
            walk = _walk(plan, view, district, goes_on, columns)
            walk = walk.where(not_(_is_fresh(ROW))) if view.puts_fresh_first else walk
            walk = walk if rank is None else walk.where(col(Case.rank) == rank)
            found.append(walk.order_by(*_sorted(plan)).limit(bindparam(size)) if size else walk)
    return found


def _walk(plan: Plan, view: View, district: str | None, goes_on: bool, columns: list[Any]) -> Any:
    """By the index that can begin it at any place."""
    query = select(*columns).where(
        text(plan.way.part),
        col(Case.district) == district if district else text(EVERYWHERE),
        *(FILTERS[one][1](ROW) for one in (*plan.given, *plan.bounds)),
    )
    if view.show == "asked" and view.urgent:
        query = query.where(text("money_moving"))  # so few that no index of their own is missed
    return query.where(_behind(plan)) if goes_on else query


def _narrow(plan: Plan) -> list[Any]:
    """What the rows of a walk are sorted by and asked."""
    names = dict.fromkeys((*plan.columns, "district", *(name for one in plan.asked for name in FILTERS[one][0])))
    return [ROW[name] for name in names]


# Of each filter the columns it asks, and what it asks them.
FILTERS: dict[str, tuple[tuple[str, ...], Callable[[Any], Any]]] = {
    "urgency": (("rank",), lambda row: row.rank == bindparam("filter_rank")),
    "offence": (("offence",), lambda row: row.offence == bindparam("filter_offence")),
    "holder": (("holder_id",), lambda row: row.holder_id == bindparam("filter_holder")),
    "stage": (("service",), lambda row: row.service == bindparam("filter_stage")),
    "least_fen": (("sum_fen",), lambda row: row.sum_fen >= bindparam("filter_fen")),
    "late": (("due_at",), lambda row: row.due_at <= bindparam("filter_at")),
    "new": (("submitted_at",), lambda row: row.submitted_at >= bindparam("filter_at")),
    "urgent": (("money_moving",), lambda row: row.money_moving),
    "waiting": (("service",), lambda _: text(WAITS)),
    "promised": (("service", "reply_due_at"), lambda row: or_(text(WAITS), row.reply_due_at.is_not(None))),
}


def values_of(member: Member, view: View, after: Place | None) -> dict[str, Any]:
    """Everything any statement of this view binds."""
    values = {
        "filter_rank": view.urgency and view.urgency.rank,
        "filter_offence": view.offence,
        "filter_holder": member.id if view.show in {"mine", "owed"} else view.holder,
        "filter_stage": view.stage,
        "filter_fen": view.least_fen,
        "filter_at": view.at,
    }
    used = {FILTER_VALUES[one] for one in filters_of(view)}
    bound = {name: value for name, value in values.items() if name in used}
    if view.puts_fresh_first:
        bound["fresh_since"] = view.fresh_since
    if after and after.rank == FRESH:
        bound |= {"left_at": after.at, "id": after.id}
    elif after:
        times = dict.fromkeys(("submitted_at", "asked_at", "due_at"), after.at)
        bound |= {"rank": after.rank, "id": after.id, "sum_fen": after.fen, **times}
    return bound


FILTER_VALUES = {
    "urgency": "filter_rank",
    "offence": "filter_offence",
    "holder": "filter_holder",
    "stage": "filter_stage",
    "least_fen": "filter_fen",
    "late": "filter_at",
    "new": "filter_at",
}


def is_asked(view: View, districts: tuple[str | None, ...]) -> bool:
    """Whether rows are asked what their way does not know."""
    plan = plan_of(view)
    return bool(plan.asked) or (not plan.way.by_district and districts != (None,))


def _sorted(plan: Plan) -> list[Any]:
    return [desc(name) for name in plan.columns] if plan.descends else list(plan.columns)


def _behind(plan: Plan) -> Any:
    """As one comparison of rows, because no index is entered at an OR."""
    order = [ROW[name] for name in plan.columns]
    place = tuple_(*(bindparam(column.name, type_=column.type) for column in order))
    return tuple_(*order) < place if plan.descends else tuple_(*order) > place


def row_place(view: View, row: Any) -> Place:
    """The place of a row of which only its order is known."""
    plan = plan_of(view)
    at = next((row[name] for name in plan.columns if name.endswith("_at")), EPOCH)
    return Place(row["rank"] if "rank" in plan.columns else 0, at, row["id"], row.get("sum_fen", 0))


def districts_of(member: Member, view: View) -> tuple[str | None, ...]:
    """A walk for each: no index has a member's district and those of none in one order. None is all of them."""
    seen = districts_seen(member.district)
    return (view.district,) if seen is None else tuple(one for one in sorted(seen) if view.district in {None, one})
