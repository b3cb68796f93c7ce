"""Opening a round with its public rules, calling it off, and publishing what came out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted, Refused, Stale
from mutasi_flow.core.jobs import enqueue
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import NewNotice
from mutasi_flow.inbox.service import notify
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.planning.market.domain import (
    ELIGIBLE_KINDS,
    STATE_LABELS,
    TAKING_PART,
    Days,
    Floor,
    Manner,
    Part,
    RoundAction,
    RoundState,
    next_state,
)
from mutasi_flow.planning.market.model import ExchangeRound
from mutasi_flow.planning.market.queries import EntryRow, RoundRow, get_round, list_entries

MODULE = "exchange"
MAKERS = (Permission.PLAN, Permission.ADMIN)
ABOUT = "exchange_round"
SOLVE = "solve_exchange_round"
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class NewRound:
    """What a planner says of a round; ``unit_id`` and ``jabatan_id`` narrow it, an empty seed is drawn."""

    name: str
    days: Days
    kinds: Sequence[JabatanKind]
    weights: Mapping[Part, int]
    manner: Manner = Manner.CHAINS
    floor: Floor = Floor.MINIMUM
    jabatan_id: int | None = None
    unit_id: int | None = None
    seed: str = ""


def is_on(session: Session) -> bool:
    """Whether the office has exchange rounds."""
    office = people.find_office(session)
    return office is not None and office.has_module(MODULE)


def refuse_when_off(session: Session) -> None:
    """Stop where the office has switched exchange rounds off.

    Raises:
        Refused: it has.
    """
    if not is_on(session):
        raise Refused(T("Bursa mutasi sedang tidak dipakai di kantor ini."))


def may_make(actor: Actor, unit_path: str) -> bool:
    """Whether the actor opens and publishes rounds over a unit (empty: the whole office)."""
    return any(actor.may(permission, unit_path) for permission in MAKERS)


def as_maker(actor: Actor, unit_path: str) -> Actor:
    """Return the actor as the trail names who opens rounds."""
    used = next((one for one in MAKERS if actor.may(one, unit_path)), Permission.PLAN)
    return actor.using(used, unit_path)


def create_round(session: Session, new: NewRound, *, actor: Actor, clock: Clock) -> int:
    """Keep a round that opens on its day; return its key.

    Raises:
        Refused: the office has switched rounds off.
        NotPermitted: the actor does not plan for that unit.
        InvalidInput: the days do not follow each other, or no kind of jabatan is named.
    """
    refuse_when_off(session)
    path = people.unit_path(session, new.unit_id) if new.unit_id is not None else ""
    if not may_make(actor, path):
        raise NotPermitted(T("Anda hanya dapat membuka putaran untuk unit Anda."))
    if new.days.opens_on < clock.today():
        raise InvalidInput(T("Hari pembukaan sudah lewat."), "opens_on")
    if not new.days.are_in_order:
        raise InvalidInput(
            T(
                "Urutan tanggalnya: pembukaan, penutupan, akhir koreksi, lalu mulai bertugas; masing-masing sesudah yang sebelumnya."
            ),
            "closes_on",
        )
    if not new.kinds or not set(new.kinds) <= set(ELIGIBLE_KINDS):
        raise InvalidInput(T("Pilih jenis jabatan yang boleh ikut."), "kinds")
    at, days = clock.now(), new.days
    values: dict[str, Any] = {
        "name": new.name,
        "manner": new.manner,
        "floor": new.floor,
        "kinds": sorted(kind.value for kind in new.kinds),
        "jabatan_id": new.jabatan_id,
        "unit_id": new.unit_id,
        "opens_on": days.opens_on,
        "closes_on": days.closes_on,
        "corrects_until": days.corrects_until,
        "effective_on": days.effective_on,
        "seed": new.seed or f"{days.opens_on:%Y%m%d}-{token_hex(4)}",
        "weights": {part.value: new.weights.get(part, 0) for part in Part},
    }
    rest = {"created_by_id": actor.account_id, "created_at": at}
    key: int = session.execute(insert(ExchangeRound).values(**values, **rest).returning(ExchangeRound.id)).scalar_one()
    shown = {name: str(value) if name in _DAYS else value for name, value in values.items() if name != "name"}
    record_round(session, key, "exchange_round_created", shown, actor=as_maker(actor, path), at=at)
    return key


_DAYS = frozenset({"opens_on", "closes_on", "corrects_until", "effective_on"})


def change_state(
    session: Session, found: RoundRow, action: RoundAction, *, actor: Actor, at: datetime, **more: Any
) -> None:
    """Take a round that is locked one step on.

    Raises:
        Conflict: it stands elsewhere.
    """
    target = next_state(found.state, action)
    if target is None:
        raise Conflict(T("Putaran ini: {state}.", state=STATE_LABELS[found.state]))
    values = {"state": target, "version": found.version + 1, **more}
    session.execute(update(ExchangeRound).where(ExchangeRound.id == found.id).values(values))
    record_round(session, found.id, f"exchange_round_{_PAST[action]}", {"state": target.value}, actor=actor, at=at)


_PAST: Mapping[RoundAction, str] = {
    RoundAction.OPEN: "opened",
    RoundAction.SHOW: "shown",
    RoundAction.SETTLE: "settled",
    RoundAction.PUBLISH: "published",
    RoundAction.CANCEL: "cancelled",
}


def take(session: Session, round_id: int, actor: Actor, expected_version: int | None) -> RoundRow:
    """Return a round, locked, for whoever makes it.

    Raises:
        Refused: the office has switched rounds off.
        NotFound: there is none.
        NotPermitted: it is not the actor's.
        Stale: the page was opened before the latest change.
    """
    refuse_when_off(session)
    found = get_round(session, round_id, lock=True)
    if not may_make(actor, found.unit_path or ""):
        raise NotPermitted
    if expected_version is not None and expected_version != found.version:
        raise Stale(T("Putaran ini baru saja berubah. Baca halamannya lagi, lalu ulangi."))
    return found


def cancel_round(
    session: Session, round_id: int, reason: str, *, actor: Actor, clock: Clock, expected_version: int | None = None
) -> None:
    """Call a round off and tell everybody who takes part.

    Raises:
        As :func:`take`; Conflict when its outcome is published; InvalidInput without a reason.
    """
    found, at = take(session, round_id, actor, expected_version), clock.now()
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise InvalidInput(T("Alasan wajib diisi."), "reason")
    change_state(session, found, RoundAction.CANCEL, actor=as_maker(actor, found.unit_path or ""), at=at)
    text = T("Putaran {name} dibatalkan: {reason}", name=found.name, reason=reason.strip())
    tell(session, found, text, at)


def publish_round(
    session: Session, round_id: int, *, actor: Actor, clock: Clock, expected_version: int | None = None
) -> None:
    """Let everybody see what came out.

    Raises:
        As :func:`take`; Conflict when it stands elsewhere; Refused while nothing is calculated.
    """
    found, at = take(session, round_id, actor, expected_version), clock.now()
    if found.state is RoundState.FINAL and found.solved_at is None:
        raise Refused(T("Hasil belum dihitung. Tunggu sebentar, atau tekan Hitung lagi."))
    maker = as_maker(actor, found.unit_path or "")
    change_state(session, found, RoundAction.PUBLISH, actor=maker, at=at, published_at=at)
    tell(session, found, T("Hasil putaran {name} sudah diumumkan. Buka untuk membaca hasil Anda.", name=found.name), at)


def solve_again(session: Session, round_id: int, *, actor: Actor, clock: Clock) -> None:
    """Ask a worker to calculate once more, where it failed or never came back.

    Raises:
        As :func:`take`; Conflict when points do not stand yet, or there is an outcome.
    """
    found = take(session, round_id, actor, None)
    if found.state is not RoundState.FINAL or found.solved_at is not None:
        raise Conflict(T("Tidak ada yang perlu dihitung lagi."))
    values = {"version": found.version + 1, "fault": ""}
    session.execute(update(ExchangeRound).where(ExchangeRound.id == found.id).values(values))
    ask_solving(session, found.id, found.version + 1)
    maker = as_maker(actor, found.unit_path or "")
    record_round(session, found.id, "exchange_round_solved_again", {}, actor=maker, at=clock.now())


def ask_solving(session: Session, round_id: int, version: int) -> None:
    """Let a worker calculate a round."""
    enqueue(session, SOLVE, {"round": round_id}, f"{SOLVE}:{round_id}:{version}")


def tell(session: Session, found: RoundRow, text: Text, at: datetime) -> None:
    """Put a message into the inbox of everybody who takes part."""
    taking_part: Sequence[EntryRow] = list_entries(session, found.id, TAKING_PART)
    notify(session, [notice(one.employee_id, found.id, text, at) for one in taking_part])


def notice(employee_id: int, round_id: int, text: Text, at: datetime) -> NewNotice:
    """Return a message to one person that leads to the round."""
    return NewNotice("exchange", text, at, employee_id=employee_id, address=f"/bursa/{round_id}")


def record_round(
    session: Session, round_id: int, action: str, payload: Mapping[str, object], *, actor: Actor, at: datetime
) -> None:
    """Write down what happened to a round, in its own chain."""
    audit.record(
        session,
        chain=f"exchange:{round_id}",
        action=action,
        actor=actor,
        about_kind=ABOUT,
        about_id=round_id,
        payload=payload,
        at=at,
    )
