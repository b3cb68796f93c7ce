"""Bundles for I-MUT: asked for in a request, made and checked by a worker, fetched by who asked."""

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, NotFound, NotPermitted
from mutasi_flow.core.jobs import JobArgs, enqueue
from mutasi_flow.core.sheets.write import as_report
from mutasi_flow.core.texts import T
from mutasi_flow.core.uploads import examine
from mutasi_flow.inbox.domain import freeze_values, thaw_values
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.external import package
from mutasi_flow.transfers.external.package import Bundle
from mutasi_flow.transfers.model.external import Package
from mutasi_flow.transfers.queries import TransferCard, find_card_by_id, get_card, may_see
from mutasi_flow.transfers.workflow import State

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

MAKE_PACKAGE = "make_imut_package"
MOST_AT_ONCE = 50
LARGEST_BYTES = 200_000_000
OPEN_FOR = timedelta(days=1)
"""How long after it was made a bundle may be fetched: papers change, and a bundle is a copy of them."""
ON_ITS_WAY = frozenset({State.PROPOSED, State.CONSULTED, State.APPROVED})
LIST, MANIFEST, SUMS = "daftar.xlsx", "manifest.json", "SHA256SUMS"


def may_package(card: TransferCard, actor: Actor) -> bool:
    """Whether the actor prepares bundles for this transfer; never on the own case."""
    is_own = actor.employee_id is not None and actor.employee_id == card.employee_id
    is_barred = is_own or card.bars(actor.employee_id)
    return not is_barred and actor.apart_from(card.employee_id).may(Permission.TRANSFERS_VERIFY, card.from_path)


def ask_package(session: Session, numbers: Sequence[str], *, actor: Actor, clock: Clock) -> int:
    """Ask for a bundle of these transfers; return its key.

    Raises:
        NotFound: a transfer is not there for this person.
        NotPermitted: one is the own case, or the actor does not verify there.
        InvalidInput: none or too many are chosen, or one is not on its way.
    """
    if not 0 < len(set(numbers)) <= MOST_AT_ONCE:
        raise InvalidInput(T("Pilih 1 sampai {limit} usulan.", limit=MOST_AT_ONCE), field="pilih")
    cards = [get_card(session, number, actor) for number in dict.fromkeys(numbers)]
    if actor.account_id is None or not all(may_package(card, actor) for card in cards):
        raise NotPermitted
    for card in cards:
        if card.state not in ON_ITS_WAY:
            raise InvalidInput(T("Usulan {number} tidak sedang berjalan.", number=card.number), field="pilih")
    at, values = clock.now(), {"account_id": actor.account_id, "transfer_ids": [card.id for card in cards]}
    statement = insert(Package).values(**values, asked_at=at, file_key="", refusals={}).returning(Package.id)
    package_id: int = session.execute(statement).scalar_one()
    for card in cards:
        by = actor.using(Permission.TRANSFERS_VERIFY, card.from_path)
        trail.record(session, card.id, "package_asked", actor=by, payload={"package": package_id}, at=at)
    enqueue(session, MAKE_PACKAGE, {"package": package_id}, f"{MAKE_PACKAGE}:{package_id}")
    return package_id


@dataclass(frozen=True, slots=True)
class Plan:
    """What the worker is to make."""

    transfer_ids: Sequence[int]
    largest_kb: int


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it."""

    file_key: str
    size_bytes: int | None
    refusals: Mapping[str, Any]
    made_at: datetime


def read_asked(session: Session, args: JobArgs) -> Plan | None:
    """Return what is to be bundled; None when it has been made already."""
    asked = session.get(Package, int(args["package"]))
    if asked is None or asked.made_at is not None:
        return None
    return Plan(asked.transfer_ids, package.load_shape(session).largest_kb)


def make_package(wanted: Plan | None, runtime: "Runtime") -> Made | None:
    """Collect, open and check every file, and put the bundle away; repeating it does no harm.

    What a transfer needs depends on the day at the office, which only the runtime knows: so it is read here.
    """
    if wanted is None:
        return None
    with runtime.database.reading() as session:
        cards = [find_card_by_id(session, transfer_id) for transfer_id in wanted.transfer_ids]
        bundles = [package.plan(session, card, runtime.clock) for card in cards if card is not None]
    kept: list[tuple[Bundle, Mapping[str, bytes]]] = []
    refusals: dict[str, Any] = {}
    room = LARGEST_BYTES
    for bundle in bundles:
        found = package.check(bundle, runtime.files.get, examine, wanted.largest_kb)
        room -= sum(len(data) for data in found.files.values())
        sentences = found.refusals or (() if room >= 0 else (T("Kiriman sudah penuh. Ambil usulan ini tersendiri."),))
        if sentences:
            refusals[bundle.number] = freeze_values({f"{at:03}": text for at, text in enumerate(sentences)})
        else:
            kept.append((bundle, found.files))
    made_at = runtime.clock.now()
    if not kept:
        return Made("", None, refusals, made_at)
    data = _pack(kept, refusals, made_at)
    return Made(runtime.files.put(data, ".zip"), len(data), refusals, made_at)


def _pack(kept: Sequence[tuple[Bundle, Mapping[str, bytes]]], refusals: Mapping[str, Any], made_at: datetime) -> bytes:
    files = {f"{bundle.number}/{name}": data for bundle, found in kept for name, data in found.items()}
    files[LIST] = as_report(package.COLUMNS, [bundle.row for bundle, _found in kept])
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    facts = {
        "made_at": made_at.isoformat(),
        "transfers": [bundle.number for bundle, _found in kept],
        "left_out": sorted(refusals),
        "files": [{"name": name, "sha256": digests[name], "size_bytes": len(data)} for name, data in files.items()],
    }
    files[MANIFEST] = json.dumps(facts, ensure_ascii=False, indent=1).encode()
    files[SUMS] = "".join(f"{digest}  {name}\n" for name, digest in digests.items()).encode()
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as bundle_file:
        for name, data in files.items():
            bundle_file.writestr(zipfile.ZipInfo(name, made_at.timetuple()[:6]), data)
    return written.getvalue()


def store_package(session: Session, args: JobArgs, made: Made | None) -> None:
    """Note what was made; a bundle that is there stays as it is."""
    if made is None:
        return
    values = {"file_key": made.file_key, "size_bytes": made.size_bytes, "refusals": made.refusals}
    where = (Package.id == int(args["package"]), Package.made_at.is_(None))
    session.execute(update(Package).where(*where).values(**values, made_at=made.made_at))


@dataclass(frozen=True, slots=True)
class Asked:
    """A bundle as its page shows it."""

    id: int
    cards: Sequence[TransferCard]
    asked_at: datetime
    made_at: datetime | None
    file_key: str
    size_bytes: int | None
    refusals: Mapping[str, Sequence[Any]]
    is_open: bool
    """Whether it may still be fetched."""


def get_package(session: Session, package_id: int, actor: Actor, clock: Clock) -> Asked:
    """Return a bundle for who asked for it, while that person may still see every transfer in it.

    Raises:
        NotFound: there is none for this person.
    """
    found = session.get(Package, package_id)
    if found is None or found.account_id != actor.account_id:
        raise NotFound
    cards = [card for card in (find_card_by_id(session, one) for one in found.transfer_ids) if card is not None]
    if not all(may_package(card, actor) and may_see(session, card, actor) for card in cards):
        raise NotFound
    refusals = {number: list(thaw_values(texts).values()) for number, texts in found.refusals.items()}
    is_open = found.made_at is not None and clock.now() < found.made_at + OPEN_FOR
    made = (found.made_at, found.file_key, found.size_bytes)
    return Asked(found.id, cards, found.asked_at, *made, refusals, is_open=is_open and bool(found.file_key))
