"""A temporary placement: filed with its last day, decreed with its way back, extended, ended early, revoked."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account
from mutasi_flow.core import audit
from mutasi_flow.core.errors import InvalidInput, NotPermitted, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.letters.contexts.transfer import period
from mutasi_flow.letters.model import Letter
from mutasi_flow.people import queries as people
from mutasi_flow.people import service as people_service
from mutasi_flow.people.model import Employee, Placement, Unit
from mutasi_flow.transfers.domain.period import LONGEST_PERIOD, find_fault, find_share_fault
from mutasi_flow.transfers.queries import TransferCard, find_card
from mutasi_flow.transfers.service.temporary import change_end, may_change_end
from mutasi_flow.transfers.workflow import Action
from mutasi_flow.workload.queries import list_balance_of, load_unit
from mutasi_flow.workload.queries.balance import list_people
from tests.browsing import Browser
from tests.factories import NOW, TODAY, make_employee, make_jabatan, make_unit
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_pages import Town

START, UNTIL = date(2026, 4, 1), date(2026, 9, 30)


@pytest.fixture
def scene(session: Session) -> Scene:
    return build_scene(session)


def card_of(scene: Scene, number: str) -> TransferCard:
    scene.session.expire_all()
    card = find_card(scene.session, number)
    assert card is not None
    return card


def decree(scene: Scene, until_on: date = UNTIL, **values: object) -> str:
    number = scene.draft(until_on=until_on, **values)
    scene.press(number, Action.SUBMIT, scene.me)
    scene.answer_all()
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    scene.press(number, Action.APPROVE, "decider")
    scene.press(number, Action.DECREE, "signer")
    return number


def standing(scene: Scene) -> list[tuple[int, date, date | None]]:
    rows = scene.session.execute(
        select(Placement.unit_id, Placement.from_on, Placement.to_on)
        .where(Placement.employee_id == scene.employee.id, Placement.revoked_at.is_(None))
        .order_by(Placement.from_on)
    )
    return [(row.unit_id, row.from_on, row.to_on) for row in rows]


def seat(scene: Scene, on: date) -> int | None:
    people_service.apply_due_placements(scene.session, on, NOW)
    scene.session.expire_all()
    unit_id: int | None = people.get_employee_card(scene.session, scene.employee.id).unit_id
    return unit_id


def test_a_move_for_a_while_walks_its_own_route_and_comes_back_by_itself(scene: Scene) -> None:
    old, new = scene.employee.unit_id, scene.new.id
    number = decree(scene)
    card = card_of(scene, number)
    assert (card.route, card.until_on) == ("temporary/1", UNTIL)
    assert [row[0] for row in standing(scene)] == [old, new, old]
    assert standing(scene)[1:] == [(new, START, UNTIL), (old, date(2026, 10, 1), None)]
    assert [seat(scene, day) for day in (TODAY, START, UNTIL, date(2026, 10, 1))] == [old, new, new, old]


def test_the_decree_says_the_period_and_the_way_back(scene: Scene) -> None:
    decree(scene)
    context = scene.session.scalars(select(Letter)).one().context
    text = str(context)
    assert "1 April 2026 sampai dengan tanggal 30 September 2026" in text
    assert "PENEMPATAN SEMENTARA" in text
    assert "kembali ke jabatan dan unit kerja lama" in text
    assert "anggaran unit kerja lama" in text
    assert period(START, None) == "1 April 2026"


@pytest.mark.parametrize("end", [UNTIL, date(2026, 12, 31), None])
def test_who_helps_for_a_share_of_the_time_counts_in_both_units_and_loses_no_years(
    scene: Scene, end: date | None
) -> None:
    old, new, since = scene.employee.unit_id or 0, scene.new.id, scene.employee.post_on
    alone, there = load_unit(scene.session, old).staff, load_unit(scene.session, new).staff
    number = decree(scene, share=40)
    context = str(scene.session.scalars(select(Letter)).one().context)
    assert "sampai dengan tanggal 30 September 2026 untuk 40% waktu kerja" in context
    assert load_unit(scene.session, old).staff == alone
    assert seat(scene, START) == old, "the formal place stays at home"
    if end != UNTIL:
        scene.moving.forward(60)
        to = end or scene.clock.today()
        change_end(scene.session, number, to, "Berubah.", actor=scene.actors["signer"], clock=scene.clock)
    for rows in ([load_unit(scene.session, one).staff for one in (old, new)], _staff_of(scene, old, new)):
        assert rows == [round(alone - 0.4, 2), round(there + 0.4, 2)]
    assert scene.session.get_one(Employee, scene.employee.id).post_on == since
    assert seat(scene, date(2027, 1, 1)) == old
    assert [load_unit(scene.session, one).staff for one in (old, new)] == [alone, there] == _staff_of(scene, old, new)
    assert scene.session.get_one(Employee, scene.employee.id).post_on == since


def test_who_helps_for_a_share_of_the_time_stays_with_the_own_head_and_on_both_lists(scene: Scene) -> None:
    old, new = scene.employee.unit_id or 0, scene.new.id
    supervisor = people.direct_supervisor(scene.session, scene.employee.id)
    number = decree(scene, share=40)
    assert seat(scene, START) == old
    card = people.get_employee_card(scene.session, scene.employee.id)
    assert people.direct_supervisor(scene.session, scene.employee.id) == supervisor
    parts = {unit: people.list_part_time(scene.session, [unit]) for unit in (old, new)}
    assert [[(one.id, one.share, one.until_on) for one in rows] for rows in parts.values()] == [
        [(card.id, 40, UNTIL)],
        [(card.id, 40, UNTIL)],
    ]
    assert [[(one.home_id, one.helped_id) for one in rows] for rows in parts.values()] == [[(old, new)], [(old, new)]]
    posts = {scene.employee.jabatan_id or 0, card_of(scene, number).to_jabatan_id or 0}
    seen = {unit: list_people(scene.session, [unit], posts) for unit in (old, new)}
    assert [(one.id, one.share) for one in seen[new] if one.id == card.id] == [(card.id, 40)]
    assert [(one.id, one.share) for one in seen[old] if one.id == card.id] == [(card.id, 60)]
    assert seat(scene, date(2027, 1, 1)) == old
    assert [people.list_part_time(scene.session, [unit]) for unit in (old, new)] == [[], []]


def test_a_revoked_share_of_the_time_leaves_the_seat_as_it_is(scene: Scene) -> None:
    old, new = scene.employee.unit_id or 0, scene.new.id
    alone, there = load_unit(scene.session, old).staff, load_unit(scene.session, new).staff
    number = decree(scene, share=60)
    assert seat(scene, START) == old
    scene.press(number, Action.REVOKE, "signer", reason="Salah orang.")
    assert seat(scene, date(2026, 10, 2)) == old
    assert [load_unit(scene.session, one).staff for one in (old, new)] == [alone, there]
    assert scene.session.get_one(Employee, scene.employee.id).post_on is not None
    assert [(row[0], row[2]) for row in standing(scene)] == [(old, None)]


def _staff_of(scene: Scene, *units: int) -> list[float]:
    """Count the same over subtrees, each read alone."""
    paths = [scene.session.get_one(Unit, key).path for key in units]
    return [sum(row.load.staff for row in list_balance_of(scene.session, [path])) for path in paths]


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(-400, 400), st.integers(-800, 1_200))
def test_a_last_day_comes_after_the_first_and_after_today_within_two_years(
    today: date, ahead: int, length: int
) -> None:
    start = today + timedelta(days=ahead)
    fault = find_fault(start + timedelta(days=length), start, today)
    assert (fault is None) is (length > 0 and 0 < ahead + length <= LONGEST_PERIOD.days)


@pytest.mark.parametrize(
    ("share", "is_for_a_while", "is_right"),
    [(100, False, True), (100, True, True), (99, False, False), (10, True, True), (9, True, False), (101, True, False)],
)
def test_a_part_of_the_time_is_only_lent(share: int, *, is_for_a_while: bool, is_right: bool) -> None:
    assert (find_share_fault(share, UNTIL if is_for_a_while else None) is None) is is_right


@pytest.mark.parametrize(("share", "until_on"), [(40, None), (5, UNTIL), (101, UNTIL)])
def test_a_share_of_the_time_is_for_a_while_only(scene: Scene, share: int, until_on: date | None) -> None:
    with pytest.raises(InvalidInput) as refusal:
        scene.draft(share=share, until_on=until_on)
    assert refusal.value.field == "share"


@pytest.mark.parametrize("until_on", [TODAY, date(2026, 3, 20), TODAY + timedelta(days=800)])
def test_an_end_before_the_start_or_too_far_is_refused(scene: Scene, until_on: date) -> None:
    number = scene.draft(until_on=until_on)
    with pytest.raises(Refused) as refusal:
        scene.press(number, Action.SUBMIT, scene.me)
    assert any("Penempatan sementara" in str(one) for one in refusal.value.reasons)


@pytest.mark.parametrize("new_end", [date(2026, 12, 31), date(2026, 6, 30)])
def test_an_extension_and_an_early_end_move_the_way_back(scene: Scene, new_end: date) -> None:
    old, new = scene.employee.unit_id, scene.new.id
    number = decree(scene)
    assert seat(scene, START) == new
    scene.moving.forward(60)
    change_end(scene.session, number, new_end, "Kebutuhan berubah.", actor=scene.actors["signer"], clock=scene.clock)
    assert standing(scene)[1:] == [(new, START, new_end), (old, new_end + timedelta(days=1), None)]
    assert card_of(scene, number).until_on == new_end
    assert seat(scene, new_end) == new
    assert seat(scene, new_end + timedelta(days=1)) == old
    amendment = scene.session.scalars(select(Letter).where(Letter.kind == "transfer_amendment")).one()
    assert "sampai dengan tanggal" in str(amendment.context)
    entry = audit.trail(scene.session, f"transfer:{card_of(scene, number).id}")[-1]
    assert (entry.action, entry.payload["until_on"]) == ("end_changed", new_end.isoformat())


def test_a_revocation_takes_the_way_back_along_also_after_the_end(scene: Scene) -> None:
    old = scene.employee.unit_id
    number = decree(scene)
    assert seat(scene, date(2026, 10, 1)) == old
    scene.press(number, Action.REVOKE, "signer", reason="Salah orang.")
    assert seat(scene, date(2026, 10, 2)) == old
    assert [(row[0], row[2]) for row in standing(scene)] == [(old, None)]


def test_only_who_signs_changes_the_end_and_only_to_a_day_that_can_be(scene: Scene) -> None:
    number = decree(scene)
    for who in ("decider", "verifier"):
        with pytest.raises(NotPermitted):
            change_end(scene.session, number, date(2026, 8, 1), "Ya.", actor=scene.actors[who], clock=scene.clock)
    signer = scene.actors["signer"]
    for day, reason, field in (
        (UNTIL, "Ya.", "until_on"),
        (START, "Ya.", "until_on"),
        (TODAY + timedelta(days=900), "Ya.", "until_on"),
        (date(2026, 8, 1), " ", "reason"),
        (date(2026, 8, 1), "x" * 5000, "reason"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            change_end(scene.session, number, day, reason, actor=signer, clock=scene.clock)
        assert refusal.value.field == field
    scene.moving.forward(300)
    assert not may_change_end(card_of(scene, number), signer, scene.clock.today())
    with pytest.raises(NotPermitted):
        change_end(scene.session, number, date(2027, 8, 1), "Ya.", actor=signer, clock=scene.clock)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(start=st.integers(1, 200), length=st.integers(1, 200))
def test_there_and_back_leaves_no_gap_and_no_overlap(session: Session, start: int, length: int) -> None:
    home, away, post = make_unit(session), make_unit(session), make_jabatan(session)
    employee: Employee = make_employee(session, home, post)
    from_on = TODAY + timedelta(days=start)
    until_on = from_on + timedelta(days=length)
    people_service.place(
        session,
        employee_id=employee.id,
        unit_id=away.id,
        jabatan_id=post.id,
        from_on=from_on,
        until_on=until_on,
        letter_number=f"SK {employee.id}",
        source="decree",
        today=TODAY,
        at=NOW,
    )
    days = session.execute(
        select(Placement.from_on, Placement.to_on)
        .where(Placement.employee_id == employee.id)
        .order_by(Placement.from_on)
    ).all()
    assert [row.to_on for row in days] == [from_on - timedelta(days=1), until_on, None]
    assert [row.from_on for row in days[1:]] == [from_on, until_on + timedelta(days=1)]


@pytest.fixture
def town(runtime: Runtime, client: Browser, sign_in: Callable[[Browser, Account], None]) -> Town:
    return Town(runtime, client, sign_in)


def test_a_unit_files_it_by_page_and_everybody_reads_the_end(town: Town) -> None:
    town.become("staffing")
    place = town.press("/usulan/baru", employee=town.employee_id, door="unit")
    number = place.split("/")[2]
    town.press(f"/usulan/{number}/tujuan", unit=town.to_unit, jabatan=town.to_jabatan)
    assert "Penempatan sementara sampai" in town.read(f"/usulan/{number}/alasan")
    reason = {"reason_category": "care", "reason": "Menggantikan guru yang cuti."}
    wrong = {"until_on-day": "31", "until_on-month": "2", "until_on-year": "2026"}
    assert town.client.post(f"/usulan/{number}/alasan", data={**reason, **wrong}).status_code == 422
    assert town.client.post(f"/usulan/{number}/alasan", data={**reason, "share": "40"}).status_code == 422
    kept = {**reason, "until_on": "2026-09-30", "share": "40"}
    assert town.client.post(f"/usulan/{number}/alasan", data=kept).status_code == 303
    assert "40%, selebihnya di unit asal" in town.read(f"/usulan/{number}/periksa")
    assert "30 September 2026" in town.read(f"/usulan/{number}/periksa")
    town.become("signer")
    town.read(f"/usulan/{number}/masa-sementara", 404)
