"""A run from its opening to its end. Only the process that claimed it goes on with it."""

import secrets
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, MutasiError, NotFound
from mutasi_flow.core.texts import T, Text
from mutasi_flow.decrees.signing.domain import DEAD_AFTER, MOST_REFUSALS, REFUSAL_WINDOW, Outcome, RunState
from mutasi_flow.decrees.signing.model import SigningRefusal, SigningRun, SigningRunLetter
from mutasi_flow.decrees.signing.queries import RunRow, find_open_run, get_progress, get_run, list_refusals
from mutasi_flow.decrees.signing.service.finding import iterate_own
from mutasi_flow.letters.domain import SigningMethod
from mutasi_flow.letters.sign import Official
from mutasi_flow.transfers.service.signing import OFFICERS

ENDED = T("Penandatanganan ini sudah selesai.")


class Lost(Exception):
    """The run is no longer this process's: it was ended, or another process goes on with it."""


class Dismissed(MutasiError):
    """Whoever opened the run may no longer sign; nothing more is signed in it."""

    code = "dismissed"


def open_run(
    session: Session, letter_ids: Collection[int] | None, *, method: SigningMethod, actor: Actor, clock: Clock
) -> RunRow:
    """Put the chosen letters, or all that wait for this official, into a new run, which then asks for the passphrase.

    Raises:
        Conflict: the account has an open run.
        InvalidInput: none of the letters waits for this official.
    """
    if find_open_run(session, actor.account_id) is not None:
        raise Conflict(T("Penandatanganan Anda yang sebelumnya belum selesai. Lanjutkan atau hentikan dahulu."))
    own = iterate_own(session, actor, clock.today())
    taken = [letter.id for letter, _card in own if letter_ids is None or letter.id in letter_ids]
    if not taken:
        raise InvalidInput(T("Pilih surat yang akan ditandatangani."), field="surat")
    values = {"account_id": actor.account_id, "method": method, "created_at": clock.now(), "state": RunState.ASKING}
    run_id: int = session.execute(insert(SigningRun).values(values).returning(SigningRun.id)).scalar_one()
    rows = [{"run_id": run_id, "letter_id": key, "outcome": Outcome.WAITING, "reason": ""} for key in taken]
    session.execute(insert(SigningRunLetter), rows)
    payload: dict[str, int | str] = {"letters": len(taken), "method": method.value}
    _record(session, run_id, actor, clock.now(), action="signing_run_opened", payload=payload)
    return get_run(session, run_id, actor.account_id)


def begin(session: Session, run_id: int, at: datetime) -> bool:
    """Note that a passphrase is handed to a process, which has a while to claim the run; False: one is at work already."""
    idle = or_(SigningRun.beat_at.is_(None), SigningRun.beat_at < at - DEAD_AFTER)
    mine = update(SigningRun).where(SigningRun.id == run_id, SigningRun.ended_at.is_(None), idle)
    values = {"holder": "", "beat_at": at, "state": RunState.SIGNING, "reason": ""}
    return session.execute(mine.values(values).returning(SigningRun.id)).scalar() is not None


def claim(session: Session, run_id: int, at: datetime) -> tuple[str, RunRow] | None:
    """Take the run for this process; return the name it holds it under, or None when a living process has it."""
    holder = secrets.token_hex(16)
    free = or_(SigningRun.holder == "", SigningRun.beat_at < at - DEAD_AFTER)
    mine = update(SigningRun).where(SigningRun.id == run_id, SigningRun.ended_at.is_(None), free)
    values = {"holder": holder, "beat_at": at, "state": RunState.SIGNING, "reason": ""}
    account_id = session.execute(mine.values(values).returning(SigningRun.account_id)).scalar()
    if account_id is None:
        return None
    unstarted = update(SigningRun).where(SigningRun.id == run_id, SigningRun.started_at.is_(None))
    session.execute(unstarted.values(started_at=at))
    return holder, get_run(session, run_id, account_id)


def load_signer(session: Session, run: RunRow, today: date) -> Actor:
    """Return whoever signs in the run, as long as the account is active and still signs.

    Raises:
        Dismissed: it was disabled, or lost the role.
    """
    try:
        actor = access.load_actor(session, run.account_id, today)
    except NotFound:
        raise Dismissed(T("Akun penanda tangan sudah dinonaktifkan, jadi penandatanganan dihentikan.")) from None
    if not any(actor.has(one) for one in OFFICERS):
        raise Dismissed(T("Anda tidak lagi berperan sebagai penanda tangan, jadi penandatanganan dihentikan."))
    return actor


def find_official(session: Session, account_id: int, today: date) -> Official:
    """Return how services know whoever signs.

    Raises:
        NotFound: the account is disabled.
    """
    actor, account = access.load_actor(session, account_id, today), access.get_account(session, account_id)
    return Official(actor.name, account.username, account.nip or "", account.email)


def beat(session: Session, run_id: int, holder: str, at: datetime) -> None:
    """Show that the process lives, and make sure that the run is still its own.

    Raises:
        Lost: it is not.
    """
    held = (SigningRun.id == run_id, SigningRun.holder == holder, SigningRun.ended_at.is_(None))
    if session.execute(update(SigningRun).where(*held).values(beat_at=at).returning(SigningRun.id)).scalar() is None:
        raise Lost


def ask_again(session: Session, run_id: int, because: Text) -> None:
    """Let the run wait for the passphrase; what was signed stays signed."""
    values = {"holder": "", "beat_at": None, "state": RunState.ASKING, "reason": str(because)}
    session.execute(update(SigningRun).where(SigningRun.id == run_id, SigningRun.ended_at.is_(None)).values(values))


def note_refusal(session: Session, run: RunRow, because: Text, *, credential: str, actor: Actor, clock: Clock) -> None:
    """Count a wrong passphrase in the trail: the first is asked for again, the second ends the run."""
    at = clock.now()
    session.execute(update(SigningRun).where(SigningRun.id == run.id).values(refusals=SigningRun.refusals + 1))
    values = {"run_id": run.id, "account_id": run.account_id, "credential": credential, "refused_at": at}
    session.execute(insert(SigningRefusal).values(values))
    count = len(list_refusals(session, run.account_id, at, credential))
    payload: dict[str, int | str] = {"method": run.method.value, "refusals": count}
    _record(session, run.id, actor, at, action="signing_refused", payload=payload)
    if (locked := find_lock(session, run.account_id, credential, clock)) is None:
        ask_again(session, run.id, because)
    else:
        end_run(session, run.id, locked, actor, at)


def find_lock(session: Session, account_id: int, credential: str, clock: Clock) -> Text | None:
    """Say until when no passphrase is tried because too many were wrong, in whichever run; None: one may be."""
    found = list_refusals(session, account_id, clock.now(), credential)
    if len(found) < MOST_REFUSALS:
        return None
    until = (found[-MOST_REFUSALS] + REFUSAL_WINDOW).astimezone(clock.zone)
    return T(
        "Frasa sandi atau kode {count} kali tidak cocok, jadi penandatanganan dihentikan agar sertifikat Anda tidak terkunci. "
        "Coba lagi sesudah pukul {time}.",
        count=MOST_REFUSALS,
        time=f"{until:%H.%M}",
    )


def end_run(session: Session, run_id: int, because: Text, actor: Actor, at: datetime) -> None:
    """End the run early; its waiting letters are free again.

    Raises:
        Conflict: it has ended.
    """
    waiting = (SigningRunLetter.run_id == run_id, SigningRunLetter.outcome == Outcome.WAITING)
    session.execute(update(SigningRunLetter).where(*waiting).values(outcome=Outcome.LEFT, done_at=at))
    _end(session, run_id, {"state": RunState.STOPPED, "reason": str(because)}, actor, at)


def finish(session: Session, run_id: int, actor: Actor, at: datetime) -> None:
    """End a run of which no letter waits any more."""
    _end(session, run_id, {"state": RunState.DONE, "reason": ""}, actor, at)


def _end(session: Session, run_id: int, how: dict[str, str], actor: Actor, at: datetime) -> None:
    values = {**how, "ended_at": at, "holder": "", "beat_at": None}
    ended = update(SigningRun).where(SigningRun.id == run_id, SigningRun.ended_at.is_(None)).values(values)
    if session.execute(ended.returning(SigningRun.id)).scalar() is None:
        raise Conflict(ENDED)
    progress = get_progress(session, run_id)
    counted = {"signed": progress.signed, "blocked": progress.blocked, "left": progress.left}
    _record(session, run_id, actor, at, action="signing_run_ended", payload={"state": how["state"], **counted})


def _record(
    session: Session, run_id: int, actor: Actor, at: datetime, *, action: str, payload: dict[str, int | str]
) -> None:
    account_id = session.execute(select(SigningRun.account_id).where(SigningRun.id == run_id)).scalar_one()
    audit.record(
        session,
        chain=f"account:{account_id}",
        action=action,
        actor=actor,
        about_kind="signing_run",
        about_id=run_id,
        payload=payload,
        at=at,
    )
