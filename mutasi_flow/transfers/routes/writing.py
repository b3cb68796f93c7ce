"""A route as plain values: what its row holds, and what is exchanged between offices."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.routes.kinds import HeldBy
from mutasi_flow.transfers.routes.route import FIX_DAYS, MoveKind, PostKind, Route, Scope, Stage, Step
from mutasi_flow.transfers.workflow import State

E = TypeVar("E", bound=StrEnum)
LONGEST_CODE, LONGEST_WORDS, MOST_STAGES, MOST_STEPS = 48, 300, 12, 12
_KEYS = frozenset(
    {
        "code",
        "version",
        "label",
        "source",
        "applies_to",
        "confidential",
        "announced_by_inauguration",
        "fix_days",
        "attention",
        "from",
        "to",
        "stages",
    }
)
_STAGE_KEYS = frozenset({"during", "tasks"})
_STEP_KEYS = frozenset({"task", "held_by", "days", "asked", "quorum", "must_answer"})


def write(route: Route) -> dict[str, Any]:
    """Return a route as plain values; what stands on its default is left out."""
    scope = {"moves": route.scope.moves, "posts": route.scope.posts, "doors": route.scope.doors}
    content: dict[str, Any] = {
        "code": route.code,
        "version": route.version,
        "label": route.label.message,
        "source": route.source,
        "applies_to": {name: sorted(one.value for one in chosen) for name, chosen in scope.items() if chosen},
        "confidential": route.is_confidential,
        **({"announced_by_inauguration": True} if route.is_announced_by_inauguration else {}),
        "fix_days": route.fix_days,
        "attention": list(route.attention),
        "stages": [
            {"during": stage.during.value, "tasks": [_write_step(step) for step in stage.steps]}
            for stage in route.stages
        ],
    }
    days = {"from": route.from_on if route.from_on > date.min else None, "to": route.to_on}
    return content | {name: day.isoformat() for name, day in days.items() if day is not None}


def _write_step(step: Step) -> dict[str, Any]:
    written: dict[str, Any] = {"task": step.kind, "held_by": step.held_by.value, "days": step.days}
    if step.asked or step.quorum:
        written |= {"asked": step.asked, "quorum": step.quorum}
    return written | ({"must_answer": True} if step.must_answer else {})


def read(content: object) -> Route:
    """Return the route that plain values describe; whether it can be walked is another question (``check``).

    Raises:
        InvalidInput: something is missing, of the wrong kind, or not known here; the sentence says where.
    """
    given = _mapping(content, T("Alur"), _KEYS)
    applies_to = _mapping(given.get("applies_to") or {}, T("Berlaku untuk"), {"moves", "posts", "doors"})
    stages = _sequence(given.get("stages"), T("Tahap"), MOST_STAGES)
    version = given.get("version", 1)
    return Route(
        code=_words(given.get("code"), T("Kode"), LONGEST_CODE),
        version=_number(version, T("Versi")),
        label=Text(_words(given.get("label"), T("Nama"), LONGEST_WORDS)),
        stages=tuple(_read_stage(stage, number) for number, stage in enumerate(stages, 1)),
        scope=Scope(
            _chosen(applies_to.get("moves"), MoveKind, T("Jenis perpindahan")),
            _chosen(applies_to.get("posts"), PostKind, T("Jenis jabatan")),
            _chosen(applies_to.get("doors"), Door, T("Pintu")),
        ),
        is_confidential=_flag(given.get("confidential", False), T("Rahasia")),
        is_announced_by_inauguration=_flag(
            given.get("announced_by_inauguration", False), T("Diumumkan oleh pelantikan")
        ),
        fix_days=_number(given.get("fix_days", FIX_DAYS), T("Waktu perbaikan")),
        attention=tuple(
            _words(one, T("Yang diperhatikan"), LONGEST_WORDS)
            for one in _sequence(given.get("attention") or [], T("Yang diperhatikan"), MOST_STEPS)
        ),
        source=_words(given.get("source"), T("Dasar aturan"), LONGEST_WORDS),
        from_on=_day(given.get("from"), T("Berlaku mulai")) or date.min,
        to_on=_day(given.get("to"), T("Berlaku sampai")),
    )


def _read_stage(content: object, number: int) -> Stage:
    where = T("Tahap {number}", number=number)
    given = _mapping(content, where, _STAGE_KEYS)
    steps = _sequence(given.get("tasks"), where, MOST_STEPS)
    return Stage(_one(given.get("during"), State, where), tuple(_read_step(step, where) for step in steps))


def _read_step(content: object, where: Text) -> Step:
    given = _mapping(content, where, _STEP_KEYS)
    return Step(
        kind=_words(given.get("task"), where, LONGEST_CODE),
        held_by=_one(given.get("held_by"), HeldBy, where),
        days=_number(given.get("days"), where),
        asked=_number(given.get("asked", 0), where),
        quorum=_number(given.get("quorum", 0), where),
        must_answer=_flag(given.get("must_answer", False), where),
    )


def _refuse(where: Text, given: object) -> InvalidInput:
    return InvalidInput(T("{where}: “{given}” tidak dapat dipakai.", where=where, given=str(given)[:80]))


def _mapping(given: object, where: Text, known: frozenset[str] | set[str]) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise _refuse(where, given)
    for name in given:
        if name not in known:
            raise _refuse(where, name)
    return given


def _sequence(given: object, where: Text, most: int) -> Sequence[object]:
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > most:
        raise _refuse(where, given)
    return given


def _words(given: object, where: Text, most: int) -> str:
    if not isinstance(given, str) or len(given) > most or not given.isprintable():
        raise _refuse(where, given)
    return given.strip()


def _number(given: object, where: Text) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given < 1000:  # noqa: PLR2004 - three digits
        raise _refuse(where, given)
    return given


def _flag(given: object, where: Text) -> bool:
    if not isinstance(given, bool):
        raise _refuse(where, given)
    return given


def _one(given: object, kind: type[E], where: Text) -> E:
    if not isinstance(given, str) or given not in set(kind):
        raise _refuse(where, given)
    return kind(given)


def _chosen(given: object, kind: type[E], where: Text) -> frozenset[E]:
    return frozenset(_one(one, kind, where) for one in _sequence(given or [], where, len(kind)))


def _day(given: object, where: Text) -> date | None:
    """YAML reads a bare day as a date; JSON and quotes give a text."""
    if given is None or type(given) is date:
        return given
    if not isinstance(given, str):
        raise _refuse(where, given)
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise _refuse(where, given) from None
