"""Legal position (kedudukan hukum): SIASN code, our words, and what it allows."""

from dataclasses import dataclass

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain.kinds import EmploymentStatus

STUDY_ASSIGNMENT = "03"
PPPK_CODES = frozenset({"71", "72"})
AWAITING_CPNS = "51"
LEFT = "52"
"""Not at work here: who left for another government, and who was to come and did not."""


@dataclass(frozen=True, slots=True)
class LegalPosition:
    """One code; ``may_move`` opens a transfer, ``is_serving`` counts the person among those at work."""

    code: str
    label: Text
    may_move: bool = False
    is_serving: bool = False


_ALL: tuple[LegalPosition, ...] = (
    LegalPosition("01", T("Aktif"), may_move=True, is_serving=True),
    LegalPosition("02", T("Cuti di luar tanggungan negara")),
    LegalPosition(STUDY_ASSIGNMENT, T("Tugas belajar")),
    LegalPosition("04", T("Diberhentikan sementara")),
    LegalPosition("05", T("Menerima uang tunggu")),
    LegalPosition("06", T("Menjalani wajib militer")),
    LegalPosition("07", T("Menjadi pejabat negara")),
    LegalPosition("08", T("Menjadi kepala desa")),
    LegalPosition("09", T("Sedang banding kepegawaian")),
    LegalPosition("11", T("Pegawai titipan"), is_serving=True),
    LegalPosition("12", T("Mengungsi")),
    LegalPosition("13", T("Perpanjangan cuti di luar tanggungan negara")),
    LegalPosition("14", T("Dinyatakan hilang")),
    LegalPosition("15", T("Menjalani hukuman disiplin"), is_serving=True),
    LegalPosition("16", T("Dipindahkan karena penurunan jabatan"), is_serving=True),
    LegalPosition("20", T("Masa persiapan pensiun")),
    LegalPosition(AWAITING_CPNS, T("Menunggu SK CPNS")),
    LegalPosition(LEFT, T("Tidak aktif")),
    LegalPosition("66", T("Diberhentikan")),
    LegalPosition("67", T("Tidak ada lagi ahli waris yang berhak")),
    LegalPosition("68", T("Bekas PNS Timor Timur")),
    LegalPosition("69", T("Tidak memenuhi syarat pengadaan")),
    LegalPosition("70", T("NIP dibatalkan")),
    LegalPosition("71", T("PPPK aktif"), may_move=True, is_serving=True),
    LegalPosition("72", T("PPPK aktif, jenis perjanjian lain"), may_move=True, is_serving=True),
    LegalPosition("77", T("Diberhentikan tanpa hak pensiun")),
    LegalPosition("88", T("Diberhentikan dengan hak pensiun")),
    LegalPosition("89", T("Tidak aktif, pensiun sedang diusulkan")),
    LegalPosition("90", T("Tidak ikut pendataan ulang 2015")),
    LegalPosition("91", T("Terkait tindak pidana")),
    LegalPosition("92", T("Data diblokir")),
    LegalPosition("98", T("Mencapai batas usia pensiun")),
    LegalPosition("99", T("Pensiun")),
)

LEGAL_POSITIONS: dict[str, LegalPosition] = {position.code: position for position in _ALL}
SERVING_CODES: tuple[str, ...] = tuple(position.code for position in _ALL if position.is_serving)


def employment_status_of(legal_position: str) -> EmploymentStatus:
    """Return the kind of civil servant that a legal position speaks of.

    A CPNS who already serves has code 01 like a PNS; whoever knows better stores it on the employee.
    """
    if legal_position in PPPK_CODES:
        return EmploymentStatus.PPPK
    return EmploymentStatus.CPNS if legal_position == AWAITING_CPNS else EmploymentStatus.PNS


def legal_position_label(code: str) -> Text:
    """Return the words for a code; an unknown code is shown as it is."""
    known = LEGAL_POSITIONS.get(code)
    if known is not None:
        return known.label
    return T("Kode {code}", code=code) if code else T("Belum diketahui")
