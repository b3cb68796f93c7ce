"""Teachers by the subject they teach: their posts become one per school and subject, its need the lessons over a full load.

So nobody moves to lessons of another subject, and grades of the same teachers stand in one post.
"""

from dataclasses import fields, replace
from typing import Any

import numpy as np

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import subject_key
from mutasi_flow.planning.snapshot import Cells, Indices, Requirements, Snapshot, Wishes

PREFIX = "mapel-"
LOADS = (1, 60)
"""Hours a week that a full load may be."""


def by_subject(snapshot: Snapshot, full_load: float) -> Snapshot:
    """Return the snapshot with teachers in posts of their subject (``mapel-matematika``); others stay where they are.

    Raises:
        InvalidInput: the tables name no subjects or no lessons, or the load is out of range.
    """
    if not LOADS[0] <= full_load <= LOADS[1]:
        raise InvalidInput(T("Isi antara {least} dan {most}.", least=LOADS[0], most=LOADS[1]))
    if snapshot.lessons is None or "mapel" not in snapshot.extra:
        raise InvalidInput(
            T("Untuk menyusun menurut mata pelajaran perlu jam pelajaran yang tercatat (tabel jam) dan mapel pegawai.")
        )
    return _Split(snapshot, full_load).result()


class _Split:
    """The new order of jabatan and cells, and where each old one went."""

    def __init__(self, snapshot: Snapshot, full_load: float) -> None:
        self.old = snapshot
        self.load = full_load
        words = [f"{PREFIX}{subject_key(str(word))}" if word else "" for word in snapshot.extra["mapel"]]
        lessons = [f"{PREFIX}{subject_key(str(word))}" for word in snapshot.lessons.subject] if snapshot.lessons else []
        self.taught = np.array(words, np.str_).reshape(-1)
        self.teaches = self.taught != ""
        kept = [str(code) for code in snapshot.jabatan]
        self.jabatan = np.array(sorted({*kept, *lessons, *(word for word in words if word)}), np.str_)
        self.moved = np.searchsorted(self.jabatan, snapshot.jabatan)
        self.kind = np.where(self.teaches, self._at(self.taught), self.moved[snapshot.staff.jabatan])
        self.lesson_kind = self._at(np.array(lessons, np.str_))

    def _at(self, codes: Any) -> Indices:
        place = np.searchsorted(self.jabatan, codes)
        return np.asarray(np.minimum(place, len(self.jabatan) - 1), np.int64)

    def result(self) -> Snapshot:
        """Return the new snapshot."""
        old, width, lessons = self.old, len(self.jabatan), self.old.lessons
        cells = old.cells
        own = cells.unit * width + self.moved[cells.jabatan]
        held = old.staff.unit * width + self.kind
        asked = lessons.unit * width + self.lesson_kind if lessons else np.zeros(0, np.int64)
        every = np.unique(np.concatenate((own, held, asked)))
        place = np.searchsorted(every, own)
        split = np.isin(cells.jabatan, np.unique(old.staff.jabatan[self.teaches]))
        grown = _spread(cells, every, width, place)
        for name, value in (("need", np.nan), ("minimum", 0), ("formation", -1), ("is_listed", False)):
            getattr(grown, name)[place[split]] = value
        if lessons:
            at = np.searchsorted(every, asked)
            grown.need[at], grown.is_listed[at] = lessons.hours / self.load, True
            grown.minimum[at] = (lessons.hours > 0).astype(np.int64)
        staff = replace(old.staff, jabatan=self.kind, cell=np.searchsorted(every, held))
        tasks = replace(old.tasks, cell=place[old.tasks.cell]) if len(old.tasks.cell) else old.tasks
        return replace(
            old,
            staff=staff,
            jabatan=self.jabatan,
            cells=grown,
            tasks=tasks,
            requirements=self._requirements(old.requirements),
            wishes=self._wishes(old.wishes, every, width),
        )

    def _requirements(self, old: Requirements | None) -> Requirements | None:
        """Return what jabatan ask for; subjects ask for nothing, so only their own teachers may come."""
        if old is None:
            return None
        empty: dict[str, Any] = {"is_given": False, "fields": None, "certificates": None, "origins": None}
        grown: dict[str, Any] = {}
        for each in fields(Requirements):
            column = getattr(old, each.name)
            grown[each.name] = np.full(
                (len(self.jabatan), *column.shape[1:]), empty.get(each.name, np.nan), column.dtype
            )
            grown[each.name][self.moved] = column
        for place in np.flatnonzero(np.array([one is not None for one in grown["origins"]], np.bool_)).tolist():
            grown["origins"][place] = frozenset(int(self.moved[kind]) for kind in grown["origins"][place])
        return Requirements(**grown)

    def _wishes(self, old: Wishes | None, every: Indices, width: int) -> Wishes | None:
        """Return the wishes; who wished for the own jabatan elsewhere wishes for the own subject there."""
        if old is None:
            return None
        cells, staff = self.old.cells, self.old.staff
        same = self.teaches[old.person] & (cells.jabatan[old.cell] == staff.jabatan[old.person])
        kind = np.where(same, self.kind[old.person], self.moved[cells.jabatan[old.cell]])
        keys = cells.unit[old.cell] * width + kind
        place = np.minimum(np.searchsorted(every, keys), len(every) - 1)
        known = every[place] == keys
        return Wishes(old.person[known], place[known], old.rank[known])


def _spread(cells: Cells, every: Indices, width: int, place: Indices) -> Cells:
    """Return the cells in their new order; new ones are held but not in the table."""
    empty: dict[str, Any] = {"need": np.nan, "minimum": 0, "formation": -1, "is_listed": False, "is_locked": False}
    grown: dict[str, Any] = {"unit": every // width, "jabatan": every % width}
    for name, value in empty.items():
        grown[name] = np.full(len(every), value, getattr(cells, name).dtype)
        grown[name][place] = getattr(cells, name)
    return Cells(**grown)
