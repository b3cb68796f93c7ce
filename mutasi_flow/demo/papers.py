"""Paper letters of the demo: one page of plain text, as a scanned letter would come in."""

from functools import cache
from io import BytesIO

import pikepdf

from mutasi_flow.core.uploads import Examined, examine

PAGE = (595, 842)
LINE = 18


def make_letter(lines: tuple[str, ...]) -> bytes:
    """Return a PDF with the lines on one page; characters beyond Latin-1 become question marks."""
    shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    content = f"BT /F1 11 Tf {LINE} TL 72 {PAGE[1] - 90} Td\n{shown}ET"
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    with pikepdf.new() as document, BytesIO() as stream:
        page = document.add_blank_page(page_size=PAGE)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(content.encode("latin-1", errors="replace"))
        document.save(stream, deterministic_id=True)
        return stream.getvalue()


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def release_letter(number: str, region: str) -> bytes:
    """Return a letter with which a unit lets an employee go."""
    return make_letter(
        (
            f"PEMERINTAH {region.upper()}",
            "",
            f"Nomor: {number}",
            "Hal: Persetujuan melepas pegawai",
            "",
            "Dengan ini kami menyetujui perpindahan pegawai yang bersangkutan",
            "ke unit tujuan sesuai dengan usulan.",
            "",
            "Surat contoh. Orang dan unitnya rekaan.",
        )
    )


def proof_letter(subject: str) -> bytes:
    """Return a paper that proves a reason."""
    return make_letter(("SURAT KETERANGAN", "", f"Perihal: {subject}", "", "Surat contoh. Isinya rekaan."))


@cache
def subject_paper(subject: str) -> Examined:
    """Return a letter about a subject, looked into once: many files bring the same."""
    return examine(make_letter(("SURAT", "", f"Perihal: {subject}", "", "Surat contoh. Isinya rekaan.")))


def heard_on_paper() -> bytes:
    """Return a letter in which the head of a unit answers instead of in the application."""
    return make_letter(
        ("TANGGAPAN KEPALA UNIT", "", "Kami mendukung perpindahan tersebut.", "", "Surat contoh. Isinya rekaan.")
    )


def signed_decree(number: str) -> bytes:
    """Return the last page of a decree as it comes back from the head of region; no two are the same file."""
    return make_letter(
        (
            "SURAT KEPUTUSAN",
            f"Nomor {number}",
            "",
            "Ditandatangani dengan tinta basah.",
            "",
            "Pindaian contoh. Isinya rekaan.",
        )
    )


def signed_minutes() -> bytes:
    """Return the page of minutes on which members of the team signed."""
    return make_letter(
        ("BERITA ACARA", "", "Ditandatangani anggota yang hadir.", "", "Pindaian contoh. Isinya rekaan.")
    )


def signed_request() -> bytes:
    """Return the request that an employee signed on paper, because somebody else files it."""
    return make_letter(
        ("PERMOHONAN PINDAH TUGAS", "", "Ditandatangani di atas kertas.", "Surat contoh. Isinya rekaan.")
    )
