"""Decrees from the shell."""

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner

from mutasi_flow.core.runtime import open_runtime
from mutasi_flow.core.schema import upgrade
from mutasi_flow.decrees.cli import decree
from mutasi_flow.letters.contexts import Signatory, excerpt, sample_transfer_decree
from mutasi_flow.letters.domain import SigningMethod
from mutasi_flow.letters.queries import get_context, get_letter
from mutasi_flow.letters.service import (
    Issued,
    NewSignature,
    issue,
    issue_copy,
    mark_signed,
    record_signature,
    revoke,
    withdraw_signature,
)
from mutasi_flow.letters.sign import look_for_signatures
from mutasi_flow.settings import Settings
from tests.factories import NOW, make_office
from tests.letters.signers import issuer_pem, sign


@pytest.fixture
def dialect() -> str:
    """The shell adds nothing that depends on the database."""
    return "sqlite"


@pytest.fixture
def letter(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Issued:
    monkeypatch.setenv("MUTASI_DATA_DIR", str(settings.data_dir))
    with open_runtime(settings) as runtime, runtime.database.writing() as session:
        make_office(session)
        return issue(
            session,
            kind="transfer_decree",
            about_kind="transfer",
            about_id=1,
            context=sample_transfer_decree(),
            dated_on=date(2026, 3, 2),
            at=NOW,
        )


def run(*args: str | int | Path, expect: int = 0) -> dict[str, Any]:
    outcome = CliRunner().invoke(decree, [*map(str, args), "--json"])
    assert outcome.exit_code == expect, outcome.output
    document: dict[str, Any] = json.loads(outcome.stdout)
    return document


def test_a_waiting_decree_is_printed_once_and_fetched_again(letter: Issued, tmp_path: Path) -> None:
    first = run("render", letter.number, "--out", tmp_path)
    again = run("render", letter.id, "--out", tmp_path / "salinan.pdf")
    assert first["sha256"] == again["sha256"]
    assert (tmp_path / "salinan.pdf").read_bytes() == Path(first["file"]).read_bytes()
    assert "error" in run("render", "tidak/ada", expect=1)
    draft = Path(run("render", letter.number, "--draft", "--out", tmp_path)["file"])
    assert (draft.name[:7], draft.read_bytes()[:2]) == ("konsep-", b"PK")


def test_our_file_is_recognised(letter: Issued, tmp_path: Path) -> None:
    file = tmp_path / "sk.pdf"
    run("render", letter.id, "--out", file)
    found = run("verify", file)
    assert found["valid"] is False
    assert (found["state"], found["number"], found["hash_ok"]) == ("unsigned", letter.number, True)
    assert found["signatures"] == []
    assert "belum ditandatangani" in found["reasons"][0]


def test_a_revoked_decree_is_refused(letter: Issued, tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "sk.pdf"
    run("render", letter.id, "--out", file)
    with open_runtime(settings) as runtime, runtime.database.writing() as session:
        revoke(session, letter.id, NOW)
    assert run("verify", file, expect=1)["state"] == "revoked"


def test_a_changed_file_is_found_out(letter: Issued, tmp_path: Path) -> None:
    file, changed = tmp_path / "sk.pdf", tmp_path / "lain.pdf"
    run("render", letter.id, "--out", file)
    changed.write_bytes(file.read_bytes() + b"\n")
    found = run("verify", changed, expect=1)
    assert (found["number"], found["hash_ok"], len(found["reasons"])) == (letter.number, False, 1)
    with pikepdf.open(io.BytesIO(file.read_bytes())) as pdf:
        data = json.loads(pdf.attachments["decree.json"].get_file().read_bytes())
        data["letter"]["effective_on"] = "2020-01-01"
        pdf.attachments["decree.json"] = json.dumps(data).encode()
        pdf.save(changed)
    assert len(run("verify", changed, expect=1)["reasons"]) == 2


def test_a_changed_excerpt_is_compared_with_itself_and_not_with_its_decree(
    letter: Issued, tmp_path: Path, settings: Settings
) -> None:
    file, changed = tmp_path / "petikan.pdf", tmp_path / "lain.pdf"
    with open_runtime(settings) as runtime, runtime.database.writing() as session:
        said = excerpt(get_context(session, letter.id), Signatory(("Sekretaris",), "Rina"), "Budi")
        copy = issue_copy(session, get_letter(session, letter.id), said, NOW)
    run("render", copy.id, "--out", file)
    changed.write_bytes(file.read_bytes() + b"\n")
    found = run("verify", changed, expect=1)
    assert (found["number"], found["hash_ok"], len(found["reasons"])) == (letter.number, False, 1)


@pytest.mark.usefixtures("letter")
@pytest.mark.parametrize("content", [b"", b"\x89PNG", b"%PDF-1.7\n", b"x" * 100_000])
def test_other_files_are_not_ours(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "lain.pdf"
    file.write_bytes(content)
    found = run("verify", file, expect=1)
    assert (found["state"], found["number"], found["hash_ok"]) == ("unknown", None, False)


@pytest.fixture
def printed(letter: Issued, tmp_path: Path) -> Path:
    file = tmp_path / "sk.pdf"
    run("render", letter.id, "--out", file)
    return file


def spoil_cut(pdf: bytes) -> bytes:
    return pdf[: len(pdf) // 2]


def spoil_byte(pdf: bytes) -> bytes:
    spot = pdf.index(b"stream") + 60
    return pdf[:spot] + bytes([pdf[spot] ^ 1]) + pdf[spot + 1 :]


def spoil_resaved(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("spoil", [spoil_cut, spoil_byte, spoil_resaved], ids=lambda spoil: spoil.__name__)
def test_a_spoilt_file_is_refused_in_words(
    printed: Path, settings: Settings, spoil: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    with open_runtime(settings) as runtime, runtime.database.writing() as session:
        mark_signed(session, 1)
    spoilt = tmp_path / "rusak.pdf"
    spoilt.write_bytes(spoil(printed.read_bytes()))
    found = run("verify", spoilt, expect=1)
    assert (found["valid"], found["hash_ok"]) == (False, False)
    assert any(word in " ".join(found["reasons"]) for word in ("berubah", "rusak, terpotong"))


def test_a_letter_that_bears_the_number_of_another_is_found_out(
    printed: Path, letter: Issued, settings: Settings, tmp_path: Path
) -> None:
    with open_runtime(settings) as runtime, runtime.database.writing() as session:
        other = issue(
            session,
            kind="transfer_decree",
            about_kind="transfer",
            about_id=2,
            context={**sample_transfer_decree(), "closing": "Lain."},
            dated_on=date(2026, 3, 2),
            at=NOW,
        )
    forged = tmp_path / "palsu.pdf"
    with pikepdf.open(io.BytesIO(printed.read_bytes())) as pdf:
        data = json.loads(pdf.attachments["decree.json"].get_file().read_bytes())
        pdf.attachments["decree.json"] = json.dumps({**data, "number": other.number}).encode()
        pdf.save(forged)
    found = run("verify", forged, expect=1)
    assert (found["number"], found["hash_ok"], found["valid"]) == (other.number, False, False)
    assert len(found["reasons"]) == 2
    assert letter.number != other.number


def test_a_signed_file_is_valid_until_its_record_is_taken_back(printed: Path, settings: Settings) -> None:
    signed = printed.with_name("ttd.pdf")
    signed.write_bytes(sign(printed.read_bytes(), "HADI WIBOWO"))
    new = NewSignature(
        SigningMethod.ELSEWHERE, date(2026, 3, 2), "HADI WIBOWO", signed.read_bytes(), ".pdf", "application/pdf", {}
    )
    with open_runtime(settings) as runtime, runtime.database.writing() as session:
        record_signature(session, runtime.files, 1, new, by_id=None, at=NOW)
    found = run("verify", signed)
    assert (found["valid"], found["state"], found["hash_ok"]) == (True, "valid", True)
    assert [one["signer"] for one in found["signatures"]] == ["HADI WIBOWO"]
    assert "tidak dapat dipastikan" in found["reasons"][0]
    assert run("verify", printed)["state"] == "unsigned"
    with open_runtime(settings) as runtime, runtime.database.writing() as session:
        withdraw_signature(session, 1, "keliru", by_id=None, at=NOW)
    found = run("verify", signed, expect=1)
    assert (found["valid"], found["state"], found["hash_ok"]) == (False, "unsigned", False)
    assert "dibatalkan" in found["reasons"][0]


def test_issuers_the_office_names_are_told_from_others(
    printed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuers = tmp_path / "penerbit"
    issuers.mkdir()
    (issuers / "resmi.pem").write_text(issuer_pem("Penerbit Contoh"))
    monkeypatch.setenv("MUTASI_TRUSTED_ISSUERS", str(issuers))
    good, foreign = tmp_path / "baik.pdf", tmp_path / "asing.pdf"
    good.write_bytes(sign(printed.read_bytes(), "HADI WIBOWO"))
    foreign.write_bytes(sign(printed.read_bytes(), "HADI WIBOWO", "Penerbit Asing"))
    assert not any("Sertifikat" in one for one in run("verify", good, expect=1)["reasons"])
    assert any("tidak berasal dari penerbit" in one for one in run("verify", foreign, expect=1)["reasons"])


def test_without_a_book_the_file_speaks_for_itself_and_nothing_is_made(
    printed: Path, letter: Issued, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = tmp_path / "kosong"
    monkeypatch.setenv("MUTASI_DATA_DIR", str(nowhere))
    signed = tmp_path / "ttd.pdf"
    signed.write_bytes(sign(printed.read_bytes(), "HADI WIBOWO"))
    found = run("verify", signed, expect=1)
    assert (found["valid"], found["state"], found["number"], found["hash_ok"]) == (
        False,
        "unknown",
        letter.number,
        False,
    )
    assert [one["is_intact"] for one in found["signatures"]] == [True]
    assert "Buku nomor tidak ada" in found["reasons"][0]
    assert not nowhere.exists()
    with pikepdf.open(io.BytesIO(printed.read_bytes())) as pdf:
        data = json.loads(pdf.attachments["decree.json"].get_file().read_bytes())
        data["letter"]["effective_on"] = "2020-01-01"
        pdf.attachments["decree.json"] = json.dumps(data).encode()
        pdf.save(signed)
    assert any("sidiknya sendiri" in one for one in run("verify", signed, expect=1)["reasons"])


def test_a_file_may_come_through_a_pipe(printed: Path) -> None:
    outcome = CliRunner().invoke(decree, ["verify", "-", "--json"], input=printed.read_bytes())
    assert (outcome.exit_code, json.loads(outcome.stdout)["hash_ok"]) == (0, True)


@pytest.mark.usefixtures("letter")
def test_what_is_no_letter_at_all_gets_a_sentence(tmp_path: Path) -> None:
    zeros, folder = tmp_path / "nol.pdf", tmp_path / "folder"
    with zeros.open("wb") as file:
        file.truncate(10**9)
    folder.mkdir()
    assert "terlalu besar" in run("verify", zeros, expect=1)["error"]["detail"]
    for odd in (folder, tmp_path / "tidak-ada.pdf"):
        assert CliRunner().invoke(decree, ["verify", str(odd), "--json"]).exit_code == 2
    draft = Path(run("render", 1, "--draft", "--out", tmp_path)["file"])
    found = run("verify", draft, expect=1)
    assert (found["state"], any("bukan PDF" in one for one in found["reasons"])) == ("unknown", True)


def test_the_letter_of_another_office_is_not_ours_though_its_number_is(
    letter: Issued, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = settings.model_copy(update={"data_dir": tmp_path / "lain", "database_url": ""})
    with open_runtime(other) as runtime:
        upgrade(runtime)
        with runtime.database.writing() as session:
            make_office(session)
            context = {**sample_transfer_decree(), "closing": "Dari kantor lain."}
            about = {"kind": "transfer_decree", "about_kind": "transfer", "about_id": 1, "at": NOW}
            theirs = issue(session, context=context, dated_on=date(2026, 3, 2), **about)  # type: ignore[arg-type]
    assert theirs.number == letter.number
    file = tmp_path / "lain.pdf"
    monkeypatch.setenv("MUTASI_DATA_DIR", str(other.data_dir))
    run("render", theirs.id, "--out", file)
    monkeypatch.setenv("MUTASI_DATA_DIR", str(settings.data_dir))
    found = run("verify", file, expect=1)
    assert (found["valid"], found["hash_ok"], len(found["reasons"])) == (False, False, 2)


def test_a_signature_that_was_accepted_is_told_from_one_that_never_was(
    printed: Path, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed, issuers = tmp_path / "ttd.pdf", tmp_path / "penerbit"
    signed.write_bytes(sign(printed.read_bytes(), "HADI WIBOWO"))
    (one,) = look_for_signatures(signed.read_bytes()).signatures
    shown = {"signatures": [one.as_json()]}
    day, data = date(2026, 3, 2), signed.read_bytes()
    new = NewSignature(SigningMethod.ELSEWHERE, day, "HADI WIBOWO", data, ".pdf", "application/pdf", shown)
    with open_runtime(settings) as runtime, runtime.database.writing() as session:
        record_signature(session, runtime.files, 1, new, by_id=None, at=NOW)
    issuers.mkdir()
    (issuers / "lain.pem").write_text(issuer_pem("Penerbit Lain"))
    monkeypatch.setenv("MUTASI_TRUSTED_ISSUERS", str(issuers))
    found = run("verify", signed)
    assert (found["valid"], found["signatures"][0]["doubt"]) == (True, "issuer")
    assert "tidak berasal dari penerbit" in found["reasons"][0]
    assert found["reasons"][1].startswith("Ketika dicatat pada 2026-03-02")


def test_the_first_line_says_in_words_what_to_think_of_the_file(
    printed: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed, other = tmp_path / "berubah.pdf", tmp_path / "lain.pdf"
    changed.write_bytes(printed.read_bytes() + b"\n")
    other.write_bytes(b"%PDF-1.7\n")

    def said(file: Path) -> str:
        return CliRunner().invoke(decree, ["verify", str(file)]).stdout.splitlines()[0].partition("  ")[2]

    assert said(printed) == "Belum ditandatangani"
    with open_runtime(settings) as runtime, runtime.database.writing() as session:
        mark_signed(session, 1)
    assert [said(file) for file in (printed, changed, other)] == ["Berlaku", "Bukan berkas kami", "Bukan surat kami"]
    monkeypatch.setenv("MUTASI_DATA_DIR", str(tmp_path / "kosong"))
    assert said(printed) == "Tidak dapat dipastikan"
