"""Layouts of letters of the office and of a person: supporting letters, placement notes, minutes, papers for a decision."""

from mutasi_flow.letters.contexts.bundle import DecisionBundle, DecisionNote
from mutasi_flow.letters.contexts.deliberation import Minutes
from mutasi_flow.letters.contexts.starting import PlacementNote
from mutasi_flow.letters.contexts.supporting import SupportingLetter
from mutasi_flow.letters.layout.blocks import (
    Addressee,
    Block,
    Choice,
    Data,
    Ending,
    Heading,
    Layout,
    Official,
    Paragraph,
    Part,
    Point,
    Section,
    Signing,
    Table,
    TableColumn,
    TableLook,
    Together,
)
from mutasi_flow.letters.layout.decrees import copies_of
from mutasi_flow.letters.layout.words import (
    Frozen,
    Issue,
    check_of,
    dated,
    lay_out,
    letterhead,
    points_of,
    signing_of,
    titled,
)

NOTE_SHARES = (7, 28, 17, 24)
MATRIX_SHARES = (4, 14.5, 9.5, 9.5, 11, 11, 15.5, 15.5)
MEMBERS = (TableColumn("No.", 7), TableColumn("Nama", 42), TableColumn("Kedudukan"), TableColumn("Tanda tangan", 31))
DECISIONS = ("Disetujui", "Tidak disetujui", "Ditunda sampai ...........................")
CHAPTERS = "ABCDEFGH"


def _columns(labels: tuple[str, ...], shares: tuple[float, ...]) -> tuple[TableColumn, ...]:
    return tuple(
        TableColumn(label, shares[place] if place < len(shares) else 0.0) for place, label in enumerate(labels)
    )


def _signed(letter: Frozen, issue: Issue, closing: str, *, is_following: bool = False) -> Ending:
    signing = signing_of(letter, dated(letter))
    return Ending(signing, check_of(letter, issue), closing=closing, is_following=is_following)


def supporting(letter: SupportingLetter, issue: Issue) -> Layout:
    """Lay out a letter that goes with a transfer, or follows it."""
    blocks: tuple[Block, ...] = (
        *letterhead(letter, letter.head),
        titled(letter.title, issue),
        *((Addressee(letter.addressee),) if letter.addressee else ()),
        *(Section(one.text, one.rows, points_of(one.points)) for one in letter.sections),
        _signed(letter, issue, letter.closing),
        *copies_of(letter.copies),
    )
    return lay_out(letter, issue, [Part(blocks)], "Surat ini baru sah setelah ditandatangani.")


def placement_note(letter: PlacementNote, issue: Issue) -> Layout:
    """Lay out the note that places people within a unit."""
    blocks: tuple[Block, ...] = (
        *letterhead(letter, letter.head),
        titled(letter.title, issue),
        Data(letter.addressed),
        Paragraph(letter.opening),
        Table(_columns(letter.columns, NOTE_SHARES), letter.rows),
        _signed(letter, issue, letter.closing, is_following=True),
        *copies_of(letter.copies),
    )
    return lay_out(letter, issue, [Part(blocks)], "Nota dinas ini baru berlaku setelah ditandatangani.")


def minutes(letter: Minutes, issue: Issue) -> Layout:
    """Lay out the minutes of a team; its members sign in ink in the table at the end."""
    others = [one for one in letter.attendees if one.is_present and not one.leads]
    rows = tuple(((f"{place}.",), (one.name,), (one.duty,), ()) for place, one in enumerate(others, start=1))
    blocks: tuple[Block, ...] = (
        *letterhead(letter, letter.head),
        titled(letter.title, issue),
        Paragraph(letter.opening),
        *(_heard(letter) if letter.heard or letter.quorum else ()),
        *_later(letter),
        *((Section(points=points_of(letter.points)),) if letter.points else ()),
        _signed(letter, issue, letter.closing),
        *((Table(MEMBERS, rows, TableLook.FORM, caption="Anggota tim yang hadir:"),) if rows else ()),
    )
    return lay_out(letter, issue, [Part(blocks)], "Berita acara ini belum ditandatangani.")


def _heard(letter: Minutes) -> tuple[Section, Section]:
    absent = (one for one in letter.attendees if not one.is_present)
    there = (letter.quorum, *(f"{one.name} ({one.duty}) tidak hadir: {one.remark}" for one in absent))
    items = tuple(
        Point(one.title, f"{place}.", one.rows, is_bold=True) for place, one in enumerate(letter.heard, start=1)
    )
    return (
        Section("A. Kehadiran", points=tuple(map(Point, there)), is_heading=True),
        Section(
            f"B. {letter.heard_heading}",
            points=items or (Point("Tidak ada usulan yang dibahas."),),
            is_heading=True,
        ),
    )


def _later(letter: Minutes) -> list[Section]:
    """Lay out what was decided of the whole, and what was not heard or does not go on."""
    told = [("Keputusan", letter.decided), (letter.dropped_heading, letter.dropped)]
    return [
        Section(f"{mark}. {heading}", points=tuple(map(Point, points)), is_heading=True)
        for mark, (heading, points) in zip(CHAPTERS[2:], [one for one in told if one[1]], strict=False)
    ]


def decision_bundle(letter: DecisionBundle, issue: Issue) -> Layout:
    """Lay out the papers for a decision: staff paper, matrix across the page, a note on each transfer."""
    under = f"Lampiran telaahan staf nomor {issue.number} tanggal {letter.dated_words}"
    main: tuple[Block, ...] = (
        *letterhead(letter, letter.head),
        titled(letter.title, issue),
        Data(letter.addressed),
        *(
            Section(f"{mark}. {one.heading}", points=points_of(one.points), is_heading=True)
            for mark, one in zip(CHAPTERS, letter.chapters, strict=False)
        ),
        _signed(letter, issue, letter.closing),
    )
    matrix = (
        Heading("MATRIKS CALON DAN DAMPAK", under=under),
        Table(_columns(letter.columns, MATRIX_SHARES), tuple(one.cells for one in letter.matrix), TableLook.MATRIX),
    )
    notes = [Part(_note(letter, one, under), letter.mark, is_small=True) for one in letter.notes]
    parts = [Part(main, letter.mark), Part(matrix, letter.mark, is_wide=True), *notes]
    return lay_out(letter, issue, parts, "Bahan ini belum ditandatangani.")


def _note(letter: DecisionBundle, note: DecisionNote, under: str) -> tuple[Block, ...]:
    by = note.official
    decided = points_of((note.decided,)) if note.decided else ()
    return (
        Heading("NOTA PERTIMBANGAN KEPUTUSAN", under=under, about=note.title),
        Data(note.rows),
        Section("Pertimbangan", points=points_of(note.considerations), is_heading=True),
        Section("Dasar", points=points_of(note.bases), is_heading=True, is_small=True),
        Together(
            (
                Section("Putusan", points=decided, is_heading=True),
                *(() if note.decided else (Choice(DECISIONS, "Alasan:"),)),
                Official(Signing(by.lines, by.name, by.below, (f"{letter.seat}, ..............................",))),
            )
        ),
    )
