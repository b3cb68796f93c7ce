"""The books of letters: every number in its order, and no more about it than the reader may see."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.files import FileStore
from mutasi_flow.letters.domain import METHOD_LABELS, REGISTER_LABELS, LetterState, SigningMethod, Standing
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.offers import LETTER_KINDS
from mutasi_flow.letters.service import NewSignature, record_signature, revoke
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.pages.register import _cells
from mutasi_flow.transfers.queries.register import Book, list_books, list_register
from tests.factories import NOW, TODAY
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town, town
from tests.transfers.test_signing import decreed

__all__ = ["town"]
ELSEWHERE = Actor(None, "Verifikator lain", grants=(Grant(Permission.TRANSFERS_VERIFY, "/999/"),))


@pytest.fixture
def scene(session: Session) -> Scene:
    made = build_scene(session)
    made.to_decreed()
    return made


def book(session: Session) -> Book:
    return next(one for one in list_books(session) if one.register == "sk")


def test_every_register_has_its_name() -> None:
    assert {kind.register for kind in LETTER_KINDS} <= set(REGISTER_LABELS)


def test_a_book_counts_its_numbers_and_what_waits(scene: Scene) -> None:
    assert book(scene.session) == Book("sk", TODAY.year, letters=1, unsigned=1)
    (row,) = list_register(scene.session, scene.actors["verifier"], book(scene.session))
    assert (row.employee_name, row.standing, row.is_hidden) == (scene.employee.name, Standing.UNSIGNED, False)


def test_what_is_revoked_waits_for_no_signature(scene: Scene) -> None:
    revoke(scene.session, scene.session.scalars(select(Letter.id)).one(), NOW)
    found = book(scene.session)
    assert (found.letters, found.unsigned) == (1, 0)
    assert list_register(scene.session, scene.actors["verifier"], found, is_unsigned=True) == []


def test_outside_the_reach_only_number_and_day_are_told(scene: Scene) -> None:
    (row,) = list_register(scene.session, ELSEWHERE, book(scene.session))
    assert row.is_hidden
    assert (row.kind, row.transfer, row.employee_name) == ("", None, None)
    assert row.dated_on == TODAY


def test_a_confidential_letter_is_told_to_its_readers_only(scene: Scene) -> None:
    scene.session.execute(update(Transfer).values(is_secret=True))
    scene.session.execute(update(Letter).values(is_secret=True))
    (row,) = list_register(scene.session, scene.actors["second_verifier"], book(scene.session))
    assert (row.is_hidden, row.employee_name) == (True, None)


def test_the_book_says_who_signed_and_how(scene: Scene, tmp_path: Path) -> None:
    letter_id = scene.session.scalars(select(Letter.id)).one()
    scene.session.execute(update(Letter).values(state=LetterState.RENDERED, file_key="ab/cd.pdf"))
    new = NewSignature(SigningMethod.DEMO, TODAY, "Hadi Wibowo", b"%PDF-1.7", ".pdf", "application/pdf", {})
    record_signature(scene.session, FileStore(tmp_path), letter_id, new, by_id=None, at=NOW)
    (row,) = list_register(scene.session, scene.actors["verifier"], book(scene.session))
    assert (row.signed_on, row.signer, row.method) == (TODAY, "Hadi Wibowo", SigningMethod.DEMO)
    assert [str(cell) for cell in _cells(row)[-2:]] == ["Hadi Wibowo", str(METHOD_LABELS[SigningMethod.DEMO])]
    (told,) = list_register(scene.session, ELSEWHERE, book(scene.session))
    assert (told.signed_on, told.signer, told.method) == (None, None, None)


def test_a_page_goes_on_below_the_last_letter(scene: Scene) -> None:
    (row,) = list_register(scene.session, scene.actors["verifier"], book(scene.session))
    assert list_register(scene.session, scene.actors["verifier"], book(scene.session), below=row.id) == []


def test_the_page_and_the_sheet_show_the_same_book(town: Town) -> None:
    assert "Belum ada surat" in (town.become("verifier").get("/buku-agenda").text)
    decreed(town)
    town.become("verifier")
    assert "Belum ditandatangani" in town.read("/buku-agenda")
    assert "Surat Keputusan Pemindahan" in town.read("/buku-agenda?menunggu=ya")
    answer = town.client.get(f"/buku-agenda.xlsx?buku=sk-{TODAY.year}")
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("Nomor", "Tanggal", "Jenis")
    assert rows[1][2] == "Surat Keputusan Pemindahan"
    town.read("/buku-agenda?buku=sk-1999", 404)
    town.become("p0")
    town.read("/buku-agenda", 403)
