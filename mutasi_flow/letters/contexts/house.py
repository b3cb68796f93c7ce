"""How an office writes its letters on one day: what it cites, and the switches of the page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from mutasi_flow.letters.contexts.legal import LEGAL_BASES, LegalBasis, bases_for
from mutasi_flow.letters.contexts.parts import Signatory
from mutasi_flow.letters.domain import FIRST_LABELS
from mutasi_flow.people.domain import EmploymentStatus

INVOCATION = "DENGAN RAHMAT TUHAN YANG MAHA ESA"
_NEXT_LABELS = ("KEDUA", "KETIGA", "KEEMPAT", "KELIMA", "KEENAM", "KETUJUH", "KEDELAPAN", "KESEMBILAN", "KESEPULUH")


@dataclass(frozen=True, slots=True)
class House:
    """What the composers of letters ask of the office; the defaults are those of a new office."""

    bases: tuple[LegalBasis, ...] = LEGAL_BASES
    invocation: str = INVOCATION
    """Empty when the office leaves the line out."""
    first_label: str = FIRST_LABELS[0]
    emblem: str = "neutral"
    paper: str = "F4"
    certifier: Signatory | None = None
    """Who certifies excerpts and copies; None: nobody has been named."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What the clauses of a decree are called, in their order."""
        return (self.first_label, *_NEXT_LABELS)

    def cite(self, kind: str, statuses: Collection[EmploymentStatus], on: date) -> tuple[str, ...]:
        """Return the legal bases of a letter of that kind and day about people of these statuses."""
        return bases_for(statuses, on, kind=kind, among=self.bases)


SHIPPED = House()
"""The house of an office that has settled nothing."""
