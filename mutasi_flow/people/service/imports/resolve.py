"""Units and jabatan that a row speaks of: the ones we know, else new ones, as long as no unit tree says otherwise."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.header import normalise
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.model import CODE, Jabatan, Unit
from mutasi_flow.people.service.imports.words import functional_level, retirement_age_of, slug

TREE_DEPTH = 3
"""A path of three units (office, department, part) shows that the tree was imported; before, units may be derived."""
LONGEST_SLUG = 40
LIKENESS = 0.75
"""How alike two names must be to be offered as "maybe you mean"."""


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit by its key; ``id`` is None while it is still to be made."""

    code: str
    name: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class JabatanRef:
    """A jabatan by its key; ``id`` is None while it is still to be made."""

    code: str
    name: str
    kind: JabatanKind
    level: str = ""
    id: int | None = None


@dataclass
class KnownUnits:
    """Finds units by code or name and remembers which ones are to be made."""

    by_code: dict[str, UnitRef]
    has_tree: bool
    root_id: int | None
    new: dict[str, UnitRef] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the names."""
        self._by_name: dict[str, list[UnitRef]] = {}
        for unit in self.by_code.values():
            self._by_name.setdefault(normalise(unit.name), []).append(unit)

    def find(self, code: str | None, name: str | None) -> UnitRef:
        """Return the unit, made anew when nothing forbids it.

        Raises:
            InvalidInput: unknown in a given tree, or the name fits several units.
        """
        if code:
            found = self.by_code.get(code) or self.new.get(code)
            return found or self._make(code, name or code)
        named = self._by_name.get(normalise(name or ""), [])
        if len(named) > 1:
            raise InvalidInput(
                T("Ada {count} unit dengan nama ini. Tambahkan kolom UNOR ID supaya jelas unit mana.", count=len(named))
            )
        return named[0] if named else self._make(_code_for(name or "", self.new), name or "")

    def _make(self, code: str, name: str) -> UnitRef:
        if self.has_tree:
            raise InvalidInput(self._unknown(name))
        unit = self.new[code] = UnitRef(code, name)
        self._by_name.setdefault(normalise(name), []).append(unit)
        return unit

    def _unknown(self, name: str) -> Any:
        spelled = {unit.name.casefold(): unit.name for unit in self.by_code.values()}
        near = get_close_matches(name.casefold(), spelled, 1, LIKENESS)
        if near:
            return T("Unit ini tidak ada di pohon unit. Mungkin maksud Anda: {near}.", near=spelled[near[0]])
        return T("Unit ini tidak ada di pohon unit. Impor dahulu pohon unit yang memuatnya.")


@dataclass
class KnownJabatan:
    """Finds jabatan by code or by name and kind, and remembers which ones are to be made."""

    by_code: dict[str, JabatanRef]
    new: dict[str, JabatanRef] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the names."""
        self._by_name = {(normalise(each.name), each.kind): each for each in self.by_code.values()}

    def kind_of(self, name: str) -> JabatanKind | None:
        """Return the kind under which a jabatan of this name is known, when there is only one."""
        kinds = [kind for kind in JabatanKind if (normalise(name), kind) in self._by_name]
        return kinds[0] if len(kinds) == 1 else None

    def find(self, code: str | None, name: str, kind: JabatanKind, echelon: str = "") -> JabatanRef:
        """Return the jabatan, made anew when it is unknown."""
        if code and (found := self.by_code.get(code) or self.new.get(code)):
            return found
        known = self._by_name.get((normalise(name), kind))
        if known and (not code or known.id is not None):
            return known
        level = echelon if kind is JabatanKind.STRUCTURAL else functional_level(name)
        fresh = JabatanRef(code or _code_for(name, self.by_code.keys() | self.new.keys()), name, kind, level)
        self.new[fresh.code] = fresh
        self._by_name.setdefault((normalise(name), kind), fresh)
        return fresh


def _code_for(name: str, taken: Iterable[str]) -> str:
    """Make a code that says the name, short and unlike the others."""
    code = slug(name)[:CODE]
    if len(code) > LONGEST_SLUG or not code or code in taken:
        code = f"{code[:LONGEST_SLUG]}-{hashlib.sha256(name.casefold().encode()).hexdigest()[:8].upper()}".strip("-")
    return code


def load_units(session: Session) -> KnownUnits:
    """Read all units of today and before."""
    rows = session.execute(select(Unit.id, Unit.code, Unit.name, Unit.parent_id, Unit.path)).all()
    roots = [row.id for row in rows if row.parent_id is None]
    return KnownUnits(
        {row.code: UnitRef(row.code, row.name, row.id) for row in rows},
        has_tree=any(row.path.count("/") > TREE_DEPTH for row in rows),
        root_id=roots[0] if len(roots) == 1 and len(rows) > 1 else None,
    )


def load_jabatan(session: Session) -> KnownJabatan:
    """Read all jabatan."""
    rows = session.execute(select(Jabatan.id, Jabatan.code, Jabatan.name, Jabatan.kind, Jabatan.level))
    return KnownJabatan({row.code: JabatanRef(row.code, row.name, row.kind, row.level, row.id) for row in rows})


def write_new_units(session: Session, known: KnownUnits) -> dict[str, int]:
    """Insert the units to be made and return all ids by code."""
    if known.new:
        rows = [{"code": unit.code, "name": unit.name, "parent_id": known.root_id} for unit in known.new.values()]
        session.execute(insert(Unit), rows)
        lay_paths(session)
    return dict(session.execute(select(Unit.code, Unit.id)).all())


def write_new_jabatan(session: Session, known: KnownJabatan) -> dict[str, int]:
    """Insert the jabatan to be made and return all ids by code."""
    rows = [
        {
            "code": each.code,
            "name": each.name,
            "kind": each.kind,
            "level": each.level,
            "retirement_age": retirement_age_of(each.name, each.kind, each.level),
        }
        for each in known.new.values()
    ]
    if rows:
        session.execute(insert(Jabatan), rows)
    return dict(session.execute(select(Jabatan.code, Jabatan.id)).all())


def lay_paths(session: Session) -> None:
    """Bring ``units.path`` in line with the parents."""
    rows = {row.id: row for row in session.execute(select(Unit.id, Unit.parent_id, Unit.path))}
    paths: dict[int, str] = {}
    for start in rows:
        climb = [start]
        while climb[-1] not in paths and (parent := rows[climb[-1]].parent_id) is not None:
            climb.append(parent)
        for unit_id in reversed(climb):
            above = rows[unit_id].parent_id
            paths.setdefault(unit_id, f"{paths[above] if above is not None else '/'}{unit_id}/")
    changed = [{"id": unit_id, "path": path} for unit_id, path in paths.items() if rows[unit_id].path != path]
    if changed:
        session.execute(update(Unit), changed)
