"""Exemptions from rules: those of one transfer, and the auditor's list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, false, or_, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.rules.domain import AUTHORITY_LABELS, Authority
from mutasi_flow.transfers.domain import Origin, Scan
from mutasi_flow.transfers.model import Exemption, Paper, RuleEvaluation, Transfer
from mutasi_flow.transfers.queries.cards import TransferCard
from mutasi_flow.transfers.queries.visible import is_readable

_OF_ONE = Prepared(
    select(
        Exemption.rule,
        Exemption.to_unit_id,
        Exemption.to_jabatan_id,
        Exemption.authority,
        Exemption.official,
        Exemption.letter_number,
        Exemption.letter_on,
    )
    .join(Paper, Paper.id == Exemption.paper_id)
    .where(Exemption.transfer_id == bindparam("transfer_id"), Paper.scan.in_((Scan.NONE, Scan.CLEAN)))
    .order_by(Exemption.id)
)
_ALL: Select[*tuple[Any, ...]] = (
    select(
        Exemption.id,
        Transfer.number,
        Employee.name,
        Unit.name,
        Transfer.origin,
        Exemption.rule,
        Exemption.authority,
        Exemption.official,
        Exemption.letter_number,
        Exemption.letter_on,
        Exemption.reason,
        Exemption.recorded_by,
    )
    .join(Transfer, Transfer.id == Exemption.transfer_id)
    .join(Employee, Employee.id == Transfer.employee_id)
    .outerjoin(Unit, Unit.id == Transfer.from_unit_id)
    .order_by(Exemption.id.desc())
)
_EVALUATIONS = (
    select(
        RuleEvaluation.act,
        RuleEvaluation.evaluated_on,
        RuleEvaluation.sha256,
        RuleEvaluation.verdicts,
    )
    .where(RuleEvaluation.transfer_id == bindparam("transfer_id"))
    .order_by(RuleEvaluation.id.desc())
)


@dataclass(frozen=True, slots=True)
class ExemptionRow:
    """One exemption as the auditor reads it; field order is the order of the statement."""

    id: int
    number: str
    employee_name: str
    unit: str | None
    origin: Origin
    rule: str
    authority: str
    official: str
    letter_number: str
    letter_on: date
    reason: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class KeptEvaluation:
    """What every rule said at one act, as it was kept."""

    act: str
    evaluated_on: date
    sha256: str
    verdicts: Sequence[Mapping[str, str]]


def load_exempted(session: Session, card: TransferCard) -> Mapping[str, Text]:
    """Return the rules from which the transfer is exempted for its present destination, with the words for it.

    A letter in quarantine is no ground yet, and one found infected never becomes one.
    """
    return {
        row.rule: T(
            "Dikecualikan oleh {official} ({authority}) berdasarkan {letter} tanggal {day}.",
            official=row.official,
            authority=AUTHORITY_LABELS[Authority(row.authority)],
            letter=row.letter_number,
            day=row.letter_on,
        )
        for row in run(session, _OF_ONE, {"transfer_id": card.id})
        if (row.to_unit_id, row.to_jabatan_id) == (card.to_unit_id, card.to_jabatan_id)
    }


def list_exemptions(
    session: Session, actor: Actor, *, official: str = "", origin: Origin | None = None
) -> Sequence[ExemptionRow]:
    """Return the exemptions of the units that the actor audits, the latest first."""
    paths = actor.paths(Permission.AUDIT_READ)
    wanted = _ALL.where(is_readable(actor))
    if "" not in paths:
        wanted = wanted.where(or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in sorted(paths))))
    if official:
        wanted = wanted.where(Exemption.official == official)
    if origin is not None:
        wanted = wanted.where(Transfer.origin == origin)
    return [ExemptionRow(*row) for row in session.execute(wanted)]


def list_evaluations(session: Session, transfer_id: int) -> Sequence[KeptEvaluation]:
    """Return what the rules said at each act, the latest first."""
    return [KeptEvaluation(*row) for row in session.execute(_EVALUATIONS, {"transfer_id": transfer_id})]
