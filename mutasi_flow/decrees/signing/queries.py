"""Reading signing runs."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, null, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.db import note_reading
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.decrees.signing.domain import REFUSAL_WINDOW, Outcome, Progress, RunState, count
from mutasi_flow.decrees.signing.model import SigningRefusal, SigningRun, SigningRunLetter
from mutasi_flow.letters.contexts.collective import KIND as COLLECTIVE
from mutasi_flow.letters.contexts.copies import CERTIFIED
from mutasi_flow.letters.domain import LetterState, SigningMethod
from mutasi_flow.letters.model import Letter
from mutasi_flow.people.model import Employee
from mutasi_flow.transfers.model import Objection, Transfer
from mutasi_flow.transfers.queries.rulings import IS_ABOUT_OBJECTION, OBJECTION, TRANSFER_OF_LETTER
from mutasi_flow.transfers.trail import ABOUT, BATCH

SHOWN_RUNS = 10
SHOWN_LETTERS = 200


class RunRow(NamedTuple):
    """A signing run."""

    id: int
    account_id: int
    method: SigningMethod
    state: RunState
    reason: str
    refusals: int
    holder: str
    beat_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class RunLetter(NamedTuple):
    """A letter of a run as its page shows it."""

    letter_id: int
    number: str
    kind: str
    transfer: str | None
    """None for a decree on several people."""
    employee_name: str
    """Or how many people."""
    outcome: Outcome
    reason: str
    done_at: datetime | None
    transfer_id: int | None
    is_secret: bool
    batch_id: int | None
    """Of a decree on several people."""


class Unsigned(NamedTuple):
    """A printed letter that nobody signed."""

    id: int
    transfer_id: int | None
    whole_id: int | None
    """The collective decree, of that and of its copies."""
    kind: str
    dated_on: date


_RUN = select(*(getattr(SigningRun, name) for name in RunRow._fields))
_LETTERS: Select[*tuple[Any, ...]] = (
    select(
        SigningRunLetter.letter_id,
        Letter.number,
        Letter.kind,
        Transfer.number,
        func.coalesce(Employee.name, Letter.context["public"]["name"].as_string()),
        SigningRunLetter.outcome,
        SigningRunLetter.reason,
        SigningRunLetter.done_at,
        Transfer.id,
        Letter.is_secret,
        case((Letter.about_kind == BATCH, Letter.about_id), else_=None),
    )
    .join(Letter, Letter.id == SigningRunLetter.letter_id)
    .outerjoin(Objection, IS_ABOUT_OBJECTION)
    .outerjoin(Transfer, Transfer.id == TRANSFER_OF_LETTER)
    .outerjoin(Employee, Employee.id == Transfer.employee_id)
)
_UNSIGNED = (
    Letter.state == LetterState.RENDERED,
    Letter.revoked_at.is_(None),
    Letter.file_key != "",
    Letter.id.not_in(select(SigningRunLetter.letter_id).where(SigningRunLetter.outcome == Outcome.WAITING)),
)


def get_run(session: Session, run_id: int, account_id: int | None) -> RunRow:
    """Return a run to the account that opened it.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    row = session.execute(_RUN.where(SigningRun.id == run_id, SigningRun.account_id == account_id)).first()
    if row is None:
        raise NotFound(T("Penandatanganan ini tidak ditemukan."))
    return RunRow(*row)


def find_open_run(session: Session, account_id: int | None) -> RunRow | None:
    """Return the open run of an account."""
    row = session.execute(_RUN.where(SigningRun.account_id == account_id, SigningRun.ended_at.is_(None))).first()
    return RunRow(*row) if row else None


def list_ended_runs(session: Session, account_id: int | None) -> Sequence[RunRow]:
    """Return the last runs of an account that ended, newest first."""
    of_account = _RUN.where(SigningRun.account_id == account_id, SigningRun.ended_at.is_not(None))
    return [RunRow(*row) for row in session.execute(of_account.order_by(SigningRun.id.desc()).limit(SHOWN_RUNS))]


def list_run_letters(session: Session, run_id: int) -> Sequence[RunLetter]:
    """Return letters of a run: those that were not signed first, as many as a page shows."""
    order = (SigningRunLetter.outcome == Outcome.SIGNED, SigningRunLetter.outcome == Outcome.WAITING)
    wanted = _LETTERS.where(SigningRunLetter.run_id == run_id).order_by(*order, SigningRunLetter.id)
    rows = [RunLetter(*row) for row in session.execute(wanted.limit(SHOWN_LETTERS))]
    for row in rows:
        if row.is_secret and row.transfer_id is not None:
            note_reading(session, ABOUT, row.transfer_id)
    return rows


def get_progress(session: Session, run_id: int) -> Progress:
    """Return how far a run is."""
    counted = select(SigningRunLetter.outcome, func.count()).where(SigningRunLetter.run_id == run_id)
    return count((outcome, number) for outcome, number in session.execute(counted.group_by(SigningRunLetter.outcome)))


def list_run_waiting(session: Session, run_id: int, limit: int) -> Sequence[int]:
    """Return the next letters of a run, in order."""
    of_run = (SigningRunLetter.run_id == run_id, SigningRunLetter.outcome == Outcome.WAITING)
    wanted = select(SigningRunLetter.letter_id).where(*of_run).order_by(SigningRunLetter.id).limit(limit)
    return list(session.scalars(wanted))


def list_unsigned(session: Session, kinds: frozenset[str], limit: int) -> Sequence[Unsigned]:
    """Return the printed letters that nobody signed and no open run holds, oldest first."""
    wanted = (
        select(Letter.id, TRANSFER_OF_LETTER, null(), Letter.kind, Letter.dated_on)
        .outerjoin(Objection, IS_ABOUT_OBJECTION)
        .where(*_UNSIGNED, Letter.about_kind.in_((ABOUT, OBJECTION)), Letter.kind.in_(kinds))
        .order_by(Letter.id)
        .limit(limit)
    )
    return [Unsigned(*row) for row in session.execute(wanted)]


def list_unsigned_wholes(session: Session) -> Sequence[Unsigned]:
    """Return the printed collective decrees that nobody signed and no open run holds, oldest first."""
    wanted = select(Letter.id, null(), Letter.id, Letter.kind, Letter.dated_on).where(
        *_UNSIGNED, Letter.about_kind == BATCH, Letter.kind == COLLECTIVE
    )
    return [Unsigned(*row) for row in session.execute(wanted.order_by(Letter.id))]


def list_uncertified(session: Session, limit: int) -> Sequence[Unsigned]:
    """Return the printed excerpts and copies of signed decrees that wait to be certified, oldest first."""
    original = aliased(Letter)
    is_of_one = Letter.about_kind == ABOUT
    wanted = (
        select(
            Letter.id,
            case((is_of_one, Letter.about_id), else_=None),
            case((is_of_one, None), else_=Letter.copy_of_id),
            Letter.kind,
            Letter.dated_on,
        )
        .join(original, original.id == Letter.copy_of_id)
        .where(
            *_UNSIGNED,
            Letter.kind.in_(CERTIFIED),
            Letter.about_kind.in_((ABOUT, BATCH)),
            original.state == LetterState.SIGNED,
        )
    )
    return [Unsigned(*row) for row in session.execute(wanted.order_by(Letter.id).limit(limit))]


def list_refusals(session: Session, account_id: int | None, at: datetime, credential: str = "") -> Sequence[datetime]:
    """Return when passphrases of a signer were wrong lately, oldest first; a letter signed since then clears them.

    Without a ``credential`` those of all are told.
    """
    signed = (
        select(func.max(SigningRunLetter.done_at))
        .join(SigningRun, SigningRun.id == SigningRunLetter.run_id)
        .where(SigningRun.account_id == account_id, SigningRunLetter.outcome == Outcome.SIGNED)
    )
    last = session.execute(signed).scalar()
    since = max(at - REFUSAL_WINDOW, last) if last is not None else at - REFUSAL_WINDOW
    wanted = select(SigningRefusal.refused_at).where(
        SigningRefusal.account_id == account_id, SigningRefusal.refused_at > since
    )
    if credential:
        wanted = wanted.where(SigningRefusal.credential == credential)
    return list(session.scalars(wanted.order_by(SigningRefusal.refused_at)))
