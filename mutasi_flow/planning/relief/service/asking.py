"""A unit asks for help, takes that back, or is told that there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted, Stale
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import NewNotice
from mutasi_flow.inbox.service import notify
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.model import Unit
from mutasi_flow.planning.relief.domain import LONGEST_REASON, MOST_PERSONS, SHARES, STATE_LABELS, RequestState
from mutasi_flow.planning.relief.model import ReliefRequest
from mutasi_flow.planning.relief.queries.posts import evidence_of
from mutasi_flow.planning.relief.queries.requests import RequestRow, find_open, get_request
from mutasi_flow.transfers.domain.period import LONGEST_PERIOD

ABOUT = "relief_request"


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What a unit asks for: how many at which post, for how much of their time, from–to, and why."""

    unit_id: int
    jabatan_id: int
    persons: int
    share: int
    from_on: date
    until_on: date
    reason: str


def may_ask(actor: Actor, unit_path: str) -> bool:
    """Whether the actor asks for a unit: whoever proposes moves for it."""
    return actor.may(Permission.TRANSFERS_PROPOSE, unit_path)


def ask(session: Session, new: NewRequest, *, actor: Actor, clock: Clock) -> int:
    """Ask for help, with the figures of today frozen beside; tell those who plan. Return the key.

    Raises:
        NotFound: there is no such unit.
        NotPermitted: the actor does not speak for it.
        InvalidInput: the unit has ended, the post is unknown or leads, or days, number, share or reason cannot be.
        Conflict: somebody is looked for at this post for the same time already.
    """
    unit, today, at = people.get_unit(session, new.unit_id), clock.today(), clock.now()
    if not may_ask(actor, unit.path):
        raise NotPermitted(T("Anda tidak dapat meminta bantuan untuk unit ini."))
    if not unit.is_open_on(today):
        raise InvalidInput(T("Unit {unit} sudah tidak berlaku.", unit=unit.name))
    evidence = evidence_of(session, new.unit_id, new.jabatan_id)
    if evidence is None:
        raise InvalidInput(T("Jabatan ini tidak ada di unit itu."), "jabatan")
    post = people.get_jabatan(session, new.jabatan_id)
    if post.kind is JabatanKind.STRUCTURAL:
        raise InvalidInput(
            T("Pimpinan yang berhalangan digantikan Plt. atau Plh., bukan bantuan sementara."), "jabatan"
        )
    _check(new, today)
    session.execute(select(Unit.id).where(Unit.id == new.unit_id).with_for_update())
    if find_open(session, new.unit_id, new.jabatan_id, new.from_on, new.until_on) is not None:
        raise Conflict(T("Permintaan bantuan untuk jabatan ini dalam masa itu masih dicari. Buka permintaan itu."))
    values = {
        "unit_id": new.unit_id,
        "jabatan_id": new.jabatan_id,
        "persons": new.persons,
        "share": new.share,
        "from_on": new.from_on,
        "until_on": new.until_on,
        "reason": new.reason.strip(),
        "evidence": evidence.as_stored(),
        "asked_by_id": actor.account_id,
        "asked_at": at,
    }
    key: int = session.execute(insert(ReliefRequest).values(values).returning(ReliefRequest.id)).scalar_one()
    payload = {
        name: str(value) if isinstance(value, date) else value
        for name, value in values.items()
        if name not in {"asked_by_id", "asked_at", "reason"}
    }
    record(session, key, "relief_asked", payload, actor=as_asker(actor, unit.path), at=at)
    text = T(
        "{unit} meminta bantuan sementara: {persons} {jabatan}.", unit=unit.name, persons=new.persons, jabatan=post.name
    )
    notify(session, [to_planners(new.unit_id, key, text, at)])
    return key


def _check(new: NewRequest, today: date) -> None:
    if not 1 <= new.persons <= MOST_PERSONS:
        raise InvalidInput(T("Tulis 1 sampai {most} orang.", most=MOST_PERSONS), "persons")
    if new.share not in SHARES:
        raise InvalidInput(T("Pilih salah satu pembagian waktu."), "share")
    if new.from_on < today:
        raise InvalidInput(T("Hari pertama sudah lewat."), "from_on")
    if new.until_on <= new.from_on:
        raise InvalidInput(T("Hari terakhir harus sesudah hari pertama."), "until_on")
    if new.until_on > today + LONGEST_PERIOD:
        latest = today + LONGEST_PERIOD
        raise InvalidInput(T("Penempatan sementara paling lama sampai {latest}.", latest=latest), "until_on")
    check_words(new.reason, "reason")


def check_words(words: str, field: str) -> None:
    """Refuse an empty or overlong reason.

    Raises:
        InvalidInput: it is.
    """
    if not 0 < len(words.strip()) <= LONGEST_REASON:
        raise InvalidInput(T("Tulis alasannya, paling banyak {limit} huruf.", limit=LONGEST_REASON), field)


def take(session: Session, request_id: int, expected_version: int | None) -> RequestRow:
    """Return a request, locked, that is still looked for.

    Raises:
        NotFound: there is none.
        Stale: the page was opened before the latest change.
        Conflict: it has ended.
    """
    found = get_request(session, request_id, lock=True)
    if expected_version is not None and expected_version != found.version:
        raise Stale(T("Permintaan ini baru saja berubah. Baca halamannya lagi, lalu ulangi."))
    if found.state is not RequestState.OPEN:
        raise Conflict(T("Permintaan ini sudah berakhir: {state}.", state=STATE_LABELS[found.state]))
    return found


def withdraw(
    session: Session, request_id: int, reason: str, *, actor: Actor, clock: Clock, expected_version: int | None = None
) -> None:
    """Stop looking, for the unit; transfers that were opened go their own way.

    Raises:
        As :func:`take`; NotPermitted when the actor does not speak for the unit; InvalidInput without a reason.
    """
    found = take(session, request_id, expected_version)
    if not may_ask(actor, found.unit_path):
        raise NotPermitted
    check_words(reason, "reason")
    by = as_asker(actor, found.unit_path)
    _end(session, found, RequestState.WITHDRAWN, reason, actor=by, at=clock.now())
    text = T("{unit} menarik permintaan bantuan sementara: {reason}", unit=found.unit, reason=reason.strip())
    notify(session, [to_planners(found.unit_id, found.id, text, clock.now())])


def decline(
    session: Session, request_id: int, reason: str, *, actor: Actor, clock: Clock, expected_version: int | None = None
) -> None:
    """Say that nobody can be given, or nobody more, and why.

    Raises:
        As :func:`take`; NotPermitted when the actor does not plan for the unit; InvalidInput without a reason.
    """
    found = take(session, request_id, expected_version)
    if not actor.may(Permission.PLAN, found.unit_path):
        raise NotPermitted
    check_words(reason, "reason")
    by = actor.using(Permission.PLAN, found.unit_path)
    _end(session, found, RequestState.DECLINED, reason, actor=by, at=clock.now())
    text = T(
        "Permintaan bantuan sementara {unit} tidak dapat dipenuhi: {reason}", unit=found.unit, reason=reason.strip()
    )
    tell_asker(session, found, text, clock.now())


def _end(session: Session, found: RequestRow, state: RequestState, reason: str, *, actor: Actor, at: datetime) -> None:
    values = {"state": state, "ended_because": reason.strip(), "version": found.version + 1}
    session.execute(update(ReliefRequest).where(ReliefRequest.id == found.id).values(values))
    record(session, found.id, f"relief_{state.value}", {"reason": reason.strip()}, actor=actor, at=at)


def as_asker(actor: Actor, unit_path: str) -> Actor:
    """Return the actor as the trail names who speaks for a unit."""
    used = Permission.SUPERVISE if actor.may(Permission.SUPERVISE, unit_path) else Permission.TRANSFERS_PROPOSE
    return actor.using(used, unit_path)


def to_planners(unit_id: int, request_id: int, text: Text, at: datetime) -> NewNotice:
    """Return a message to everybody who plans for a unit."""
    role = Role.PLANNER.value
    return NewNotice("relief", text, at, role=role, unit_id=unit_id, address=f"/bantuan-sementara/{request_id}")


def tell_asker(session: Session, found: RequestRow, text: Text, at: datetime) -> None:
    """Tell who asked, and who heads the unit."""
    asker = access.employee_of(session, found.asked_by_id) if found.asked_by_id is not None else None
    told = {one for one in (asker, people.head_of(session, found.unit_id)) if one is not None}
    address = f"/bantuan-sementara/{found.id}"
    notify(session, [NewNotice("relief", text, at, employee_id=key, address=address) for key in sorted(told)])


def record(
    session: Session, request_id: int, action: str, payload: Mapping[str, object], *, actor: Actor, at: datetime
) -> None:
    """Write down what happened to a request, in its own chain."""
    audit.record(
        session,
        chain=f"relief:{request_id}",
        action=action,
        actor=actor,
        about_kind=ABOUT,
        about_id=request_id,
        payload=payload,
        at=at,
    )
