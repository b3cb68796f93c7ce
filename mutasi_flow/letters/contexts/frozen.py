"""Frozen values to JSON and back.

A letter is printed from JSON that was frozen when its number was given, never from the live rows; canonical bytes
make its digest the same everywhere.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

V = TypeVar("V")


def freeze(value: Any) -> Any:
    """Return dataclasses, dates and sequences as plain JSON values."""
    if value is None or isinstance(value, str | int | float):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: freeze(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): freeze(part) for key, part in value.items()}
    if isinstance(value, Sequence):
        return [freeze(part) for part in value]
    return value


def thaw(kind: type[V], value: Any) -> V:
    """Build ``kind`` (a frozen dataclass, possibly nested) from what :func:`freeze` gave; unknown keys are left.

    Raises:
        KeyError: a value without default is missing.
        TypeError: a value is of another type than ``kind`` says.
    """
    hints = _hints(cast("Any", kind))
    return kind(**{name: _thawed(hint, value[name]) for name, hint in hints.items() if name in value})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _thawed(hint: Any, value: Any) -> Any:
    if hint is str:
        return _of_type(str, value)
    if get_origin(hint) is tuple:
        part = get_args(hint)[0]
        return tuple(_thawed(part, one) for one in _of_type(list, value))
    if hint is date:
        return date.fromisoformat(value)
    if isinstance(hint, type) and is_dataclass(hint):
        return thaw(hint, _of_type(dict, value))
    return _of_type((int, float) if hint is float else hint, value)


def _of_type(hint: Any, value: Any) -> Any:
    if not isinstance(value, hint):
        message = f"{value!r:.80} is not of type {hint}"
        raise TypeError(message)
    return value


def canonical(value: Any) -> bytes:
    """Return the one byte form of a JSON value: sorted keys, no blanks, UTF-8."""
    return json.dumps(freeze(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
