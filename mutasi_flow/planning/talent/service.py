"""The office's own boxes and thresholds: recorded from a day on; what held before stays on record."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import InvalidInput, NotPermitted, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import AssessmentAxis
from mutasi_flow.people.service.trail import note_office
from mutasi_flow.planning.talent.domain import USUAL_BOXES, check_threshold
from mutasi_flow.planning.talent.model import TalentBox, TalentThreshold

MODULE = "nine_box"
KEEPING = (Permission.PLAN, Permission.ADMIN)
"""Who keeps boxes and thresholds, for the whole office."""


def is_on(session: Session) -> bool:
    """Whether the office shows the talent view."""
    office = people.find_office(session)
    return office is not None and office.has_module(MODULE)


def may_keep(actor: Actor) -> bool:
    """Whether the actor keeps boxes and thresholds."""
    return any(actor.may(permission, "") for permission in KEEPING)


def name_box(
    session: Session,
    number: int,
    words: tuple[str, str],
    *,
    is_pool: bool,
    from_on: date,
    source: str,
    actor: Actor,
    clock: Clock,
) -> None:
    """Give a box another name and other advice (``words``) from a day on.

    Raises:
        NotPermitted: the actor keeps no boxes.
        InvalidInput: there is no such box, or the day is past.
        Refused: something from that day on is recorded already.
    """
    if number not in USUAL_BOXES:
        raise InvalidInput(T("Pilih kotak 1 sampai 9."), "number")
    name, advice = words
    values = {"number": number, "name": name, "advice": advice, "is_pool": is_pool}
    _keep(session, TalentBox, "number", {**values, "from_on": from_on, "source": source}, actor=actor, clock=clock)


def set_threshold(
    session: Session,
    axis: AssessmentAxis,
    scores: tuple[int, int],
    *,
    from_on: date,
    source: str,
    actor: Actor,
    clock: Clock,
) -> None:
    """Let an axis be middle and high from other scores on, from a day on.

    Raises:
        NotPermitted: the actor keeps no thresholds.
        InvalidInput: the scores leave no room for three bands, or the day is past.
        Refused: something from that day on is recorded already.
    """
    check_threshold(*scores)
    values = {"axis": axis, "middle_from": scores[0], "high_from": scores[1]}
    _keep(session, TalentThreshold, "axis", {**values, "from_on": from_on, "source": source}, actor=actor, clock=clock)


def _keep(session: Session, table: Any, key: str, values: Mapping[str, Any], *, actor: Actor, clock: Clock) -> None:
    if not may_keep(actor):
        raise NotPermitted
    if values["from_on"] < clock.today():
        raise InvalidInput(T("Aturan talenta tidak dapat berlaku surut."), "from_on")
    same = (getattr(table, key) == values[key], table.from_on == values["from_on"])
    if session.scalar(select(table.id).where(*same)) is not None:
        raise Refused(T("Yang mulai berlaku hari itu sudah tercatat. Pilih hari lain."))
    at = clock.now()
    session.execute(insert(table).values(**values, recorded_at=at))
    payload = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    note_office(session, actor, "talent_rule_recorded", payload, at)
