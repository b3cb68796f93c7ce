"""Handing a book of a year over to the archive with one press: a bag as one file, made by a worker, fetched by who asked."""

import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.downloads import downloads_of, drop_unnamed, made_too_long_ago
from mutasi_flow.core.errors import MutasiError, NotPermitted, Unprepared
from mutasi_flow.core.files import explain
from mutasi_flow.core.jobs import JobArgs, enqueue
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.domain import Schedule
from mutasi_flow.letters.model import ArchiveExport
from mutasi_flow.letters.queries import Scope, count_bytes, count_secret
from mutasi_flow.letters.queries.retention import get_export, load_schedule
from mutasi_flow.letters.service.archive import fill_bag, note_handed_over, require_archivist
from mutasi_flow.letters.service.bags import Bag, Packed

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

EXPORT_ARCHIVE = "export_archive"
EXPORTS = "exports"
"""Where they lie until their days are over."""
LEFT_FREE = 200_000_000
"""Bytes that an export leaves to the database on the same disk."""
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the worker is to make, and how many bytes the files of its letters have."""

    export_id: int
    scope: Scope
    schedule: Schedule
    left_out: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Exported:
    """What came of it; ``handed`` is None when nothing could be made."""

    values: dict[str, Any]
    handed: dict[str, int | str] | None
    scope: Scope
    at: datetime


def name_of(register: str, year: int) -> str:
    """Return the name of a packed bag without its suffix, which is that of the folder inside it too."""
    return f"arsip-{register}-{year}"


def ask_export(session: Session, register: str, year: int, *, actor: Actor, clock: Clock) -> int:
    """Ask for the letters of a book as a bag; return the key of the export.

    Raises:
        NotPermitted: the actor does not read the letters of the whole office.
    """
    by = require_archivist(actor)
    if by.account_id is None:
        raise NotPermitted
    values = {"register": register, "year": year, "asked_by_id": by.account_id, "asked_at": clock.now()}
    empty = {"file_key": "", "letters": 0, "manifest": "", "problems": []}
    export_id: int = session.execute(
        insert(ArchiveExport).values(**values, **empty).returning(ArchiveExport.id)
    ).scalar_one()
    enqueue(session, EXPORT_ARCHIVE, {"export": export_id}, f"{EXPORT_ARCHIVE}:{export_id}")
    return export_id


def read_asked(session: Session, args: JobArgs) -> Asked | None:
    """Return what is to be made; None when it is made already."""
    export = get_export(session, int(args["export"]))
    if export.made_at:
        return None
    scope, schedule = Scope(export.register, export.year), load_schedule(session, export.asked_at.date())
    return Asked(export.id, scope, schedule, count_secret(session, scope), count_bytes(session, scope))


def make_export(asked: Asked | None, runtime: "Runtime") -> Exported | None:
    """Write the bag as one file, letter by letter, and put it away whole; a worker that is killed begins anew.

    A disk without room, before or in the middle, is said to whoever asked; no half file stays.
    """
    if asked is None:
        return None
    try:
        if lacking := _lacks_room(asked, runtime):
            return _unmade(asked, lacking, runtime)
        return _make(asked, runtime)
    except OSError as error:
        return _unmade(asked, explain(error), runtime)
    except Unprepared as refusal:
        return _unmade(asked, refusal.text, runtime)


def _lacks_room(asked: Asked, runtime: "Runtime") -> Text | None:
    free = shutil.disk_usage(runtime.settings.data_dir).free
    if free >= asked.size_bytes + LEFT_FREE:
        return None
    need, left = (size // MEGABYTE for size in (asked.size_bytes + LEFT_FREE, free))
    return T("Ruang simpan tidak cukup: ekspor ini memerlukan {need} MB, yang kosong {left} MB.", need=need, left=left)


def _make(asked: Asked, runtime: "Runtime") -> Exported:
    scope = asked.scope
    store = downloads_of(runtime, EXPORTS)
    with store.making(f"export-{asked.export_id}") as place:
        with zipfile.ZipFile(place, "w", zipfile.ZIP_STORED) as file:
            bag = Bag(Packed(file, name_of(scope.register, scope.year or 0)), scope)
            count = fill_bag(runtime, bag, asked.schedule)
            info: dict[str, str | int] = {"External-Identifier": str(scope), "Letters": count}
            bag.close({**info, "Letters-Left-Out": asked.left_out}, runtime.clock.today())
        size = place.stat().st_size
        key = store.take(place, ".zip")
    handed: dict[str, int | str] = {
        "letters": count,
        "files": len(bag.sums),
        "bytes": bag.size_bytes,
        "left_out": asked.left_out,
        "manifest": bag.digest,
        "problems": len(bag.problems),
    }
    values = _values(runtime, bag.problems, file_key=key, size_bytes=size, letters=count, manifest=bag.digest)
    return Exported(values, handed, scope, values["made_at"])


def _unmade(asked: Asked, because: Text, runtime: "Runtime") -> Exported:
    values = _values(runtime, [because])
    return Exported(values, None, asked.scope, values["made_at"])


def _values(runtime: "Runtime", problems: Sequence[Text], **values: int | str) -> dict[str, Any]:
    return {**values, "problems": [str(one) for one in problems], "made_at": runtime.clock.now()}


def store_export(session: Session, args: JobArgs, exported: Exported | None) -> None:
    """Note what was made, and in the trail who handed over what."""
    if exported is None:
        return
    export = get_export(session, int(args["export"]))
    session.execute(update(ArchiveExport).where(ArchiveExport.id == export.id).values(**exported.values))
    if exported.handed is None:
        return
    try:
        actor = access.load_actor(session, export.asked_by_id, exported.at.date())
    except MutasiError:
        actor = Actor(export.asked_by_id, "")
    note_handed_over(session, exported.scope, exported.handed, actor, exported.at)


def drop_old_exports(runtime: "Runtime") -> int:
    """Drop the files of exports whose days are over; the row stays, and the book can be asked for again."""
    with runtime.database.writing() as session:
        over = (ArchiveExport.file_key != "", ArchiveExport.made_at < made_too_long_ago(runtime))
        session.execute(update(ArchiveExport).where(*over).values(file_key="", dropped_at=runtime.clock.now()))
        kept = session.scalars(select(ArchiveExport.file_key).where(ArchiveExport.file_key != "")).all()
    return drop_unnamed(runtime, EXPORTS, kept)
