"""The tree of a page as a DOCX: kop, hanging labels, tables and annexes where the print has them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Draft
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from mutasi_flow.letters.render.draft.parts import (
    BODY_MM,
    Place,
    add_cells,
    add_grid,
    border_below,
    empty_table,
    keep_together,
    write,
)
from mutasi_flow.letters.render.draft.tree import Node, read_page
from mutasi_flow.letters.render.page import PAPERS, Pages

FONT, SIZE, SMALL = "Bookman Old Style", Pt(12), Pt(9)
MARK = "KONSEP"
WARNING = "Konsep untuk disunting. Bukan surat, tidak bernomor resmi, dan tidak berlaku."
LABEL_MM, COLON_MM, NAME_MM, HANG_MM, CHECK_MM = 38, 5, 43, 8, 66
EMBLEM_MM = 22
MARGINS_MM = (20, 22, 24, 30)
"""Top, right, bottom, left."""
DOTS = 60
SPACE_LINES = 4
"""Empty lines where a signature goes."""
_CENTRED = frozenset({"head", "title", "decide", "secret", "sheet", "under", "annex-title", "about"})


@cache
def _pages() -> Pages:
    return Pages()


def draft(
    context: Mapping[str, Any], images: Mapping[str, bytes] | None = None, initials: Sequence[Sequence[str]] = ()
) -> bytes:
    """Return the issued letter of ``context`` as a DOCX to edit, with the initials that were given (post, name, day).

    ``images`` are the pictures that it names. Code, QR and signature are left out: a draft proves nothing.
    """
    made = _Maker(context, images or {})
    made.put(read_page(_pages().html(context)))
    made.add_initials(initials)
    return made.bytes()


class _Maker:
    """Puts nodes into a document, one after the other."""

    def __init__(self, context: Mapping[str, Any], images: Mapping[str, bytes]) -> None:
        self._images = images
        self._document: Draft = Document()
        self._paper = PAPERS[context["paper"]]
        self._is_centred = False
        self._place: Place = self._document
        self._width = BODY_MM
        normal = self._document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, SIZE
        normal.paragraph_format.space_after = Pt(2)
        section = self._document.sections[0]
        self._shape(section, is_wide=False)
        header = section.header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.CENTER
        header.add_run(MARK).bold = True
        foot = section.footer.paragraphs[0].add_run(WARNING)
        foot.font.size = SMALL
        core = self._document.core_properties
        core.title = f"{MARK}: {context['public']['label']} {context['number']}"
        core.author, core.comments = context["public"]["office"], WARNING
        core.created = core.modified = datetime.fromisoformat(context["issued_at"]).replace(tzinfo=None)
        self._kinds: tuple[tuple[str, Callable[[Node], None]], ...] = (
            ("footnote", self._nothing),
            ("emblem", self._emblem),
            ("annex", self._annex),
            ("wide", self._wide),
            ("note", self._note),
            ("annex-rows", self._pairs),
            ("rows", self._rows),
            ("person", self._person),
            ("end", self._end),
            ("grid", self._grid),
            ("box", self._space),
            ("space", self._space),
            ("line", self._line),
            ("right", self._right),
        )

    def bytes(self) -> bytes:
        """Return the file."""
        out = BytesIO()
        self._document.save(out)
        return out.getvalue()

    def put(self, node: Node) -> None:
        """Put an element and what is in it."""
        for name, make in self._kinds:
            if name in node.classes:
                make(node)
                return
        if node.tag in {"p", "h1", "h2"}:
            self._paragraph(node)
            return
        before, was_centred = self._last(), self._is_centred
        self._is_centred = was_centred or bool(node.classes & _CENTRED)
        for one in node.nodes():
            self.put(one)
        self._is_centred = was_centred
        if "kop" in node.classes and (last := self._last()) is not None and last is not before:
            border_below(last)
        if "finish" in node.classes and isinstance(self._place, Draft):
            keep_together(self._place)

    def _last(self) -> Paragraph | None:
        return self._place.paragraphs[-1] if self._place.paragraphs else None

    def _plain(self, text: str = "") -> Paragraph:
        return self._place.add_paragraph(text)

    def _paragraph(self, node: Node, place: Place | None = None) -> Paragraph:
        made = (place or self._place).add_paragraph()
        mark = node.find("mark") if "hang" in node.classes else None
        write(made, node, mark)
        if mark is not None:
            made.paragraph_format.left_indent = Mm(HANG_MM)
            made.paragraph_format.first_line_indent = Mm(-HANG_MM)
            made.paragraph_format.tab_stops.add_tab_stop(Mm(HANG_MM))
        if node.classes & {"issuer", "province", "who"} or node.tag == "h2":
            for run in made.runs:
                run.bold = True
        if self._is_centred or node.classes & _CENTRED or node.tag in {"h1", "h2"}:
            made.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif node.classes & {"closing", "text", "section", "said", "point"}:
            made.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        return made

    def _emblem(self, node: Node) -> None:
        """Put the uploaded picture; the shipped drawing is not the office's emblem and stays out."""
        picture = next((one for one in node.nodes() if one.tag == "img"), None)
        data = self._images.get(picture.attributes.get("src", "")) if picture else None
        if data is not None:
            made = self._plain()
            made.alignment = WD_ALIGN_PARAGRAPH.CENTER
            made.add_run().add_picture(BytesIO(data), height=Mm(EMBLEM_MM))

    def _rows(self, node: Node) -> None:
        rows = [one for one in node.nodes() if "row" in one.classes]
        table = empty_table(self._place, len(rows), (LABEL_MM, COLON_MM, self._width - LABEL_MM - COLON_MM))
        for place, row in enumerate(rows):
            parts = list(row.nodes())
            add_cells(table.rows[place], [parts[0].words, parts[1].words], is_whole="whole" in row.classes)
            self._inside(table.rows[place].cells[2], parts[2], self._width - LABEL_MM - COLON_MM)

    def _inside(self, cell: _Cell, node: Node, width: int) -> None:
        """Put words and what stands below them into a cell."""
        own = Node(node.tag, node.classes, {}, [one for one in node.children if not _is_block(one)])
        blocks = [one for one in node.nodes() if _is_block(one)]
        kept = self._place, self._width
        self._place, self._width = cell, width
        if own.words:
            self._paragraph(own)
        for one in blocks:
            self.put(one)
        self._place, self._width = kept
        _drop_first(cell)

    def _person(self, node: Node) -> None:
        rows = [one for one in node.nodes() if "datum" in one.classes]
        if not rows:
            return
        table = empty_table(self._place, len(rows), (NAME_MM, COLON_MM, self._width - NAME_MM - COLON_MM))
        for place, row in enumerate(rows):
            add_cells(table.rows[place], [part.words for part in row.nodes()], is_whole=True)

    def _pairs(self, node: Node) -> None:
        for one in node.nodes():
            label, value = (part.words for part in one.nodes())
            self._plain(f"{label}: {value}")

    def _end(self, node: Node) -> None:
        table = empty_table(self._place, 1, (CHECK_MM, self._width - CHECK_MM))
        check, sign = node.nodes()
        for line in (one for one in check.nodes() if "addressed" in one.classes):
            self._paragraph(line, table.rows[0].cells[0])
        self._inside(table.rows[0].cells[1], sign, self._width - CHECK_MM)
        _drop_first(table.rows[0].cells[0])

    def _right(self, node: Node) -> None:
        table = empty_table(self._place, 1, (CHECK_MM, self._width - CHECK_MM))
        self._inside(table.rows[0].cells[1], node, self._width - CHECK_MM)

    def _nothing(self, _node: Node) -> None:
        """Leave it out."""

    def _line(self, _node: Node) -> None:
        self._plain("." * DOTS)

    def _space(self, _node: Node) -> None:
        for _ in range(SPACE_LINES):
            self._plain()

    def _grid(self, node: Node) -> None:
        add_grid(self._place, node, self._width)

    def _annex(self, node: Node) -> None:
        self._turn(is_wide="wide" in node.classes)
        self._children(node)

    def _wide(self, node: Node) -> None:
        self._turn(is_wide=True)
        self._children(node)

    def _note(self, node: Node) -> None:
        self._turn(is_wide=False)
        self._children(node)

    def _children(self, node: Node) -> None:
        for one in node.nodes():
            self.put(one)

    def _turn(self, *, is_wide: bool) -> None:
        """Begin a new page, across when ``is_wide``; header and footer go on."""
        self._shape(self._document.add_section(WD_SECTION.NEW_PAGE), is_wide=is_wide)

    def _shape(self, section: Any, *, is_wide: bool) -> None:
        width, height = self._paper
        section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(height), Mm(width)) if is_wide else (Mm(width), Mm(height))
        top, right, bottom, left = MARGINS_MM
        section.top_margin, section.right_margin = Mm(top), Mm(right)
        section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)
        self._width = (height if is_wide else width) - right - left

    def add_initials(self, initials: Sequence[Sequence[str]]) -> None:
        """Print who initialled, below the letter."""
        if not initials:
            return
        self._plain()
        self._plain("Paraf:").runs[0].bold = True
        table = self._document.add_table(rows=0, cols=3, style="Table Grid")
        for one in initials:
            for cell, text in zip(table.add_row().cells, one, strict=True):
                cell.text = text


def _is_block(one: Node | str) -> bool:
    return isinstance(one, Node) and one.tag in {"div", "p", "h1", "h2", "table"}


def _drop_first(cell: _Cell) -> None:
    """Take out the empty paragraph with which a cell begins, where something else is in it; one must stay at the end."""
    first = cell.paragraphs[0]
    if len(cell.paragraphs) > 1 and not first.text and not first.runs:
        first._element.getparent().remove(first._element)  # noqa: SLF001 - the library has no other way
