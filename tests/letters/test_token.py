"""Keys on a token: a real PKCS#11 module (SoftHSM2) with tokens of invented officials."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pkcs11.util.rsa import decode_rsa_private_key, decode_rsa_public_key
from pkcs11.util.x509 import decode_x509_certificate

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.domain import SigningMethod
from mutasi_flow.letters.render.engines import render
from mutasi_flow.letters.sign import CertificateRefused, Official, Paper, Secret, SecretRefused, get_signer
from mutasi_flow.letters.sign.accepting import accept
from mutasi_flow.letters.sign.token import Labels, TokenSigner
from mutasi_flow.settings import Settings
from tests.letters.signers import certificate
from tests.letters.tokens import find_module

NOW = datetime.now(UTC)
HEAD = "Dr. HADI WIBOWO"
NUMBER = "800.1.3.1/001/BKPSDM/2026"
PIN = "482913"
OFFICIAL = Official(HEAD, "bupati", "196501011990031001")


def issued(key: rsa.RSAPrivateKey, holder: str) -> certificates.Certificate:
    model = certificate(holder, "Penerbit Contoh")
    built = certificates.CertificateBuilder().subject_name(model.subject).issuer_name(model.subject).serial_number(11)
    built = built.public_key(key.public_key()).not_valid_before(model.not_valid_before_utc)
    usage = model.extensions.get_extension_for_class(certificates.KeyUsage)
    return built.not_valid_after(model.not_valid_after_utc).add_extension(usage.value, True).sign(key, hashes.SHA256())


def der(key: rsa.RSAPrivateKey) -> tuple[bytes, bytes]:
    private = serialization.PrivateFormat.TraditionalOpenSSL
    return (
        key.private_bytes(serialization.Encoding.DER, private, serialization.NoEncryption()),
        key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1),
    )


def fill(module: Path, token: str, label: str, holder: str) -> None:
    """Put an RSA key and its certificate on a token."""
    key = rsa.generate_private_key(65537, 2048)
    private, public = der(key)
    with pkcs11.lib(str(module)).get_token(token_label=token).open(rw=True, user_pin=PIN) as session:
        named = {pkcs11.Attribute.LABEL: label, pkcs11.Attribute.ID: label.encode(), pkcs11.Attribute.TOKEN: True}
        session.create_object(decode_rsa_private_key(private) | named)
        session.create_object(decode_rsa_public_key(public) | named)
        shown = decode_x509_certificate(issued(key, holder).public_bytes(serialization.Encoding.DER))
        session.create_object(shown | named)


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The token module with three tokens; it reads its settings when it is loaded, once per process."""
    folder = tmp_path_factory.mktemp("tokens")
    (folder / "kept").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'kept'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    found, tool = find_module(), shutil.which("softhsm2-util")
    assert tool
    for token in ("bupati", "sekda", "kosong"):
        asked = [tool, "--init-token", "--free", "--label", token, "--pin", PIN, "--so-pin", "9" * 8]
        subprocess.run(asked, check=True, capture_output=True)  # noqa: S603 - the token's own tool
    fill(found, "bupati", "bupati", HEAD)
    fill(found, "sekda", "sekda", "Orang Lain")
    yield found
    del os.environ["SOFTHSM2_CONF"]


@pytest.fixture
def signer(module: Path) -> TokenSigner:
    return TokenSigner(module, Labels("{username}", "{username}"))


@pytest.fixture(scope="module")
def printed() -> bytes:
    return render(sample_transfer_decree()).data


def test_letters_are_signed_by_a_key_that_stays_on_its_token(signer: TokenSigner, printed: bytes) -> None:
    opened = signer.open(OFFICIAL, Secret(PIN.encode()), NOW)
    papers = [Paper(printed, f"SK {one}", "Sagara") for one in range(3)]
    for signed, paper in zip(opened.sign(papers), papers, strict=True):
        (found,) = accept(printed, signed, number=NUMBER, signatory=HEAD, serial=opened.serial)
        assert (found.signer, found.is_intact, found.serial) == (HEAD, True, "b")
        assert paper.reason.encode() in signed
    opened.close()
    opened.close()
    with pytest.raises(RuntimeError):
        next(opened.sign(papers))


@pytest.mark.parametrize("pin", [b"000000", b"1", b"", b"\xff\xfe\xfd\xfc"])
def test_a_wrong_pin_says_nothing_but_that(signer: TokenSigner, pin: bytes) -> None:
    with pytest.raises(SecretRefused) as caught:
        signer.open(OFFICIAL, Secret(pin), NOW)
    assert caught.value.__cause__ is None
    signer.open(OFFICIAL, Secret(PIN.encode()), NOW).close()


@pytest.mark.parametrize(
    ("official", "year", "said"),
    [
        (OFFICIAL, 2099, "kedaluwarsa"),
        (OFFICIAL, 1999, "baru berlaku"),
        (Official("Siti Aminah", "sekda"), 0, "bukan Siti Aminah"),
        (Official(HEAD, "tidakada"), 0, "tidak ditemukan"),
        (Official(HEAD, "kosong"), 0, "tidak ada di tokennya"),
    ],
)
def test_what_cannot_sign_is_refused_before_signing(
    signer: TokenSigner, official: Official, year: int, said: str
) -> None:
    moment = NOW.replace(year=year, day=1) if year else NOW
    with pytest.raises(CertificateRefused, match=said):
        signer.open(official, Secret(PIN.encode()), moment)


def test_a_missing_or_foreign_library_is_named(tmp_path: Path) -> None:
    (tmp_path / "bukan-pustaka").write_bytes(b"bukan pustaka")
    for name in ("tidak-ada", "bukan-pustaka"):
        with pytest.raises(Unprepared, match=name):
            TokenSigner(tmp_path / name, Labels("a", "a")).open(OFFICIAL, Secret(b"1234"), NOW)


def test_labels_are_filled_with_what_the_official_is_known_by() -> None:
    assert Labels("kantor", "{nip}-{username}").of(OFFICIAL) == ("kantor", "196501011990031001-bupati")
    assert Labels("{username}", "ttd").of(Official("{nip}", "a{nip}", "1")) == ("a{nip}", "ttd")


def test_the_settings_choose_the_token(module: Path, tmp_path: Path) -> None:
    chosen = get_signer(Settings(data_dir=tmp_path, signer="pkcs11", pkcs11_module=module))
    assert (chosen.method, chosen.at_once) == (SigningMethod.PKCS11, 20)
    with pytest.raises(ValueError, match="MUTASI_PKCS11_MODULE"):
        Settings(data_dir=tmp_path, signer="pkcs11")
