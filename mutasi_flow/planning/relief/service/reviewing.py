"""At the end both heads say what came of it; the figures of the day stand beside those from before."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, NotPermitted
from mutasi_flow.core.texts import T
from mutasi_flow.inbox.service import notify
from mutasi_flow.planning.relief.domain import SIDE_LABELS, Outcome, Side, Stage
from mutasi_flow.planning.relief.model import ReliefReview
from mutasi_flow.planning.relief.queries.posts import figures_of
from mutasi_flow.planning.relief.queries.requests import HelperRow, get_helper
from mutasi_flow.planning.relief.service.asking import check_words, record, to_planners

BEFORE_THE_END = timedelta(days=14)
"""So long before its last day the help may be judged already: whether it is extended hangs on that."""


def is_due(found: HelperRow, today: date) -> bool:
    """Whether it is time to say what came of it."""
    stage = found.stage(today)
    ends_soon = found.until_on is not None and found.until_on - today <= BEFORE_THE_END
    return stage is Stage.OVER or (stage is Stage.RUNNING and ends_soon)


def may_review(actor: Actor, found: HelperRow, side: Side) -> bool:
    """Whether the actor heads the unit of a side, and is not the person who helped."""
    is_self = actor.employee_id is not None and actor.employee_id == found.employee_id
    return not is_self and actor.apart_from(found.employee_id).may(Permission.SUPERVISE, found.path_of(side))


def sides_of(actor: Actor, found: HelperRow, given: Sequence[Side], today: date) -> list[Side]:
    """Return for which sides the actor is still to say it."""
    return [side for side in Side if side not in given and is_due(found, today) and may_review(actor, found, side)]


def review(
    session: Session, helper_id: int, side: Side, outcome: Outcome, words: str, *, actor: Actor, clock: Clock
) -> None:
    """Say what came of the help of one person, for one side, once.

    Raises:
        NotFound: there is no such help for this person.
        NotPermitted: the actor does not head the unit of that side.
        Conflict: the help has not come to its end, or this side has spoken.
        InvalidInput: nothing is said in words.
    """
    found, at = get_helper(session, helper_id, actor), clock.now()
    if not may_review(actor, found, side):
        raise NotPermitted
    if not is_due(found, clock.today()):
        raise Conflict(T("Penilaian dibuka dua minggu sebelum hari terakhir."))
    check_words(words, "words")
    seat = (
        (found.to_unit_id, found.to_jabatan_id) if side is Side.HELPED else (found.from_unit_id, found.from_jabatan_id)
    )
    values = {
        "helper_id": found.id,
        "side": side,
        "outcome": outcome,
        "words": words.strip(),
        "after": figures_of(session, *seat),
        "given_by_id": actor.account_id,
        "given_at": at,
    }
    try:
        with session.begin_nested():
            session.execute(insert(ReliefReview).values(values))
    except IntegrityError as error:
        raise Conflict(T("Penilaian dari unit ini sudah ada.")) from error
    by = actor.apart_from(found.employee_id).using(Permission.SUPERVISE, found.path_of(side))
    payload = {"transfer": found.transfer_id, "side": side.value, "outcome": outcome.value}
    record(session, found.request_id, "relief_reviewed", payload, actor=by, at=at)
    text = T("Bantuan {name} di {unit} dinilai: {side}.", name=found.name, unit=found.to_unit, side=SIDE_LABELS[side])
    notify(session, [to_planners(found.to_unit_id, found.request_id, text, at)])
