"""Decrees that were issued and printed, and wait on the desk of the head of region, in a database that keeps them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.access.queries import get_account
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.decrees.signing import service
from mutasi_flow.decrees.signing.domain import Outcome
from mutasi_flow.decrees.signing.model import SigningRunLetter
from mutasi_flow.decrees.signing.process.signing import sign_run
from mutasi_flow.decrees.signing.queries import RunRow, get_run
from mutasi_flow.letters.domain import SecretKind, SigningMethod
from mutasi_flow.letters.model import Letter, LetterSignature
from mutasi_flow.letters.sign import Official, Paper, Secret, Signer, get_signer
from mutasi_flow.people.model import Office
from mutasi_flow.settings import Settings
from tests.factories import NOW
from tests.letters.signers import p12
from tests.transfers.scene import MovingClock, build_scene
from tests.transfers.test_signing import printed

WORD = "sandi-rahasia-Hadi-9173"


@dataclass
class Desk:
    """The official, the letters, and a clock that moves."""

    runtime: Runtime
    moving: MovingClock
    signer: Actor
    actors: dict[str, Actor]
    owners: list[Actor]
    letters: list[int]
    certificates: Path

    @property
    def clock(self) -> Clock:
        return self.runtime.clock

    def open(self, letters: Sequence[int] | None = None, actor: Actor | None = None) -> RunRow:
        with self.runtime.database.writing() as session:
            given = {"method": SigningMethod.P12, "actor": actor or self.signer, "clock": self.clock}
            return service.open_run(session, letters, **given)  # type: ignore[arg-type]

    def sign(self, run: RunRow, word: str = WORD, kind: SecretKind = SecretKind.PASSPHRASE, **values: object) -> RunRow:
        sign_run(self.runtime, run.id, Secret(word.encode(), kind), **values)  # type: ignore[arg-type]
        return self.run(run)

    def run(self, run: RunRow) -> RunRow:
        with self.runtime.database.reading() as session:
            return get_run(session, run.id, run.account_id)

    def outcomes(self, run: RunRow) -> dict[int, tuple[Outcome, str]]:
        with self.runtime.database.reading() as session:
            wanted = select(SigningRunLetter.letter_id, SigningRunLetter.outcome, SigningRunLetter.reason)
            rows = session.execute(wanted.where(SigningRunLetter.run_id == run.id))
            return {key: (outcome, reason) for key, outcome, reason in rows}

    def signatures(self) -> list[LetterSignature]:
        with self.runtime.database.reading() as session:
            return list(session.scalars(select(LetterSignature).order_by(LetterSignature.letter_id)))

    def number_of(self, letter_id: int) -> str:
        with self.runtime.database.reading() as session:
            return session.scalars(select(Letter.number).where(Letter.id == letter_id)).one()


def build_desk(runtime: Runtime, folder: Path, count: int = 3, at: datetime = NOW) -> Desk:
    """Issue and print ``count`` decrees of different people at the moment ``at``."""
    folder.mkdir()
    moving = MovingClock(at)
    chosen = runtime.settings.model_copy(update={"signer": "p12", "signer_certificates": folder})
    runtime = replace(runtime, settings=chosen, clock=Clock(runtime.clock.zone, moving.now))
    letters, owners = [], []
    with runtime.database.writing() as session:
        scene = build_scene(session, peers=count)
        scene.moving.moment = at
        signer = scene.actors["signer"]
        session.execute(update(Office).values(head_name=f"Dr. {signer.name}, M.Si."))
        for person in [scene.employee, *scene.peers][:count]:
            scene.employee = person
            scene.to_decreed()
            owners.append(scene.me)
            letters.append(printed(session, runtime.files)[0])
        username = get_account(session, signer.account_id or 0).username
    (folder / f"{username}.p12").write_bytes(p12(signer.name, WORD))
    return Desk(runtime, moving, signer, scene.actors, owners, letters, folder)


def print_all(session: Session, files: FileStore) -> list[int]:
    """Print whatever has not been printed yet, and return its keys."""
    waiting = session.scalars(select(Letter.id).where(Letter.file_key == "").order_by(Letter.id)).all()
    return [printed(session, files, key)[0] for key in waiting]


class OddSession:
    """A session that does to the files what ``spoil`` says."""

    serial = ""

    def __init__(self, around: object, spoil: object) -> None:
        self._around, self._spoil = around, spoil

    def sign(self, papers: Sequence[Paper]) -> Iterator[bytes]:
        for number, signed in enumerate(self._around.sign(papers)):  # type: ignore[attr-defined]
            yield self._spoil(number, papers[number], signed)  # type: ignore[operator]

    def close(self) -> None:
        self._around.close()  # type: ignore[attr-defined]


class OddSigner:
    """A way of signing whose service misbehaves."""

    method = SigningMethod.P12

    def __init__(self, around: Signer, spoil: object, at_once: int = 20) -> None:
        self._around, self._spoil, self.at_once = around, spoil, at_once
        self.opened = 0

    def credential(self, official: Official) -> str:
        return self._around.credential(official)

    def open(self, official: Official, secret: Secret, now: datetime) -> OddSession:
        self.opened += 1
        return OddSession(self._around.open(official, secret, now), self._spoil)


def odd(settings: Settings, spoil: object, at_once: int = 20) -> OddSigner:
    return OddSigner(get_signer(settings), spoil, at_once)
