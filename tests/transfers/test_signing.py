"""The signed decree comes back: who records it, what is refused, and what everybody reads afterwards."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import InvalidInput, NotFound, NotPermitted, Refused
from mutasi_flow.core.files import FileStore
from mutasi_flow.core.uploads import Examined
from mutasi_flow.decrees.cli import decree
from mutasi_flow.inbox.model import Notice
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.contexts import decree_json
from mutasi_flow.letters.domain import FoundSignature, LetterState, SignedFile, SigningMethod
from mutasi_flow.letters.model import Letter
from mutasi_flow.settings import Settings
from mutasi_flow.transfers.service.signing import Returned, sign_elsewhere, sign_in_ink, withdraw_signature
from tests.core.hostile_files import photo
from tests.factories import NOW, TODAY
from tests.letters.signers import sign
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town, town

__all__ = ["town"]
HEAD = "HADI WIBOWO"
RECORD = "/surat/1/tanda-tangan"
SCAN = Examined(b"%PDF-1.7 pindaian", "application/pdf", ".pdf", pages=1)
GOOD = FoundSignature(HEAD, "Penerbit Contoh", "1", NOW, is_intact=True, is_last_word=True, is_trusted=False)


def scan_of(letter_id: int) -> Examined:
    """Return the scan of one letter: each has a paper of its own."""
    return replace(SCAN, data=SCAN.data + str(letter_id).encode())


def printed(session: Session, files: FileStore, letter_id: int | None = None) -> tuple[int, bytes]:
    """Put a file away for a letter, or the last one, as the worker would; return the letter's key and the file."""
    wanted = select(Letter.id, Letter.context).order_by(Letter.id.desc())
    if letter_id is not None:
        wanted = wanted.where(Letter.id == letter_id)
    letter_id, context = session.execute(wanted).first() or (0, {})
    out = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        data: Any = pikepdf.AttachedFileSpec(document, decree_json(context))  # type: ignore[call-arg]
        document.attachments["decree.json"] = data
        document.save(out)
    key = files.put(out.getvalue(), ".pdf")
    values = {"state": LetterState.RENDERED, "file_key": key, "sha256": key[3:67]}
    session.execute(update(Letter).where(Letter.id == letter_id).values(**values))
    return letter_id, out.getvalue()


class Desk:
    """A decree on the desk of the office, printed and not yet signed."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.scene: Scene = build_scene(session)
        self.session, self.files = session, FileStore(folder)
        self.number = self.scene.to_decreed()
        self.letter_id, self.pdf = printed(session, self.files)

    def ink(self, who: str = "verifier", **values: Any) -> None:
        given = {"signed_on": TODAY, "scan": SCAN, **values}
        actor = self.scene.actors[who] if who != "me" else self.scene.me
        sign_in_ink(self.session, self.files, self.number, self.letter_id, actor=actor, clock=self.scene.clock, **given)

    def elsewhere(self, *found: FoundSignature, data: bytes | None = None, digest: str = "", **values: Any) -> None:
        returned = Returned(data or self.pdf + b"signed", SignedFile(found, digest), **values)
        actor = self.scene.actors["signer"]
        sign_elsewhere(
            self.session, self.files, self.number, self.letter_id, returned, actor=actor, clock=self.scene.clock
        )

    def withdraw(self, who: str = "signer") -> None:
        actor = self.scene.actors[who]
        withdraw_signature(self.session, self.number, self.letter_id, "keliru", actor=actor, clock=self.scene.clock)

    def state(self) -> LetterState:
        return letters.get_letter(self.session, self.letter_id).state


@pytest.fixture
def desk(session: Session, tmp_path: Path) -> Desk:
    return Desk(session, tmp_path)


@pytest.mark.parametrize("who", ["verifier", "signer"])
def test_the_office_records_ink_with_its_scan(desk: Desk, who: str) -> None:
    desk.ink(who)
    signature = letters.get_signature(desk.session, desk.letter_id)
    assert (desk.state(), signature.method, signature.signed_on) == (LetterState.SIGNED, SigningMethod.INK, TODAY)
    assert HEAD in signature.signer.upper()


@pytest.mark.parametrize(("who", "error"), [("me", NotPermitted), ("planner", NotPermitted), ("auditor", NotPermitted)])
def test_nobody_else_does_and_least_the_person_concerned(desk: Desk, who: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        desk.ink(who)
    assert desk.state() is LetterState.RENDERED


@pytest.mark.parametrize("days", [-1, 1])
def test_the_day_lies_between_the_decree_and_today(desk: Desk, days: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        desk.ink(signed_on=TODAY + timedelta(days=days))
    assert refusal.value.field == "signed_on"


def test_a_letter_of_another_transfer_is_not_found(desk: Desk) -> None:
    desk.letter_id += 1000
    with pytest.raises(NotFound):
        desk.ink()


def test_an_electronic_signature_of_the_official_is_recorded(desk: Desk) -> None:
    desk.elsewhere(GOOD)
    signature = letters.get_signature(desk.session, desk.letter_id)
    assert (signature.method, signature.signed_on, signature.signer) == (SigningMethod.ELSEWHERE, TODAY, HEAD)
    assert signature.found["settled"] == []


@pytest.mark.parametrize(
    "values",
    [
        {"data": b"%PDF-1.7 surat lain"},
        {"data": b"%PDF-1.7 surat lain", "digest": "0" * 64, "is_compared": True},
        {"must_trust": True, "is_compared": True},
    ],
)
def test_another_file_and_an_untrusted_issuer_are_refused(desk: Desk, values: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        desk.elsewhere(GOOD, **values)
    assert desk.state() is LetterState.RENDERED


def test_what_only_a_person_can_settle_waits_for_that_person(desk: Desk) -> None:
    other = FoundSignature("MELATI", "Penerbit Contoh", "2", NOW, is_intact=True, is_last_word=True, is_trusted=False)
    with pytest.raises(Refused) as refusal:
        desk.elsewhere(other)
    assert any("MELATI" in str(reason) for reason in refusal.value.reasons)
    desk.elsewhere(other, is_compared=True)
    assert any("MELATI" in said for said in letters.get_signature(desk.session, desk.letter_id).found["settled"])


def test_a_file_that_does_not_say_when_it_was_signed_is_refused(desk: Desk) -> None:
    silent = FoundSignature(HEAD, "Penerbit Contoh", "3", None, is_intact=True, is_last_word=True, is_trusted=False)
    with pytest.raises(InvalidInput):
        desk.elsewhere(silent)


def test_the_print_of_a_decree_signed_in_ink_is_its_valid_text(desk: Desk) -> None:
    desk.ink()
    checked = letters.check_file(desk.session, desk.pdf, desk.scene.clock.zone)
    assert checked.is_valid
    assert "tinta basah" in str(checked.reasons[0])


def test_a_mistake_is_taken_back_in_the_trail(desk: Desk) -> None:
    desk.ink()
    desk.withdraw()
    assert desk.state() is LetterState.RENDERED
    desk.ink()
    assert desk.state() is LetterState.SIGNED


def decreed(town: Town) -> tuple[str, bytes]:
    number = town.submit()
    town.answer_all()
    town.become("verifier")
    town.press(f"/telaah/{number}/conclude_consultation")
    town.become("decider")
    town.press(f"/telaah/{number}/approve")
    town.become("signer")
    town.press(f"/telaah/{number}/decree")
    with town.runtime.database.writing() as session:
        _, pdf = printed(session, town.runtime.files)
    return number, pdf


def send(town: Town, data: bytes, name: str, status: int = 303, **fields: str) -> str:
    seen = re.search(r'name="seen" value="(\w+)"', town.read(RECORD))
    assert seen
    given = {"file": (BytesIO(data), name), "seen": seen[1], **fields}
    answer = town.client.post(RECORD, data=given, content_type="multipart/form-data")
    assert answer.status_code == status, answer.text
    return answer.text


def test_from_the_print_to_the_valid_decree_by_the_pages(town: Town) -> None:
    number, _ = decreed(town)
    assert "Catat tanda tangan SK" in town.read(f"/usulan/{number}/sk")
    day: dict[str, Any] = {
        "signed_on-day": f"{TODAY.day}",
        "signed_on-month": f"{TODAY.month}",
        "signed_on-year": f"{TODAY.year}",
    }
    assert "Tanggal ditandatangani" in send(town, photo(), "sk.jpg", 422, method="ink")
    assert "dicetak ulang" in send(town, photo(), "sk.jpg", 409, method="ink", seen="lama", **day)
    send(town, photo(), "sk.jpg", method="ink", **day)
    town.become("p0")
    page = town.read(f"/usulan/{number}/sk")
    assert "Ditandatangani" in page
    assert "Catat tanda tangan" not in page
    assert "SK terbit" in town.read(f"/usulan/{number}")
    assert town.client.get(f"/usulan/{number}/sk/bertanda-tangan").content_type == "image/jpeg"
    assert town.client.get(RECORD).status_code in {403, 404}
    with town.runtime.database.reading() as session:
        code = session.scalars(select(Letter.code)).one()
        told = session.scalars(select(Notice.employee_id).where(Notice.event == "decree_signed")).all()
    assert told == [town.employee_id]
    public = town.read(f"/verifikasi/{code}")
    assert "Berlaku" in public
    assert "Tinta basah" in public
    assert town.client.get(f"/api/v1/verify/{code}").json["method"] == "ink"  # type: ignore[index]


def test_a_pdf_signed_elsewhere_is_the_file_that_is_sent_from_then_on(town: Town) -> None:
    number, pdf = decreed(town)
    signed = sign(pdf, HEAD)
    assert "belum memuat tanda tangan" in send(town, pdf, "sk.pdf", 422, method="elsewhere")
    send(town, signed, "sk.pdf", method="elsewhere", compared="ya")
    assert town.client.get(f"/usulan/{number}/sk.pdf").data == signed
    assert HEAD in town.read(f"/usulan/{number}/sk")


def test_the_record_is_withdrawn_with_a_reason(town: Town) -> None:
    number, pdf = decreed(town)
    send(town, sign(pdf, HEAD), "sk.pdf", method="elsewhere", compared="ya")
    assert "Alasan" in town.press(f"{RECORD}/batal", 422)
    town.press(f"{RECORD}/batal", reason="berkas keliru")
    assert "Belum ditandatangani" in town.read(f"/usulan/{number}/sk")
    assert "Catatan tanda tangan SK dibatalkan" in town.read(f"/usulan/{number}/jejak")


def test_the_shell_records_and_verifies(
    town: Town, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if settings.database_url:
        pytest.skip("the shell adds nothing that depends on the database")
    _, pdf = decreed(town)
    monkeypatch.setenv("MUTASI_DATA_DIR", str(settings.data_dir))
    file = tmp_path / "sk.pdf"
    file.write_bytes(sign(pdf, HEAD))
    with town.runtime.database.reading() as session:
        number = session.scalars(select(Letter.number)).one()
    said = run("sign", number, file, "--as", town.accounts["signer"].username, "--compared")
    assert (said["method"], said["signed_by"]) == ("elsewhere", HEAD)
    checked = run("verify", file)
    assert (checked["valid"], checked["state"]) == (True, "valid")
    assert [one["signer"] for one in checked["signatures"]] == [HEAD]
    unsigned = tmp_path / "cetak.pdf"
    unsigned.write_bytes(pdf)
    assert run("verify", unsigned)["state"] == "unsigned"


def run(*args: object) -> dict[str, Any]:
    outcome = CliRunner().invoke(decree, [*map(str, args), "--json"])
    assert outcome.exit_code == 0, outcome.output
    document: dict[str, Any] = json.loads(outcome.stdout)
    return document
