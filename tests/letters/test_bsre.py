"""The national signing service, against a gateway on loopback that answers and fails as the real one does."""

import logging
import socket
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Response
from hypothesis import given
from hypothesis import strategies as some

from mutasi_flow.core.errors import MutasiError, Unprepared
from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.domain import SecretKind, SigningMethod
from mutasi_flow.letters.render.engines import render
from mutasi_flow.letters.sign import (
    CertificateRefused,
    CodeSpent,
    Official,
    Paper,
    PaperRefused,
    Secret,
    SecretRefused,
    SignerDown,
    get_signer,
    secrets_taken,
    send_code,
)
from mutasi_flow.letters.sign.accepting import accept
from mutasi_flow.letters.sign.bsre import Access, BsreSigner, Terms, read_codes
from mutasi_flow.letters.sign.bsre.answers import STATUSES, harmless, refuse
from mutasi_flow.settings import Settings
from tests.letters.gateway_made import EMAIL, HEAD, NIK, PASSPHRASE, PASSWORD, USER, Told, code_of, serving, told

NOW = datetime.now(UTC)
NUMBER = "800.1.3.1/001/BKPSDM/2026"
OFFICIAL = Official(HEAD, "bupati", email=EMAIL)
CODES = read_codes(Settings.model_fields["bsre_codes"].default)
RIGHT = Secret(PASSPHRASE.encode())


@pytest.fixture(scope="module")
def gateway() -> Iterator[tuple[str, Told]]:
    it = Told()
    with serving(it) as url:
        yield url, it


@pytest.fixture(autouse=True)
def it(gateway: tuple[str, Told]) -> Told:
    fresh = Told()
    gateway[1].__dict__.update(fresh.__dict__)
    return gateway[1]


@pytest.fixture
def pauses() -> list[float]:
    return []


Make = Callable[..., BsreSigner]


@pytest.fixture
def make(gateway: tuple[str, Told], pauses: list[float], tmp_path: Path) -> Make:
    def made(version: str = "v2", *, seconds: float = 20, password: str = PASSWORD, **terms: Any) -> BsreSigner:
        people = tmp_path / "nik.txt"
        people.write_text(f"# pejabat\nbupati {NIK}\n\nrusak\n")
        given = Terms(version, people if version == "v1" else None, **terms)
        return BsreSigner(Access(gateway[0], USER, password, CODES, seconds), given, pauses.append)

    return made


@pytest.fixture(scope="module")
def letters() -> list[bytes]:
    return [render({**sample_transfer_decree(), "number": f"{one}/2026"}).data for one in range(3)]


def papers(letters: list[bytes]) -> list[Paper]:
    return [Paper(one, "Menetapkan SK", "Sagara") for one in letters]


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_letters_are_signed_and_accepted_in_both_versions(
    make: Make, it: Told, letters: list[bytes], version: str
) -> None:
    opened = make(version, at_once=2).open(OFFICIAL, RIGHT, NOW)
    for signed, unsigned in zip(opened.sign(papers(letters)), letters, strict=True):
        (found,) = accept(unsigned, signed, number=NUMBER, signatory=HEAD, serial=opened.serial)
        assert (found.signer, found.is_intact) == (HEAD, True)
    assert {one["tampilan"].lower() for one in it.shown} == {"invisible"}
    assert it.lots == ([2, 1] if version == "v2" else [])
    opened.close()
    with pytest.raises(RuntimeError):
        next(opened.sign(papers(letters)))


def test_version_1_fetches_what_it_only_gets_the_key_of(make: Make, it: Told, letters: list[bytes]) -> None:
    it.by_key = True
    (signed,) = make("v1").open(OFFICIAL, RIGHT, NOW).sign(papers(letters)[:1])
    assert accept(letters[0], signed, number=NUMBER, signatory=HEAD)
    it.mood = "lost"
    with pytest.raises(PaperRefused):
        next(make("v1").open(OFFICIAL, RIGHT, NOW).sign(papers(letters)[:1]))


@pytest.mark.parametrize("status", [*STATUSES, "LAIN 3201010101650001"])
@pytest.mark.parametrize("version", ["v1", "v2"])
def test_only_an_issued_certificate_signs(make: Make, it: Told, status: str, version: str) -> None:
    it.status = status
    with pytest.raises(CertificateRefused, match=HEAD) as caught:
        make(version).open(OFFICIAL, RIGHT, NOW)
    assert NIK not in str(caught.value)
    assert not any("sign" in path for path in it.asked)


def test_the_state_is_not_asked_where_the_office_says_so(make: Make, it: Told) -> None:
    it.status = "EXPIRED"
    make(asks_status=False).open(OFFICIAL, RIGHT, NOW)
    assert it.asked == []


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_wrong_passphrase_is_tried_once(
    make: Make, it: Told, pauses: list[float], letters: list[bytes], version: str
) -> None:
    opened = make(version).open(OFFICIAL, Secret(b"bukan frasanya"), NOW)
    with pytest.raises(SecretRefused) as caught:
        list(opened.sign(papers(letters)))
    assert (len([path for path in it.asked if "sign" in path]), pauses) == (1, [])
    assert caught.value.__cause__ is None
    with pytest.raises(SecretRefused):
        make(version).open(OFFICIAL, Secret(b"\xff\xfe"), NOW)


@pytest.mark.parametrize(
    ("answer", "refusal", "said"),
    [
        (told(2011, f"User {NIK} tidak terdaftar"), CertificateRefused, "tidak terdaftar"),
        (told(9999, "Passphrase salah"), SecretRefused, "tidak cocok"),
        (told(9999, "Kuota habis"), PaperRefused, "Kuota habis"),
        (told(9999, f"berkas {PASSPHRASE} ditolak"), PaperRefused, "ditolak"),
        (Response(status=401), Unprepared, "MUTASI_BSRE_USER"),
        (Response("<html>Internal Server Error</html>", 500, mimetype="text/html"), SignerDown, "HTTP 500"),
        (Response('{"timestamp":1,"status":500,"error":"Internal Server Error"}', 500), PaperRefused, "Internal"),
        (Response("[1, 2]", 200, mimetype="application/json"), SignerDown, "di luar kesepakatan"),
        (Response('{"time": 3}', 200, mimetype="application/json"), PaperRefused, "-"),
    ],
    ids=["2011", "words", "unknown", "echo", "401", "html", "spring", "list", "empty"],
)
def test_each_refusal_has_its_class_and_tells_no_secret(
    make: Make, it: Told, letters: list[bytes], answer: Response, refusal: type[MutasiError], *, said: str
) -> None:
    it.refusals = [answer]
    with pytest.raises(refusal, match=said) as caught:
        list(make().open(OFFICIAL, RIGHT, NOW).sign(papers(letters)))
    assert NIK not in str(caught.value)
    assert PASSPHRASE not in str(caught.value)
    assert len(it.lots) == 1


def test_a_wrong_application_password_is_an_error_of_the_installation(make: Make) -> None:
    with pytest.raises(Unprepared, match="MUTASI_BSRE_PASSWORD"):
        make(password="salah").open(OFFICIAL, RIGHT, NOW)


@pytest.mark.parametrize("status", [429, 503, 504])
def test_a_busy_service_is_asked_again_with_patience(
    make: Make, it: Told, pauses: list[float], letters: list[bytes], status: int
) -> None:
    it.refusals = [told(1, "sibuk", status, **{"Retry-After": "7"}), told(1, "sibuk", status)]
    signed = list(make().open(OFFICIAL, RIGHT, NOW).sign(papers(letters)))
    assert (len(signed), pauses, it.lots) == (3, [7, 4], [3, 3, 3])
    it.refusals = [told(1, "sibuk", status, **{"Retry-After": "99999"}) for _ in range(3)]
    with pytest.raises(SignerDown) as caught:
        list(make().open(OFFICIAL, RIGHT, NOW).sign(papers(letters)))
    assert caught.value.may_retry
    assert max(pauses) == 30


def test_nobody_at_the_address_is_asked_again_and_then_told(pauses: list[float]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(SignerDown):
        BsreSigner(Access(url, USER, PASSWORD, CODES, 5), Terms(), pauses.append).open(OFFICIAL, RIGHT, NOW)
    assert len(pauses) == 2


@pytest.mark.parametrize("mood", ["slow", "disconnected", "short"])
def test_what_may_have_been_signed_is_not_asked_again_here(
    make: Make, it: Told, pauses: list[float], letters: list[bytes], mood: str
) -> None:
    it.mood = mood
    opened = make(seconds=0.7 if mood == "slow" else 20).open(OFFICIAL, RIGHT, NOW)
    with pytest.raises(SignerDown):
        list(opened.sign(papers(letters)[:1]))
    assert (it.lots, pauses) == ([1], [])
    it.mood = ""
    (signed,) = make().open(OFFICIAL, RIGHT, NOW).sign(papers(letters)[:1])
    assert accept(letters[0], signed, number=NUMBER, signatory=HEAD)


def test_files_in_another_order_find_their_letters(make: Make, it: Told, letters: list[bytes]) -> None:
    it.mood = "reversed"
    for signed, unsigned in zip(make().open(OFFICIAL, RIGHT, NOW).sign(papers(letters)), letters, strict=True):
        assert accept(unsigned, signed, number=NUMBER, signatory=HEAD)


def test_a_missing_file_stops_at_its_letter(make: Make, it: Told, letters: list[bytes]) -> None:
    it.mood = "missing"
    came = make().open(OFFICIAL, RIGHT, NOW).sign(papers(letters))
    assert accept(letters[0], next(came), number=NUMBER, signatory=HEAD)
    with pytest.raises(PaperRefused, match="tidak mengembalikan"):
        next(came)


@pytest.mark.parametrize("mood", ["cut text", "foreign"])
def test_a_damaged_or_foreign_file_is_not_accepted_and_the_others_are(
    make: Make, it: Told, letters: list[bytes], mood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    it.mood = mood
    monkeypatch.setattr("tests.letters.gateway_made.FOREIGN", b64encode(letters[2]))
    first, second, _ = make().open(OFFICIAL, RIGHT, NOW).sign(papers(letters))
    with pytest.raises(PaperRefused, match="bukan surat"):
        accept(letters[0], first, number=NUMBER, signatory=HEAD)
    assert accept(letters[1], second, number=NUMBER, signatory=HEAD)


def test_papers_that_say_different_things_go_apart(make: Make, it: Told, letters: list[bytes]) -> None:
    mixed = [Paper(one, f"SK {place // 2}") for place, one in enumerate(letters)]
    assert len(list(make().open(OFFICIAL, RIGHT, NOW).sign(mixed))) == 3
    assert it.lots == [2, 1]


def test_who_is_not_known_to_the_service_is_told_how_to_become_so(make: Make, tmp_path: Path) -> None:
    with pytest.raises(CertificateRefused, match="surel"):
        make().open(Official(HEAD, "bupati"), RIGHT, NOW)
    with pytest.raises(CertificateRefused, match="MUTASI_BSRE_IDENTITIES"):
        make("v1").open(Official("Sekda", "sekda"), RIGHT, NOW)
    lost = BsreSigner(Access("http://127.0.0.1:9", USER, PASSWORD, CODES), Terms("v1", tmp_path / "tidak-ada"))
    with pytest.raises(Unprepared):
        lost.open(OFFICIAL, RIGHT, NOW)


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_nothing_secret_is_logged(
    make: Make, letters: list[bytes], version: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    list(make(version).open(OFFICIAL, RIGHT, NOW).sign(papers(letters)[:1]))
    for secret in (PASSPHRASE, NIK, PASSWORD, b64encode(letters[0]).decode()[:60]):
        assert secret not in caplog.text
    assert PASSWORD not in repr(Access("http://x", USER, PASSWORD, CODES))


def one_time(code: str) -> Secret:
    return Secret(code.encode(), SecretKind.ONE_TIME)


def test_a_one_time_code_signs_the_files_it_was_asked_for(make: Make, it: Told, letters: list[bytes]) -> None:
    signer = make(at_once=2)
    signer.send_code(OFFICIAL, 3)
    signed = list(signer.open(OFFICIAL, one_time(code_of(it)), NOW).sign(papers(letters)))
    assert (it.codes, it.lots, it.left) == ([3], [2, 1], 0)
    for one, unsigned in zip(signed, letters, strict=True):
        assert accept(unsigned, one, number=NUMBER, signatory=HEAD)


def test_a_code_that_expires_in_between_is_spent_and_one_that_never_signed_is_wrong(
    make: Make, it: Told, letters: list[bytes]
) -> None:
    it.code_serves = 1
    signer = make(at_once=1)
    signer.send_code(OFFICIAL, 3)
    came = signer.open(OFFICIAL, one_time(code_of(it)), NOW).sign(papers(letters))
    assert accept(letters[0], next(came), number=NUMBER, signatory=HEAD)
    with pytest.raises(CodeSpent, match="kode baru"):
        next(came)
    with pytest.raises(SecretRefused, match="Kode sekali pakai tidak cocok") as caught:
        list(signer.open(OFFICIAL, one_time("999999"), NOW).sign(papers(letters)))
    assert "999999" not in str(caught.value)
    assert len(it.lots) == 3, "nothing is tried twice with the same code"


def test_where_a_code_is_good_for_one_lot_the_next_is_not_even_tried(
    make: Make, it: Told, letters: list[bytes]
) -> None:
    signer = make(at_once=2, code_once=True)
    signer.send_code(OFFICIAL, 3)
    came = signer.open(OFFICIAL, one_time(code_of(it)), NOW).sign(papers(letters))
    assert [bool(next(came)), bool(next(came))] == [True, True]
    with pytest.raises(CodeSpent):
        next(came)
    assert (it.codes, it.lots) == ([2], [2])


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (told(2011, f"User {NIK} tidak terdaftar"), CertificateRefused),
        (told(9, "Kuota habis"), CertificateRefused),
        (Response('{"error": "tidak tersedia"}', 200, mimetype="application/json"), CertificateRefused),
        (told(1, "sibuk", 503), SignerDown),
        (Response(status=401), Unprepared),
    ],
)
def test_a_code_that_is_not_sent_is_said_and_asked_for_once(
    make: Make, it: Told, answer: Response, refusal: type[MutasiError]
) -> None:
    it.refusals = [answer, answer]
    with pytest.raises(refusal) as caught:
        make().send_code(OFFICIAL, 3)
    assert NIK not in str(caught.value)
    assert len(it.refusals) == 1


def test_codes_are_used_where_the_office_says_so(gateway: tuple[str, Told], it: Told, tmp_path: Path) -> None:
    given = {"data_dir": tmp_path, "signer": "bsre", "bsre_url": gateway[0], "bsre_user": USER}
    plain = Settings(**given, bsre_password=PASSWORD)  # type: ignore[arg-type]
    assert secrets_taken(plain) == (SecretKind.PASSPHRASE,)
    with pytest.raises(Unprepared, match="tidak memakai"):
        send_code(plain, OFFICIAL, 1)
    either = plain.model_copy(update={"bsre_secret": "either"})
    assert secrets_taken(either) == (SecretKind.PASSPHRASE, SecretKind.ONE_TIME)
    assert secrets_taken(plain.model_copy(update={"bsre_secret": "one_time"})) == (SecretKind.ONE_TIME,)
    send_code(either, OFFICIAL, 4)
    assert it.codes == [4]
    with pytest.raises(ValueError, match="MUTASI_BSRE_SECRET"):
        Settings(
            data_dir=tmp_path,
            signer="bsre",
            bsre_url="http://x",
            bsre_version="v1",
            bsre_identities=tmp_path,
            bsre_secret="either",
        )


@given(some.text(max_size=400))
def test_words_of_the_service_are_shown_without_long_numbers(said: str) -> None:
    shown = harmless(f"{said} {NIK} {said}")
    assert NIK not in shown
    assert len(shown) <= 160
    assert shown.isprintable()


@given(
    some.integers(200, 599), some.none() | some.dictionaries(some.text(), some.text() | some.integers()) | some.text()
)
def test_every_answer_has_a_meaning(status: int, body: object) -> None:
    with pytest.raises(MutasiError):
        refuse(status, body, CODES, PASSPHRASE)


def test_codes_are_the_offices_to_say() -> None:
    codes = read_codes("2011=certificate,2031=secret  4003=busy, 5000=setup")
    for code, refusal in (("4003", SignerDown), ("5000", Unprepared)):
        with pytest.raises(refusal):
            refuse(400, {"status_code": int(code), "error": "x"}, codes)
    with pytest.raises(ValueError, match="lain"):
        read_codes("1=lain")


def test_the_settings_choose_the_service(tmp_path: Path) -> None:
    chosen = get_signer(Settings(data_dir=tmp_path, signer="bsre", bsre_url="http://127.0.0.1:9", bsre_at_once=10))
    assert (chosen.method, chosen.at_once) == (SigningMethod.BSRE, 10)
    with pytest.raises(ValueError, match="MUTASI_BSRE_URL"):
        Settings(data_dir=tmp_path, signer="bsre")
    with pytest.raises(ValueError, match="MUTASI_BSRE_IDENTITIES"):
        Settings(data_dir=tmp_path, signer="bsre", bsre_url="http://x", bsre_version="v1")
    with pytest.raises(ValueError, match="bsre_codes"):
        Settings(data_dir=tmp_path, signer="bsre", bsre_url="http://x", bsre_codes="2031")
