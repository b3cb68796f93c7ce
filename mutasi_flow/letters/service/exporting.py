"""Handing a book of a year over to the archive with one press: a bag as one file, made by a worker, fetched by who asked."""

import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import MutasiError, NotPermitted
from mutasi_flow.core.jobs import JobArgs, enqueue
from mutasi_flow.core.texts import T
from mutasi_flow.letters.domain import Schedule
from mutasi_flow.letters.model import ArchiveExport
from mutasi_flow.letters.queries import Scope, count_secret
from mutasi_flow.letters.queries.retention import get_export, load_schedule
from mutasi_flow.letters.service.archive import Bag, fill_bag, note_handed_over, require_archivist

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

EXPORT_ARCHIVE = "export_archive"
LARGEST_BYTES = 500_000_000
TOO_LARGE = T("Buku ini terlalu besar untuk satu berkas. Pakai perintah mutasi decree archive.")
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of members: the same letters give the same bytes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the worker is to make."""

    scope: Scope
    schedule: Schedule
    left_out: int


@dataclass(frozen=True, slots=True)
class Exported:
    """What came of it."""

    values: dict[str, Any]
    handed: dict[str, int | str]
    scope: Scope
    at: datetime


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
    scope = Scope(export.register, export.year)
    today = export.asked_at.date()
    return None if export.made_at else Asked(scope, load_schedule(session, today), count_secret(session, scope))


def make_export(asked: Asked | None, runtime: "Runtime") -> Exported | None:
    """Write the bag beside the store and put it away as one file; repeating it gives the same bytes."""
    if asked is None:
        return None
    with tempfile.TemporaryDirectory(dir=runtime.settings.data_dir, prefix=".arsip-") as folder:
        bag = Bag.open(Path(folder) / "bag", asked.scope)
        count = fill_bag(runtime, bag, asked.scope, asked.schedule)
        info: dict[str, str | int] = {"External-Identifier": str(asked.scope), "Letters": count}
        bag.close({**info, "Letters-Left-Out": asked.left_out}, runtime.clock.today())
        problems = [str(one) for one in bag.problems]
        key, size = _put_away(runtime, bag, problems)
    handed: dict[str, int | str] = {
        "letters": count,
        "files": len(bag.sums),
        "bytes": bag.size_bytes,
        "left_out": asked.left_out,
        "manifest": bag.digest,
        "problems": len(problems),
    }
    at = runtime.clock.now()
    values = {"file_key": key, "size_bytes": size, "letters": count, "manifest": bag.digest, "problems": problems}
    return Exported({**values, "made_at": at}, handed, asked.scope, at)


def _put_away(runtime: "Runtime", bag: Bag, problems: list[str]) -> tuple[str, int | None]:
    if bag.size_bytes > LARGEST_BYTES:
        problems.append(str(TOO_LARGE))
        return "", None
    packed = bag.folder.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as file:
        for path in sorted(one for one in bag.folder.rglob("*") if one.is_file()):
            member = zipfile.ZipInfo(path.relative_to(bag.folder).as_posix(), EARLIEST)
            file.writestr(member, path.read_bytes())
    data = packed.read_bytes()
    return runtime.files.put(data, ".zip"), len(data)


def store_export(session: Session, args: JobArgs, exported: Exported | None) -> None:
    """Note what was made, and in the trail who handed over what."""
    if exported is None:
        return
    export = get_export(session, int(args["export"]))
    session.execute(update(ArchiveExport).where(ArchiveExport.id == export.id).values(**exported.values))
    try:
        actor = access.load_actor(session, export.asked_by_id, exported.at.date())
    except MutasiError:
        actor = Actor(export.asked_by_id, "")
    note_handed_over(session, exported.scope, exported.handed, actor, exported.at)
