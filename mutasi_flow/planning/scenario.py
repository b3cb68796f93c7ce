"""What if: edits on a frozen snapshot give another snapshot; nothing is changed in place.

Because plans are unique, two plans of two scenarios differ only where the edits make them differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T
from mutasi_flow.planning.snapshot import Cells, Indices, Snapshot


@dataclass(frozen=True, slots=True)
class CloseUnit:
    """All posts of a unit leave the table, so that nobody comes any more, and for everybody in it a move is due."""

    unit: str


@dataclass(frozen=True, slots=True)
class ChangePost:
    """Other figures for one post; None leaves a figure as it is."""

    unit: str
    jabatan: str
    need: float | None = None
    minimum: int | None = None
    formation: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """Another figure of a rule, for example more years in post (P02); 0 switches it off."""

    rule: str
    value: float


Edit = CloseUnit | ChangePost | ChangeRule


def edited(snapshot: Snapshot, edits: Sequence[Edit]) -> Snapshot:
    """Return the snapshot after all edits, in their order; without any it is the same.

    Raises:
        InvalidInput: a unit, post or rule is not there, a figure is negative, or a least number exceeds its formation.
    """
    for edit in edits:
        snapshot = _apply(snapshot, edit)
    return snapshot


def _apply(snapshot: Snapshot, edit: Edit) -> Snapshot:
    if isinstance(edit, ChangeRule):
        if edit.rule not in snapshot.rules or edit.value < 0:
            raise InvalidInput(T("Aturan {rule} tidak dikenal atau angkanya negatif.", rule=edit.rule))
        return replace(snapshot, rules={**snapshot.rules, edit.rule: edit.value})
    cells = snapshot.cells
    if isinstance(edit, CloseUnit):
        unit = _unit(snapshot, edit.unit)
        closed = _without(cells, np.flatnonzero(cells.unit == unit))
        due = snapshot.staff.is_due | (snapshot.staff.unit == unit)
        return replace(snapshot, cells=closed, staff=replace(snapshot.staff, is_due=due))
    at = _post(snapshot, edit.unit, edit.jabatan)
    figures = {"need": edit.need, "minimum": edit.minimum, "formation": edit.formation}
    given = {key: value for key, value in figures.items() if value is not None}
    if any(value < 0 for value in given.values()):
        raise InvalidInput(T("Angka ini tidak boleh negatif."))
    changed = _with(cells, at, **given)
    if ((changed.formation >= 0) & (changed.minimum > changed.formation))[at].any():
        raise InvalidInput(T("Jumlah terkecil melebihi formasi ({most}).", most=int(changed.formation[at][0])))
    return replace(snapshot, cells=changed)


def _unit(snapshot: Snapshot, code: str) -> int:
    found = np.flatnonzero(snapshot.units.code == code)
    if not len(found):
        raise InvalidInput(T("Unit {code} tidak ada.", code=code))
    return int(found[0])


def _post(snapshot: Snapshot, unit: str, jabatan: str) -> Indices:
    kinds = np.flatnonzero(snapshot.jabatan == jabatan)
    here = snapshot.cells.unit == _unit(snapshot, unit)
    found = np.flatnonzero(here & np.isin(snapshot.cells.jabatan, kinds))
    if not len(found):
        raise InvalidInput(
            T("Petak {post} tidak ada. Tulis UNIT/JABATAN dengan kode dari tabel.", post=f"{unit}/{jabatan}")
        )
    return found


def _without(cells: Cells, at: Indices) -> Cells:
    """Return cells of which some are no longer listed: they can be left, not entered."""
    gone = _with(cells, at, need=np.nan, minimum=0, formation=-1)
    gone.is_listed[at] = False
    return gone


def _with(cells: Cells, at: Indices, **figures: float) -> Cells:
    """Return cells with other figures at some places, which thereby are listed."""
    changed = {name: getattr(cells, name).copy() for name in (*figures, "is_listed")}
    for name, value in figures.items():
        changed[name][at] = value
    changed["is_listed"][at] = True
    return replace(cells, **changed)
