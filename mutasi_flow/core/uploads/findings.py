"""What may be wrong with a file, in words with a way out, and what is left of it when nothing is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T, Text


class Flaw(StrEnum):
    """Why a file cannot be used."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    OTHER_KIND = "other_kind"
    HEIC = "heic"
    SVG = "svg"
    TWO_KINDS = "two_kinds"
    LOCKED = "locked"
    DAMAGED = "damaged"
    NO_PAGES = "no_pages"
    TOO_MANY_PAGES = "too_many_pages"
    BLANK = "blank"
    ACTIVE = "active"
    ENCLOSED = "enclosed"
    TOO_HEAVY = "too_heavy"
    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"


LARGEST_MEGABYTES = 10
MOST_PAGES = 60
"""A decree with its annex has fewer; a whole personal file scanned in one piece has more."""

ADVICE: Mapping[Flaw, Text] = MappingProxyType(
    {
        Flaw.EMPTY: T("Berkas ini kosong. Pilih berkas lain."),
        Flaw.TOO_LARGE: T(
            "Berkas terlalu besar: paling besar {limit} MB. Pindai ulang dengan mutu sedang, atau foto saja.",
            limit=LARGEST_MEGABYTES,
        ),
        Flaw.OTHER_KIND: T("Berkas harus berupa PDF, JPEG, atau PNG. Simpan atau cetak dahulu sebagai PDF."),
        Flaw.HEIC: T(
            "Foto ini berformat HEIC, yang tidak dapat dibuka di semua komputer. Pada pengaturan kamera pilih "
            "“Paling Kompatibel” (JPEG), lalu foto ulang, atau kirim tangkapan layar fotonya."
        ),
        Flaw.SVG: T("Berkas ini gambar SVG, walau namanya lain. Foto dokumennya, atau simpan sebagai PDF atau JPEG."),
        Flaw.TWO_KINDS: T(
            "Berkas ini memuat berkas jenis lain di dalamnya, jadi tidak diterima. Foto dokumennya, atau cetak ke PDF."
        ),
        Flaw.LOCKED: T(
            "PDF ini terkunci kata sandi. Buka dengan sandinya, cetak ke PDF baru tanpa sandi, lalu unggah hasilnya."
        ),
        Flaw.DAMAGED: T(
            "Berkas ini rusak atau terpotong, mungkin karena pengunduhan terputus. Unduh atau pindai ulang, "
            "pastikan dapat dibuka, lalu unggah lagi."
        ),
        Flaw.NO_PAGES: T("PDF ini tidak mempunyai halaman. Pindai ulang dokumennya."),
        Flaw.TOO_MANY_PAGES: T(
            "PDF ini lebih dari {limit} halaman. Unggah halaman yang diminta saja, satu dokumen per berkas.",
            limit=MOST_PAGES,
        ),
        Flaw.BLANK: T("Semua halamannya kosong. Periksa apakah kertasnya terbalik, lalu pindai atau foto ulang."),
        Flaw.ACTIVE: T(
            "PDF ini memuat perintah yang berjalan sendiri (skrip atau tindakan), jadi tidak diterima. "
            "Buka, cetak ke PDF baru, lalu unggah hasilnya."
        ),
        Flaw.ENCLOSED: T(
            "PDF ini memuat berkas lain sebagai lampiran, jadi tidak diterima. "
            "Cetak ke PDF baru, dan unggah lampirannya sendiri."
        ),
        Flaw.TOO_HEAVY: T("Berkas ini terlalu berat untuk dibuka. Pindai ulang dengan resolusi 150–300 dpi."),
        Flaw.TOO_SMALL: T("Foto ini terlalu kecil untuk dibaca. Foto ulang dari dekat, seluruh halaman terlihat."),
        Flaw.TOO_DARK: T("Foto ini terlalu gelap untuk dibaca. Foto ulang di tempat terang, tanpa bayangan."),
    }
)


class UnusableFile(InvalidInput):
    """A file that cannot be taken; ``flaw`` says why."""

    code = "unusable_file"

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(ADVICE[flaw], field="file")
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that was looked into: the harmless copy, and what it is. Only :func:`examine` makes one."""

    data: bytes
    media_type: str
    suffix: str
    pages: int
    blank_pages: tuple[int, ...] = ()
    """Numbers of pages without anything on them, as the backs of scanned sheets."""
    is_signed: bool = False
    """Electronically signed: kept byte for byte, as any rewriting would break the signature."""
