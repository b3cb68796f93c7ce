"""What an employee sheet would do to the database: who is new, who changes, who has moved; reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.findings import Findings
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.model import Employee, Placement
from mutasi_flow.people.service.imports.employee_rows import COPIED, Person
from mutasi_flow.people.service.imports.resolve import JabatanRef, KnownJabatan, KnownUnits, UnitRef

STORED = (*COPIED, "email", "sex", "legal_position", "status", "rank", "education_level")

_EXISTING = select(Employee.id, Employee.unit_id, Employee.jabatan_id, *(getattr(Employee, name) for name in STORED))
_OPEN_DECREES = select(Placement.employee_id, Placement.from_on, Placement.letter_number, Placement.applied_at).where(
    or_(Placement.letter_number != "", Placement.applied_at.is_(None)),
    Placement.revoked_at.is_(None),
    Placement.to_on.is_(None),
)
"""Also amended ones, the way back from a temporary one, and a move typed by hand that is still to come."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person to write; ``existing`` is None for somebody new."""

    person: Person
    unit: UnitRef | None
    jabatan: JabatanRef | None
    existing: RowMapping | None
    has_moved: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What a commit writes."""

    new: list[Entry]
    changed: list[Entry]
    same: int
    units: KnownUnits
    jabatan: KnownJabatan


def make_plan(
    session: Session, findings: Findings, people: Iterable[Person], units: KnownUnits, jabatan: KnownJabatan
) -> Plan:
    """Match everybody with the database and sort them."""
    everybody = _Everybody(session, findings)
    places = _PlacesOfWork(findings, units, jabatan)
    plan = Plan([], [], 0, units, jabatan)
    same = 0
    for person in people:
        existing = everybody.match(person)
        unit, post = places.find(person)
        if findings.is_wrong(person.row):
            continue
        if existing is None:
            plan.new.append(Entry(person, unit, post, None))
            continue
        entry = _compare(person, unit, post, existing)
        entry = everybody.keep_decree(entry)
        if entry.has_moved or any(existing[key] != value for key, value in person.values.items()):
            plan.changed.append(entry)
        else:
            same += 1
    return Plan(plan.new, plan.changed, same, units, jabatan)


def _compare(person: Person, unit: UnitRef | None, post: JabatanRef | None, existing: RowMapping) -> Entry:
    has_moved = (unit is not None and unit.id != existing["unit_id"]) or (
        post is not None and post.id != existing["jabatan_id"]
    )
    return Entry(person, unit, post, existing, has_moved)


class _Everybody:
    """All employees by both of their numbers."""

    def __init__(self, session: Session, findings: Findings) -> None:
        self._findings = findings
        rows = session.execute(_EXISTING).mappings().all()
        self._known = {key: {row[key]: row for row in rows if row[key] is not None} for key in ("siasn_id", "nip")}
        self._seen: dict[str, dict[str, int]] = {"siasn_id": {}, "nip": {}}
        decrees = session.execute(_OPEN_DECREES).mappings().all()
        self._decrees: Mapping[int, RowMapping] = {row["employee_id"]: row for row in decrees}

    def match(self, person: Person) -> RowMapping | None:
        """Return the record of the person: by SIASN id, then by NIP."""
        found = {}
        for key in ("siasn_id", "nip"):
            value = person.values.get(key)
            if value is not None:
                self._refuse_twice(person.row, key, value)
                found[key] = self._known[key].get(value)
        by_id, by_nip = found.get("siasn_id"), found.get("nip")
        if by_nip is not None and self._is_other(person, by_id, by_nip):
            text = T("NIP ini sudah tercatat atas nama {name} dengan PNS ID lain.", name=by_nip["name"])
            self._findings.error(person.row, "nip", person.values["nip"], text)
        elif by_id is not None and by_id["nip"] and person.values.get("nip", by_id["nip"]) != by_id["nip"]:
            text = T("NIP berubah dari {old}.", old=by_id["nip"])
            self._findings.warn(person.row, "nip", person.values["nip"], text)
        return by_id if by_id is not None else by_nip

    @staticmethod
    def _is_other(person: Person, by_id: RowMapping | None, by_nip: RowMapping) -> bool:
        if by_id is not None:
            return bool(by_id["id"] != by_nip["id"])
        siasn_id = person.values.get("siasn_id")
        return bool(siasn_id and by_nip["siasn_id"] and siasn_id != by_nip["siasn_id"])

    def _refuse_twice(self, row: int, key: str, value: str) -> None:
        first = self._seen[key].setdefault(value, row)
        if first != row:
            text = T("Sama dengan baris {first}. Satu orang cukup satu baris.", first=first)
            self._findings.error(row, key, value, text)

    def keep_decree(self, entry: Entry) -> Entry:
        """Leave somebody where our own decree put them, as long as the file does not know of it yet."""
        decree = self._decrees.get(entry.existing["id"]) if entry.existing and entry.has_moved else None
        if decree is None:
            return entry
        post_on = entry.person.values.get("post_on")
        if decree["applied_at"] is not None and post_on is not None and post_on > decree["from_on"]:
            return entry
        self._findings.warn(entry.person.row, "unit_name", entry.unit.name if entry.unit else "", _stays(decree))
        values = {key: value for key, value in entry.person.values.items() if key != "post_on"}
        person = Person(entry.person.row, values, None, None, entry.person.default_status)
        return Entry(person, None, None, entry.existing)


def _stays(decree: RowMapping) -> Text:
    on: date = decree["from_on"]
    if not decree["letter_number"]:
        return T("Unit dan jabatan tidak diubah: pindah mulai {on} sudah dicatat.", on=on)
    return T(
        "Unit dan jabatan tidak diubah: ada SK {number} yang berlaku {on} dan belum tercatat di berkas ini.",
        number=decree["letter_number"],
        on=on,
    )


class _PlacesOfWork:
    """Unit and jabatan of each row; each distinct spelling is looked up once."""

    def __init__(self, findings: Findings, units: KnownUnits, jabatan: KnownJabatan) -> None:
        self._findings = findings
        self._units = units
        self._jabatan = jabatan
        self._found: dict[tuple[str | None, str | None], UnitRef | Text] = {}
        self._posts: dict[Any, JabatanRef] = {}

    def find(self, person: Person) -> tuple[UnitRef | None, JabatanRef | None]:
        """Return both, or None where the row says nothing."""
        unit = self._unit(person) if person.unit else None
        if person.jabatan is None:
            return unit, None
        post = self._posts.get(person.jabatan)
        if post is None:
            post = self._posts[person.jabatan] = self._jabatan.find(*person.jabatan)
        return unit, post

    def _unit(self, person: Person) -> UnitRef | None:
        code, name = spelled = person.unit or (None, None)
        found = self._found.get(spelled)
        if found is None:
            try:
                found = self._units.find(code, name)
            except InvalidInput as refusal:
                found = refusal.text
            self._found[spelled] = found
        if isinstance(found, UnitRef):
            return found
        self._findings.error(person.row, "unit_name", name or code, found)
        return None
