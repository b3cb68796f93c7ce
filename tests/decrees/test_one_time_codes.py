"""One-time codes of the national service: asked for from the desk, used until they are spent, and never a wrong passphrase."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, update

from mutasi_flow.access.model import Account
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.texts import T
from mutasi_flow.decrees.cli import decree
from mutasi_flow.decrees.signing.domain import RunState
from mutasi_flow.decrees.signing.model import SigningRefusal
from mutasi_flow.decrees.signing.process import request_code
from mutasi_flow.decrees.signing.service import begin, end_run
from mutasi_flow.letters.domain import SecretKind
from mutasi_flow.letters.sign.bsre import Access, BsreSigner, Terms
from mutasi_flow.settings import Settings
from tests.decrees.desk import WORD, Desk, build_desk
from tests.decrees.test_signing_pages import SECONDS, browser_of
from tests.letters.gateway_made import EMAIL, PASSWORD, USER, Told, code_of, serving
from tests.letters.test_bsre import CODES


@pytest.fixture
def dialect() -> str:
    """What is written for a code is what is written for a passphrase; that is tried on both databases."""
    return "sqlite"


@pytest.fixture
def it() -> Told:
    return Told()


@pytest.fixture
def url(it: Told) -> Iterator[str]:
    with serving(it) as address:
        yield address


@pytest.fixture
def desk(runtime: Runtime, tmp_path: Path, url: str, it: Told) -> Desk:
    made = build_desk(runtime, tmp_path / "p12", at=datetime.now(UTC))
    it.head = made.signer.name
    with runtime.database.writing() as session:
        session.execute(update(Account).where(Account.id == made.signer.account_id).values(email=EMAIL))
    given = {"signer": "bsre", "bsre_url": url, "bsre_user": USER, "bsre_secret": "either"}
    values = {**made.runtime.settings.model_dump(), **given, "bsre_password": PASSWORD}
    return replace(made, runtime=replace(made.runtime, settings=Settings(**values)))


def refused(desk: Desk) -> int:
    with desk.runtime.database.reading() as session:
        return session.scalar(select(func.count()).select_from(SigningRefusal)) or 0


def test_a_run_whose_code_is_spent_waits_for_another_and_keeps_what_it_signed(desk: Desk, it: Told, url: str) -> None:
    signer = BsreSigner(Access(url, USER, PASSWORD, CODES), Terms(at_once=1))
    run, it.code_serves = desk.open(), 2
    request_code(desk.runtime, run)
    waiting = desk.sign(run, code_of(it), SecretKind.ONE_TIME, choose=lambda _: signer)
    assert (waiting.state, waiting.refusals, "kode baru" in waiting.reason) == (RunState.ASKING, 0, True)
    assert ([one.letter_id for one in desk.signatures()], refused(desk)) == (desk.letters[:2], 0)
    request_code(desk.runtime, run)
    assert desk.sign(run, code_of(it), SecretKind.ONE_TIME, choose=lambda _: signer).state is RunState.DONE
    assert ([one.letter_id for one in desk.signatures()], it.codes) == (desk.letters, [3, 1])


def test_a_code_that_never_signed_counts_like_a_wrong_passphrase(desk: Desk, it: Told, url: str) -> None:
    signer = BsreSigner(Access(url, USER, PASSWORD, CODES), Terms())
    run = desk.open()
    again = desk.sign(run, "000000", SecretKind.ONE_TIME, choose=lambda _: signer)
    assert (again.state, again.refusals, "tidak cocok" in again.reason) == (RunState.ASKING, 1, True)
    assert desk.sign(run, WORD, choose=lambda _: signer).state is RunState.STOPPED
    assert (refused(desk), desk.signatures(), it.lots) == (2, [], [3, 3]), "several letters in one lot"


def test_the_official_has_a_code_sent_and_signs_with_it(desk: Desk, it: Told) -> None:
    run, browser = desk.open(), browser_of(desk)
    place = f"/tanda-tangan/{run.id}"
    page = browser.get(place).text
    assert ("Frasa sandi sertifikat" in page, "Kirim kode kepada saya" in page) == (True, True)
    sent = browser.post(f"{place}/kode")
    assert (sent.status_code, it.codes) == (303, [3])
    assert "sedang dikirim" in browser.get(place).text
    empty = browser.post(f"{place}/frasa-sandi", data={"kode": " "})
    assert (empty.status_code, "Isi kode sekali pakai" in empty.text) == (422, True)
    typed = f"{code_of(it)[:3]} {code_of(it)[3:]} "
    assert browser.post(f"{place}/frasa-sandi", data={"kode": typed}).status_code == 303
    deadline = time.monotonic() + SECONDS
    while "Selesai" not in (page := browser.get(place).text) and time.monotonic() < deadline:
        time.sleep(0.3)
    assert page.count("Ditandatangani") == 3
    assert code_of(it) not in page


def test_no_code_is_sent_for_a_run_that_has_ended_or_is_at_work(desk: Desk, it: Told) -> None:
    run, browser = desk.open(), browser_of(desk)
    place = f"/tanda-tangan/{run.id}"
    with desk.runtime.database.writing() as session:
        assert begin(session, run.id, desk.clock.now())
    busy = browser.post(f"{place}/kode")
    assert (busy.status_code, "sedang berjalan" in busy.text) == (409, True)
    with desk.runtime.database.writing() as session:
        end_run(session, run.id, T("Dihentikan."), desk.signer, desk.clock.now())
    ended = browser.post(f"{place}/kode")
    assert (ended.status_code, "sudah selesai" in ended.text, it.codes) == (409, True, [])


def test_the_shell_has_a_code_sent_before_it_asks(desk: Desk, it: Told) -> None:
    names = ("data_dir", "signer", "bsre_url", "bsre_user", "bsre_secret", "public_url")
    env = {f"MUTASI_{name.upper()}": str(getattr(desk.runtime.settings, name)) for name in names}
    with desk.runtime.database.reading() as session:
        username = session.scalars(select(Account.username).where(Account.id == desk.signer.account_id)).one()
    asked = ["sign-run", "--as", username, "--code", "--json"]
    done = CliRunner().invoke(decree, asked, input="100001\n", env={**env, "MUTASI_BSRE_PASSWORD": PASSWORD})
    assert (done.exit_code, json.loads(done.stdout)["signed"], it.codes) == (0, 3, [3]), done.output
    assert "100001" not in done.output


def test_nobody_is_offered_a_code_where_the_office_uses_none(desk: Desk, it: Told) -> None:
    bare = desk.runtime.settings.model_copy(update={"bsre_secret": "passphrase"})
    run = desk.open()
    browser = browser_of(replace(desk, runtime=replace(desk.runtime, settings=bare)))
    place = f"/tanda-tangan/{run.id}"
    assert "Kirim kode" not in browser.get(place).text
    assert browser.post(f"{place}/kode").status_code == 503
    with desk.runtime.database.writing() as session:
        session.execute(update(Account).values(email=""))
    unknown = browser_of(desk).post(f"{place}/kode")
    assert (unknown.status_code, "belum tercatat" in unknown.text, "Kirim kode" in unknown.text) == (422, True, True)
    assert browser.post(f"{place}/frasa-sandi", data={"kode": "100001"}).status_code == 422
    other = browser_of(desk, desk.actors["verifier"].account_id)
    assert other.post(f"{place}/kode").status_code == 404
    assert (it.codes, it.lots) == ([], [])
