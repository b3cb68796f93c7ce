"""Letters handed over to an archive as a bag: print, signatures, data and checksums of every letter."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.letters.contexts import canonical, freeze
from mutasi_flow.letters.domain import Schedule
from mutasi_flow.letters.queries import Archived, Scope, list_archived
from mutasi_flow.letters.service.bags import Bag, Part
from mutasi_flow.people.service.trail import note_office

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

SCHEMA = "mutasi-flow/archived-letter"
ARCHIVISTS = (Permission.TRANSFERS_VERIFY, Permission.AUDIT_READ)
"""Who hands letters over, when held over the whole office."""


def parts_of(letter: Archived, schedule: Schedule) -> list[Part]:
    """Return the files of a letter: as printed, as signed (also what was withdrawn), and its data."""
    row = letter.row
    place = f"{letter.register}-{letter.year}/{letter.sequence or 0:06}-{row.id}"
    files = [Part(f"{place}/surat.pdf", key=row.file_key, sha256=row.sha256)] if row.file_key else []
    signed = {one.id: f"{place}/tanda-tangan-{one.id}{Path(one.file_key).suffix}" for one in letter.signatures}
    files += [Part(signed[one.id], key=one.file_key, sha256=one.sha256) for one in letter.signatures]
    told = {
        "schema": SCHEMA,
        "version": 1,
        **row._asdict(),
        "register": letter.register,
        "year": letter.year,
        "sequence": letter.sequence,
        "standing": row.standing,
        "file": "surat.pdf" if row.file_key else None,
        "signatures": [{**one._asdict(), "file": Path(signed[one.id]).name} for one in letter.signatures],
        "retention": asdict(schedule.of(row.kind, letter.register)),
        "letter": letter.context,
    }
    return [*files, Part(f"{place}/surat.json", canonical(freeze(told)))]


def fill_bag(runtime: "Runtime", bag: Bag, schedule: Schedule) -> int:
    """Put all letters of a bag's scope into it, a page of them at a time; return how many there are."""
    after, count = 0, 0
    while True:
        with runtime.database.reading() as session:
            letters = list_archived(session, bag.scope, after)
        if not letters:
            return count
        for letter in letters:
            for part in parts_of(letter, schedule):
                bag.add(part, runtime.files.get)
        after, count = letters[-1].row.id, count + len(letters)


def require_archivist(actor: Actor) -> Actor:
    """Return the actor as the trail names whoever hands letters over: only who reads those of the whole office does.

    Raises:
        NotPermitted: the actor does not.
    """
    for permission in ARCHIVISTS:
        if actor.may(permission, ""):
            return actor.using(permission)
    raise NotPermitted(T("Arsip diserahkan oleh yang membaca surat seluruh kantor."))


def note_handed_over(
    session: Session, scope: Scope, handed: Mapping[str, int | str], actor: Actor, at: datetime
) -> None:
    """Write into the office's trail who handed over what; the digest of the manifest names every file of the bag."""
    note_office(session, actor, "letters_archived", {"scope": str(scope), **handed}, at)
