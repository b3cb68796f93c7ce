"""Steps taken by the clock: none without a row of the office, each with its row in the trail."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account
from mutasi_flow.core import audit
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.inbox.model import Notice
from mutasi_flow.transfers.domain import PaperVerdict
from mutasi_flow.transfers.domain.automatic import AutomaticRule, Occasion, in_force
from mutasi_flow.transfers.queries import TransferCard, find_card
from mutasi_flow.transfers.service.automatic import add_rule, list_automatic, list_rules, take_automatic_step
from mutasi_flow.transfers.service.deadlines import lapse_overdue_voices
from mutasi_flow.transfers.workflow import Action, State
from tests.browsing import Browser
from tests.factories import NOW, TODAY
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town
from tests.transfers.test_required_papers import demand

DAYS = some.dates(date(2026, 1, 1), date(2026, 12, 31))
ROWS = some.lists(
    some.builds(
        AutomaticRule,
        some.sampled_from(Occasion),
        some.integers(1, 30),
        DAYS,
        some.just("Perbup 7/2026"),
        some.booleans(),
        some.integers(1, 9),
    ),
    max_size=6,
)


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session, modules={"peers": False})


def allow(scene: Scene, occasion: Occasion, days: int = 3, *, is_off: bool = False) -> int:
    rule = AutomaticRule(occasion, days, scene.clock.today(), "Perbup 7/2026", is_off)
    return add_rule(scene.session, rule, actor=SYSTEM, today=scene.clock.today(), at=scene.clock.now())


def sweep(scene: Scene) -> int:
    found = list_automatic(scene.session, scene.clock.today())
    return sum(take_automatic_step(scene.session, key, scene.clock) for key in found)


def card_of(scene: Scene, number: str) -> TransferCard:
    scene.session.expire_all()
    card = find_card(scene.session, number)
    assert card is not None
    return card


def sent(scene: Scene) -> str:
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    return number


@given(ROWS, some.sampled_from(Occasion), DAYS)
def test_the_youngest_row_that_has_begun_counts_and_may_switch_off(
    rows: list[AutomaticRule], occasion: Occasion, on: date
) -> None:
    begun = [row for row in rows if row.occasion is occasion and row.from_on <= on]
    found = in_force(rows, occasion, on)
    if found is None:
        youngest = max((row.from_on for row in begun), default=None)
        assert not begun or any(row.is_off for row in begun if row.from_on == youngest)
    else:
        assert found in begun
        assert not found.is_off
        assert all((row.from_on, row.id or 0) <= (found.from_on, found.id or 0) for row in begun)


def test_without_a_row_nothing_happens_by_itself(scene: Scene) -> None:
    number = sent(scene)
    scene.press(number, Action.RETURN, "verifier", reason="Lengkapi.")
    scene.moving.forward(200)
    assert list_automatic(scene.session, scene.clock.today()) == ()
    assert sweep(scene) == 0
    assert card_of(scene, number).state is State.RETURNED


def test_a_file_that_nobody_mends_is_cancelled_after_its_days_and_both_sides_hear(scene: Scene) -> None:
    key, number = allow(scene, Occasion.UNMENDED), sent(scene)
    scene.press(number, Action.RETURN, "verifier", reason="Lengkapi.")
    scene.moving.forward(2)
    assert sweep(scene) == 0
    scene.moving.forward(1)
    assert sweep(scene) == 1
    assert sweep(scene) == 0
    card = card_of(scene, number)
    assert (card.state, card.closing_reason) == (State.CANCELLED, "Tidak diperbaiki dalam 3 hari kerja.")
    row = audit.trail(scene.session, f"transfer:{card.id}")[-1]
    assert (row.action, row.payload["rule"], row.warrant) == ("cancelled", key, "Perbup 7/2026")
    assert row.capacity == f"otomatis menurut aturan {key}"
    told = scene.session.scalars(select(Notice.employee_id).where(Notice.event == "automatic_step")).all()
    assert list(told) == [scene.employee.id]


def test_silence_lapses_and_the_consultation_is_concluded_but_nothing_is_decided(scene: Scene) -> None:
    key, number = allow(scene, Occasion.CONSULTED, 2), sent(scene)
    scene.moving.forward(10)
    assert sweep(scene) == 0
    lapse_overdue_voices(scene.session, card_of(scene, number).id, scene.clock)
    assert sweep(scene) == 0
    scene.moving.forward(4)
    assert sweep(scene) == 1
    card = card_of(scene, number)
    assert card.state is State.CONSULTED
    assert audit.trail(scene.session, f"transfer:{card.id}")[-1].payload["rule"] == key
    scene.moving.forward(100)
    assert sweep(scene) == 0
    assert card_of(scene, number).state is State.CONSULTED


def test_an_open_voice_and_a_postponement_hold_the_clock(scene: Scene) -> None:
    allow(scene, Occasion.CONSULTED, 1)
    number = sent(scene)
    scene.moving.forward(4)
    assert sweep(scene) == 0
    scene.answer_all()
    scene.press(number, Action.POSTPONE, "verifier", reason="Menunggu.", until=scene.clock.today() + timedelta(days=60))
    scene.moving.forward(30)
    assert sweep(scene) == 0
    assert card_of(scene, number).state is State.PROPOSED


def test_what_a_gate_refuses_waits_for_people(scene: Scene) -> None:
    allow(scene, Occasion.CONSULTED, 1)
    demand(scene)
    number = scene.draft()
    paper_id = scene.bring(number, "audit_clearance")
    scene.press(number, Action.SUBMIT, scene.me)
    scene.answer_all()
    scene.moving.forward(9)
    before = card_of(scene, number)
    assert sweep(scene) == 0
    assert card_of(scene, number) == before
    scene.judge(number, paper_id, PaperVerdict.ACCEPTED)
    assert sweep(scene) == 1


def test_a_row_may_stop_a_step(scene: Scene) -> None:
    allow(scene, Occasion.UNMENDED, 1)
    allow(scene, Occasion.UNMENDED, 1, is_off=True)
    number = sent(scene)
    scene.press(number, Action.RETURN, "verifier", reason="Lengkapi.")
    scene.moving.forward(60)
    assert sweep(scene) == 0
    assert len(list_rules(scene.session)) == 2


def test_a_row_needs_a_source_days_and_begins_today_at_the_earliest(session: Session) -> None:
    good = {"occasion": Occasion.UNMENDED, "days": 10, "from_on": TODAY, "source": "Perbup 7/2026"}
    for wrong in ({"source": " "}, {"days": 0}, {"days": 999}, {"from_on": TODAY - timedelta(days=1)}):
        with pytest.raises(InvalidInput):
            add_rule(session, AutomaticRule(**{**good, **wrong}), actor=SYSTEM, today=TODAY, at=NOW)  # type: ignore[arg-type]


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    return Town(runtime, client, sign_in)


def test_the_administrator_adds_a_row_by_page(town: Town) -> None:
    town.become("admin")
    assert "Tidak berjalan sendiri." in town.read("/admin/langkah-otomatis")
    today = town.runtime.clock.today().isoformat()
    town.press("/admin/langkah-otomatis", 422, occasion="unmended", days="0", source="Perbup 7", from_on=today)
    town.press("/admin/langkah-otomatis", occasion="unmended", days="10", source="Perbup 7/2026", from_on=today)
    page = town.read("/admin/langkah-otomatis")
    assert "Setelah 10 hari kerja" in page
    assert "Perbup 7/2026" in page
    assert "Langkah otomatis diatur" in town.read("/admin/jejak")
    town.become("verifier")
    town.read("/admin/langkah-otomatis", 403)
