"""The rows that come with the product. An office adds its own dated rows, which go before these.

Sources: BKN Regulation 5/2019 art. 3(1), letters b to j (a is a rule about the person, not a paper); inside one
government the office's own practice, as published by Kabupaten Banjar.
"""

from collections.abc import Mapping
from types import MappingProxyType

from mutasi_flow.core.texts import T
from mutasi_flow.transfers.documents.matrix import Kind, Maker, Need, Requirement
from mutasi_flow.transfers.domain import Door, LegalKind, PaperKind

KINDS: tuple[Kind, ...] = (
    Kind(PaperKind.SIGNED_REQUEST.value, T("Surat permohonan bertanda tangan")),
    Kind(PaperKind.PROOF.value, T("Bukti alasan")),
    Kind(PaperKind.RELEASE.value, T("Surat melepas dari unit asal"), is_letter=True),
    Kind(PaperKind.ACCEPTANCE.value, T("Surat menerima dari unit tujuan"), is_letter=True),
    Kind(PaperKind.EXEMPTION.value, T("Surat pengecualian dari aturan"), is_letter=True),
    Kind("discipline_clearance", T("Surat pernyataan bebas hukuman disiplin dan proses peradilan"), is_letter=True),
    Kind("study_clearance", T("Surat pernyataan tidak sedang tugas belajar atau ikatan dinas"), is_letter=True),
    Kind("job_analysis", T("Analisis jabatan dan analisis beban kerja")),
    Kind("receiving_proposal", T("Surat usul PPK instansi penerima"), is_letter=True),
    Kind("releasing_consent", T("Surat persetujuan PPK instansi asal"), is_letter=True),
    Kind("cover_letter", T("Surat pengantar usulan"), is_letter=True),
    Kind("last_decree", T("SK pangkat atau jabatan terakhir")),
    Kind("performance", T("Penilaian prestasi kerja dua tahun terakhir")),
    Kind("outer_decision", T("Putusan instansi yang berwenang"), is_letter=True),
    Kind("audit_clearance", T("Surat keterangan bebas temuan Inspektorat"), is_letter=True),
)

MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        PaperKind.SIGNED_REQUEST.value: Maker.EMPLOYEE,
        PaperKind.RELEASE.value: Maker.RELEASING,
        PaperKind.ACCEPTANCE.value: Maker.RECEIVING,
        "discipline_clearance": Maker.RELEASING,
        "study_clearance": Maker.RELEASING,
        "cover_letter": Maker.OFFICE,
    }
)
"""The usual maker of a document that is written here."""

_INSIDE = T("Praktik mutasi dalam satu pemerintah daerah").message
_ARTICLE = "Peraturan BKN 5/2019 pasal 3 ayat (1) huruf {letter}"
_YEAR = 365
_INTERNAL: tuple[tuple[str, Need, Door | None], ...] = (
    ("signed_request", Need.OFF, None),
    ("signed_request", Need.REQUIRED, Door.OWN),
    ("proof", Need.OPTIONAL, None),
    ("release", Need.OPTIONAL, None),
    ("acceptance", Need.OPTIONAL, None),
    ("discipline_clearance", Need.GENERATED, None),
    ("study_clearance", Need.GENERATED, None),
    ("cover_letter", Need.GENERATED, None),
    ("job_analysis", Need.OFF, None),
    ("last_decree", Need.OFF, None),
    ("performance", Need.OFF, None),
    ("audit_clearance", Need.OFF, None),
)
_ACROSS: tuple[tuple[str, str, str, Door | None, int | None], ...] = (
    ("job_analysis", "b", "Bagian Organisasi", None, None),
    ("signed_request", "c", "Pegawai", Door.OWN, None),
    ("receiving_proposal", "d", "PPK instansi penerima", None, None),
    ("releasing_consent", "e", "PPK instansi asal", None, None),
    ("discipline_clearance", "f", "PPK atau pejabat kepegawaian, paling rendah JPT Pratama", None, _YEAR),
    ("last_decree", "g", "", None, None),
    ("performance", "h", "", None, None),
    ("study_clearance", "i", "PPK atau pejabat kepegawaian, paling rendah JPT Pratama", None, _YEAR),
    ("audit_clearance", "j", "Inspektorat instansi asal", None, _YEAR),
)

REQUIREMENTS: tuple[Requirement, ...] = (
    *(Requirement(document, need, LegalKind.A, door, source=_INSIDE) for document, need, door in _INTERNAL),
    *(
        Requirement(
            document,
            Need.REQUIRED,
            legal_kind,
            door,
            valid_days=days,
            issuer=issuer,
            source=_ARTICLE.format(letter=letter),
        )
        for legal_kind in (LegalKind.B, LegalKind.C, LegalKind.D)
        for document, letter, issuer, door, days in _ACROSS
    ),
)


def maker_of(row: Requirement) -> Maker:
    """Return who makes a paper here: as its row says, or as is usual."""
    return row.maker if row.maker is not None else MAKERS.get(row.document, Maker.NOBODY)
