"""The page of a letter as typed blocks, from top to bottom: what it says and how it hangs together, not how it is drawn.

Engines draw blocks and know no kind of letter; kinds compose blocks and know no engine. All words stand in the blocks.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mutasi_flow.letters.contexts import Row


@dataclass(frozen=True, slots=True)
class Head:
    """Emblem and name of whoever writes; ``is_ruled`` draws the double line of a letterhead below."""

    emblem: str
    lines: tuple[str, ...]
    mark: str = ""
    """Stands above the emblem: SALINAN."""
    is_ruled: bool = False


@dataclass(frozen=True, slots=True)
class Title:
    """What the letter is called, its number, and for a decree what it is about and in whose name."""

    lines: tuple[str, ...]
    number: str
    about: str = ""
    """The word between number and subject: TENTANG."""
    subject: tuple[str, ...] = ()
    invocation: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A text beside its label, with the mark that hangs before it, and the data it announces."""

    text: str
    mark: str = ""
    rows: tuple[Row, ...] = ()
    is_whole: bool = True
    """Whether it stays on one page."""


@dataclass(frozen=True, slots=True)
class Group:
    """A label with its entries; the label stands beside the first one only."""

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Hanging labels with aligned colons: Menimbang, Mengingat, KESATU; a label never leaves its first line."""

    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Centred:
    """A line of its own that stays with what follows: MEMUTUSKAN."""

    text: str


@dataclass(frozen=True, slots=True)
class Data:
    """Labelled values, their colons aligned."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom the letter goes, line by line."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """A paragraph of a section; with a mark it hangs, with data it stays in one piece."""

    text: str
    mark: str = ""
    rows: tuple[Row, ...] = ()
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A sentence or heading that stays with what it announces: data and points."""

    said: str = ""
    rows: tuple[Row, ...] = ()
    points: tuple[Point, ...] = ()
    is_heading: bool = False
    is_small: bool = False


class TableLook(StrEnum):
    """How densely a table is set."""

    LIST = "list"
    MATRIX = "matrix"
    FORM = "form"
    """With room for ink in each row."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column; ``share`` is its part of the width in percent, the one without gets the rest."""

    label: str
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: its header is repeated on each page, its rows stay whole; each cell holds its lines."""

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    look: TableLook = TableLook.LIST
    is_numbered: bool = False
    """Whether each column shows its number, by which clauses name it."""
    caption: str = ""
    """Stands above and keeps the table in one piece with it."""


@dataclass(frozen=True, slots=True)
class Box:
    """The printed frame of an electronic signature; over one ``is_field`` lies the field that a signature fills."""

    lines: tuple[str, ...]
    is_field: bool


@dataclass(frozen=True, slots=True)
class Signing:
    """Where, when and by whom a letter is signed; with neither box nor word there is room for ink."""

    officer: tuple[str, ...]
    name: str
    below: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    box: Box | None = None
    word: str = ""
    """Stands in place of a signature that the original bears: ttd."""


@dataclass(frozen=True, slots=True)
class Check:
    """How to find out whether the letter is genuine: an address, shown as QR, and a code to type."""

    label: str
    code: str
    address: str
    name: str
    """What the QR is, for who does not see it."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The signature with what stands beside it, never alone on a page: the last clause and the closing come along."""

    signing: Signing
    beside: Check | Addressee
    clause: Group | None = None
    closing: str = ""
    is_following: bool = False
    """Whether it stays with the block before."""


@dataclass(frozen=True, slots=True)
class Official:
    """A signature at the right, below an annex or a note; it stays with the block before."""

    signing: Signing


@dataclass(frozen=True, slots=True)
class Copies:
    """Who gets a copy (tembusan); stays with the signature."""

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnnexHead:
    """Of which decree this is the annex."""

    lines: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part, with a small line under it, and what it is about."""

    text: str
    level: int = 1
    under: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody ticks by hand, and empty lines for the reason."""

    options: tuple[str, ...]
    label: str
    lines: int = 2


@dataclass(frozen=True, slots=True)
class Together:
    """Blocks that stay on one page."""

    blocks: tuple["Block", ...]


Block = (
    Head
    | Title
    | Labelled
    | Centred
    | Data
    | Addressee
    | Paragraph
    | Section
    | Table
    | Ending
    | Official
    | Copies
    | AnnexHead
    | Heading
    | Choice
    | Together
)


@dataclass(frozen=True, slots=True)
class Part:
    """What begins on a new sheet: the letter itself, then each annex."""

    blocks: tuple[Block, ...]
    mark: str = ""
    """At the very top: RAHASIA."""
    is_wide: bool = False
    """Whether it lies across."""
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Footnote:
    """The foot of every page; ``warning`` stands out."""

    text: str
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole letter, ready for any engine; ``paper`` is the name of its size, as in ``PAPERS``."""

    title: str
    author: str
    about: str
    issued_at: datetime
    paper: str
    footnote: Footnote
    parts: tuple[Part, ...]


PAPERS = {"F4": (215, 330), "A4": (210, 297)}
"""Width and height in millimetres."""
