"""The verification page and its API: what strangers read, and what they never do."""

import json
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import update

from mutasi_flow.core.runtime import Runtime
from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.domain import LetterState, SigningMethod, group_code
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.service import Issued, NewSignature, amend, issue, record_signature, revoke
from tests.factories import NOW, make_office

SECRETS = ("Wulan", "Setyowati", "WULAN", "1986", "Puskesmas")
UNKNOWN = ("0000000000000000", "ZZZZ-ZZZZ-ZZZZ-ZZZZ", "tidak-ada", "U" * 16, "%F0%9F%98%80", "a" * 3_000)


@dataclass
class Book:
    runtime: Runtime

    def issue(self) -> Issued:
        with self.runtime.database.writing() as session:
            return issue(
                session,
                kind="transfer_decree",
                about_kind="transfer",
                about_id=1,
                context=sample_transfer_decree(),
                dated_on=date(2026, 3, 2),
                at=NOW,
            )

    def note(self, letter: Issued, **values: object) -> None:
        with self.runtime.database.writing() as session:
            session.execute(update(Letter).where(Letter.id == letter.id).values(**values))


@pytest.fixture
def book(runtime: Runtime) -> Book:
    with runtime.database.writing() as session:
        make_office(session)
    return Book(runtime)


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    app.config["VERIFICATION_LIMIT"] = "1000 per minute"
    return app.test_client()


def test_an_unsigned_letter_is_not_called_valid(stranger: FlaskClient, book: Book) -> None:
    letter = book.issue()
    answer = stranger.get(f"/verifikasi/{letter.code}")
    assert answer.status_code == 200
    assert "Belum ditandatangani" in answer.text
    assert "govuk-tag--green" not in answer.text
    assert letter.number in answer.text
    assert group_code(letter.code) in answer.text
    assert [word for word in SECRETS if word in answer.text] == []


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"state": LetterState.SIGNED}, "Berlaku"),
        ({"state": LetterState.RENDERED}, "Belum ditandatangani"),
        ({"state": LetterState.SIGNED, "revoked_at": NOW}, "Dicabut"),
        ({"state": LetterState.VOID}, "Dibatalkan"),
    ],
)
def test_the_standing_is_said_in_words(stranger: FlaskClient, book: Book, values: dict[str, object], word: str) -> None:
    letter = book.issue()
    book.note(letter, **values)
    page, program = stranger.get(f"/verifikasi/{letter.code}"), stranger.get(f"/api/v1/verify/{letter.code}")
    assert word in page.text
    assert program.json is not None
    assert program.json["label"] == word
    assert program.json["valid"] is (word == "Berlaku")


def test_a_replaced_letter_leads_to_its_successor(stranger: FlaskClient, book: Book) -> None:
    old, new = book.issue(), book.issue()
    with book.runtime.database.writing() as session:
        revoke(session, old.id, NOW, replaced_by=new.id)
    answer = stranger.get(f"/verifikasi/{old.code}")
    assert "Digantikan" in answer.text
    assert f"/verifikasi/{new.code}" in answer.text
    program = stranger.get(f"/api/v1/verify/{old.code}").json
    assert program is not None
    assert (program["state"], program["replaced_by"]) == ("replaced", group_code(new.code))


def test_an_amended_letter_and_its_amendment_lead_to_each_other(stranger: FlaskClient, book: Book) -> None:
    old, new = book.issue(), book.issue()
    book.note(old, state=LetterState.SIGNED)
    with book.runtime.database.writing() as session:
        amend(session, old.id, new.id)
    page, program = stranger.get(f"/verifikasi/{old.code}"), stranger.get(f"/api/v1/verify/{old.code}").json
    assert "Berlaku, sudah diubah" in page.text
    assert f"/verifikasi/{new.code}" in page.text
    assert program is not None
    assert (program["state"], program["valid"], program["amended_by"]) == ("amended", True, group_code(new.code))
    assert f"/verifikasi/{old.code}" in stranger.get(f"/verifikasi/{new.code}").text
    later = stranger.get(f"/api/v1/verify/{new.code}").json
    assert later is not None
    assert later["earlier"] == [group_code(old.code)]


def test_a_revoked_letter_leads_to_its_revocation_which_outweighs_an_amendment(
    stranger: FlaskClient, book: Book
) -> None:
    old, amendment, revocation = book.issue(), book.issue(), book.issue()
    book.note(old, state=LetterState.SIGNED)
    with book.runtime.database.writing() as session:
        amend(session, old.id, amendment.id)
        revoke(session, old.id, NOW, revoked_by=revocation.id)
        revoke(session, amendment.id, NOW, revoked_by=revocation.id)
    program = stranger.get(f"/api/v1/verify/{old.code}").json
    assert program is not None
    assert (program["state"], program["valid"]) == ("revoked", False)
    assert (program["revoked_by"], program["amended_by"]) == (group_code(revocation.code), None)
    assert f"/verifikasi/{revocation.code}" in stranger.get(f"/verifikasi/{old.code}").text
    page = stranger.get(f"/verifikasi/{revocation.code}").text
    assert f"/verifikasi/{old.code}" in page
    assert f"/verifikasi/{amendment.code}" in page


@pytest.mark.both_databases
def test_a_confidential_letter_is_no_link_of_others(stranger: FlaskClient, book: Book) -> None:
    old, new = book.issue(), book.issue()
    with book.runtime.database.writing() as session:
        revoke(session, old.id, NOW, replaced_by=new.id)
    book.note(new, is_secret=True)
    answer = stranger.get(f"/verifikasi/{old.code}")
    assert "Digantikan" in answer.text
    assert new.code not in answer.text
    assert new.number not in answer.text


def sign(book: Book, letter: Issued, method: SigningMethod) -> str:
    book.note(letter, state=LetterState.RENDERED, sha256="ab" * 32)
    pdf = NewSignature(method, date(2026, 3, 3), "HADI WIBOWO", b"bertanda tangan", ".pdf", "application/pdf", {})
    with book.runtime.database.writing() as session:
        return record_signature(session, book.runtime.files, letter.id, pdf, by_id=None, at=NOW)


@pytest.mark.both_databases
@pytest.mark.parametrize("method", SigningMethod)
def test_the_page_knows_what_each_of_our_files_is(stranger: FlaskClient, book: Book, method: SigningMethod) -> None:
    letter = book.issue()
    digest = sign(book, letter, method)
    page = stranger.get(f"/verifikasi/{letter.code}").text
    box = html.document_fromstring(page).xpath("//@data-compare")[0]
    said = json.loads(str(box))
    assert set(said) == {"ab" * 32, digest}
    assert said[digest].startswith("Sama:")
    assert said["ab" * 32].startswith("Sama:") is (method is SigningMethod.INK)
    assert "certutil -hashfile" in page
    with book.runtime.database.writing() as session:
        revoke(session, letter.id, NOW)
    box = html.document_fromstring(stranger.get(f"/verifikasi/{letter.code}").text).xpath("//@data-compare")[0]
    assert all("tidak berlaku lagi" in one for one in json.loads(str(box)).values())


@pytest.mark.both_databases
def test_programs_read_the_same(stranger: FlaskClient, book: Book) -> None:
    letter = book.issue()
    book.note(letter, sha256="ab" * 32)
    answer = stranger.get(f"/api/v1/verify/{group_code(letter.code).lower()}")
    assert answer.json is not None
    assert answer.json["number"] == letter.number
    assert answer.json["state"] == "unsigned"
    assert answer.json["sha256"] == "ab" * 32
    assert answer.json["dated_on"] == "2026-03-02"
    assert [word for word in SECRETS if word in answer.text] == []
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "ab" * 8 in stranger.get(f"/verifikasi/{letter.code}").text


def test_a_typed_code_leads_to_its_page(stranger: FlaskClient, book: Book) -> None:
    letter = book.issue()
    typed = f" {group_code(letter.code).lower().replace('-', ' ')} "
    answer = stranger.get("/verifikasi", query_string={"kode": typed})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/verifikasi/{letter.code}")


@pytest.mark.parametrize("code", UNKNOWN)
def test_unknown_codes_get_one_answer(stranger: FlaskClient, book: Book, code: str) -> None:
    book.issue()
    page, program = stranger.get(f"/verifikasi/{code}"), stranger.get(f"/api/v1/verify/{code}")
    assert page.status_code == program.status_code == 404
    assert "Kode ini tidak ada di buku nomor kami." in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    other = stranger.get("/api/v1/verify/1111111111111111")
    assert program.json == other.json


@pytest.mark.usefixtures("book")
def test_the_empty_form_accuses_nobody(stranger: FlaskClient) -> None:
    answer = stranger.get("/verifikasi")
    assert answer.status_code == 200
    assert "Ada kesalahan" not in answer.text
    assert 'content="noindex, nofollow"' in answer.text
    assert stranger.get("/verifikasi?kode=abc").status_code == 404


@pytest.mark.usefixtures("book")
def test_codes_cannot_be_tried_out(app: Flask) -> None:
    app.config["VERIFICATION_LIMIT"] = "3 per minute"
    stranger = app.test_client()
    addresses = ("/verifikasi", "/verifikasi/x", "/api/v1/verify/x", "/verifikasi/y", "/api/v1/verify/y")
    with app.app_context():
        answers = [stranger.get(address, environ_base={"REMOTE_ADDR": "10.9.8.7"}).status_code for address in addresses]
    assert answers == [200, 404, 404, 429, 429]
