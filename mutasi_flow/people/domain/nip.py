"""NIP and NI PPPK: 18 digits that tell birth, appointment and sex, and carry no check digit.

Positions 1–8 birth date, 9–14 year and month of first appointment (PNS) or 9–12 year and 13–14 contract code from
21 upward (PPPK), 15 sex, 16–18 serial from 001 (Perka BKN 43/2007). A number can be wrong or change, so it is
never a key; what does not fit the record is a warning and no refusal.

Serials 900–999 are reserved here for invented people: no birth date, month and sex has ever had 900 appointments.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain.kinds import SEX_LABELS, Sex
from mutasi_flow.people.domain.legal import PPPK_CODES

DIGITS = 18
LAST_MONTH = 12
FIRST_CONTRACT_CODE = 21
SYNTHETIC_SERIALS = range(900, 1000)
_SEPARATORS = str.maketrans("", "", " \t\u00a0.-'\u2019")
_SEXES = {"1": Sex.MALE, "2": Sex.FEMALE}


class NipKind(StrEnum):
    """Layout of the number."""

    PNS = "pns"
    PPPK = "pppk"


class InvalidNip(InvalidInput):
    """The text cannot be a NIP or NI PPPK."""

    code = "invalid_nip"

    def __init__(self, text: Text) -> None:
        super().__init__(text, "nip")


@dataclass(frozen=True, slots=True)
class Nip:
    """The parts of a number; ``appointment_month`` is None for PPPK, whose digits 13–14 are a contract code."""

    digits: str
    kind: NipKind
    birth_on: date
    appointment_year: int
    appointment_month: int | None
    sex: Sex
    serial: int

    @property
    def is_synthetic(self) -> bool:
        """Whether the serial lies in the range reserved for invented people."""
        return self.serial in SYNTHETIC_SERIALS

    @property
    def grouped(self) -> str:
        """The customary display ``19900101 201503 1 001``."""
        return group_nip(self.digits)

    def __str__(self) -> str:
        return self.digits


def normalize_nip(text: str) -> str:
    """Take away the separators people write (spaces, dots, hyphens, the apostrophe of spreadsheets)."""
    return text.translate(_SEPARATORS)


def group_nip(digits: str) -> str:
    """Show 18 digits in groups of 8, 6, 1 and 3; anything else stays as it is."""
    if len(digits) != DIGITS:
        return digits
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


def parse_nip(text: str) -> Nip:
    """Read a NIP or NI PPPK.

    Raises:
        InvalidNip: not 18 digits, no such birth date, no such month or contract code, sex not 1 or 2, serial 000.
    """
    digits = normalize_nip(text)
    if not (digits.isascii() and digits.isdigit()):
        raise InvalidNip(T("NIP hanya berisi angka. Periksa kembali: {text}", text=text.strip()))
    if len(digits) != DIGITS:
        raise InvalidNip(T("NIP terdiri dari 18 angka, yang tertulis {count} angka.", count=len(digits)))
    kind, month = _read_month(digits[12:14])
    sex = _SEXES.get(digits[14])
    if sex is None:
        raise InvalidNip(T("Angka ke-15 NIP harus 1 (laki-laki) atau 2 (perempuan), bukan {digit}.", digit=digits[14]))
    serial = int(digits[15:])
    if serial == 0:
        raise InvalidNip(T("Tiga angka terakhir NIP dimulai dari 001."))
    return Nip(digits, kind, _read_birth(digits[:8]), int(digits[8:12]), month, sex, serial)


def _read_birth(digits: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise InvalidNip(
            T("Delapan angka pertama NIP bukan tanggal lahir (tahun, bulan, hari): {digits}", digits=digits)
        ) from None


def _read_month(digits: str) -> tuple[NipKind, int | None]:
    number = int(digits)
    if 1 <= number <= LAST_MONTH:
        return NipKind.PNS, number
    if number >= FIRST_CONTRACT_CODE:
        return NipKind.PPPK, None
    raise InvalidNip(
        T(
            "Angka ke-13 dan ke-14 NIP harus bulan 01–12 (PNS) atau kode perjanjian mulai 21 (PPPK), bukan {digits}.",
            digits=digits,
        )
    )


def make_synthetic_nip(birth_on: date, appointed_on: date, sex: Sex, serial: int, contract_code: int = 0) -> str:
    """Build a number for an invented person; ``contract_code`` from 21 upward makes it a NI PPPK.

    Raises:
        ValueError: the serial is outside the reserved range.
    """
    if serial not in SYNTHETIC_SERIALS:
        message = "invented people have serials 900 to 999"
        raise ValueError(message)
    month = contract_code or appointed_on.month
    sex_digit = 1 if sex is Sex.MALE else 2
    return f"{birth_on:%Y%m%d}{appointed_on.year:04d}{month:02d}{sex_digit}{serial:03d}"


def check_nip(
    nip: Nip, birth_on: date | None, appointed_on: date | None, sex: Sex | None, legal_position: str
) -> tuple[Text, ...]:
    """Compare a number with the record beside it; every difference is a warning, unknown fields say nothing.

    The checks are those that regional staffing offices run before synchronising with SIASN: birth date, month of
    appointment (only the year for PPPK), sex, and the layout against the legal position.
    """
    is_pppk = legal_position in PPPK_CODES
    return tuple(
        text
        for text in (
            _check_layout(nip, legal_position, is_pppk=is_pppk),
            _check_birth(nip, birth_on),
            _check_appointment(nip, appointed_on, is_pppk=is_pppk),
            _check_sex(nip, sex),
        )
        if text is not None
    )


def _check_layout(nip: Nip, legal_position: str, *, is_pppk: bool) -> Text | None:
    if not legal_position or is_pppk == (nip.kind is NipKind.PPPK):
        return None
    if is_pppk:
        return T("Kedudukan hukum menyebut PPPK, tetapi nomornya berbentuk NIP PNS.")
    return T("Nomor berbentuk NI PPPK, tetapi kedudukan hukum tidak menyebut PPPK.")


def _check_birth(nip: Nip, birth_on: date | None) -> Text | None:
    if birth_on is None or birth_on == nip.birth_on:
        return None
    return T("Tanggal lahir pada NIP {in_nip} berbeda dari data {in_record}.", in_nip=nip.birth_on, in_record=birth_on)


def _check_appointment(nip: Nip, appointed_on: date | None, *, is_pppk: bool) -> Text | None:
    if appointed_on is None:
        return None
    same_month = is_pppk or nip.appointment_month in (None, appointed_on.month)
    if nip.appointment_year == appointed_on.year and same_month:
        return None
    return T("Pengangkatan pertama pada NIP berbeda dari data {in_record}.", in_record=appointed_on)


def _check_sex(nip: Nip, sex: Sex | None) -> Text | None:
    if sex is None or sex is nip.sex:
        return None
    return T(
        "Jenis kelamin pada NIP ({in_nip}) berbeda dari data ({in_record}).",
        in_nip=SEX_LABELS[nip.sex],
        in_record=SEX_LABELS[sex],
    )
