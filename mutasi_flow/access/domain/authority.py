"""Who decides and who signs which moves: dated rows of the office; where no row fits, the head of region (PPK) does.

An official acts by post: whoever definitively heads the named unit on the day. ``a.n.`` and ``u.b.`` rest on a delegation
decree. UU 30/2014 art. 11–14; the block above the signature as Permendagri 1/2023 writes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mutasi_flow.core.catalogue import name_paper
from mutasi_flow.core.texts import T, Text


class Act(StrEnum):
    """What an authority is about."""

    DECIDE = "decide"
    """Approve, reject, reopen."""
    SIGN = "sign"
    """Issue and revoke the decree."""


class SigningForm(StrEnum):
    """In whose name an official acts."""

    OWN = "own"
    """In the own name: the law or a delegation gives the authority itself."""
    AN = "an"
    """``a.n.``: in the name of the head of region."""
    UB = "ub"
    """``u.b.``: for an official who in turn acts in the name of the head of region."""


ACT_LABELS: dict[Act, Text] = {Act.DECIDE: T("Memutus"), Act.SIGN: T("Menandatangani SK")}
FORM_LABELS: dict[SigningForm, Text] = {
    SigningForm.OWN: T("Atas nama jabatan sendiri"),
    SigningForm.AN: T("a.n. (atas nama) kepala daerah"),
    SigningForm.UB: T("u.b. (untuk beliau)"),
}
MOVE_KINDS = ("A", "B", "C", "D")
"""Letters of the legal kinds of moves; BKN 5/2019."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be decided or signed: kind of move, kind and level of the post, unit which the person leaves."""

    act: Act
    move_kind: str
    post_kind: str
    level: str
    unit_path: str


@dataclass(frozen=True, slots=True)
class Authority:
    """One row; empty criteria stand for "any". ``head_id`` is who holds the official's post now, when it is filled."""

    id: int
    act: Act
    move_kind: str
    post_kind: str
    level: str
    unit_id: int | None
    unit_path: str
    unit_name: str | None
    official_unit_id: int
    official_unit: str
    title: str
    form: SigningForm
    via: str
    decree_number: str
    decree_on: date | None
    from_on: date
    to_on: date | None
    head_id: int | None

    @property
    def capacity(self) -> str:
        """How the trail names the official."""
        return {
            SigningForm.OWN: self.title,
            SigningForm.AN: f"a.n. PPK: {self.title}",
            SigningForm.UB: f"a.n. PPK, {self.via} u.b. {self.title}",
        }[self.form]

    @property
    def paper(self) -> str:
        """Number and date of the delegation decree."""
        return name_paper(self.decree_number, self.decree_on)

    def covers(self, matter: Matter, on: date) -> bool:
        """Whether the row speaks about the matter on the day."""
        wanted = (
            (self.move_kind, matter.move_kind),
            (self.post_kind, matter.post_kind),
            (self.level.casefold(), matter.level.casefold()),
        )
        return (
            self.act is matter.act
            and all(not row or row == given for row, given in wanted)
            and matter.unit_path.startswith(self.unit_path)
            and self.from_on <= on <= (self.to_on or date.max)
        )

    def signature_lines(self, head_of_region: str) -> tuple[str, ...]:
        """Return the lines above the signature; ``head_of_region`` like ``BUPATI SAGARA``."""
        title = f"{self.title.upper()},"
        return {
            SigningForm.OWN: (title,),
            SigningForm.AN: (f"a.n. {head_of_region}", title),
            SigningForm.UB: (f"a.n. {head_of_region}", self.via.upper(), "u.b.", title),
        }[self.form]


def choose(rows: Sequence[Authority], matter: Matter, on: date) -> Authority | None:
    """Return the row that says most about the matter; None: the head of region.

    A level says more than a kind of post, that more than a kind of move, and that more than a unit; of units the
    nearest, of equals the younger row.
    """
    fitting = [row for row in rows if row.covers(matter, on)]
    return max(
        fitting,
        key=lambda row: (bool(row.level), bool(row.post_kind), bool(row.move_kind), len(row.unit_path), row.id),
        default=None,
    )
