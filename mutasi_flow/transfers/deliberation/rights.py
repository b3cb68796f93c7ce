"""Who may read, prepare, lead and close a sitting."""

from datetime import date

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import Conflict, NotFound, NotPermitted, Stale
from mutasi_flow.core.texts import T
from mutasi_flow.transfers.deliberation.loading import load_board
from mutasi_flow.transfers.deliberation.quorum import LEADING
from mutasi_flow.transfers.deliberation.records import Board, MoveItem, TransferItem, reads_all
from mutasi_flow.transfers.deliberation.teams import TeamRow, list_members, list_own_teams, list_teams
from mutasi_flow.transfers.domain.team import SittingState
from mutasi_flow.transfers.queries import find_card_by_id, may_see


def is_seated(board: Board, actor: Actor) -> bool:
    """Whether the actor sits in this sitting and deliberates."""
    return actor.has(Permission.DELIBERATE) and board.find_seat(actor) is not None


def may_lead(board: Board, actor: Actor) -> bool:
    """Whether the actor leads or writes: chair, deputy or secretary of this sitting."""
    seat = board.find_seat(actor)
    return actor.has(Permission.DELIBERATE) and seat is not None and seat.duty in LEADING


def may_prepare(board: Board, actor: Actor) -> bool:
    """Whether the actor sets the agenda: whoever leads, and the office's verifiers as the team's secretariat."""
    return may_lead(board, actor) or "" in actor.paths(Permission.TRANSFERS_VERIFY)


def list_callable(session: Session, actor: Actor, on: date) -> list[TeamRow]:
    """Return the teams of the day that the actor may call to a sitting: leading members, and who verifies or plans office-wide."""
    if any("" in actor.paths(one) for one in (Permission.TRANSFERS_VERIFY, Permission.PLAN)):
        return [team for team in list_teams(session) if team.is_in(on)]
    if not actor.has(Permission.DELIBERATE):
        return []
    return [
        team
        for team in list_own_teams(session, actor.employee_id, on)
        for row in list_members(session, team.id, on)
        if row.employee_id == actor.employee_id and row.duty in LEADING
    ]


def sees_item(session: Session, item: TransferItem | MoveItem, actor: Actor) -> bool:
    """Whether an item is shown: nobody hears the own case, and nobody more than of any other transfer.

    Whoever reads the sitting reads the moves of its plans.
    """
    if actor.employee_id is not None and actor.employee_id == item.employee_id:
        return False
    if isinstance(item, MoveItem):
        return True
    card = find_card_by_id(session, item.transfer_id)
    return card is not None and may_see(session, card, actor)


def may_read_sitting(session: Session, sitting_id: int, actor: Actor) -> bool:
    """Whether the actor reads a sitting."""
    return reads_all(actor) or is_seated(load_board(session, sitting_id), actor)


def get_board(session: Session, sitting_id: int, actor: Actor, *, lock: bool = False) -> Board:
    """Return a sitting for somebody who may read it.

    Raises:
        NotFound: there is none for this person.
    """
    board = load_board(session, sitting_id, lock=lock)
    if not is_seated(board, actor) and not reads_all(actor):
        raise NotFound(T("Sidang tidak ditemukan."))
    return board


def refuse_stale(board: Board, expected_version: int | None) -> None:
    """Refuse a press from a page older than the last change.

    Raises:
        Stale: the version seen is not the present one.
    """
    if expected_version is not None and expected_version != board.sitting.version:
        raise Stale(T("Sidang ini sudah berubah sejak Anda membukanya. Baca dahulu perubahannya."))


def get_open(
    session: Session, sitting_id: int, actor: Actor, *, expected_version: int | None = None, prepares: bool = False
) -> Board:
    """Return an open sitting, locked, for somebody who leads it, or with ``prepares`` who sets its agenda.

    Raises:
        NotFound: there is none for this person.
        NotPermitted: the person only reads it.
        Conflict: it has ended.
        Stale: the page was older than the last change.
    """
    board = get_board(session, sitting_id, actor, lock=True)
    if not (may_prepare(board, actor) if prepares else may_lead(board, actor)):
        raise NotPermitted(T("Ini pekerjaan ketua, wakil ketua, dan sekretaris tim."))
    if board.sitting.state is not SittingState.OPEN:
        raise Conflict(T("Sidang ini sudah berakhir. Tidak ada yang berubah."))
    refuse_stale(board, expected_version)
    return board
