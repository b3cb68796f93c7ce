"""Postponements end on the day named, once, and the road goes on."""

from datetime import date

from sqlalchemy.orm import Session

from mutasi_flow.core import audit
from mutasi_flow.transfers.queries import find_card
from mutasi_flow.transfers.service import end_postponement, list_ended_postponements
from mutasi_flow.transfers.workflow import Action
from tests.transfers.scene import build_scene


def test_a_postponement_ends_on_its_day_and_only_once(session: Session) -> None:
    scene = build_scene(session)
    number = scene.to_consulted()
    scene.press(number, Action.POSTPONE, "verifier", reason="Menunggu anggaran.", until=date(2026, 3, 12))
    card = find_card(session, number)
    assert card is not None
    assert not end_postponement(session, card.id, scene.clock)
    scene.moving.forward(10)
    assert list_ended_postponements(session, scene.clock.today()) == [card.id]
    assert end_postponement(session, card.id, scene.clock)
    assert not end_postponement(session, card.id, scene.clock)
    assert list_ended_postponements(session, scene.clock.today()) == []
    after = find_card(session, number)
    assert after is not None
    assert (after.state, after.version, after.postponed_until) == (card.state, card.version, None)
    assert audit.trail(session, f"transfer:{card.id}")[-1].action == "resumed"
    scene.press(number, Action.APPROVE, "decider")
