"""Whether a certificate may sign for an official, asked before anything is signed."""

from datetime import datetime

from cryptography.x509 import Certificate
from cryptography.x509.oid import NameOID

from mutasi_flow.core.texts import T
from mutasi_flow.letters.sign.protocol import Official
from mutasi_flow.letters.sign.refusals import CertificateRefused
from mutasi_flow.people.domain import plain_name


def check_certificate(found: Certificate, official: Official, now: datetime) -> None:
    """Refuse what no reader of the letter would accept.

    Raises:
        CertificateRefused: it is in another name, expired, or not valid yet.
    """
    holder = next((str(one.value) for one in found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)), "")
    if plain_name(holder) != plain_name(official.name):
        raise CertificateRefused(
            T("Sertifikat ini atas nama {holder}, bukan {name}.", holder=holder or "-", name=official.name)
        )
    if now > found.not_valid_after_utc:
        day = found.not_valid_after_utc.date()
        raise CertificateRefused(T("Sertifikat {name} sudah kedaluwarsa sejak {day}.", name=official.name, day=day))
    if now < found.not_valid_before_utc:
        day = found.not_valid_before_utc.date()
        raise CertificateRefused(T("Sertifikat {name} baru berlaku mulai {day}.", name=official.name, day=day))
