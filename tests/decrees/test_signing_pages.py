"""The desk by its pages and from the shell: choose, type the passphrase once, watch, read what became of each."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import pkcs12
from sqlalchemy import select, update

from mutasi_flow.access.model import Account
from mutasi_flow.app import create_app
from mutasi_flow.core.requests import HandledRequest
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.decrees.cli import decree
from mutasi_flow.decrees.signing.domain import DEAD_AFTER, RunState
from mutasi_flow.decrees.signing.service import claim
from mutasi_flow.demo.certificates import lay_certificates
from mutasi_flow.demo.region import HEAD_NAME
from mutasi_flow.letters.domain import SigningMethod
from mutasi_flow.letters.model import LetterSignature
from mutasi_flow.letters.queries import get_letter
from mutasi_flow.letters.sign import DEMO_SECRET, Official, Secret, get_signer
from mutasi_flow.settings import Settings
from tests.browsing import Browser, enter_as
from tests.conftest import Ground
from tests.decrees.desk import WORD, Desk, build_desk

SECONDS = 300
"""Only what is broken needs them all; a machine that has other things to do needs some."""


@pytest.fixture
def dialect() -> str:
    """Pages and shell ask the same services; those are tried on both databases."""
    return "sqlite"


@pytest.fixture
def desk(runtime: Runtime, tmp_path: Path) -> Desk:
    return build_desk(runtime, tmp_path / "p12", at=datetime.now(UTC))


def browser_of(desk: Desk, who: int | None = None) -> Browser:
    app = create_app(desk.runtime.settings, desk.runtime)
    app.testing, app.test_client_class = True, Browser
    browser = app.test_client()
    assert isinstance(browser, Browser)
    enter_as(browser, who or desk.signer.account_id or 0)
    return browser


def test_the_official_reads_chooses_and_signs(desk: Desk) -> None:
    browser = browser_of(desk)
    page = browser.get("/tanda-tangan").text
    assert [desk.number_of(key) in page.replace("<wbr>", "") for key in desk.letters] == [True] * 3
    chosen = [str(key) for key in desk.letters[:2]]
    answer = browser.post("/tanda-tangan", data={"surat": chosen})
    place = answer.headers["Location"]
    page = browser.get(place).text
    assert "Tanda tangani 2 surat" in page
    assert "belum selesai" in browser.get("/tanda-tangan").text
    empty = browser.post(f"{place}/frasa-sandi", data={"frasa": ""})
    assert (empty.status_code, "Isi frasa sandi" in empty.text) == (422, True)
    begun = browser.post(f"{place}/frasa-sandi", data={"frasa": WORD})
    assert begun.status_code == 303
    shown = browser.get(begun.headers["Location"])
    assert WORD not in shown.text
    assert shown.headers["Refresh"].startswith("4;")
    assert "Diterima. Penandatanganan sedang dimulai" in shown.text
    deadline = time.monotonic() + SECONDS
    while "Selesai" not in (page := browser.get(place).text) and time.monotonic() < deadline:
        time.sleep(0.3)
    assert page.count("Ditandatangani") == 2
    assert [one.letter_id for one in desk.signatures()] == desk.letters[:2]
    with desk.runtime.database.reading() as session:
        paths = [one.location for one in session.scalars(select(HandledRequest))]
    assert not any("frasa-sandi" in one for one in paths)
    assert "Selesai" in browser.get("/tanda-tangan").text


def test_the_public_page_says_how_it_was_signed(desk: Desk) -> None:
    run = desk.open(desk.letters[:1])
    desk.sign(run)
    with desk.runtime.database.reading() as session:
        code = get_letter(session, desk.letters[0]).code
    page = browser_of(desk).get(f"/verifikasi/{code}").text
    assert "Tanda tangan elektronik dengan sertifikat dalam berkas" in page
    assert desk.signer.name in page
    assert "demonstrasi" not in page
    with desk.runtime.database.writing() as session:
        session.execute(update(LetterSignature).values(method=SigningMethod.DEMO))
    assert "Ini demonstrasi" in browser_of(desk).get(f"/verifikasi/{code}").text


def test_a_run_that_was_cut_asks_again_and_can_be_stopped(desk: Desk) -> None:
    run, browser = desk.open(), browser_of(desk)
    with desk.runtime.database.writing() as session:
        claim(session, run.id, desk.clock.now())
    place = f"/tanda-tangan/{run.id}"
    assert "Penandatanganan berjalan" in browser.get(place).text
    desk.moving.moment += 2 * DEAD_AFTER
    page = browser.get(place)
    assert "terputus" in page.text
    assert "Refresh" not in page.headers
    assert browser.post(f"{place}/berhenti").status_code == 303
    assert "Dihentikan oleh penanda tangan." in browser.get(place).text
    assert desk.run(run).state is RunState.STOPPED
    assert browser.post(f"{place}/berhenti").status_code == 409


def test_nobody_else_sees_or_feeds_the_run(desk: Desk) -> None:
    run = desk.open()
    for who, status in (("decider", 403), ("verifier", 404)):  # a verifier may be whoever certifies excerpts
        other = browser_of(desk, desk.actors[who].account_id)
        assert other.get(f"/tanda-tangan/{run.id}").status_code == status
        assert other.post(f"/tanda-tangan/{run.id}/frasa-sandi", data={"frasa": WORD}).status_code == status
    assert "Tidak ada surat yang menunggu" in other.get("/tanda-tangan").text


def test_nothing_chosen_is_said_on_the_page(desk: Desk) -> None:
    answer = browser_of(desk).post("/tanda-tangan", data={})
    assert (answer.status_code, "Pilih surat yang akan ditandatangani." in answer.text) == (422, True)


def test_without_a_way_of_signing_the_desk_says_so(desk: Desk) -> None:
    bare = desk.runtime.settings.model_copy(update={"signer": "", "signer_certificates": None})
    browser = browser_of(replace(desk, runtime=replace(desk.runtime, settings=bare)))
    page = browser.get("/tanda-tangan").text
    assert "belum disiapkan di kantor ini" in page
    assert "Tanda tangani yang dipilih" not in page
    assert browser.post("/tanda-tangan", data={"surat": "1"}).status_code == 503


def run_shell(settings: Settings, arguments: list[str], typed: str) -> tuple[int, str, str]:
    names = {"data_dir", "signer", "signer_certificates", "public_url"}
    env = {f"MUTASI_{name.upper()}": str(getattr(settings, name)) for name in names}
    done = CliRunner().invoke(decree, arguments, input=typed, env=env)
    return done.exit_code, done.stdout, done.stderr


def test_the_shell_signs_with_the_passphrase_from_standard_input(desk: Desk) -> None:
    with desk.runtime.database.reading() as session:
        username = session.scalars(select(Account.username).where(Account.id == desk.signer.account_id)).one()
    settings = desk.runtime.settings
    code, _, said = run_shell(settings, ["sign-run", "--as", username], "\n")
    assert (code, "Isi frasa sandi" in said) == (1, True)
    code, out, _ = run_shell(settings, ["sign-run", "--as", username, "--json"], "keliru\n")
    assert (code, json.loads(out)["state"], json.loads(out)["signed"]) == (1, "asking", 0)
    code, out, said = run_shell(settings, ["sign-run", "--as", username, "--json"], f"{WORD}\n")
    found = json.loads(out)
    assert (code, found["state"], found["signed"]) == (0, "done", 3)
    assert WORD not in out + said
    code, _, said = run_shell(settings, ["sign-run", desk.number_of(desk.letters[0]), "--as", username], f"{WORD}\n")
    assert (code, "Pilih surat" in said) == (1, True)


def test_the_demo_signs_with_certificates_of_its_own(grounds: dict[str, Ground], tmp_path: Path) -> None:
    settings = grounds["sqlite"].fresh(tmp_path / "demo")
    lay_certificates(settings)
    (path,) = settings.demo_certificates.iterdir()
    before = path.read_bytes()
    lay_certificates(settings)
    assert path.read_bytes() == before
    held = pkcs12.load_pkcs12(before, DEMO_SECRET.encode())
    assert held.cert is not None
    assert "Demonstrasi" in held.cert.certificate.issuer.rfc4514_string()
    signer = get_signer(settings)
    assert signer.method is SigningMethod.DEMO
    official = Official(HEAD_NAME.upper(), path.stem)
    assert signer.open(official, Secret(DEMO_SECRET.encode()), datetime.now(UTC)).serial
