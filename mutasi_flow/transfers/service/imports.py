"""Import of transfers that began elsewhere: running ones at any state, and past decrees.

They are marked "sebelum sistem". No consultation is invented for them: a running one gets only the task that its
state waits for; a decreed one keeps the number of its old decree, and moves the person only when its day is still
to come (where people sit today is said by the list of employees).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.sheets.columns import Cell
from mutasi_flow.core.sheets.importer import Checked, Importer
from mutasi_flow.core.texts import T
from mutasi_flow.letters import service as letters
from mutasi_flow.letters.contexts import PublicFacts
from mutasi_flow.letters.model import Letter
from mutasi_flow.people import queries as people
from mutasi_flow.people import service as seats
from mutasi_flow.people.domain import mask_name, mask_nip
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import Origin
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard, get_card_by_id
from mutasi_flow.transfers.queries.visible import IS_PUBLIC
from mutasi_flow.transfers.routes import DECIDE, DECREE, INTERNAL, VERIFY
from mutasi_flow.transfers.service import tasks
from mutasi_flow.transfers.service.decree import KIND
from mutasi_flow.transfers.service.drafts import insert_transfer, next_number
from mutasi_flow.transfers.service.import_checks import WITH_DECREE, check
from mutasi_flow.transfers.service.import_columns import COLUMNS
from mutasi_flow.transfers.status import STATE_LABELS
from mutasi_flow.transfers.workflow import State

_NOON = time(5, 0)
"""Hour (UTC) given to imported days, which have none: the day is the same in all three Indonesian zones."""

_TASK_OF_STATE: Mapping[State, str] = MappingProxyType(
    {State.PROPOSED: VERIFY, State.CONSULTED: DECIDE, State.APPROVED: DECREE}
)


def _moment(day: date) -> datetime:
    return datetime.combine(day, _NOON, ZoneInfo("UTC"))


def _public_facts(session: Session, card: TransferCard) -> PublicFacts:
    office = people.get_office(session)
    return PublicFacts(
        label="Surat keputusan pemindahan",
        subject=f"Pemindahan di Lingkungan {office.name}",
        office=f"{office.head_title.title()} {office.region}",
        name=mask_name(card.employee_name),
        nip=mask_nip(card.employee_nip or ""),
    )


def _insert(session: Session, row: Mapping[str, Any], actor: Actor, at: datetime) -> TransferCard:
    given = row["given"]
    begun_at = _moment(given["submitted_on"])
    places = ("employee_id", "from_unit_id", "from_jabatan_id", "to_unit_id", "to_jabatan_id")
    transfer_id = insert_transfer(
        session,
        {
            **{key: row[key] for key in places},
            "number": next_number(session, given["submitted_on"].year),
            "state": row["state"],
            "version": 1,
            "route": INTERNAL.key,
            "origin": Origin.WRITTEN,
            "origin_from": given["file_number"],
            "reason": given.get("reason") or "",
            "effective_on": given.get("effective_on"),
            "created_at": begun_at,
            "submitted_at": None if row["state"] is State.DRAFT else begun_at,
            "changed_at": at,
            "created_by_id": actor.account_id,
            "before_system": True,
        },
    )
    return get_card_by_id(session, transfer_id)


def _keep_decree(session: Session, card: TransferCard, given: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    number, today = given["decree_number"], at.date()
    letter = letters.import_letter(
        session,
        kind=KIND,
        number=number,
        dated_on=given["decree_on"],
        about_kind=trail.ABOUT,
        about_id=card.id,
        public=_public_facts(session, card),
        at=at,
        is_signed=True,
    )
    if card.state is State.REVOKED:
        letters.revoke(session, letter.id, at)
    elif card.effective_on and card.effective_on > today and card.to_unit_id and card.to_jabatan_id:
        seats.place(
            session,
            employee_id=card.employee_id,
            unit_id=card.to_unit_id,
            jabatan_id=card.to_jabatan_id,
            from_on=card.effective_on,
            letter_number=number,
            source="decree",
            today=today,
            at=at,
            actor=actor,
        )


def _write(session: Session, row: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    state, given = row["state"], row["given"]
    card = _insert(session, row, actor, at)
    if state in WITH_DECREE:
        _keep_decree(session, card, given, actor, at)
    if state in _TASK_OF_STATE:
        first = INTERNAL.stage_of(_TASK_OF_STATE[state])
        tasks.open_stages(session, card, state, first=first, today=at.date(), at=at)
    elif state is State.RETURNED:
        tasks.open_for_author(session, card, today=at.date(), at=at)
    payload = {"to": state.value, "version": 1, "before_system": True, "file": given["file_number"]}
    trail.record(session, card.id, "imported", actor=actor, payload=payload, at=at)


def commit(session: Session, checked: Checked, actor: Actor, at: datetime) -> None:
    """Write the transfers of a check made in the same transaction."""
    for row in checked.payload:
        _write(session, row, actor, at)


def export(session: Session) -> Iterable[Sequence[Cell]]:
    """Return the transfers that were imported; reading them back changes nothing."""
    from_unit, to_unit = Unit.__table__.alias(), Unit.__table__.alias()
    from_jabatan, to_jabatan = Jabatan.__table__.alias(), Jabatan.__table__.alias()
    rows = session.execute(
        select(
            Transfer,
            Employee.nip,
            from_unit.c.code,
            from_jabatan.c.code,
            to_unit.c.code,
            to_jabatan.c.code,
            Letter.number,
            Letter.dated_on,
        )
        .join(Employee, Employee.id == Transfer.employee_id)
        .outerjoin(from_unit, from_unit.c.id == Transfer.from_unit_id)
        .outerjoin(from_jabatan, from_jabatan.c.id == Transfer.from_jabatan_id)
        .outerjoin(to_unit, to_unit.c.id == Transfer.to_unit_id)
        .outerjoin(to_jabatan, to_jabatan.c.id == Transfer.to_jabatan_id)
        .outerjoin(Letter, and_(Letter.about_kind == trail.ABOUT, Letter.about_id == Transfer.id))
        .where(Transfer.before_system.is_(True), IS_PUBLIC)
        .order_by(Transfer.id)
    )
    for one, nip, from_code, from_job, to_code, to_job, decree_number, decree_on in rows:
        submitted_on = (one.submitted_at or one.created_at).date()
        state = str(STATE_LABELS[one.state])
        codes = (from_code, from_job, to_code, to_job)
        decree = (decree_number, decree_on)
        yield (one.origin_from, nip, state, *codes, one.reason, submitted_on, one.effective_on, *decree)


TRANSFERS = Importer(
    kind="transfers",
    label=T("Usulan dan SK sebelum sistem"),
    hint=T("Usulan yang sudah berjalan di tempat lain dan SK lama, pada keadaan apa pun."),
    columns=COLUMNS,
    check=check,
    commit=commit,
    export=export,
)
