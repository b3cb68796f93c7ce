"""How an office writes its letters on one day: what it cites, and the switches of the page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from mutasi_flow.letters.contexts.legal import LEGAL_BASES, LegalBasis, bases_for
from mutasi_flow.letters.contexts.parts import Signatory
from mutasi_flow.letters.domain import FIRST_LABELS, NEUTRAL
from mutasi_flow.people.domain import EmploymentStatus

INVOCATION = "DENGAN RAHMAT TUHAN YANG MAHA ESA"
_NEXT_LABELS = ("KEDUA", "KETIGA", "KEEMPAT", "KELIMA", "KEENAM", "KETUJUH", "KEDELAPAN", "KESEMBILAN", "KESEPULUH")


@dataclass(frozen=True, slots=True)
class LetterText:
    """A published version of the office's own texts of a kind of letter, by part; see ``letters.domain.texts``."""

    kind: str
    version: int
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class House:
    """What the composers of letters ask of the office; the defaults are those of a new office."""

    bases: tuple[LegalBasis, ...] = LEGAL_BASES
    invocation: str = INVOCATION
    """Empty when the office leaves the line out."""
    first_label: str = FIRST_LABELS[0]
    emblem: str = NEUTRAL
    """At the head of decrees: that of the state."""
    agency_emblem: str = NEUTRAL
    """At the head of letters of the office: that of the region."""
    paper: str = "F4"
    certifier: Signatory | None = None
    """Who certifies excerpts and copies; None: nobody has been named."""
    texts: tuple[LetterText, ...] = ()
    """The office's own texts, one version of a kind."""
    shows_slots: bool = False
    """Whether decrees are composed with slots in place of values: the way back from the composers to a text."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What the clauses of a decree are called, in their order."""
        return (self.first_label, *_NEXT_LABELS)

    def text_of(self, kind: str) -> LetterText | None:
        """Return the office's own text of a kind of letter; None: the shipped one holds."""
        return next((one for one in self.texts if one.kind == kind), None)

    def cite(self, kind: str, statuses: Collection[EmploymentStatus], on: date) -> tuple[str, ...]:
        """Return the legal bases of a letter of that kind and day about people of these statuses."""
        return bases_for(statuses, on, kind=kind, among=self.bases)


SHIPPED = House()
"""The house of an office that has settled nothing."""
