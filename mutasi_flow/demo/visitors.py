"""Whom visitors act as: an employee without an open transfer, the head of that unit, and three peers.

The four lie first among the people of one jabatan in their unit, so each of them is asked about the others.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from mutasi_flow.core.errors import Refused
from mutasi_flow.core.texts import T
from mutasi_flow.demo.people import Person
from mutasi_flow.demo.settle import Settled
from mutasi_flow.people.domain import LEGAL_POSITIONS

GROUP = 4
USUAL_MEMBERS = 8
PREFERRED = "GURU"


@dataclass(frozen=True, slots=True)
class Visitors:
    """Keys of the people whom visitors act as; ``unit`` and ``jabatan`` are codes."""

    unit: str
    jabatan: str
    employee_id: int
    supervisor_id: int
    peer_ids: tuple[int, ...]


def choose_visitors(people: Sequence[Person], settled: Settled) -> Visitors:
    """Choose a unit with a head and, best, four people of one jabatan who may move to another unit that has it.

    Raises:
        Refused: nobody in the office could move.
    """
    groups: dict[tuple[str, str], list[tuple[str, int, Person]]] = defaultdict(list)
    places: dict[str, set[str]] = defaultdict(set)
    for person, key in zip(people, settled.employees, strict=True):
        places[person.jabatan].add(person.unit)
        if not person.leads:
            groups[person.unit, person.jabatan].append((person.name, key, person))
    ranked: list[tuple[int, bool, bool, int, str, str]] = []
    for (unit, jabatan), members in groups.items():
        group = sorted(members)[:GROUP]
        if unit in settled.heads and len(places[jabatan]) > 1 and all(_may_move(person) for _, _, person in group):
            is_supervised = any(key in settled.supervisors for _, key, _ in group)
            distance = abs(len(members) - USUAL_MEMBERS)
            is_other = not jabatan.startswith(PREFERRED)
            ranked.append((-len(group), is_other, is_supervised, distance, unit, jabatan))
    if not ranked:
        raise Refused(T("Kantor ini terlalu kecil untuk contoh: tidak ada pegawai yang dapat pindah ke unit lain."))
    *_, unit, jabatan = min(ranked)
    keys = [key for _, key, _ in sorted(groups[unit, jabatan])[:GROUP]]
    return Visitors(unit, jabatan, keys[0], settled.heads[unit], tuple(keys[1:]))


def _may_move(person: Person) -> bool:
    """Whether no rule would stop this person (sanctions and rare legal positions do)."""
    return LEGAL_POSITIONS[person.legal_position].may_move and person.penalty is None
