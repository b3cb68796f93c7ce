"""Stamps and evidence, from services on loopback: what each level carries, and what a missing service does."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import pem
from asn1crypto.tsp import TimeStampReq, TimeStampResp
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from mutasi_flow.core.errors import Unprepared
from mutasi_flow.letters.contexts import sample_transfer_decree
from mutasi_flow.letters.domain import Doubt, FoundSignature, SignedFile, SigningMethod, reasons_against
from mutasi_flow.letters.render.engines import render
from mutasi_flow.letters.sign import (
    CertificateRefused,
    Official,
    Paper,
    Secret,
    SignerDown,
    SigningSession,
    get_signer,
    look,
    look_for_signatures,
)
from mutasi_flow.letters.sign.accepting import accept
from mutasi_flow.letters.sign.evidence import Evidence, StampService
from mutasi_flow.letters.sign.pkcs12 import Pkcs12Signer
from mutasi_flow.letters.sign.reading import read_signature
from mutasi_flow.letters.sign.validating import Trust, describe_signatures
from mutasi_flow.settings import Settings
from tests.letters.authorities import SOON, Authorities, serving_authorities
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


def opened(services: Authorities, folder: Path, evidence: Evidence | None, who: str = "good") -> SigningSession:
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
def test_a_run_asks_for_the_stamps_it_needs_and_once_for_their_size(
    level: str, services: Authorities, printed: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, ask = list[TimeStampReq](), StampService.async_request_tsa_response

    async def counting(service: StampService, req: TimeStampReq) -> TimeStampResp:
        asked.append(req)
        return await ask(service, req)

    monkeypatch.setattr(StampService, "async_request_tsa_response", counting)
    session = opened(services, tmp_path, Evidence(level, services.stamps, [services.root()]))
    for signed in session.sign([Paper(printed, "SK")] * 2):
        assert accept(printed, signed, number="1", signatory=HEAD, serial=session.serial, trusted=[services.root()])
    assert len(asked) == 1 + 2 * {"t": 1, "lta": 2}[level]


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


Signed = Callable[[str, str], bytes]
LATER = SOON + timedelta(days=200)


@pytest.fixture(scope="module")
def signed(services: Authorities, printed: bytes, tmp_path_factory: pytest.TempPathFactory) -> Signed:
    @cache
    def by(who: str, level: str) -> bytes:
        evidence = Evidence(level, services.stamps, [services.root()]) if level != "b" else None
        (one,) = opened(services, tmp_path_factory.mktemp("p12"), evidence, who).sign([Paper(printed, "SK")])
        return one

    return by


def judged(pdf: bytes, moment: datetime, *trusted: str) -> FoundSignature:
    """What a check at that moment finds, with nothing but the file and what the office trusts."""
    (shown,) = describe_signatures(pdf, Trust.read(trusted), moment)
    return read_signature(shown)


@pytest.mark.parametrize("level", ["b", "t", "lt", "lta"])
def test_a_certificate_that_has_expired_counts_where_the_file_proves_the_day(
    level: str, services: Authorities, signed: Signed
) -> None:
    pdf = signed("brief", level)
    assert (judged(pdf, NOW, services.root()).doubt, judged(pdf, NOW, services.root()).level) == (Doubt.NONE, level)
    found = judged(pdf, LATER, services.root())
    assert (found.is_trusted, found.is_intact) == (level == "lta", True)
    assert found.doubt is (Doubt.NONE if level == "lta" else Doubt.EXPIRED)
    assert (found.stamped_at is not None) is found.is_trusted


@pytest.mark.parametrize("level", ["b", "lta"])
def test_a_revocation_after_the_signature_undoes_only_what_proves_no_day(
    level: str, services: Authorities, signed: Signed
) -> None:
    pdf, told = signed("later", level), services.list_at(LATER)
    assert judged(pdf, LATER, services.root()).is_trusted, "nobody told this office of the revocation"
    found = judged(pdf, LATER, services.root(), told)
    assert found.doubt is (Doubt.NONE if level == "lta" else Doubt.REVOKED)


@pytest.mark.parametrize("level", ["b", "lta"])
def test_another_trust_store_is_said_and_never_guessed(level: str, signed: Signed) -> None:
    for trusted in ((), (issuer_pem("Penerbit Lain"),)):
        for moment in (NOW, LATER):
            found = judged(signed("good", level), moment, *trusted)
            assert (found.is_intact, found.is_trusted, found.doubt) == (True, False, Doubt.ISSUER)


def test_evidence_saves_no_file_that_was_changed(services: Authorities, signed: Signed) -> None:
    pdf = signed("brief", "lta")
    spot = pdf.index(b"stream") + 60
    changed = pdf[:spot] + bytes([pdf[spot] ^ 1]) + pdf[spot + 1 :]
    assert not judged(changed, LATER, services.root()).is_intact


def test_the_process_that_looks_finds_what_is_found_here(services: Authorities, signed: Signed) -> None:
    pdf = signed("good", "lta")
    found = look(pdf, [services.root()])
    assert (found.signatures, found.flaw) == ((judged(pdf, datetime.now(UTC), services.root()),), None)
    assert found.data is not None
    assert reasons_against(found, must_trust=True) == []


def test_every_doubt_has_its_sentence() -> None:
    good = FoundSignature("HADI", "Penerbit", "1", NOW, is_intact=True, is_last_word=True, is_trusted=True, level="lta")
    said = {
        str(replace(good, is_trusted=False, doubt=doubt).mistrust): doubt for doubt in Doubt if doubt is not Doubt.NONE
    }
    assert len(said) == 3
    assert reasons_against(SignedFile((good,)), must_trust=True) == []
    plain = reasons_against(SignedFile((replace(good, level="b"),)), must_trust=True)
    assert "jawaban penerbit" in str(plain[0])


def test_what_the_office_trusts_may_be_binary_and_what_is_neither_is_said(
    services: Authorities, signed: Signed, tmp_path: Path
) -> None:
    _, _, root = pem.unarmor(services.root().encode())
    _, _, told = pem.unarmor(services.list_at(LATER).encode())
    (tmp_path / "akar.crt").write_bytes(root)
    (tmp_path / "cabut.crl").write_bytes(told)
    trusted = Settings(data_dir=tmp_path, trusted_issuers=tmp_path).read_trusted_issuers()
    assert judged(signed("later", "b"), LATER, *trusted).doubt is Doubt.REVOKED
    with pytest.raises(Unprepared, match="MUTASI_TRUSTED_ISSUERS"):
        look_for_signatures(signed("good", "b"), ["bukan sertifikat"])


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
