"""The certificate in a file: opened once, refused in time, and nothing accepted that is not the letter well signed."""

import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as some

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.letters.contexts import prepared_for, sample_transfer_decree
from mutasi_flow.letters.domain import METHOD_LABELS, RECORDED_METHODS, SigningMethod
from mutasi_flow.letters.render.engines import render
from mutasi_flow.letters.sign import (
    CertificateRefused,
    Official,
    Paper,
    PaperRefused,
    Secret,
    SecretRefused,
    SignerDown,
    get_signer,
    pades,
)
from mutasi_flow.letters.sign.accepting import accept
from mutasi_flow.letters.sign.pkcs12 import HeldKey, Pkcs12Session, Pkcs12Signer
from mutasi_flow.settings import Settings
from tests.letters.judging import failures
from tests.letters.signers import certificate, issuer_pem, p12, sign

NOW = datetime.now(UTC)
HEAD = "Dr. HADI WIBOWO"
NUMBER = "800.1.3.1/001/BKPSDM/2026"
OFFICIAL = Official(HEAD, "bupati")
WORD = "sandi rahasia bupati"


@pytest.fixture(scope="module")
def printed() -> bytes:
    return render(sample_transfer_decree()).data


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bupati.p12").write_bytes(p12(HEAD, WORD))
    return tmp_path


@pytest.fixture
def opened(folder: Path) -> Pkcs12Session:
    return Pkcs12Signer(SigningMethod.P12, folder).open(OFFICIAL, Secret(WORD.encode()), NOW)


def test_a_letter_is_signed_and_accepted(opened: Pkcs12Session, printed: bytes) -> None:
    (signed,) = opened.sign([Paper(printed, "SK", "Sagara")])
    (found,) = accept(printed, signed, number=NUMBER, signatory=HEAD, serial=opened.serial)
    assert (found.signer, found.is_intact, found.is_last_word, found.is_trusted) == (HEAD, True, True, False)
    assert accept(printed, signed, number=NUMBER, signatory=HEAD, trusted=[issuer_pem("Penerbit Contoh")])[0].is_trusted


@pytest.mark.parametrize("room", pades._ROOM)
def test_a_letter_stays_an_archive_file_however_much_room_its_signature_takes(
    opened: Pkcs12Session, printed: bytes, room: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pades, "_ROOM", (room,))
    (signed,) = opened.sign([Paper(printed, "SK")])
    assert failures(signed) == []


def test_several_papers_come_in_order(opened: Pkcs12Session, printed: bytes) -> None:
    papers = [Paper(printed, f"SK {one}") for one in range(3)]
    for signed, paper in zip(opened.sign(papers), papers, strict=True):
        assert paper.reason.encode() in signed


def test_only_the_first_letter_of_a_run_tells_how_much_room_a_signature_takes(
    folder: Path, opened: Pkcs12Session, printed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, sign_raw = list[bool](), HeldKey.async_sign_raw

    async def counting(key: HeldKey, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        tried.append(dry_run)
        return await sign_raw(key, data, digest_algorithm, dry_run)

    monkeypatch.setattr(HeldKey, "async_sign_raw", counting)
    made = [signed for _ in range(2) for signed in opened.sign([Paper(printed, "SK")] * 2)]
    assert tried == [True, False, False, False, False]
    assert len({len(one) for one in made}) == 1
    assert all(accept(printed, one, number=NUMBER, signatory=HEAD, serial=opened.serial) for one in made)
    anew = Pkcs12Signer(SigningMethod.P12, folder).open(OFFICIAL, Secret(WORD.encode()), NOW)
    assert [len(one) for one in anew.sign([Paper(printed, "SK")])] == [len(made[0])]


def test_rsa_signs_as_well(printed: bytes) -> None:
    key, model = rsa.generate_private_key(65537, 2048), certificate(HEAD, "Penerbit Contoh")
    built = certificates.CertificateBuilder().subject_name(model.subject).issuer_name(model.subject).serial_number(7)
    built = built.public_key(key.public_key()).not_valid_before(model.not_valid_before_utc)
    usage = model.extensions.get_extension_for_class(certificates.KeyUsage)
    made = built.not_valid_after(model.not_valid_after_utc).add_extension(usage.value, critical=True)
    own = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    (signed,) = Pkcs12Session(HeldKey(key, own), "7").sign([Paper(printed, "SK")])
    assert accept(printed, signed, number=NUMBER, signatory=HEAD, serial="7")


def test_a_paraf_and_the_signature_stay_valid(opened: Pkcs12Session, printed: bytes) -> None:
    (first,) = opened.sign([Paper(sign(printed, "Sekda", field="PARAF1"), "SK")])
    found = accept(sign(printed, "Sekda", field="PARAF1")[: len(printed)], first, number=NUMBER, signatory=HEAD)
    assert [one.signer for one in found] == ["Sekda", HEAD]
    assert all(one.is_intact and one.is_last_word for one in found)


def test_a_wrong_passphrase_says_nothing_but_that(folder: Path) -> None:
    with pytest.raises(SecretRefused) as caught:
        Pkcs12Signer(SigningMethod.P12, folder).open(OFFICIAL, Secret(b"bukan ini"), NOW)
    assert caught.value.__cause__ is None
    assert "bukan ini" not in repr(caught.getrepr(showlocals=True).reprcrash)
    assert not caught.value.may_retry
    assert SignerDown().may_retry


@pytest.mark.parametrize(
    ("official", "year", "said"),
    [
        (OFFICIAL, 2099, "kedaluwarsa"),
        (OFFICIAL, 1999, "baru berlaku"),
        (Official("Orang Lain", "bupati"), 0, "bukan Orang Lain"),
        (Official(HEAD, "tidakada"), 0, "Belum ada"),
        (Official(HEAD, "../bupati"), 0, "Belum ada"),
        (Official(HEAD, "/etc/passwd"), 0, "Belum ada"),
    ],
)
def test_an_unusable_certificate_is_refused_before_signing(
    official: Official, year: int, said: str, folder: Path
) -> None:
    moment = NOW.replace(year=year, day=1) if year else NOW
    with pytest.raises(CertificateRefused, match=said):
        Pkcs12Signer(SigningMethod.P12, folder).open(official, Secret(WORD.encode()), moment)


def test_a_closed_session_signs_nothing(opened: Pkcs12Session, printed: bytes) -> None:
    opened.close()
    with pytest.raises(RuntimeError):
        next(opened.sign([Paper(printed, "SK")]))


def _saved_again(pdf: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda signed, _printed: signed[:-400], "rusak|tidak cocok|belum memuat"),
        (lambda signed, _printed: _saved_again(signed), "bukan surat"),
        (lambda _signed, printed: printed, "bukan surat"),
        (lambda _signed, printed: printed + b"\n", "belum memuat|rusak"),
        (lambda _signed, _printed: b"<html>500</html>", "bukan surat"),
        (lambda signed, printed: signed[: len(printed)] + bytes(len(signed) - len(printed)), "belum memuat|rusak"),
        (lambda _signed, printed: sign(printed, "Orang Lain"), "dibuat Orang Lain"),
    ],
    ids=["cut", "saved", "unsigned", "line", "page", "zeros", "other"],
)
def test_what_is_not_the_letter_well_signed_is_refused(
    spoil: Callable[[bytes, bytes], bytes], said: str, opened: Pkcs12Session, printed: bytes
) -> None:
    (signed,) = opened.sign([Paper(printed, "SK")])
    with pytest.raises(PaperRefused, match=said):
        accept(printed, spoil(signed, printed), number=NUMBER, signatory=HEAD, serial=opened.serial)


def test_the_same_name_with_another_certificate_is_refused(printed: bytes) -> None:
    with pytest.raises(PaperRefused, match="dibuat"):
        accept(printed, sign(printed, HEAD), number=NUMBER, signatory=HEAD, serial="1f")


def test_an_issuer_who_is_not_trusted_is_refused(opened: Pkcs12Session, printed: bytes) -> None:
    (signed,) = opened.sign([Paper(printed, "SK")])
    with pytest.raises(PaperRefused, match="tidak berasal dari penerbit"):
        accept(printed, signed, number=NUMBER, signatory=HEAD, trusted=[issuer_pem("Penerbit Lain")])


def test_a_file_that_is_no_pdf_cannot_be_signed(opened: Pkcs12Session) -> None:
    with pytest.raises(PaperRefused):
        next(opened.sign([Paper(b"bukan PDF", "SK")]))


@given(some.binary(max_size=60))
def test_a_secret_is_never_shown_and_can_be_forgotten(held: bytes) -> None:
    secret = Secret(held)
    assert secret.reveal() == held
    assert repr(secret) == str(secret) == "Secret(…)"
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    secret.forget()
    assert secret.reveal() == b""


def test_the_settings_choose(tmp_path: Path) -> None:
    with pytest.raises(Unprepared):
        get_signer(Settings(data_dir=tmp_path))
    chosen = Settings(data_dir=tmp_path, signer="p12", signer_certificates=tmp_path)
    assert get_signer(chosen).method is SigningMethod.P12
    (tmp_path / "signers").mkdir()
    assert get_signer(Settings(data_dir=tmp_path)).method is SigningMethod.DEMO
    assert get_signer(chosen).method is SigningMethod.P12
    with pytest.raises(ValueError, match="MUTASI_SIGNER_CERTIFICATES"):
        Settings(data_dir=tmp_path, signer="p12")


@pytest.mark.parametrize("method", sorted(set(SigningMethod) - set(RECORDED_METHODS)))
def test_only_bsre_may_name_bsre(method: SigningMethod) -> None:
    box = prepared_for(method)
    said = f"{box.note} {METHOD_LABELS[method]}"
    assert box.method == method
    assert ("BSrE" in said) is (method is SigningMethod.BSRE)
    assert ("demonstrasi" in said) is (method is SigningMethod.DEMO)
    assert prepared_for("").method == "none"
