"""Somebody is chosen to help: a draft by the road, with its last day, its share of the time, and the request behind it."""

from datetime import date

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotPermitted, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.inbox.domain import NewNotice
from mutasi_flow.inbox.service import notify
from mutasi_flow.letters.domain.dates import written_date
from mutasi_flow.people import queries as people
from mutasi_flow.planning.relief.domain import Side, Stage
from mutasi_flow.planning.relief.model import ReliefHelper, ReliefRequest
from mutasi_flow.planning.relief.queries.offers import list_candidates
from mutasi_flow.planning.relief.queries.posts import figures_of
from mutasi_flow.planning.relief.queries.requests import RequestRow, get_helper, list_busy
from mutasi_flow.planning.relief.service.asking import (
    as_asker,
    check_words,
    may_ask,
    record,
    take,
    tell_asker,
    to_planners,
)
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.domain import Door
from mutasi_flow.transfers.domain.period import LONGEST_PERIOD
from mutasi_flow.transfers.queries import get_card
from mutasi_flow.transfers.service import Destination, NewTransfer, create_draft

NEED = "need"


def may_arrange(actor: Actor, unit_path: str) -> bool:
    """Whether the actor chooses who helps: whoever plans for the unit."""
    return actor.may(Permission.PLAN, unit_path)


def arrange(
    session: Session,
    request_id: int,
    employee_id: int,
    *,
    actor: Actor,
    clock: Clock,
    expected_version: int | None = None,
) -> str:
    """Choose somebody: open the draft of a temporary placement and bind it to the request. Return its number.

    Raises:
        NotFound: there is no such request.
        NotPermitted: the actor does not plan for the unit, or proposes nobody from where the person is.
        Stale: the page was opened before the latest change: somebody else has chosen meanwhile.
        Conflict: it has ended, all places are taken, or the person has an open file.
        Refused: the person cannot help here (any more).
    """
    found, today, at = take(session, request_id, expected_version), clock.today(), clock.now()
    if not may_arrange(actor, found.unit_path):
        raise NotPermitted
    _refuse_unfit(session, found, employee_id, actor, today)
    person = people.get_employee_card(session, employee_id)
    new = NewTransfer(
        employee_id,
        (Destination(found.unit_id, found.jabatan_id),),
        door=Door.UNIT,
        reason=_reason(found),
        reason_category=NEED,
        until_on=found.until_on,
        share=found.share,
    )
    number = create_draft(session, new, actor, clock)
    card = get_card(session, number, actor)
    if card.is_secret:
        raise Refused(T("Jabatan ini dibahas lebih dahulu oleh tim penilai kinerja, jadi tidak diusulkan dari sini."))
    before = {
        Side.HELPED.value: figures_of(session, found.unit_id, found.jabatan_id),
        Side.LENT.value: figures_of(session, person.unit_id or 0, person.jabatan_id or 0),
    }
    values = {"request_id": found.id, "transfer_id": card.id, "before": before}
    session.execute(insert(ReliefHelper).values(**values, added_by_id=actor.account_id, added_at=at))
    _raise_version(session, found)
    trail.record(session, card.id, "arranged", actor=actor, payload={"request": found.id, "version": 1}, at=at)
    by = actor.using(Permission.PLAN, found.unit_path)
    record(session, found.id, "relief_arranged", {"transfer": card.id}, actor=by, at=at)
    text = T(
        "{name} diusulkan untuk bantuan sementara di {unit}: {number}.",
        name=person.full_name,
        unit=found.unit,
        number=number,
    )
    tell_asker(session, found, text, at)
    return number


def _refuse_unfit(session: Session, found: RequestRow, employee_id: int, actor: Actor, today: date) -> None:
    closed = found.why_closed(today)
    if closed is not None:
        raise Conflict(closed)
    helpers = list_busy(session, [found.id], actor, today)
    paths = actor.paths(Permission.TRANSFERS_PROPOSE)
    candidates = list_candidates(session, [found], helpers, paths, today)[found.id]
    if not candidates.left:
        raise Conflict(T("Semua tempat pada permintaan ini sudah terisi."))
    if candidates.offer_with(employee_id) is None:
        raise Refused(
            T("Pegawai ini tidak termasuk calon: bebannya tidak lebih ringan, terlalu jauh, atau sedang diusulkan.")
        )


def _reason(found: RequestRow) -> str:
    """Return what the file carries of the request: its days, and why the unit asked."""
    return str(
        T(
            "Bantuan sementara atas permintaan {unit}, {first} sampai {last}. {reason}",
            unit=found.unit,
            first=written_date(found.from_on),
            last=written_date(found.until_on),
            reason=found.reason,
        )
    )


def _raise_version(session: Session, found: RequestRow) -> None:
    session.execute(update(ReliefRequest).where(ReliefRequest.id == found.id).values(version=found.version + 1))


def want_other_end(
    session: Session, helper_id: int, until_on: date, reason: str, *, actor: Actor, clock: Clock
) -> None:
    """Ask for another last day, later or earlier, for whom the unit was given; who signs decrees decides.

    Raises:
        NotFound: there is no such help for this person.
        NotPermitted: the actor does not speak for the helped unit.
        Conflict: the help does not run.
        InvalidInput: the day is that of the decree, has passed, is too far or before the first one, or no reason is given.
    """
    found, today, at = get_helper(session, helper_id, actor), clock.today(), clock.now()
    if not may_ask(actor, found.to_path):
        raise NotPermitted
    if found.stage(today) not in {Stage.COMING, Stage.RUNNING}:
        raise Conflict(T("Bantuan ini tidak sedang berjalan."))
    if until_on == found.until_on or until_on < today:
        raise InvalidInput(T("Pilih hari terakhir lain, hari ini atau sesudahnya."), "until_on")
    if found.effective_on is not None and until_on < found.effective_on:
        raise InvalidInput(T("Bantuan ini baru mulai {day}.", day=found.effective_on), "until_on")
    if until_on > today + LONGEST_PERIOD:
        latest = today + LONGEST_PERIOD
        raise InvalidInput(T("Penempatan sementara paling lama sampai {latest}.", latest=latest), "until_on")
    check_words(reason, "because")
    values = {"wanted_until": until_on, "wanted_because": reason.strip()}
    session.execute(update(ReliefHelper).where(ReliefHelper.id == found.id).values(values))
    payload = {"transfer": found.transfer_id, "until_on": until_on.isoformat()}
    record(session, found.request_id, "relief_end_wanted", payload, actor=as_asker(actor, found.to_path), at=at)
    text = T("{unit} meminta bantuan {name} berlaku sampai {day}.", unit=found.to_unit, name=found.name, day=until_on)
    address = f"/usulan/{found.number}/masa-sementara"
    signers = NewNotice("relief", text, at, role=Role.SIGNER.value, unit_id=found.from_unit_id, address=address)
    notify(session, [to_planners(found.to_unit_id, found.request_id, text, at), signers])
