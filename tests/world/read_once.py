"""The form, the words, the law, the examples and what our addresses take, read once a process.

For every story anew it would take minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import cache, lru_cache
from inspect import Signature
from types import FunctionType
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import fastapi.dependencies.models
import fastapi.dependencies.utils
from aiogram.types import Update
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

import templates.rendering
from cases.asked import read_asked
from cases.law import Law, load_law
from cases.law.reading import Own
from cases.questionnaire import Questionnaire, load
from cases.understanding.offence import Sense
from cases.understanding.question import Asked
from templates.rendering import Words

questionnaire = cache(load)
LAW = cache(lambda: load_law(questionnaire()))
SENSE = cache(lambda: Sense(questionnaire().offences.values()))
ASKED = cache(lambda: Asked(read_asked()))


def words(zone: ZoneInfo, common: Mapping[str, Any] | None = None) -> Words:
    return _words(zone.key, tuple(sorted((common or {}).items())))


def law(report: Questionnaire, own: Own | None = None) -> Law:
    """Ours; a unit's own files are read each time."""
    return load_law(report, own) if own else LAW()


def while_wiring() -> AbstractContextManager[Any]:
    """A story is about what people do, not about reading files."""
    ears = {"Sense": lambda _offences: SENSE(), "Asked": lambda _known: ASKED(), "read_asked": lambda: ()}
    return patch.multiple("bot.wiring", Words=words, load_law=law, load=questionnaire, **ears)


@lru_cache(maxsize=8)  # a product that is served has an address of its own, and words with it
def _words(zone: str, common: tuple[tuple[str, Any], ...]) -> Words:
    return Words(ZoneInfo(zone), dict(common))


class Compiled(BytecodeCache):
    """What Jinja made of a template, whoever's words it is among."""

    def __init__(self) -> None:
        self._code: dict[str, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get(bucket.checksum + bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.checksum + bucket.key] = bucket.code


COMPILED = Compiled()
_environment = Words._environment


def environment(self: Words, language: str, common: Mapping[str, Any]) -> Environment:
    made = _environment(self, language, common)
    made.bytecode_cache = COMPILED
    return made


Words._environment = environment  # type: ignore[method-assign]
templates.rendering.tables = cache(templates.rendering.tables)
templates.rendering._catalogue = cache(templates.rendering._catalogue)


_signature = fastapi.dependencies.utils._get_signature
_signatures: dict[FunctionType, Signature] = {}


def signature_once(call: Callable[..., Any]) -> Signature:
    """FastAPI evaluates the annotations of a dependency for each of our hundred addresses, and twice.

    Of a function of a module only: what is made within another keeps its whole product alive.
    """
    if not isinstance(call, FunctionType) or call.__closure__ or "<locals>" in call.__qualname__:
        return _signature(call)
    if call not in _signatures:
        _signatures[call] = _signature(call)
    return _signatures[call]


fastapi.dependencies.utils._get_signature = signature_once


def forget() -> None:
    """FastAPI remembers four thousand functions that answer, aiogram a hundred updates: through each, a whole product."""
    for known in (*vars(fastapi.dependencies.models).values(), Update.event_type.fget):
        if hasattr(known, "cache_clear"):
            known.cache_clear()
