"""The books of letters, as page and as sheet: what was numbered, and what still waits for its signature."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column
from mutasi_flow.core.sheets.write import XLSX, as_report
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import (
    Answer,
    attach,
    current_actor,
    current_session,
    read_mark,
    requires,
    spoken_name,
    translate,
)
from mutasi_flow.letters.domain import (
    COUNTING_REGISTERS,
    METHOD_LABELS,
    REGISTER_LABELS,
    STANDING_LABELS,
    ReservedState,
    Standing,
)
from mutasi_flow.letters.queries.numbers import Reserved, list_gaps, list_unused, load_numbering
from mutasi_flow.transfers.pages.shown import LETTER_LABELS
from mutasi_flow.transfers.queries.register import PAGE, Book, RegisterRow, list_books, list_register
from mutasi_flow.transfers.service.decree import DECREES, FOLLOWING, SIGNED

pages = Blueprint("register", __name__)

MOST_EXPORTED = 20_000
READERS = (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECREE, Permission.AUDIT_READ)
COLOURS = {
    Standing.VALID: "green",
    Standing.AMENDED: "green",
    Standing.UNSIGNED: "yellow",
    Standing.REVOKED: "grey",
    Standing.REPLACED: "grey",
    Standing.WITHDRAWN: "grey",
}
HIDDEN = T("Bukan dalam jangkauan Anda")
RESERVED_LABELS: dict[ReservedState, Text] = {
    ReservedState.RESERVED: T("Dicadangkan"),
    ReservedState.VOID: T("Batal, tidak dipakai lagi"),
}
COLUMNS = (
    Column("number", "Nomor", T("Nomor surat menurut buku agenda.")),
    Column("dated_on", "Tanggal", T("Tanggal surat."), kind=CellKind.DATE),
    Column("kind", "Jenis", T("Jenis surat; di luar jangkauan Anda hanya nomor dan tanggal yang disebut.")),
    Column("transfer", "Usulan", T("Nomor usulan yang bersangkutan.")),
    Column("name", "Nama", T("Pegawai yang bersangkutan.")),
    Column("standing", "Keadaan", T("Berlaku, belum ditandatangani, dicabut, atau digantikan.")),
    Column("signed_on", "Ditandatangani", T("Tanggal ditandatangani, bila tercatat."), kind=CellKind.DATE),
    Column("signer", "Penanda tangan", T("Siapa yang menandatangani, menurut surat atau sertifikatnya.")),
    Column("method", "Cara", T("Tinta basah, atau cara tanda tangan elektroniknya.")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which book, and whether only what waits for a signature."""

    books: list[Book]
    book: Book | None
    is_unsigned: bool


def _asked() -> Asked:
    """Read the address; without one the last book of decrees is open.

    Raises:
        NotFound: there is no such book.
    """
    books = list(list_books(current_session()))
    named, is_unsigned = request.args.get("buku", ""), request.args.get("menunggu") == "ya"
    if not named:
        return Asked(books, next((one for one in books if one.register == "sk"), None), is_unsigned)
    found = next((one for one in books if f"{one.register}-{one.year}" == named), None)
    if found is None:
        raise NotFound
    return Asked(books, found, is_unsigned)


def _unused(asked: Asked) -> tuple[Sequence[Reserved], Sequence[tuple[int, int]]]:
    """Return the numbers of the book that no letter bears, and the places of which nothing is known."""
    book, session = asked.book, current_session()
    if book is None or asked.is_unsigned:
        return (), ()
    rows = list_unused(session, book.register, book.year)
    return rows, list_gaps(session, load_numbering(session, book.register, book.year))


def name_gap(first: int, last: int) -> str:
    """Return the missing places in figures: ``7–9``."""
    return str(first) if first == last else f"{first}–{last}"


@pages.get("/buku-agenda")
@requires(*READERS)
def show() -> Answer:
    """Show one page of a book."""
    asked, session, actor = _asked(), current_session(), current_actor()
    below = read_mark("di-bawah")
    rows = list_register(session, actor, asked.book, is_unsigned=asked.is_unsigned, below=below) if asked.book else []
    unused, gaps = _unused(asked) if below is None else ((), ())
    return render_template(
        "transfers/register.html",
        asked=asked,
        rows=rows,
        following=rows[-1].id if len(rows) == PAGE else None,
        registers=REGISTER_LABELS,
        kinds=LETTER_LABELS,
        standings=STANDING_LABELS,
        methods=METHOD_LABELS,
        colours=COLOURS,
        hidden=HIDDEN,
        paged=DECREES | SIGNED | FOLLOWING,
        counting=COUNTING_REGISTERS,
        waiting=sum(one.state is ReservedState.RESERVED for one in unused),
        void=sum(one.state is ReservedState.VOID for one in unused),
        gaps=", ".join(name_gap(*gap) for gap in gaps),
    )


@pages.get("/buku-agenda.xlsx")
@requires(*READERS)
def download() -> Answer:
    """Give the whole book as a sheet."""
    asked = _asked()
    if asked.book is None:
        raise NotFound(T("Belum ada surat yang bernomor."))
    session, actor, most = current_session(), current_actor(), MOST_EXPORTED
    found = list_register(session, actor, asked.book, is_unsigned=asked.is_unsigned, limit=most + 1)
    if len(found) > most:
        raise InvalidInput(T("Lebih dari {count} baris. Persempit saringan, lalu unduh lagi.", count=most))
    label = REGISTER_LABELS.get(asked.book.register)
    book = spoken_name(translate(label)) if label else asked.book.register
    name = f"buku-agenda-{book}-{asked.book.year}.xlsx"
    return attach(as_report(COLUMNS, _in_order(found, *_unused(asked))), XLSX, name)


def _in_order(
    found: Sequence[RegisterRow], unused: Sequence[Reserved], gaps: Sequence[tuple[int, int]]
) -> list[list[Cell]]:
    """Return letters, numbers without a letter and gaps by their place in the book; what has no place comes last."""
    rows = [(row.sequence, _cells(row)) for row in reversed(found)]
    rows += [(row.sequence, _cells_of_unused(row)) for row in unused]
    missing = translate(T("Tidak tercatat"))
    rows += [(first, [name_gap(first, last), None, "", "", "", missing, None, "", ""]) for first, last in gaps]
    return [cells for _place, cells in sorted(rows, key=lambda row: (row[0] is None, row[0] or 0))]


def _cells_of_unused(row: Reserved) -> list[Cell]:
    purpose = row.purpose if row.about_id is None else ""
    state = translate(RESERVED_LABELS[row.state]) + (f": {row.because}" if row.because else "")
    return [row.number, row.dated_on, purpose, "", "", state, None, "", ""]


def _cells(row: RegisterRow) -> list[Cell]:
    if row.is_hidden:
        return [row.number or translate(T("Rahasia")), row.dated_on, translate(HIDDEN), "", "", "", None, "", ""]
    label = translate(LETTER_LABELS[row.kind]) if row.kind in LETTER_LABELS else row.kind
    standing = translate(STANDING_LABELS[row.standing])
    method = translate(METHOD_LABELS[row.method]) if row.method else ""
    signed = [row.signed_on, row.signer or "", method]
    return [row.number, row.dated_on, label, row.transfer or "", row.employee_name or "", standing, *signed]
