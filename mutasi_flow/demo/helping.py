"""Help for a while in the demo: two heads whose posts have too much work ask for it; the planner has not chosen yet."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.demo import words
from mutasi_flow.demo.backstage import Backstage
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.planning.relief.domain import next_time
from mutasi_flow.planning.relief.queries.posts import evidence_of
from mutasi_flow.planning.relief.service import asking
from mutasi_flow.workload.queries import BalanceRow, find_period_in_force, list_balance
from mutasi_flow.workload.queries.balance import list_surges

SHARES = (100, 60)


class _Wanted(NamedTuple):
    """Who asks for what."""

    head_id: int | None
    new: asking.NewRequest


def ask_for_help(stage: Backstage) -> None:
    """Let the heads of the post with the highest surge and of the clerks that are short of most people ask."""
    for one in stage.play(Role.PLANNER, _choose):

        def ask(session: Session, actor: Actor, clock: Clock, new: asking.NewRequest = one.new) -> None:
            asking.ask(session, new, actor=actor, clock=clock)

        is_there = one.head_id is not None and stage.has_account(one.head_id)
        stage.play(one.head_id if is_there and one.head_id is not None else Role.PLANNER, ask)


def _choose(session: Session, _actor: Actor, clock: Clock) -> list[_Wanted]:
    period = find_period_in_force(session)
    rows = [row for row in list_balance(session, "") if row.kind is not JabatanKind.STRUCTURAL]
    surges = [one.row for one in list_surges(session, period, rows)] if period else []
    clerks = [row for row in rows if row.kind is JabatanKind.GENERAL and row.load.gap is not None and row.load.staff]
    short = sorted(clerks, key=lambda row: (row.load.gap or 0, row.unit_name, row.jabatan_name))
    return [_wish(session, row, share, clock) for row, share in zip(_first_of(surges, short), SHARES, strict=False)]


def _first_of(*lists: list[BalanceRow]) -> Iterable[BalanceRow]:
    return [rows[0] for rows in lists if rows]


def _wish(session: Session, row: BalanceRow, share: int, clock: Clock) -> _Wanted:
    evidence = evidence_of(session, row.unit_id, row.jabatan_id)
    surges = [(one.first, one.months) for one in evidence.surges] if evidence else []
    days = next_time(surges, clock.today())
    new = asking.NewRequest(row.unit_id, row.jabatan_id, 1, share, *days, words.HELP_WANTED)
    return _Wanted(people.head_of(session, row.unit_id), new)
