"""Papers for a decision in one print: staff paper (telaahan staf), matrix of candidates, and reasoned decision notes.

The parts of a staff paper are those of Permendagri 1/2023: the matter, what is presumed, facts, analysis, conclusion,
suggestion. Nothing is made up: what the records do not say is printed as not recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mutasi_flow.letters.contexts.parts import IssuingOffice, PublicFacts, Row, Signatory, Signature
from mutasi_flow.letters.contexts.supporting import FOR_INK
from mutasi_flow.letters.contexts.transfer import issuer_of
from mutasi_flow.letters.domain import NEUTRAL, written_date

LABEL = "Bahan Putusan Mutasi"
NOT_SHOWN = "–"
CONFIDENTIAL = "RAHASIA"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A numbered part of the staff paper: a heading with its points."""

    heading: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One candidate in the matrix; each cell holds its lines."""

    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class DecisionNote:
    """The reasoned note on one transfer; ``decided`` is empty as long as nobody has decided."""

    title: str
    rows: tuple[Row, ...]
    considerations: tuple[str, ...]
    bases: tuple[str, ...]
    decided: str
    official: Signatory


@dataclass(frozen=True, slots=True)
class DecisionBundle:
    """Everything the print shows, in the order in which it shows it."""

    head: tuple[str, ...]
    title: str
    mark: str
    """What stands at the top of each part when it is confidential."""
    addressed: tuple[Row, ...]
    chapters: tuple[Chapter, ...]
    columns: tuple[str, ...]
    matrix: tuple[MatrixRow, ...]
    notes: tuple[DecisionNote, ...]
    printed_for: str
    closing: str
    seat: str
    dated_on: date
    dated_words: str
    signatory: Signatory
    public: PublicFacts
    signature: Signature = FOR_INK
    verification_url: str = ""
    emblem: str = "neutral"
    paper: str = "F4"
    is_demo: bool = False
    kind: str = "decision_bundle"
    schema: str = "mutasi-flow/letter/decision_bundle"
    version: int = 1


COLUMNS = (
    "No.",
    "Nama dan NIP",
    "Dari",
    "Ke",
    "Pangkat, pendidikan, masa jabatan",
    "Kinerja dan disiplin",
    "Dampak pada kedua unit",
    "Syarat",
    "Pertimbangan tim",
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What the parts of one print share: who asks, for whom, about what, and whether it is confidential."""

    office: IssuingOffice
    matter: str
    author: Signatory
    author_line: str
    printed_for: str
    dated_on: date
    is_secret: bool = False
    emblem: str = NEUTRAL


def decision_bundle(
    frame: Frame, chapters: Sequence[Chapter], matrix: Sequence[MatrixRow], notes: Sequence[DecisionNote]
) -> DecisionBundle:
    """Compose the print."""
    office = frame.office
    return DecisionBundle(
        head=(office.name.upper(), office.agency.upper()),
        title="TELAAHAN STAF",
        mark=CONFIDENTIAL if frame.is_secret else "",
        addressed=(
            Row("Kepada", issuer_of(office).title()),
            Row("Dari", frame.author_line),
            Row("Tanggal", written_date(frame.dated_on)),
            Row("Sifat", "Rahasia" if frame.is_secret else "Biasa"),
            Row("Hal", frame.matter),
        ),
        chapters=tuple(chapters),
        columns=COLUMNS,
        matrix=tuple(matrix),
        notes=tuple(notes),
        printed_for=frame.printed_for,
        closing="Demikian telaahan staf ini disampaikan sebagai bahan pertimbangan.",
        seat=office.seat or office.region,
        dated_on=frame.dated_on,
        dated_words=written_date(frame.dated_on),
        signatory=frame.author,
        public=PublicFacts(
            label=LABEL,
            subject=f"Bahan putusan mutasi di lingkungan {office.name}",
            office=office.agency,
            name=NOT_SHOWN,
            nip=NOT_SHOWN,
        ),
        emblem=frame.emblem,
        is_demo=office.is_demo,
    )
