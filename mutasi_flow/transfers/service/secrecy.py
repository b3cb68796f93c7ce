"""Confidential transfers: from when a file is one, and who stands on its readers' list first."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Act, Role
from mutasi_flow.access.service import NewReader, add_readers
from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.errors import Conflict
from mutasi_flow.core.texts import T
from mutasi_flow.letters import service as letters
from mutasi_flow.people import service as people
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries import TransferCard, find_open_number
from mutasi_flow.transfers.routes import ROLE_OF, Route
from mutasi_flow.transfers.service.authority import ACT_OF, find_authority
from mutasi_flow.transfers.service.decree import required

AUTHOR = "author"
"""Part in a readers' list of whoever opened the file."""


def let_author_read(session: Session, transfer_id: int, account_id: int | None, *, at: datetime) -> None:
    """Put whoever opens a confidential file on its readers' list."""
    if account_id is not None:
        add_readers(session, trail.ABOUT, transfer_id, [NewReader(account_id, AUTHOR)], at=at)


def change_secrecy(session: Session, card: TransferCard, *, is_secret: bool, at: datetime) -> None:
    """Make a file confidential, or like any other, before it is decided; nothing is asked where it stays as it is.

    Raises:
        Conflict: it would be a second open file of the employee beside another.
    """
    if is_secret == card.is_secret:
        return
    if is_secret:
        let_author_read(session, card.id, card.created_by_id, at=at)
    else:
        refuse_second(session, card.employee_id)
    statement = update(Transfer).where(Transfer.id == card.id).values(is_secret=is_secret)
    try:
        with session.begin_nested():
            session.execute(statement)
    except IntegrityError:
        refuse_second(session, card.employee_id)
        raise
    letters.keep_secret(session, trail.ABOUT, card.id, is_secret=is_secret)


def refuse_second(session: Session, employee_id: int) -> None:
    """Refuse an open file beside another one of the employee that is not confidential.

    Raises:
        Conflict: there is one.
    """
    number = find_open_number(session, employee_id)
    if number is not None:
        raise Conflict(T("Pegawai ini masih mempunyai usulan yang berjalan: {number}.", number=number))


def _roles(route: Route) -> Sequence[Role]:
    held_by = [step.held_by for stage in route.stages for step in stage.steps if step.held_by in ROLE_OF]
    return list(dict.fromkeys(ROLE_OF[one] for one in held_by))


def _of_route(session: Session, card: TransferCard, route: Route, today: date) -> Iterable[NewReader]:
    """Whoever verifies, deliberates, decides and signs on the route today, by role or by the matrix."""
    for role in _roles(route):
        for account_id, _name in access.list_holders(session, role, card.from_path, today):
            yield NewReader(account_id, role.value)
    for action in ACT_OF:
        authority = find_authority(session, card, action, today)
        if authority is not None and authority.head_id is not None:
            role = Role.DECIDER if ACT_OF[action] is Act.DECIDE else Role.SIGNER
            yield from (NewReader(key, role.value) for key in access.accounts_of(session, [authority.head_id]))


def fill_list(session: Session, card: TransferCard, route: Route, *, today: date, at: datetime) -> None:
    """Put everybody whom the route gives a part on the readers' list; never whoever has no part in it."""
    new = list(_of_route(session, card, route, today))
    added = add_readers(session, trail.ABOUT, card.id, new, at=at, apart_from=card.apart)
    if added:
        trail.record(session, card.id, "readers_listed", actor=SYSTEM, payload={"accounts": added}, at=at)


def place(
    session: Session,
    card: TransferCard,
    letter_number: str,
    *,
    actor: Actor,
    today: date,
    at: datetime,
    source: str = "decree",
) -> None:
    """Write the placement that a decree brings, or the one that amends it, as the card says.

    With the decree, and for a confidential one when it is announced.

    Until then nothing about the person or the two units shows it.

    Raises:
        Conflict: a later placement of the employee stands.
    """
    people.place(
        session,
        employee_id=card.employee_id,
        unit_id=required(card.to_unit_id),
        jabatan_id=required(card.to_jabatan_id),
        from_on=card.effective_on or today,
        until_on=card.until_on,
        share=card.share,
        letter_number=letter_number,
        source=source,
        today=today,
        at=at,
        actor=actor,
    )
