"""Finding out whether the trail is whole, even against somebody who owns the database.

Entries are read once, in the order of their numbers. Each is sealed with a key that is not in the database and
names the entry before it; each chain's end is sealed; anchors outside the database remember former ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, func, select, type_coerce
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.types import String

from mutasi_flow.core.audit.anchors import Anchors
from mutasi_flow.core.audit.model import AuditEntry, TrailHead
from mutasi_flow.core.audit.seals import START, entry_hash, head_seal
from mutasi_flow.core.texts import T, Text

BATCH = 10_000
SHORT = 15
"""Hexadecimal digits of a hash kept in memory per anchor."""
_entries = AuditEntry.__table__.c
_heads = TrailHead.__table__.c


class Problem(NamedTuple):
    """The entry at which the trail is wrong, and why."""

    id: int
    reason: Text


@dataclass(frozen=True, slots=True)
class Report:
    """Result of a verification; ``first_bad`` has the lowest entry number among all that is wrong."""

    rows: int
    ok: bool
    first_bad: Problem | None
    anchors: int = 0
    unreadable_anchors: int = 0


_End = tuple[int, int, str]
"""seq, id and hash of the last entry of a chain."""
_NOTHING: _End = (0, 0, START)


@dataclass(slots=True)
class _Findings:
    rows: int = 0
    first: Problem | None = None
    ends: dict[str, _End] = field(default_factory=dict)
    anchored: dict[int, int] = field(default_factory=dict)
    anchors: int = 0
    unreadable: int = 0

    def add(self, entry_id: int, reason: Text) -> None:
        if self.first is None or entry_id < self.first.id:
            self.first = Problem(entry_id, reason)


def verify(session: Session, key: bytes, anchors: Anchors | None) -> Report:
    """Check every entry, every end of a chain and every anchor.

    Args:
        session: A fresh one: the anchors must be read before the database is first looked at.
        key: Key of the trail.
        anchors: Former ends kept outside the database; None checks the database alone.
    """
    findings = _Findings()
    if anchors is not None:
        _load_anchors(findings, anchors)
    _hold_still(session)
    _check_entries(findings, key, session)
    _check_ends(findings, key, session)
    for entry_id in findings.anchored:
        findings.add(entry_id, T("Catatan ini pernah ada menurut jangkar di luar basis data, tetapi kini tidak ada."))
    return Report(findings.rows, findings.first is None, findings.first, findings.anchors, findings.unreadable)


def _load_anchors(findings: _Findings, anchors: Anchors) -> None:
    for anchor in anchors.read():
        if anchor is None:
            findings.unreadable += 1
            continue
        findings.anchors += 1
        digest = _short(anchor.hash)
        if findings.anchored.setdefault(anchor.entry_id, digest) != digest:
            findings.add(
                anchor.entry_id,
                T(
                    "Nomor catatan ini terpakai dua kali menurut jangkar: basis data pernah dikembalikan ke keadaan lama."
                ),
            )


def _hold_still(session: Session) -> None:
    """See one state of the database throughout, while others go on writing (SQLite does so by itself)."""
    if session.get_bind().dialect.name == "postgresql" and not session.in_transaction():
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _statement(session: Session) -> Select[*tuple[Any, ...]]:
    at: ColumnElement[Any]
    if session.get_bind().dialect.name == "sqlite":
        at = type_coerce(_entries.at, String)  # stored exactly as it is sealed
    else:
        at = func.to_char(func.timezone("UTC", _entries.at), "YYYY-MM-DD HH24:MI:SS.US")
    return select(
        _entries.id,
        _entries.hash,
        _entries.chain,
        _entries.seq,
        at,
        _entries.actor_id,
        _entries.actor,
        _entries.capacity,
        _entries.warrant,
        _entries.action,
        _entries.about_kind,
        _entries.about_id,
        _entries.payload,
        _entries.previous_id,
        _entries.previous_hash,
    ).order_by(_entries.id)


def _read_all(findings: _Findings, session: Session) -> Iterator[Row[*tuple[Any, ...]]]:
    """Yield all entries; bytes that are no text (only an attacker stores such) make the rest come one by one."""
    connection, statement = session.connection(), _statement(session)
    last = 0
    try:
        for row in connection.execute(statement.execution_options(yield_per=BATCH)):
            last = row[0]
            yield row
    except OperationalError:
        for entry_id in connection.scalars(select(_entries.id).where(_entries.id > last).order_by(_entries.id)).all():
            try:
                yield connection.execute(statement.where(_entries.id == entry_id)).one()
            except OperationalError:
                findings.add(entry_id, T("Isi catatan ini tidak dapat dibaca."))


def _check_entries(findings: _Findings, key: bytes, session: Session) -> None:
    ends, anchored = findings.ends, findings.anchored
    rows = 0
    for entry_id, digest, *fields in _read_all(findings, session):  # a million times: little else in here
        rows += 1
        if not _sealed(key, fields, digest):
            findings.add(entry_id, T("Isi catatan ini diubah, atau catatan ini disisipkan."))
            continue
        chain, seq = fields[0], fields[1]
        end = ends.get(chain, _NOTHING)
        if (seq - 1, fields[-2], fields[-1]) != end:
            _blame(findings, entry_id, seq, fields[-2], end)
        if anchored and anchored.pop(entry_id, None) not in {None, _short(digest)}:
            findings.add(entry_id, T("Catatan ini lain daripada yang dicatat jangkar di luar basis data."))
        ends[chain] = (seq, entry_id, digest)
    findings.rows = rows


def _sealed(key: bytes, fields: list[Any], digest: object) -> bool:
    try:
        return entry_hash(key, fields) == digest
    except TypeError:  # a value of a kind that no writer of ours stores
        return False


def _blame(findings: _Findings, entry_id: int, seq: int, previous_id: int, end: _End) -> None:
    """An honest entry stands in the wrong place: name what is missing, or what was moved."""
    if seq <= end[0] or previous_id >= entry_id:
        findings.add(entry_id, T("Urutan catatan diubah: catatan ini tidak berada di tempatnya."))
    elif seq > end[0] + 1 and previous_id > end[1]:
        findings.add(previous_id, T("Catatan ini dihapus; catatan {next} masih merujuknya.", next=entry_id))
    else:
        findings.add(entry_id, T("Catatan ini tidak menyambung pada catatan sebelumnya."))


def _check_ends(findings: _Findings, key: bytes, session: Session) -> None:
    left = dict(findings.ends)
    statement = select(_heads.chain, _heads.seq, _heads.last_id, _heads.last_hash, _heads.seal)
    for chain, seq, last_id, last_hash, seal in session.connection().execute(statement):
        end = left.pop(chain, _NOTHING)
        if not _head_sealed(key, (chain, seq, last_id, last_hash), seal):
            findings.add(end[1] or _number(last_id), T("Ujung rantai {chain} diubah.", chain=chain))
        elif seq > end[0]:
            findings.add(last_id, T("Catatan di ujung rantai {chain} dihapus.", chain=chain))
        elif (seq, last_id, last_hash) != end:
            findings.add(end[1], T("Ujung rantai {chain} tidak cocok dengan catatan ini.", chain=chain))
    for chain, end in left.items():
        findings.add(end[1], T("Ujung rantai {chain} dihapus.", chain=chain))


def _head_sealed(key: bytes, head: tuple[str, int, int, str], seal: object) -> bool:
    try:
        return head_seal(key, *head) == seal
    except TypeError:
        return False


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _short(digest: str) -> int:
    return int(digest[:SHORT], 16)
