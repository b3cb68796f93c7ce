"""How the office writes its letters on a day: the regulations that letters cite, and the switches of the page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.letters.contexts import SHIPPED, House, LegalBasis, LetterText, Signatory
from mutasi_flow.letters.contexts.legal import ALWAYS, EVERYBODY
from mutasi_flow.letters.domain import emblem_of
from mutasi_flow.letters.model import LegalBasisRow, LetterStyle, LetterTextVersion
from mutasi_flow.people.domain import EmploymentStatus


class BasisRow(NamedTuple):
    """A regulation with the days on which it may be cited; empty lists mean everybody and every kind."""

    id: int
    position: int
    text: str
    from_on: date
    to_on: date | None
    statuses: list[Any]
    kinds: list[Any]

    @property
    def basis(self) -> LegalBasis:
        """The regulation as composers of letters ask it."""
        statuses = frozenset(EmploymentStatus(one) for one in self.statuses) or EVERYBODY
        return LegalBasis(self.text, self.from_on, self.to_on or ALWAYS, statuses, frozenset(self.kinds))


class StyleRow(NamedTuple):
    """The switches of letters from a day on."""

    id: int
    from_on: date
    has_invocation: bool
    first_label: str
    paper: str
    certifier_title: str
    certifier_name: str
    certifier_rank: str
    certifier_nip: str
    state_emblem: str
    regional_emblem: str

    @property
    def certifier(self) -> Signatory | None:
        """Who certifies excerpts and copies, as their page names the official."""
        if not self.certifier_name:
            return None
        below = (self.certifier_rank, f"NIP {self.certifier_nip}" if self.certifier_nip else "")
        return Signatory(
            (f"{self.certifier_title.rstrip(',')},",), self.certifier_name, tuple(line for line in below if line)
        )


_BASES = Prepared(
    select(*(getattr(LegalBasisRow, name) for name in BasisRow._fields)).order_by(
        LegalBasisRow.position, LegalBasisRow.id
    )
)
_STYLE = select(*(getattr(LetterStyle, name) for name in StyleRow._fields))
_STYLE_ON = Prepared(
    _STYLE.where(LetterStyle.from_on <= bindparam("day"))
    .order_by(LetterStyle.from_on.desc(), LetterStyle.id.desc())
    .limit(1)
)
_TEXTS_ON = Prepared(
    select(LetterTextVersion.kind, LetterTextVersion.version, LetterTextVersion.parts)
    .where(LetterTextVersion.published_at.is_not(None), LetterTextVersion.from_on <= bindparam("day"))
    .order_by(LetterTextVersion.from_on, LetterTextVersion.version)
)


def list_bases(session: Session) -> Sequence[BasisRow]:
    """Return every regulation on record in the order in which letters cite them."""
    return [BasisRow(*row) for row in run(session, _BASES, {})]


def list_styles(session: Session) -> Sequence[StyleRow]:
    """Return every row of the switches, the youngest first."""
    return [
        StyleRow(*row) for row in session.execute(_STYLE.order_by(LetterStyle.from_on.desc(), LetterStyle.id.desc()))
    ]


def find_style(session: Session, on: date) -> StyleRow | None:
    """Return the switches that hold on a day; None: nothing was ever settled."""
    row = run(session, _STYLE_ON, {"day": on}).first()
    return StyleRow(*row) if row else None


def list_texts_in_force(session: Session, on: date) -> tuple[LetterText, ...]:
    """Return the office's own texts that hold on a day, the last version of each kind that has begun."""
    found = {row.kind: LetterText(row.kind, row.version, row.parts) for row in run(session, _TEXTS_ON, {"day": on})}
    return tuple(found.values())


def get_house(session: Session, on: date) -> House:
    """Return how the office writes letters on a day; without rows it is what the product ships."""
    bases, style, texts = list_bases(session), find_style(session, on), list_texts_in_force(session, on)
    house = replace(SHIPPED, bases=tuple(one.basis for one in bases)) if bases else SHIPPED
    house = replace(house, texts=texts) if texts else house
    if style is None:
        return house
    return replace(
        house,
        invocation=house.invocation if style.has_invocation else "",
        first_label=style.first_label,
        paper=style.paper,
        emblem=emblem_of(style.state_emblem),
        agency_emblem=emblem_of(style.regional_emblem),
        certifier=style.certifier,
    )
