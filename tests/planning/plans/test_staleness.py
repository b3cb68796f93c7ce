"""Changed records are noticed at once and exactly, and looking costs no making of tables while nothing changed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from mutasi_flow.people.domain import Relation
from mutasi_flow.people.model import Employee, Place, Post, Relative, Unit
from mutasi_flow.planning.plans.queries import find_change, find_snapshot, staleness
from mutasi_flow.planning.wishes.model import Wish
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.workload.model import NeedTask
from tests.factories import NOW
from tests.planning.plans.workshop import Workshop

Change = Callable[[Session, Workshop], Any]
WISH = {"from_on": date(2026, 1, 1), "to_on": date(2030, 12, 31), "recorded_at": NOW}


def person(workshop: Workshop) -> int:
    return workshop.nurses[0].id


CHANGES: dict[str, Change] = {
    "a name": lambda session, it: session.execute(
        update(Employee).where(Employee.id == person(it)).values(name="Lain")
    ),
    "a retirement": lambda session, it: session.execute(
        update(Employee).where(Employee.id == person(it)).values(retires_on=date(2030, 6, 1))
    ),
    "a least number": lambda session, _: session.execute(update(Post).values(minimum=0)),
    "work": lambda session, _: session.execute(update(NeedTask).values(volume=1)),
    "a head": lambda session, it: session.execute(
        update(Unit).where(Unit.id == it.health.id).values(head_id=person(it))
    ),
    "a place": lambda session, _: session.execute(update(Place).where(Place.code == "T1").values(latitude=-5.9)),
    "the end of a unit": lambda session, it: session.execute(
        update(Unit).where(Unit.id == it.clinics["Hulu"].id).values(valid_to=date(2026, 1, 1))
    ),
    "a relative": lambda session, it: session.add(
        Relative(
            employee_id=person(it),
            relative_id=it.nurses[1].id,
            relation=Relation.SIBLING,
            source="KK",
            recorded_at=NOW,
        )
    ),
    "a wish": lambda session, it: session.add(
        Wish(employee_id=person(it), rank=1, unit_id=it.clinics["Hulu"].id, **WISH)
    ),
    "a transfer": lambda session, it: session.add(
        Transfer(number="MUT-2026-7", employee_id=person(it), created_at=NOW, changed_at=NOW)
    ),
}
ELSEWHERE: dict[str, Change] = {
    "nothing": lambda *_: None,
    "a colour of hair": lambda session, it: session.execute(
        update(Employee).where(Employee.id == person(it)).values(phone="0812")
    ),
}


def test_changes_are_noticed_at_once_and_nothing_is_made_while_there_are_none(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id, _row = workshop.solved()
    taken = workshop.read(lambda session: find_snapshot(session, plan_id))
    assert taken is not None
    made: list[int] = []
    gather = vars(staleness)["gather"]

    def making(*given: Any) -> Any:
        made.append(1)
        return gather(*given)

    monkeypatch.setattr(staleness, "gather", making)

    def after(change: Change) -> bool:
        with workshop.runtime.database.writer() as session:
            change(session, workshop)
            session.flush()
            found = find_change(session, plan_id, taken.sha256)
            session.rollback()
        return found

    assert [after(ELSEWHERE["nothing"]) for _ in range(4)] == [False] * 4
    assert len(made) <= 2, "the first time, and once more to be sure"
    for _ in range(2):
        for name, change in CHANGES.items():
            assert after(change), name
            assert not after(ELSEWHERE["nothing"]), name
    made.clear()
    assert not any(after(change) for change in ELSEWHERE.values())
    assert made == []
