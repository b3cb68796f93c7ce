"""One press on many transfers: each by itself, a changed one untouched, undone until it goes on."""

from collections.abc import Sequence
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.inbox.domain import TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.transfers.domain import BulkOutcome
from mutasi_flow.transfers.model import BulkItem, BulkRun, Transfer
from mutasi_flow.transfers.queries import find_card
from mutasi_flow.transfers.queries.bulk import count_outcomes, get_run, list_items
from mutasi_flow.transfers.service import Bulk, Destination, NewTransfer, create_draft, run_item, start_bulk, undo_item
from mutasi_flow.transfers.service.bulk import MOST_AT_ONCE
from mutasi_flow.transfers.workflow import Action, State
from tests.factories import TODAY
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town, town

__all__ = ["town"]

LATER = date(2026, 4, 1)


@pytest.fixture
def scene(session: Session) -> Scene:
    """Three transfers that wait for verification, every voice heard."""
    made = build_scene(session, peers=2)
    for person in [made.employee, *made.peers]:
        actor = made.actor_of(person)
        new = NewTransfer(person.id, (Destination(made.new.id, made.teacher.id),), reason="-", reason_category="care")
        made.press(create_draft(session, new, actor, made.clock), Action.SUBMIT, actor)
    made.answer_all()
    return made


def picks(scene: Scene) -> list[tuple[str, int]]:
    rows = scene.session.execute(select(Transfer.number, Transfer.version).order_by(Transfer.id))
    return [(number, version) for number, version in rows]


def work_off(scene: Scene, wanted: Bulk, who: str = "verifier") -> int:
    run_id = start_bulk(scene.session, wanted, scene.actors[who], scene.clock)
    for item in list_items(scene.session, run_id, scene.actors["verifier"]):
        run_item(scene.session, item.id, scene.actors[who], scene.clock)
    return run_id


def undo_all(scene: Scene, run_id: int) -> None:
    for item in list_items(scene.session, run_id, scene.actors["verifier"]):
        undo_item(scene.session, item.id, scene.actors["verifier"], scene.clock)


def outcomes(scene: Scene, run_id: int) -> list[str]:
    return [item.outcome.value for item in list_items(scene.session, run_id, scene.actors["verifier"])]


def states(scene: Scene) -> Sequence[State]:
    scene.session.expire_all()
    return scene.session.scalars(select(Transfer.state).order_by(Transfer.id)).all()


def waiting(scene: Scene) -> list[tuple[int, str, date | None]]:
    rows = select(Task.about_id, Task.kind, Task.due_on).where(Task.status == TaskStatus.OPEN)
    return sorted((about_id, kind, due_on) for about_id, kind, due_on in scene.session.execute(rows))


@pytest.mark.parametrize(
    ("action", "state"),
    [(Action.CONCLUDE_CONSULTATION, "consulted"), (Action.RETURN, "returned"), (Action.POSTPONE, "proposed")],
)
def test_each_action_is_done_to_all_and_undone_without_trace_but_in_the_trail(
    scene: Scene, action: Action, state: str
) -> None:
    before = waiting(scene)
    run_id = work_off(scene, Bulk(action, picks(scene), "Menunggu anggaran.", LATER))
    assert outcomes(scene, run_id) == ["done"] * 3
    assert states(scene) == [state] * 3
    assert waiting(scene) != before
    scene.session.expire_all()
    undo_all(scene, run_id)
    assert outcomes(scene, run_id) == ["undone"] * 3
    assert states(scene) == ["proposed"] * 3
    assert waiting(scene) == before
    number, version = picks(scene)[0]
    card = find_card(scene.session, number)
    assert card is not None
    assert (version, card.postponed_until, card.closing_reason) == (4, None, "")
    assert audit.trail(scene.session, f"transfer:{card.id}")[-1].action == "taken_back"
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier", expected_version=4)


def test_a_changed_one_is_named_and_not_touched_and_a_refused_one_says_why(scene: Scene) -> None:
    chosen = picks(scene)
    scene.press(chosen[0][0], Action.POSTPONE, "verifier", reason="Menunggu.", until=LATER)
    scene.press(chosen[1][0], Action.CONCLUDE_CONSULTATION, "verifier")
    fresh = {**dict(chosen), chosen[1][0]: 3}
    run_id = work_off(scene, Bulk(Action.CONCLUDE_CONSULTATION, list(fresh.items())))
    assert outcomes(scene, run_id) == ["changed", "refused", "done"]
    assert states(scene) == ["proposed", "consulted", "consulted"]
    changed, refused, _done = list_items(scene.session, run_id, scene.actors["verifier"])
    assert "sudah berubah" in str(changed.notes[0])
    assert "tidak ada dari keadaan" in str(refused.notes[0])
    assert count_outcomes([changed, refused]) == {BulkOutcome.CHANGED: 1, BulkOutcome.REFUSED: 1}


def test_what_has_gone_on_cannot_be_undone_any_more(scene: Scene) -> None:
    run_id = work_off(scene, Bulk(Action.CONCLUDE_CONSULTATION, picks(scene)))
    number = picks(scene)[0][0]
    scene.press(number, Action.APPROVE, "decider")
    undo_all(scene, run_id)
    undo_all(scene, run_id)
    assert outcomes(scene, run_id) == ["done", "undone", "undone"]
    assert states(scene) == ["approved", "proposed", "proposed"]
    assert "sudah berlanjut" in str(list_items(scene.session, run_id, scene.actors["verifier"])[0].notes[0])


def test_what_happened_without_a_step_also_ends_undoing(scene: Scene) -> None:
    run_id = work_off(scene, Bulk(Action.POSTPONE, picks(scene)[:1], "Menunggu.", LATER))
    card = find_card(scene.session, picks(scene)[0][0])
    assert card is not None
    audit.record(
        scene.session,
        chain=f"transfer:{card.id}",
        action="paper_judged",
        actor=scene.actors["verifier"],
        about_kind="transfer",
        about_id=card.id,
        payload={},
        at=scene.clock.now(),
    )
    undo_all(scene, run_id)
    assert outcomes(scene, run_id) == ["done"]


def test_an_item_is_done_once_and_only_by_its_maker(scene: Scene) -> None:
    verifier = scene.actors["verifier"]
    run_id = start_bulk(scene.session, Bulk(Action.POSTPONE, picks(scene), "Menunggu.", LATER), verifier, scene.clock)
    item = list_items(scene.session, run_id, scene.actors["verifier"])[0]
    with pytest.raises(NotFound):
        run_item(scene.session, item.id, scene.actors["decider"], scene.clock)
    run_item(scene.session, item.id, verifier, scene.clock)
    version = picks(scene)[0][1]
    run_item(scene.session, item.id, verifier, scene.clock)
    run_item(scene.session, 999_999, verifier, scene.clock)
    undo_item(scene.session, 999_999, verifier, scene.clock)
    assert picks(scene)[0][1] == version
    assert outcomes(scene, run_id) == ["done", "waiting", "waiting"]
    with pytest.raises(NotFound):
        get_run(scene.session, run_id, scene.actors["decider"])


def test_whoever_may_not_take_the_step_is_refused_item_by_item(scene: Scene) -> None:
    run_id = work_off(scene, Bulk(Action.POSTPONE, picks(scene), "Menunggu.", LATER), who="auditor")
    assert outcomes(scene, run_id) == ["refused"] * 3


@pytest.mark.parametrize(
    "wanted",
    [
        Bulk(Action.APPROVE, [("MUT-2026-00001", 2)]),
        Bulk(Action.POSTPONE, []),
        Bulk(Action.POSTPONE, [(f"N{number}", 1) for number in range(MOST_AT_ONCE + 1)], "-", LATER),
        Bulk(Action.RETURN, [("MUT-2026-00001", 2)], " "),
        Bulk(Action.POSTPONE, [("MUT-2026-00001", 2)], "Menunggu."),
        Bulk(Action.POSTPONE, [("MUT-2026-00001", 2)], "Menunggu.", TODAY),
        Bulk(Action.CONCLUDE_CONSULTATION, [("MUT-9999-00001", 2)]),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_done(scene: Scene, wanted: Bulk) -> None:
    with pytest.raises(InvalidInput):
        start_bulk(scene.session, wanted, scene.actors["verifier"], scene.clock)
    assert scene.session.scalars(select(BulkItem.id)).all() == []


def seen_version(town: Town, number: str) -> int:
    with town.runtime.database.reading() as session:
        return session.scalars(select(Transfer.version).where(Transfer.number == number)).one()


def test_many_at_once_by_their_pages(town: Town) -> None:
    number = town.submit()
    town.answer_all()
    town.become("verifier")
    version = seen_version(town, number)
    assert f'value="{number}:{version}"' in town.read("/antrean")
    chosen = (
        f"/antrean/massal?tindakan=postpone&pilih={number}:{version}&pilih=MUT-1999-00001:1&pilih=x&pilih={number}:99x"
    )
    assert "Tunda untuk 1 usulan" in town.read(chosen)
    assert "Sudah berubah sejak" in town.read(f"/antrean/massal?tindakan=postpone&pilih={number}:1")
    town.read("/antrean/massal?tindakan=approve", 404)
    town.press("/antrean/massal", 422, tindakan="postpone", pilih=f"{number}:{version}")
    place = town.press(
        "/antrean/massal",
        tindakan="postpone",
        pilih=f"{number}:{version}",
        reason="Menunggu anggaran.",
        **{"until-day": 1, "until-month": 4, "until-year": 2026},
    )
    page = town.read(place)
    assert "1 dari 1 berhasil" in page
    assert "Urungkan semua" in page
    town.press(f"{place}/lanjut")
    town.press(f"{place}/urungkan")
    assert "Diurungkan" in town.read(place)
    town.press(f"{place}/urungkan", 422)
    town.become("decider")
    town.read(place, 403)


@pytest.mark.both_databases
def test_a_press_that_broke_off_is_finished_later(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    number = town.submit()
    town.answer_all()
    town.become("verifier")
    version = seen_version(town, number)

    def fail(*_given: object, **_named: object) -> None:
        message = "the process dies here"
        raise RuntimeError(message)

    with monkeypatch.context() as broken:
        broken.setattr(import_module("mutasi_flow.transfers.pages.bulk"), "run_item", fail)
        place = town.press("/antrean/massal", tindakan="conclude_consultation", pilih=f"{number}:{version}")
    assert "Lanjutkan yang tertinggal" in town.read(place)
    town.press(f"{place}/lanjut")
    assert "1 dari 1 berhasil" in town.read(place)


@pytest.mark.both_databases
def test_a_repeated_press_starts_nothing_new(town: Town) -> None:
    number = town.submit()
    town.answer_all()
    town.become("verifier")
    version = seen_version(town, number)
    fields: dict[str, Any] = {
        "tindakan": "conclude_consultation",
        "pilih": f"{number}:{version}",
        "idempotency_key": "k" * 20,
    }
    assert town.press("/antrean/massal", **fields) == town.press("/antrean/massal", **fields)
    with town.runtime.database.reading() as session:
        assert len(session.scalars(select(BulkRun.id)).all()) == 1
