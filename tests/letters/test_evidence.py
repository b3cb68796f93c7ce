"""Stamps and evidence, from services on loopback: what each level carries, and what a missing service does."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.domain import SigningMethod
from mutasi_flow.letters.render.engines import render
from mutasi_flow.letters.sign import CertificateRefused, Official, Paper, Secret, SignerDown, SigningSession, get_signer
from mutasi_flow.letters.sign.accepting import accept
from mutasi_flow.letters.sign.evidence import Evidence
from mutasi_flow.letters.sign.pkcs12 import Pkcs12Signer
from mutasi_flow.settings import Settings
from tests.letters.authorities import Authorities, serving_authorities
from tests.letters.judging import rules
from tests.letters.signers import issuer_pem
from tests.letters.test_field import FIRST_OF_TWO

ALLOWED: dict[str, set[str]] = {
    "t": set(),
    "lt": {FIRST_OF_TWO},
    "lta": {FIRST_OF_TWO, "PDFUA1-FORM-FIELD-TU-ALT-001", "PDFUA1-WIDGET-FORM-TAG-001"},
}
"""What the validator asks beyond the standard: cover what comes later, and read out a field that is on no page."""
HEAD = "Hadi Wibowo"
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authorities]:
    with serving_authorities(tmp_path_factory.mktemp("keys"), HEAD) as running:
        yield running


@pytest.fixture(scope="module")
def printed() -> bytes:
    return render(sample_transfer_decree()).data


def opened(services: Authorities, folder: Path, evidence: Evidence, who: str = "good") -> SigningSession:
    (folder / "bupati.p12").write_bytes(services.p12(who, "sandi"))
    return Pkcs12Signer(SigningMethod.P12, folder, evidence).open(Official(HEAD, "bupati"), Secret(b"sandi"), NOW)


@pytest.mark.parametrize("level", ["t", "lt", "lta"])
def test_each_level_carries_its_evidence(level: str, services: Authorities, printed: bytes, tmp_path: Path) -> None:
    session = opened(services, tmp_path, Evidence(level, services.stamps, [services.root()]))
    (signed,) = session.sign([Paper(printed, "SK")])
    (found,) = accept(printed, signed, number="1", signatory=HEAD, serial=session.serial, trusted=[services.root()])
    assert (found.is_trusted, found.is_last_word) == (True, True)
    reader = PdfFileReader(BytesIO(signed))
    roots = list(load_certs_from_pemder_data(services.root().encode()))
    status = validate_pdf_signature(reader.embedded_regular_signatures[0], ValidationContext(trust_roots=roots))
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.trusted
    assert ("/DSS" in reader.root) is (level != "t")
    assert len(reader.embedded_timestamp_signatures) == (1 if level == "lta" else 0)
    assert rules(signed) - ALLOWED[level] == set()


@pytest.mark.parametrize("level", ["t", "lta"])
@pytest.mark.parametrize("path", ["/office/tsa/none", "/nothing"])
def test_a_stamp_service_that_is_down_is_said_and_may_be_asked_again(
    level: str, path: str, services: Authorities, printed: bytes, tmp_path: Path
) -> None:
    for address in (services.address + path, "http://127.0.0.1:9/tsa"):
        session = opened(services, tmp_path, Evidence(level, address, [services.root()]))
        with pytest.raises(SignerDown, match="stempel waktu") as caught:
            next(iter(session.sign([Paper(printed, "SK")])))
        assert caught.value.may_retry


def test_a_revoked_certificate_signs_nothing(services: Authorities, printed: bytes, tmp_path: Path) -> None:
    session = opened(services, tmp_path, Evidence("lt", services.stamps, [services.root()]), "revoked")
    with pytest.raises(CertificateRefused, match="dicabut"):
        next(iter(session.sign([Paper(printed, "SK")])))


def test_a_foreign_certificate_signs_nothing(services: Authorities, printed: bytes, tmp_path: Path) -> None:
    session = opened(services, tmp_path, Evidence("lt", services.stamps, [issuer_pem("Penerbit Lain")]))
    with pytest.raises(CertificateRefused, match="dipercaya"):
        next(iter(session.sign([Paper(printed, "SK")])))


def test_the_settings_say_what_a_level_needs(services: Authorities, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="MUTASI_TIMESTAMP_URL"):
        Settings(data_dir=tmp_path, signature_level="t")
    with pytest.raises(ValueError, match="MUTASI_TRUSTED_ISSUERS"):
        Settings(data_dir=tmp_path, signature_level="lt", timestamp_url=services.stamps)
    (tmp_path / "akar.pem").write_text(services.root())
    (tmp_path / "bupati.p12").write_bytes(services.p12("good", "sandi"))
    chosen = Settings(
        data_dir=tmp_path,
        signer="p12",
        signer_certificates=tmp_path,
        signature_level="lt",
        timestamp_url=services.stamps,
        trusted_issuers=tmp_path,
    )
    assert get_signer(chosen).open(Official(HEAD, "bupati"), Secret(b"sandi"), NOW).serial
