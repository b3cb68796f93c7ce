"""Building blocks that decrees share, and what a caller hands in to have one composed."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from mutasi_flow.people.domain import WHOLE_TIME, EmploymentStatus


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled value of the list of personal data."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One diktum: KESATU, KEDUA … with its text, and the list of data it announces."""

    label: str
    text: str
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: the lines above the signature (``BUPATI SAGARA,`` or ``a.n. …``), the name, and what stands below."""

    lines: tuple[str, ...]
    name: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """What the signature box says. ``method`` is ``none`` as long as nobody has signed."""

    method: str = "none"
    lines: tuple[str, ...] = ("Belum ditandatangani",)
    note: str = ""
    """What the foot of the page says about the way of signing."""


UNSIGNED = Signature()


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What an outsider with the code may read: masked once, when the letter is issued."""

    label: str
    subject: str
    office: str
    name: str
    nip: str


class IssuingOffice(Protocol):
    """The government that decides, as ``people`` keeps it."""

    @property
    def name(self) -> str: ...  # noqa: D102 - as in people.model.Office
    @property
    def region(self) -> str: ...  # noqa: D102
    @property
    def seat(self) -> str: ...  # noqa: D102
    @property
    def province(self) -> str: ...  # noqa: D102
    @property
    def agency(self) -> str: ...  # noqa: D102
    @property
    def head_title(self) -> str: ...  # noqa: D102
    @property
    def head_name(self) -> str: ...  # noqa: D102
    @property
    def is_demo(self) -> bool: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class DecreePerson:
    """Whom a decree is about; ``rank`` in words (``Penata, III/c``), empty parts are printed as a dash."""

    name: str
    nip: str
    status: EmploymentStatus
    rank: str = ""


@dataclass(frozen=True, slots=True)
class DecreeMove:
    """From where to where, in the names that are printed; ``own_request`` changes the first consideration."""

    from_unit: str
    from_jabatan: str
    to_unit: str
    to_jabatan: str
    own_request: bool = False
    until_on: date | None = None
    """Last day of a temporary placement; None = for good."""
    share: int = WHOLE_TIME
    """Per cent of the working time that it takes."""

    @property
    def in_words(self) -> str:
        """Say for how much of the working time, where it is not all of it; begins with a blank."""
        if self.share >= WHOLE_TIME:
            return ""
        return (
            f" untuk {self.share}% waktu kerja; selebihnya yang bersangkutan tetap melaksanakan tugas pada jabatan dan "
            "unit kerja lama"
        )
