"""The work of the signing process: open the key once, then letter by letter sign, look, keep."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.errors import MutasiError, Unprepared
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T, Text
from mutasi_flow.decrees.signing import service
from mutasi_flow.decrees.signing.domain import BEAT_SECONDS
from mutasi_flow.decrees.signing.queries import RunRow
from mutasi_flow.decrees.signing.service import Dismissed, Due, Lost
from mutasi_flow.letters.domain import FoundSignature
from mutasi_flow.letters.sign import (
    CertificateRefused,
    CodeSpent,
    Official,
    Paper,
    PaperRefused,
    Secret,
    SecretRefused,
    Signer,
    SignerDown,
    SigningSession,
    get_signer,
)
from mutasi_flow.letters.sign.accepting import accept
from mutasi_flow.settings import Settings

PAUSES = (2.0, 10.0, 30.0)
"""Seconds to wait when the service is down, before the official is asked to come back later."""
REASON = "Penandatanganan surat dinas"
"""What every signature says about itself; the same for all, so that a service can take several letters at once."""


@dataclass(frozen=True, slots=True)
class _Work:
    """A claimed run: whose it is, and under which name this process holds it."""

    runtime: Runtime
    run: RunRow
    holder: str
    actor: Actor
    official: Official


class _Wrong(Exception):
    """The passphrase does not open the credential."""

    def __init__(self, work: _Work, credential: str, said: Text) -> None:
        super().__init__()
        self._work, self._credential, self._said = work, credential, said

    def note(self, session: Session) -> None:
        """Count it."""
        work = self._work
        service.note_refusal(
            session, work.run, self._said, credential=self._credential, actor=work.actor, clock=work.runtime.clock
        )


def sign_run(
    runtime: Runtime,
    run_id: int,
    secret: Secret,
    *,
    choose: Callable[[Settings], Signer] = get_signer,
    pauses: Sequence[float] = PAUSES,
) -> None:
    """Sign what waits in the run; a run that a living process holds, or that has ended, is left alone."""
    work = _claim(runtime, run_id)
    if work is None:
        return
    now = runtime.clock.now
    try:
        with _beating(work):
            _sign(work, choose(runtime.settings), secret, pauses)
    except _Wrong as wrong:
        _tell(work, wrong.note)
    except Dismissed as refusal:
        said = refusal.text
        _tell(work, lambda session: service.end_run(session, run_id, said, SYSTEM, now()))
    except (CertificateRefused, Unprepared) as refusal:
        said = refusal.text
        _tell(work, lambda session: service.end_run(session, run_id, said, work.actor, now()))
    except (SignerDown, CodeSpent) as refusal:
        said = refusal.text
        _tell(work, lambda session: service.ask_again(session, run_id, said))
    except Lost:
        return
    except Exception as fault:  # noqa: BLE001 - its words may hold the secret: only its kind is written down
        said = T("Terputus karena gangguan ({kind}). Lanjutkan dengan frasa sandi.", kind=type(fault).__name__)
        _tell(work, lambda session: service.ask_again(session, run_id, said))


def _tell(work: _Work, what: Callable[[Session], None]) -> None:
    """Write how the run stands, unless it is no longer this process's."""
    with suppress(Lost), work.runtime.database.writing() as session:
        service.beat(session, work.run.id, work.holder, work.runtime.clock.now())
        what(session)


def _claim(runtime: Runtime, run_id: int) -> _Work | None:
    with runtime.database.writing() as session:
        claimed = service.claim(session, run_id, runtime.clock.now())
        if claimed is None:
            return None
        holder, run = claimed
        try:
            actor = service.load_signer(session, run, runtime.clock.today())
        except Dismissed as refusal:
            service.end_run(session, run_id, refusal.text, SYSTEM, runtime.clock.now())
            return None
        official = service.find_official(session, run.account_id, runtime.clock.today())
    return _Work(runtime, run, holder, actor, official)


@contextmanager
def _beating(work: _Work) -> Iterator[None]:
    """Show from time to time that this process lives, also while a service takes its time."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(BEAT_SECONDS):
            try:
                with work.runtime.database.writing() as session:
                    service.beat(session, work.run.id, work.holder, work.runtime.clock.now())
            except Lost:
                return

    thread = threading.Thread(target=beat, name="beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _sign(work: _Work, signer: Signer, secret: Secret, pauses: Sequence[float]) -> None:
    credential = signer.credential(work.official)
    with work.runtime.database.reading() as database:
        if locked := service.find_lock(database, work.run.account_id, credential, work.runtime.clock):
            raise CertificateRefused(locked)
    try:
        _sign_all(work, signer, secret, pauses)
    except SecretRefused as refusal:
        raise _Wrong(work, credential, refusal.text) from None


def _sign_all(work: _Work, signer: Signer, secret: Secret, pauses: Sequence[float]) -> None:
    session = signer.open(work.official, secret, work.runtime.clock.now())
    try:
        while due := _take(work, signer.at_once):
            _sign_due(work, session, list(due), list(pauses))
        with work.runtime.database.writing() as database:
            service.beat(database, work.run.id, work.holder, work.runtime.clock.now())
            service.finish(database, work.run.id, work.actor, work.runtime.clock.now())
    finally:
        session.close()


def _take(work: _Work, limit: int) -> Sequence[Due]:
    """Return the next letters that may be signed; those that may not leave the run. Nobody waits while they are asked about."""
    clock, database = work.runtime.clock, work.runtime.database
    while True:
        with database.reading() as session:
            actor = service.load_signer(session, work.run, clock.today())
            looked = service.look_at_waiting(session, work.run, limit, actor=actor, clock=clock)
        with database.writing() as session:
            service.beat(session, work.run.id, work.holder, clock.now())
            due = service.take_due(session, work.run, looked, clock.now())
        if due or not looked:
            return due


def _sign_due(work: _Work, session: SigningSession, due: list[Due], pauses: list[float]) -> None:
    """Sign the letters in hand; one that cannot be signed leaves, the others go on."""
    while due:
        try:
            _hand_in(work, session, due)
        except PaperRefused as refusal:
            _block(work, due.pop(0), refusal)
        except SignerDown:
            if not pauses:
                raise
            time.sleep(pauses.pop(0))


def _hand_in(work: _Work, session: SigningSession, due: list[Due]) -> None:
    """Have the letters signed, each out of the list as soon as it came back.

    Raises:
        SignerDown: none came back.
        SigningRefused: as of the session.
    """
    before, printed = len(due), [work.runtime.files.get(one.letter.file_key) for one in due]
    papers = [Paper(pdf, REASON, one.place) for pdf, one in zip(printed, due, strict=True)]
    for signed, unsigned in zip(session.sign(papers), printed, strict=False):
        _keep(work, session, due.pop(0), unsigned, signed)
    if len(due) == before:
        raise SignerDown


def _keep(work: _Work, session: SigningSession, due: Due, unsigned: bytes, signed: bytes) -> None:
    """Look at what came back ourselves, and keep it when it is the letter, well signed."""
    try:
        found = _accept(work, session, due, unsigned, signed)
        with work.runtime.database.reading() as database:
            service.look_again(database, due, actor=work.actor, clock=work.runtime.clock)
        with work.runtime.database.writing() as database:
            service.beat(database, work.run.id, work.holder, work.runtime.clock.now())
            service.keep(
                database,
                work.runtime.files,
                work.run,
                due,
                signed=signed,
                found=found,
                actor=work.actor,
                clock=work.runtime.clock,
            )
    except MutasiError as refusal:
        _block(work, due, refusal)


def _accept(
    work: _Work, session: SigningSession, due: Due, unsigned: bytes, signed: bytes
) -> tuple[FoundSignature, ...]:
    return accept(
        unsigned,
        signed,
        number=due.letter.number,
        signatory=due.signatory,
        serial=session.serial,
        trusted=work.runtime.settings.read_trusted_issuers(),
    )


def _block(work: _Work, due: Due, refusal: MutasiError) -> None:
    with work.runtime.database.writing() as session:
        service.beat(session, work.run.id, work.holder, work.runtime.clock.now())
        service.block(session, work.run.id, due.letter.id, (refusal.text,), work.runtime.clock.now())
