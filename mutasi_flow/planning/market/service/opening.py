"""Results become requests of the people themselves: all of a chain or none, none twice, linked as they hang together."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core.actor import SYSTEM, Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, MutasiError, NotPermitted
from mutasi_flow.core.jobs import JobArgs, enqueue
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.service import notify
from mutasi_flow.letters.domain.dates import written_date
from mutasi_flow.planning.market.domain import EntryState, RoundState
from mutasi_flow.planning.market.model import ExchangeEntry
from mutasi_flow.planning.market.queries import EntryRow, RoundRow, get_entry, get_round, list_entries
from mutasi_flow.planning.market.service.going_on import why_out
from mutasi_flow.planning.market.service.making import notice, record_round, refuse_when_off
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.domain.links import MOST_LINKED, LinkKind
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import find_open_number
from mutasi_flow.transfers.queries.links import list_partners
from mutasi_flow.transfers.review import link_transfers
from mutasi_flow.transfers.service import Destination, NewTransfer, create_draft

if TYPE_CHECKING:
    from mutasi_flow.core.runtime import Runtime

log = logging.getLogger(__name__)
OPEN_TRANSFERS = "open_exchange_transfers"
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Task:
    """A published round, who opens its transfers, and who moves, by swap, cycle or chain."""

    found: RoundRow
    account_id: int
    chains: Sequence[Sequence[EntryRow]]


OPENERS = (Permission.TRANSFERS_FILE_FOR, Permission.PLAN)
"""Who files for people of the units, and who planned the round: its participants have asked for what comes out."""


def may_open_transfers(actor: Actor, unit_path: str) -> bool:
    """Whether the actor lets the outcome of a round over these units become requests."""
    return any(actor.may(permission, unit_path) for permission in OPENERS)


def ask_transfers(session: Session, round_id: int, *, actor: Actor, clock: Clock) -> None:
    """Let a worker open what is still missing.

    Raises:
        Refused: rounds are switched off.
        NotFound: there is no such round.
        NotPermitted: the actor neither plans nor files for people there.
        Conflict: the outcome is not published.
    """
    refuse_when_off(session)
    found = get_round(session, round_id, lock=True)
    if not may_open_transfers(actor, found.unit_path or ""):
        raise NotPermitted
    if found.state is not RoundState.PUBLISHED or actor.account_id is None:
        raise Conflict(T("Umumkan hasilnya dahulu."))
    at = clock.now()
    args = {"round": found.id, "account": actor.account_id}
    enqueue(session, OPEN_TRANSFERS, args, f"{OPEN_TRANSFERS}:{found.id}:{at.isoformat()}")
    used = next(one for one in OPENERS if actor.may(one, found.unit_path or ""))
    officer = actor.using(used, found.unit_path or "")
    record_round(session, found.id, "exchange_transfers_asked", {}, actor=officer, at=at)


def read_movers(session: Session, args: JobArgs) -> Task:
    """Return who moves."""
    found = get_round(session, int(args["round"]))
    chains: dict[int, list[EntryRow]] = {}
    for one in list_entries(session, found.id, [EntryState.MOVED]):
        chains.setdefault(one.chain or 0, []).append(one)
    return Task(found, int(args["account"]), [in_order(rows) for rows in chains.values()])


def in_order(rows: Sequence[EntryRow]) -> list[EntryRow]:
    """Return a swap, cycle or chain so that each follows into the place that the next one leaves."""
    leaving = {(one.unit_id, one.jabatan_id): one for one in rows}
    entered = {(one.to_unit_id, one.to_jabatan_id) for one in rows}
    at: EntryRow | None = next((one for seat, one in leaving.items() if seat not in entered), rows[0])
    found: list[EntryRow] = []
    while at is not None and at not in found:
        found.append(at)
        at = leaving.get((at.to_unit_id or 0, at.to_jabatan_id or 0))
    return found


def open_transfers(task: Task, runtime: "Runtime") -> None:
    """Open and link them, a chain in one transaction; what cannot be says why on its entry. May be repeated."""
    with runtime.database.reading() as session:
        actor = access.load_actor(session, task.account_id, runtime.clock.today())
    for chain in task.chains:
        with runtime.database.reading() as session:
            lost = [one for one in chain if one.transfer_id is None and _why_not(session, one) is not None]
        if lost:
            _set_aside(runtime, task.found, chain, {})
            continue
        if _open_chain(runtime, task.found, chain, actor):
            _link(runtime, [one.id for one in chain], actor)


def _why_not(session: Session, one: EntryRow) -> Text | None:
    number = find_open_number(session, one.employee_id)
    if number is not None:
        return T("masih mempunyai usulan lain yang berjalan: {number}", number=number)
    return why_out(one)


def _set_aside(runtime: "Runtime", found: RoundRow, chain: Sequence[EntryRow], known: Mapping[int, Text]) -> None:
    """Open none of a chain of which one member is missing: a place would stay empty, or be filled twice."""
    with runtime.database.writing() as session:
        for one in chain:
            if one.transfer_id is None:
                why = known.get(one.id) or _why_not(session, one) or T("kelompoknya tidak lengkap lagi")
                _write_note(session, one.id, why)
        payload = {"entries": [one.id for one in chain]}
        record_round(session, found.id, "exchange_chain_set_aside", payload, actor=SYSTEM, at=runtime.clock.now())


def _open_chain(runtime: "Runtime", found: RoundRow, chain: Sequence[EntryRow], actor: Actor) -> bool:
    """Open what is missing of a chain in one transaction, or nothing of it where one of them cannot be opened."""
    for_whom = chain[0]
    try:
        with runtime.database.writing() as session:
            for for_whom in chain:
                _open_one(session, found, for_whom, actor, runtime.clock)
    except MutasiError as error:
        log.warning("no transfer for exchange entry %s: %s", for_whom.id, error)
        _set_aside(runtime, found, chain, {for_whom.id: error.text})
        return False
    return True


def _open_one(session: Session, found: RoundRow, one: EntryRow, actor: Actor, clock: Clock) -> None:
    session.execute(select(ExchangeEntry.id).where(ExchangeEntry.id == one.id).with_for_update())
    if get_entry(session, one.id).transfer_id is not None or one.to_unit_id is None or one.to_jabatan_id is None:
        return
    new = NewTransfer(
        employee_id=one.employee_id,
        destinations=(Destination(one.to_unit_id, one.to_jabatan_id),),
        door=Door.OWN,
        reason=_reason(found, one, clock.zone),
        is_asked_for=True,
    )
    number = create_draft(session, new, actor, clock)
    _keep(session, found, one, number, actor=actor, clock=clock)


def _reason(found: RoundRow, one: EntryRow, zone: ZoneInfo) -> str:
    """Return the evidence as the file carries it: which round, which of the own choices, and by what it can be checked."""
    return str(
        T(
            "Hasil bursa mutasi {name}, diumumkan {day}: pilihan ke-{rank} dengan {points} poin, kelompok {chain}. "
            "Sidik jari masukannya: {proof}.",
            name=found.name,
            day=written_date(found.published_at.astimezone(zone).date()) if found.published_at else "-",
            rank=one.rank,
            points=one.points,
            chain=one.chain,
            proof=found.found.get("input_sha256", "-"),
        )
    )


def _keep(session: Session, found: RoundRow, one: EntryRow, number: str, *, actor: Actor, clock: Clock) -> None:
    key = session.scalars(select(Transfer.id).where(Transfer.number == number)).one()
    session.execute(update(ExchangeEntry).where(ExchangeEntry.id == one.id).values(transfer_id=key, transfer_note=""))
    at = clock.now()
    evidence = {"round": found.id, "entry": one.id, "rank": one.rank, "points": one.points, "proof": found.input_key}
    trail.record(session, key, "won", actor=actor, payload={**evidence, "version": 1}, at=at)
    text = T("Usulan {number} dibuat dari hasil bursa mutasi. Periksa, lengkapi, lalu kirim.", number=number)
    notify(session, [notice(one.employee_id, found.id, text, at)])
    payload = {"entry": one.id, "transfer": key}
    record_round(session, found.id, "exchange_transfer_opened", payload, actor=SYSTEM, at=at)


def _write_note(session: Session, entry_id: int, why: Text) -> None:
    session.execute(update(ExchangeEntry).where(ExchangeEntry.id == entry_id).values(transfer_note=str(why)[:300]))


def portions(size: int) -> list[range]:
    """Return the places of a chain in parts that may be linked, of nearly the same length."""
    parts = ceil(size / MOST_LINKED)
    bounds = [size * part // parts for part in range(parts + 1)]
    return [range(first, last) for first, last in pairwise(bounds)]


def _link(runtime: "Runtime", entry_ids: Sequence[int], actor: Actor) -> None:
    """Link what was opened, once all of it is there; one who follows nobody stays alone."""
    if len(entry_ids) < _PAIR:
        return
    with runtime.database.reading() as session:
        rows = [get_entry(session, key) for key in entry_ids]
    if any(one.transfer_id is None for one in rows):
        return
    is_swap = len(rows) == _PAIR and rows[1].to_unit_id == rows[0].unit_id
    for part in portions(len(rows)):
        members = [rows[place] for place in part]
        try:
            with runtime.database.writing() as session:
                if any(list_partners(session, one.transfer_id or 0) for one in members):
                    continue
                first, *others = [one.transfer or "" for one in members]
                kind = LinkKind.SWAP if is_swap else LinkKind.CHAIN
                link_transfers(session, first, kind, others, actor=actor, clock=runtime.clock)
        except MutasiError as error:
            log.warning("transfers of exchange entries %s were not linked: %s", entry_ids, error)
            with runtime.database.writing() as session:
                for one in members:
                    _write_note(session, one.id, T("Belum dikaitkan: {reason}", reason=error.text))
