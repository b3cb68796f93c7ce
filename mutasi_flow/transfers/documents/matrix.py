"""The requirement matrix: which papers a move needs, decided by dated rows; the most particular row in force wins."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.transfers.domain import Door, LegalKind


class Need(StrEnum):
    """How a paper is needed."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    GENERATED = "generated"
    """Written by the office from its data; nobody uploads it before."""
    OFF = "off"


class Maker(StrEnum):
    """Who answers for a paper that is written here instead of uploaded."""

    EMPLOYEE = "employee"
    RELEASING = "releasing"
    RECEIVING = "receiving"
    OFFICE = "office"
    NOBODY = "nobody"
    """Only an uploaded paper counts."""


MAKER_LABELS: dict[Maker, Text] = {
    Maker.EMPLOYEE: T("Pegawai yang bersangkutan"),
    Maker.RELEASING: T("Kepala unit asal"),
    Maker.RECEIVING: T("Kepala unit tujuan"),
    Maker.OFFICE: T("Verifikator"),
    Maker.NOBODY: T("Tidak dibuat di sini: hanya unggahan"),
}

NEED_LABELS: dict[Need, Text] = {
    Need.REQUIRED: T("Wajib diunggah"),
    Need.OPTIONAL: T("Bila ada"),
    Need.GENERATED: T("Disiapkan kantor"),
    Need.OFF: T("Tidak diminta"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document; a letter has a number and a date."""

    code: str
    name: Text
    is_letter: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row; None stands for "any". An own request is one that enters by the door ``own``."""

    document: str
    need: Need
    legal_kind: LegalKind | None = None
    door: Door | None = None
    post_kind: JabatanKind | None = None
    valid_days: int | None = None
    """For how many days after its date a letter counts."""
    issuer: str = ""
    source: str = ""
    from_on: date = date.min
    to_on: date | None = None
    id: int | None = None
    """Key of a row of the office; shipped rows have none."""
    maker: Maker | None = None
    """Who makes it here; None leaves it to the usual maker of such a document."""

    @property
    def particularity(self) -> tuple[int, bool, date, int]:
        """Rows with more criteria go first; among equals the office's own, then the younger one."""
        criteria = (self.legal_kind, self.door, self.post_kind)
        return sum(one is not None for one in criteria), self.id is not None, self.from_on, self.id or 0


@dataclass(frozen=True, slots=True)
class Case:
    """What the matrix asks about a move."""

    legal_kind: LegalKind
    door: Door
    post_kind: JabatanKind | None


def applies(row: Requirement, case: Case, on: date) -> bool:
    """Whether a row speaks about this case on this day; a post not known yet is met by rows for any post only."""
    return (
        row.legal_kind in {None, case.legal_kind}
        and row.door in {None, case.door}
        and row.post_kind in {None, case.post_kind}
        and row.from_on <= on
        and (row.to_on is None or on <= row.to_on)
    )


def choose(rows: Iterable[Requirement], case: Case, on: date) -> Sequence[Requirement]:
    """Return one row per document, in the order of the matrix, those switched off included."""
    chosen: dict[str, Requirement] = {}
    for row in rows:
        if applies(row, case, on):
            former = chosen.get(row.document)
            if former is None or row.particularity >= former.particularity:
                chosen[row.document] = row
    return list(chosen.values())


def lapses_on(row: Requirement, dated_on: date | None) -> date | None:
    """Return the last day on which a letter of this date counts; None when it has no end or no date."""
    return None if dated_on is None or row.valid_days is None else dated_on + timedelta(days=row.valid_days)
