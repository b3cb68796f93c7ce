"""Tables of the road: transfers, ranked wishes, opinions, attached papers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from mutasi_flow.core.db import Base, text_enum
from mutasi_flow.people.domain import WHOLE_TIME
from mutasi_flow.transfers.domain import (
    Door,
    LegalKind,
    Origin,
    PaperVerdict,
    Scan,
    Stance,
    Voice,
)
from mutasi_flow.transfers.model.automatic import AutomaticStep
from mutasi_flow.transfers.model.batches import Batch, BatchItem
from mutasi_flow.transfers.model.deliberation import (
    Recusal,
    Sitting,
    SittingItem,
    SittingMember,
    SittingPlan,
    Team,
    TeamMember,
)
from mutasi_flow.transfers.model.evidence import PlanEvidence
from mutasi_flow.transfers.model.external import MatchWeight, PertekLetter, PertekRow, SiasnMark, SiasnStatus
from mutasi_flow.transfers.model.links import Link, LinkMember
from mutasi_flow.transfers.model.objections import Objection, ObjectionTerm
from mutasi_flow.transfers.model.queue import (
    BulkItem,
    BulkRun,
    PreferredView,
    Recount,
    SavedView,
    Stay,
    StayMark,
)
from mutasi_flow.transfers.model.recorded import PaperAct
from mutasi_flow.transfers.model.revocations import Revocation
from mutasi_flow.transfers.model.routes import RouteVersion
from mutasi_flow.transfers.model.sights import OpinionSight
from mutasi_flow.transfers.workflow import OPEN_STATES, State

NAME = 300
_OPEN = text("state IN ({}) AND NOT is_secret".format(", ".join(f"'{state.value}'" for state in OPEN_STATES)))
"""One open file per person; a confidential one beside it must not show itself by standing in the way."""
_SECRET = text("is_secret")


class TransferYear(Base):
    """Counter of transfer numbers per year."""

    __tablename__ = "transfer_years"

    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Transfer(Base):
    """One transfer of one employee. Only ``transfers.service.perform`` assigns ``state``."""

    __tablename__ = "transfers"
    __table_args__ = (
        Index("uq_transfers_one_open", "employee_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_transfers_state", "state", "id"),
        Index("ix_transfers_from", "from_unit_id", "state", "id"),
        Index("ix_transfers_to", "to_unit_id", "state", "id"),
        Index("ix_transfers_secret", "id", sqlite_where=_SECRET, postgresql_where=_SECRET),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    """``MUT-2026-00417``; safe in an address."""
    state: Mapped[State] = mapped_column(text_enum(State), default=State.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    """Raised by every change; a page opened before the last change is told so."""
    employee_id: Mapped[int] = mapped_column(ForeignKey("employees.id"), index=True)
    kind: Mapped[LegalKind] = mapped_column(text_enum(LegalKind), default=LegalKind.A)
    door: Mapped[Door] = mapped_column(text_enum(Door), default=Door.OWN)
    origin: Mapped[Origin] = mapped_column(text_enum(Origin), default=Origin.OWN)
    origin_from: Mapped[str] = mapped_column(String(NAME), default="")
    """Who gave the disposition, with its number, when the origin is one."""
    route: Mapped[str] = mapped_column(String(64), default="")
    """Route code and version on which the transfer began; it stays on it."""
    reason_category: Mapped[str] = mapped_column(String(32), default="")
    reason: Mapped[str] = mapped_column(default="")
    from_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    from_jabatan_id: Mapped[int | None] = mapped_column(ForeignKey("jabatan.id"))
    to_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """The destination under consideration: the first wish until somebody chooses another."""
    to_jabatan_id: Mapped[int | None] = mapped_column(ForeignKey("jabatan.id"))
    effective_on: Mapped[date | None]
    """TMT: first day in the new post."""
    until_on: Mapped[date | None]
    """Last day of a temporary placement; None = for good."""
    share: Mapped[int] = mapped_column(default=WHOLE_TIME, server_default=str(WHOLE_TIME))
    """Per cent of the working time that a temporary placement takes."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    filed_for: Mapped[bool] = mapped_column(default=False)
    """Filed by a staffing officer for the employee."""
    submitted_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    postponed_until: Mapped[date | None]
    closing_reason: Mapped[str] = mapped_column(default="")
    """Reason of the last return, rejection, withdrawal, cancellation or revocation; shown to the employee."""
    before_system: Mapped[bool] = mapped_column(default=False)
    """Imported in a later state ("sebelum sistem"); no consultation is invented for it."""
    is_secret: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it exists only for those on its readers' list, until it is announced."""
    announced_at: Mapped[datetime | None]
    """When a confidential one was announced; from then on it is like any other."""


class RuleEvaluation(Base):
    """What every rule said at one act of the road; never changed, and its fingerprint stands in the trail."""

    __tablename__ = "rule_evaluations"
    __table_args__ = (Index("ix_rule_evaluations_transfer", "transfer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    act: Mapped[str] = mapped_column(String(32))
    """``submit``, ``approve`` or ``decree``."""
    evaluated_on: Mapped[date]
    evaluated_at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(String(64))
    verdicts: Mapped[list[Any]]


class Exemption(Base):
    """Leave to go on with one transfer although one rule fails, granted by the authority that the rule names, on a paper.

    It counts for the destination for which it was granted.
    """

    __tablename__ = "exemptions"
    __table_args__ = (Index("ix_exemptions_transfer", "transfer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    rule: Mapped[str] = mapped_column(String(32))
    rule_version: Mapped[str] = mapped_column(String(32))
    to_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    to_jabatan_id: Mapped[int | None] = mapped_column(ForeignKey("jabatan.id"))
    authority: Mapped[str] = mapped_column(String(32))
    official: Mapped[str] = mapped_column(String(NAME))
    """Who granted it, with the office held."""
    letter_number: Mapped[str] = mapped_column(String(NAME))
    letter_on: Mapped[date]
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"))
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    recorded_by: Mapped[str] = mapped_column(String(NAME))
    """Name and capacity of the account that recorded it."""


class TransferWish(Base):
    """A ranked destination of an own request (1 = dearest, up to 3)."""

    __tablename__ = "transfer_wishes"

    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    jabatan_id: Mapped[int] = mapped_column(ForeignKey("jabatan.id"))


class Opinion(Base):
    """What somebody who was asked said, or did not say, about a transfer, and how it was weighed."""

    __tablename__ = "opinions"
    __table_args__ = (UniqueConstraint("task_id"), Index("ix_opinions_transfer", "transfer_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    voice: Mapped[Voice] = mapped_column(text_enum(Voice))
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employees.id"))
    capacity: Mapped[str] = mapped_column(String(NAME), default="")
    stance: Mapped[Stance] = mapped_column(text_enum(Stance))
    reason: Mapped[str] = mapped_column(default="")
    answers: Mapped[dict[str, object]]
    letter: Mapped[str] = mapped_column(String(NAME), default="")
    """Number and date of the signed release or acceptance letter that stands for the opinion."""
    given_at: Mapped[datetime]
    weighed: Mapped[str] = mapped_column(default="")
    """How it was weighed; staff may draft it."""
    weighed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    weighed_confirmed_at: Mapped[datetime | None]
    """When the deciding official made the text the own one (by approving)."""


class Paper(Base):
    """An uploaded paper of a transfer: signed request, proof of a reason, release or acceptance letter."""

    __tablename__ = "papers"
    __table_args__ = (Index("ix_papers_transfer", "transfer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    kind: Mapped[str] = mapped_column(String(32))
    """Code of a kind of document; the well-known ones are in ``PaperKind``."""
    filename: Mapped[str] = mapped_column(String(NAME))
    media_type: Mapped[str] = mapped_column(String(64))
    file_key: Mapped[str] = mapped_column(String(NAME))
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int]
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    letter_number: Mapped[str] = mapped_column(String(NAME), default="")
    letter_on: Mapped[date | None]
    verdict: Mapped[PaperVerdict] = mapped_column(text_enum(PaperVerdict), default=PaperVerdict.WAITING)
    verdict_reason: Mapped[str] = mapped_column(default="")
    replaced_by_id: Mapped[int | None]
    scan: Mapped[str] = mapped_column(String(16), default=Scan.NONE, server_default=Scan.NONE)


class DocumentKind(Base):
    """A kind of document that the office added to the shipped ones."""

    __tablename__ = "document_kinds"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME))
    is_letter: Mapped[bool]


class RefusalReason(Base):
    """A dated row of the ready reasons for refusing a paper that the office added; an empty document stands for any."""

    __tablename__ = "refusal_reasons"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(String(NAME))
    document: Mapped[str] = mapped_column(String(32))
    is_off: Mapped[bool]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]


class DocumentRequirement(Base):
    """A dated row of the requirement matrix that the office added; empty criteria stand for "any"."""

    __tablename__ = "document_requirements"

    id: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(String(32))
    need: Mapped[str] = mapped_column(String(16))
    legal_kind: Mapped[str] = mapped_column(String(1))
    door: Mapped[str] = mapped_column(String(16))
    post_kind: Mapped[str] = mapped_column(String(32))
    valid_days: Mapped[int | None]
    issuer: Mapped[str] = mapped_column(String(NAME))
    source: Mapped[str] = mapped_column(String(NAME))
    maker: Mapped[str] = mapped_column(String(16), default="", server_default="")
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime]


__all__ = [
    "AutomaticStep",
    "Batch",
    "BatchItem",
    "BulkItem",
    "BulkRun",
    "Link",
    "LinkMember",
    "MatchWeight",
    "Objection",
    "ObjectionTerm",
    "OpinionSight",
    "PaperAct",
    "PertekLetter",
    "PertekRow",
    "PlanEvidence",
    "PreferredView",
    "Recount",
    "Recusal",
    "Revocation",
    "RouteVersion",
    "SavedView",
    "SiasnMark",
    "SiasnStatus",
    "Sitting",
    "SittingItem",
    "SittingMember",
    "SittingPlan",
    "Stay",
    "StayMark",
    "Team",
    "TeamMember",
]
