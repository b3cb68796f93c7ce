"""The layout of a letter as a DOCX: kop, hanging labels, tables and annexes where the print has them."""

from collections.abc import Sequence
from importlib.metadata import version
from io import BytesIO
from typing import Any, assert_never

from docx import Document
from docx.document import Document as Draft
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from mutasi_flow.letters.layout import PAPERS, Layout
from mutasi_flow.letters.layout import blocks as b
from mutasi_flow.letters.render.draft.parts import (
    BODY_MM,
    Place,
    add_cells,
    add_data,
    add_grid,
    add_line,
    border_below,
    drop_first,
    empty_table,
    keep_together,
    unbroken,
)
from mutasi_flow.letters.render.protocol import Claims, IssuedLetter, Rendered

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT, SIZE, SMALL = "Bookman Old Style", Pt(12), Pt(9)
MARK = "KONSEP"
WARNING = "Konsep untuk disunting. Bukan surat, tidak bernomor resmi, dan tidak berlaku."
TICK = "\N{BALLOT BOX} "
LABEL_MM, COLON_MM, CHECK_MM = 38, 5, 66
EMBLEM_MM = 22
MARGINS_MM = (20, 22, 24, 30)
"""Top, right, bottom, left."""
DOTS = 60
SPACE_LINES = 4
"""Empty lines where a signature goes."""
CENTRE, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


class Drafts:
    """The engine of drafts. Code, QR and signature are left out: a draft proves nothing."""

    @property
    def claims(self) -> Claims:
        """What each file keeps."""
        return Claims(DOCX)

    def render(self, letter: IssuedLetter) -> Rendered:
        """Return the letter as a DOCX to edit, with the initials that were given."""
        made = _Maker(letter)
        for place, part in enumerate(letter.layout.parts):
            made.begin(part, is_first=place == 0)
            made.put_all(part.blocks)
        made.add_initials(letter.initials)
        return Rendered(made.bytes(), {"python-docx": version("python-docx")})


class _Maker:
    """Puts blocks into a document, one after the other."""

    def __init__(self, letter: IssuedLetter) -> None:
        self._images = letter.images
        self._document: Draft = Document()
        self._paper = PAPERS[letter.layout.paper]
        self._place: Place = self._document
        self._width = BODY_MM
        normal = self._document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, SIZE
        normal.paragraph_format.space_after = Pt(2)
        section = self._document.sections[0]
        header = section.header.paragraphs[0]
        header.alignment = CENTRE
        header.add_run(MARK).bold = True
        section.footer.paragraphs[0].add_run(WARNING).font.size = SMALL
        self._describe(letter.layout)

    def _describe(self, layout: Layout) -> None:
        core = self._document.core_properties
        core.title, core.author, core.comments = f"{MARK}: {layout.title}", layout.author, WARNING
        core.created = core.modified = layout.issued_at.replace(tzinfo=None)

    def bytes(self) -> bytes:
        """Return the file."""
        out = BytesIO()
        self._document.save(out)
        return out.getvalue()

    def begin(self, part: b.Part, *, is_first: bool) -> None:
        """Begin a new sheet, across when it is wide; header and footer go on."""
        section = self._document.sections[0] if is_first else self._document.add_section(WD_SECTION.NEW_PAGE)
        width, height = reversed(self._paper) if part.is_wide else self._paper
        section.orientation = WD_ORIENT.LANDSCAPE if part.is_wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(width), Mm(height)
        top, right, bottom, left = MARGINS_MM
        section.top_margin, section.right_margin = Mm(top), Mm(right)
        section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)
        self._width = width - right - left
        self._centred(part.mark)

    def put_all(self, blocks: Sequence[b.Block]) -> None:
        """Put blocks in their order."""
        for block in blocks:
            self._put(block)

    def _put(self, block: b.Block) -> None:  # noqa: C901, PLR0912 - one line for each block there is
        match block:
            case b.Head():
                self._head(block)
            case b.Title():
                self._title(block)
            case b.Labelled():
                self._labelled(block.groups)
            case b.Centred():
                self._centred(block.text)
            case b.Data():
                add_data(self._place, block.rows, self._width)
            case b.Addressee():
                self._lines(block.lines)
            case b.Paragraph():
                self._plain(block.text, JUSTIFY)
            case b.Section():
                self._section(block)
            case b.Table():
                self._plain(block.caption)
                add_grid(self._place, block, self._width)
            case b.Ending():
                self._ending(block)
            case b.Official():
                self._beside((), block.signing)
            case b.Copies():
                self._copies(block)
            case b.AnnexHead():
                self._lines((*block.lines, *(f"{row.label}: {row.value}" for row in block.rows)))
            case b.Heading():
                self._heading(block)
            case b.Choice():
                self._choice(block)
            case b.Together():
                self.put_all(block.blocks)
            case _:
                assert_never(block)

    def _plain(self, text: str, align: Any = None, *, mark: str = "", is_bold: bool = False) -> None:
        if text:
            add_line(self._place, text, align, mark=mark, is_bold=is_bold)

    def _lines(self, texts: Sequence[str]) -> None:
        for text in texts:
            self._plain(text)

    def _centred(self, *texts: str, is_bold: bool = False) -> None:
        for text in texts:
            self._plain(text, CENTRE, is_bold=is_bold)

    def _head(self, head: b.Head) -> None:
        """Put the uploaded picture and the names; the shipped drawing is not the office's emblem and stays out."""
        self._centred(head.mark)
        if (data := self._images.get(head.emblem)) is not None:
            made: Paragraph = self._place.add_paragraph()
            made.alignment = CENTRE
            made.add_run().add_picture(BytesIO(data), height=Mm(EMBLEM_MM))
        self._centred(*head.lines, is_bold=True)
        if head.is_ruled:
            border_below(self._place.paragraphs[-1])

    def _title(self, title: b.Title) -> None:
        self._centred(*title.lines, title.number, title.about, *title.subject, title.invocation, title.issuer)

    def _labelled(self, groups: Sequence[b.Group]) -> None:
        entries = [
            (group.label if place == 0 else "", entry) for group in groups for place, entry in enumerate(group.entries)
        ]
        width = self._width - LABEL_MM - COLON_MM
        table = empty_table(self._place, len(entries), (LABEL_MM, COLON_MM, width))
        for row, (label, entry) in zip(table.rows, entries, strict=True):
            add_cells(row, [label, ":" if label else ""], is_whole=entry.is_whole)
            add_line(row.cells[2], entry.text, JUSTIFY, mark=entry.mark)
            add_data(row.cells[2], entry.rows, width)
            drop_first(row.cells[2])

    def _section(self, section: b.Section) -> None:
        self._plain(section.said, JUSTIFY, is_bold=section.is_heading)
        add_data(self._place, section.rows, self._width)
        for point in section.points:
            self._plain(point.text, JUSTIFY, mark=point.mark, is_bold=point.is_bold)
            add_data(self._place, point.rows, self._width)

    def _ending(self, ending: b.Ending) -> None:
        if ending.clause:
            self._labelled((ending.clause,))
        self._plain(ending.closing, JUSTIFY)
        self._beside(ending.beside.lines if isinstance(ending.beside, b.Addressee) else (), ending.signing)

    def _beside(self, texts: Sequence[str], signing: b.Signing) -> None:
        """Put a signature at the right, with room for ink, and texts at its left; it stays with the line before."""
        keep_together(self._place)
        table = empty_table(self._place, 1, (CHECK_MM, self._width - CHECK_MM))
        left, right = table.rows[0].cells
        unbroken(table.rows[0])
        for text in texts:
            add_line(left, text)
        for text in (*signing.place, *signing.officer):
            add_line(right, text)
        for text in [signing.word] if signing.word else [""] * SPACE_LINES:
            right.add_paragraph(text)
        add_line(right, signing.name, is_bold=True)
        for text in signing.below:
            add_line(right, text)
        drop_first(left)
        drop_first(right)

    def _copies(self, copies: b.Copies) -> None:
        self._plain(copies.label)
        for place, text in enumerate(copies.texts, start=1):
            self._plain(text, mark=f"{place}.")

    def _heading(self, heading: b.Heading) -> None:
        self._centred(heading.text, is_bold=True)
        self._centred(heading.under)
        self._centred(heading.about, is_bold=True)

    def _choice(self, choice: b.Choice) -> None:
        self._plain("  ".join(f"{TICK}{option}" for option in choice.options))
        self._lines((choice.label, *["." * DOTS] * choice.lines))

    def add_initials(self, initials: Sequence[Sequence[str]]) -> None:
        """Print who initialled, below the letter."""
        if not initials:
            return
        self._document.add_paragraph()
        self._plain("Paraf:", is_bold=True)
        table = self._document.add_table(rows=0, cols=3, style="Table Grid")
        for one in initials:
            for cell, text in zip(table.add_row().cells, one, strict=True):
                cell.text = text
