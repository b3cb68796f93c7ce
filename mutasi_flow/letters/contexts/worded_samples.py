"""Samples of the kinds whose texts an office may write itself, and the shipped texts in the same notation.

The shipped texts are read back from the composers, composed with slots in place of values, so the two cannot differ;
where a composer says something else for a temporary move, or one that the employee asked for, the text gets a condition.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from mutasi_flow.letters.contexts.collective_samples import sample_collective_decree
from mutasi_flow.letters.contexts.house import SHIPPED, House
from mutasi_flow.letters.contexts.parts import DecreeMove, DecreePerson
from mutasi_flow.letters.contexts.samples import (
    MOVE,
    PERSON,
    sample_transfer_amendment,
    sample_transfer_decree,
    sample_transfer_revocation,
)
from mutasi_flow.letters.domain import DATA, PARTS
from mutasi_flow.people.domain import EmploymentStatus

_COMMON = [
    "nama",
    "nip",
    "pangkat",
    "jabatan_lama",
    "unit_lama",
    "jabatan_baru",
    "unit_baru",
    "pegawai",
    "pemerintah",
    "daerah",
    "badan",
    "keputusan",
    "perihal",
    "diktum_pertama",
    "pimpinan_unit",
    "sementara",
    "permintaan_sendiri",
    "berlaku",
]
SLOTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "transfer_decree": (*_COMMON, DATA),
        "collective_decree": (
            *(name for name in _COMMON if name not in {"nama", "nip", "pangkat", "sementara", "permintaan_sendiri"}),
            "perpindahan",
            "jumlah",
        ),
        "transfer_amendment": (*_COMMON, "keputusan_lama", "alasan", DATA),
        "transfer_revocation": (*(name for name in _COMMON if name != "berlaku"), "keputusan_lama", "alasan", DATA),
    }
)
"""What the text of each kind may name."""
_ORDERED = replace(MOVE, own_request=False)
_TEMPORARY = replace(_ORDERED, until_on=date(2026, 9, 30))
_UNKNOWN = replace(_ORDERED, from_unit="", from_jabatan="")
_MOVES = (MOVE, _ORDERED, _TEMPORARY, replace(_TEMPORARY, own_request=True), _UNKNOWN)
_PEOPLE = (
    PERSON,
    replace(PERSON, nip="", rank=""),
    replace(PERSON, status=EmploymentStatus.PPPK, rank="Golongan IX"),
)
_OF_ONE: Mapping[str, Callable[[House, DecreeMove, DecreePerson], dict[str, Any]]] = MappingProxyType(
    {
        "transfer_decree": sample_transfer_decree,
        "transfer_amendment": sample_transfer_amendment,
        "transfer_revocation": sample_transfer_revocation,
    }
)
_COLLECTIVES = (3, 1, 2)


def worded_sample(kind: str, house: House) -> dict[str, Any]:
    """Return the issued sample of a kind as the office would print it with ``house``."""
    return next(worded_samples(kind, house))


def worded_samples(kind: str, house: House) -> Iterator[dict[str, Any]]:
    """Yield issued samples of a kind with and without all that may be missing or differ; the first is the usual one."""
    if kind in _OF_ONE:
        yield from (_OF_ONE[kind](house, move, person) for person in _PEOPLE for move in _MOVES)
    else:
        yield from (sample_collective_decree(people, house) for people in _COLLECTIVES)


def _parts(context: Mapping[str, Any]) -> dict[str, list[str]]:
    return {
        "considering": list(context["considering"]),
        "clauses": [one["text"] for one in context["clauses"]],
        "closing": [context["closing"]],
        "copies": list(context["copies"]),
    }


@cache
def shipped_text(kind: str) -> Mapping[str, str]:
    """Return the shipped text of a kind, by part."""
    house = replace(SHIPPED, shows_slots=True)
    base = _parts(worded_sample(kind, house))
    if kind != "transfer_decree":
        return {name: "\n".join(base[name]) for name in PARTS}

    def said(move: DecreeMove) -> dict[str, list[str]]:
        return _parts(sample_transfer_decree(house, move))

    ordered, asked, temporary = said(_ORDERED), said(MOVE), said(_TEMPORARY)
    cases = {name: zip(ordered[name], asked[name], temporary[name], strict=True) for name in PARTS}
    return {name: "\n".join(_condition(*case) for case in cases[name]) for name in PARTS}


def _condition(ordered: str, asked: str, temporary: str) -> str:
    """Return one paragraph for all three cases; no shipped one depends on both conditions."""
    if asked != ordered:
        return f"{{% if permintaan_sendiri %}}{asked}{{% else %}}{ordered}{{% endif %}}"
    if temporary != ordered:
        return f"{{% if sementara %}}{temporary}{{% else %}}{ordered}{{% endif %}}"
    return ordered
