"""Letters and their files are locked in one order everywhere: nobody is refused because two people came at once."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Conflict, MutasiError
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.decrees.initials import service as initials
from mutasi_flow.decrees.signing import service as signing
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.domain import LetterState
from mutasi_flow.letters.model import Letter
from mutasi_flow.transfers.model import Transfer
from tests.decrees.desk import Desk, build_desk
from tests.decrees.test_initials import FIRST, SECOND, arrange, head, initial
from tests.factories import TODAY
from tests.transfers.test_signing import SCAN

PATIENCE = 30


@pytest.fixture
def desk(runtime: Runtime, tmp_path: Path) -> Desk:
    built = build_desk(runtime, tmp_path / "p12", count=2)
    arrange(built, (FIRST, SECOND))
    return built


class Beside:
    """Somebody else's press, which is made to wait for a lock of ours."""

    def __init__(self, desk: Desk, work: Callable[[Session], object]) -> None:
        self._desk, self._work = desk, work
        self.came: object = None
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            with self._desk.runtime.database.writing() as session:
                self.came = self._work(session)
        except (MutasiError, OperationalError) as refusal:
            self.came = refusal

    def start(self) -> None:
        """Begin, and return as soon as it waits; on SQLite it waits where a writing transaction begins."""
        self._thread.start()
        if self._desk.runtime.database.is_sqlite:
            return
        waiting, until = text("SELECT count(*) FROM pg_locks WHERE NOT granted"), time.monotonic() + PATIENCE
        while time.monotonic() < until and self._thread.is_alive():
            with self._desk.runtime.database.reading() as session:
                if session.scalar(waiting):
                    return
            time.sleep(0.01)

    def end(self) -> object:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "two transactions wait for each other"
        return self.came


def file_of(desk: Desk, letter_id: int) -> int:
    with desk.runtime.database.reading() as session:
        return letters.get_letter(session, letter_id).about_id


def test_who_writes_a_decree_anew_waits_for_a_signature_that_comes_first(desk: Desk) -> None:
    one, officer = desk.letters[0], desk.actors["verifier"]
    initial(desk, one, head(desk))
    initial(desk, one, officer)
    given = {"actor": officer, "clock": desk.clock}
    other = Beside(desk, lambda session: initials.renew(session, one, "Diperbaiki.", **given))  # type: ignore[arg-type]
    with desk.runtime.database.writing() as session:
        seen = letters.get_letter(session, one).sha256
        session.execute(select(Transfer.id).where(Transfer.id == file_of(desk, one)).with_for_update())
        other.start()
        came = {"seen": seen, "signed_on": TODAY, **given}
        signing.record(session, desk.runtime.files, one, SCAN, **came)  # type: ignore[arg-type]
    assert isinstance(other.end(), Conflict), other.came
    with desk.runtime.database.reading() as session:
        assert letters.get_letter(session, one).state is LetterState.SIGNED


def test_two_who_initial_the_same_letters_from_both_ends_do_not_wait_for_each_other(desk: Desk) -> None:
    chief, deputy = head(desk), head(desk)
    with desk.runtime.database.reading() as session:
        seen = [(key, letters.get_letter(session, key).sha256) for key in desk.letters]
    given = {"actor": deputy, "clock": desk.clock}
    other = Beside(desk, lambda session: initials.give_many(session, seen[::-1], **given))  # type: ignore[arg-type]
    with desk.runtime.database.writing() as session:
        session.execute(select(Letter.id).where(Letter.id == desk.letters[0]).with_for_update())
        other.start()
        mine = initials.give_many(session, seen, actor=chief, clock=desk.clock)
    theirs = other.end()
    assert isinstance(theirs, list), theirs
    assert [refused for _, refused in mine] == [None, None]
    assert all(refused is not None for _, refused in theirs), "each place is initialled once"
