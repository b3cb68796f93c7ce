"""Exchange rounds: the table of states, points, who may do what when, and the calculation by the shipped command."""

from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Grant, Permission
from mutasi_flow.core.audit.recording import list_waiting
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused, Stale, Unprepared
from mutasi_flow.core.jobs import JobRequest
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.inbox.model import Notice
from mutasi_flow.people.domain import SMALLEST_SHOWN, JabatanKind, Lack, Predicate, Relation, RemoteTest, shown_count
from mutasi_flow.people.model import Office, Place, PlaceTest, Relative
from mutasi_flow.planning.market import queries, service
from mutasi_flow.planning.market.domain import (
    MOST,
    STATE_LABELS,
    STEPS,
    Days,
    EntryState,
    Floor,
    Known,
    Manner,
    Part,
    RoundAction,
    RoundState,
    Verdict,
    as_read,
    as_stored,
    count,
    due,
    may_show_points,
    next_state,
    total,
    words_of,
)
from mutasi_flow.planning.market.model import ExchangeEntry, ExchangeRound
from mutasi_flow.planning.market.service import solving
from mutasi_flow.planning.market.service.verifying import ask_verification, read_solved, store_verified, verify
from mutasi_flow.planning.wishes.domain import Wanted
from mutasi_flow.planning.wishes.service import add_wish
from mutasi_flow.transfers.service import NewTransfer, create_draft
from tests.factories import NOW, TODAY, make_employee, make_jabatan, make_post, make_unit
from tests.planning.bazaar import DAYS, Bazaar, after, as_self, build_bazaar, clock_on, outcome_of, solve_now

EMPTY_ZIP = b"PK\x05\x06" + bytes(18)

SPANS = st.lists(st.integers(1, 30), min_size=4, max_size=4)
AMOUNTS = st.fixed_dictionaries({part: st.none() | st.integers(0, MOST[part]) for part in Part})
WEIGHTS = st.fixed_dictionaries({part: st.integers(0, 100) for part in Part})


@given(SPANS, st.lists(st.integers(0, 40), max_size=8))
def test_days_bring_a_round_to_final_points_in_order(spans: list[int], waits: list[int]) -> None:
    first = TODAY + timedelta(days=spans[0])
    last = first + timedelta(days=spans[1])
    until = last + timedelta(days=spans[2])
    days, day, state, seen = Days(first, last, until, until + timedelta(days=spans[3])), TODAY, RoundState.PLANNED, []
    assert days.are_in_order
    for wait in (*waits, 200):
        day += timedelta(days=wait)
        while (action := due(state, days, day)) is not None:
            target = next_state(state, action)
            assert target is not None
            state = target
            seen.append(state)
        assert (state is RoundState.OPEN) == (first <= day <= last)
        assert (state is RoundState.SHOWN) == (last < day <= until)
    assert seen == [RoundState.OPEN, RoundState.SHOWN, RoundState.FINAL]


def test_every_state_is_reached_and_has_words() -> None:
    assert {RoundState.PLANNED, *(step.target for step in STEPS)} == set(RoundState) == set(STATE_LABELS)
    for ended in (RoundState.PUBLISHED, RoundState.CANCELLED):
        assert all(next_state(ended, action) is None for action in RoundAction)


@given(AMOUNTS, WEIGHTS, st.sampled_from(sorted(Part)))
def test_points_grow_with_every_part_and_the_unknown_counts_nothing(
    amounts: dict[Part, int | None], weights: dict[Part, int], part: Part
) -> None:
    points = total(amounts, weights)
    assert points >= total({**amounts, part: None}, weights) >= 0
    assert total({**amounts, part: (amounts[part] or 0) + 1}, weights) == points + weights[part]
    assert as_read(as_stored(amounts)) == amounts


@given(st.dates(date(1990, 1, 1), date(2026, 1, 1)), st.integers(0, 100), st.sampled_from(sorted(Predicate)))
def test_amounts_stay_within_what_the_page_says(since: date, hardship: int, predicate: Predicate) -> None:
    known = Known(since, hardship, "Utara", "Selatan", predicate)
    amounts = count(known, TODAY)
    assert all(0 <= (amounts[part] or 0) <= MOST[part] for part in Part)
    assert amounts[Part.FAMILY] == 1
    assert set(count(Known(), TODAY).values()) == {None}
    assert count(Known(district="Utara", spouse_district="utara"), TODAY)[Part.FAMILY] == 0


@given(st.integers(0, 100))
def test_few_people_are_not_counted_out(people: int) -> None:
    assert (str(shown_count(people)) == str(people)) is (people >= SMALLEST_SHOWN) is may_show_points(people)
    assert all(str(words_of(verdict, "P02")) for verdict in Verdict)


@pytest.fixture
def bazaar(session: Session) -> Bazaar:
    return build_bazaar(session)


def test_only_who_plans_opens_a_round_and_its_days_follow_each_other(bazaar: Bazaar) -> None:
    key = bazaar.open()
    found = queries.get_round(bazaar.session, key)
    assert (found.state, found.seed, found.weights[Part.HARDSHIP]) == (RoundState.OPEN, "2026-A", 5)
    assert queries.get_round(bazaar.session, bazaar.open(seed="")).seed
    with pytest.raises(InvalidInput):
        bazaar.open(days=Days(TODAY, TODAY, TODAY, TODAY))
    with pytest.raises(InvalidInput):
        bazaar.open(days=Days(TODAY - timedelta(days=1), DAYS.closes_on, DAYS.corrects_until, DAYS.effective_on))
    with pytest.raises(InvalidInput):
        bazaar.open(kinds=(JabatanKind.STRUCTURAL,))
    bazaar.planner = Actor(None, "Unit", None, (Grant(Permission.PLAN, bazaar.schools["A"].path),))
    with pytest.raises(NotPermitted):
        bazaar.open()
    assert bazaar.open(unit_id=bazaar.schools["A"].id)
    with pytest.raises(NotFound):
        queries.get_round(bazaar.session, 0)


def test_switched_off_there_are_no_rounds(bazaar: Bazaar) -> None:
    key, person = bazaar.open(), bazaar.teach("A", "B")
    bazaar.session.execute(update(Office).values(modules={"exchange": False}))
    for act in (bazaar.open, lambda: bazaar.join(key, person)):
        with pytest.raises(Refused):
            act()


def test_who_may_take_part_and_step_back(bazaar: Bazaar) -> None:
    key, person = bazaar.open(), bazaar.teach("A", "B")
    bazaar.join(key, person)
    with pytest.raises(Conflict):
        bazaar.join(key, person)
    with pytest.raises(Refused, match="Tukar guru"):
        bazaar.join(bazaar.open(), person)
    service.leave(bazaar.session, key, actor=as_self(person), clock=clock_on(TODAY))
    with pytest.raises(Conflict):
        service.leave(bazaar.session, key, actor=as_self(person), clock=clock_on(TODAY))
    bazaar.join(key, person)
    assert queries.count_entries(bazaar.session, key)[EntryState.JOINED] == 1
    for other in (bazaar.teach("A"), make_employee(bazaar.session), bazaar.teach("B", "A", legal_position="02")):
        with pytest.raises(Refused):
            bazaar.join(key, other)
    narrow = bazaar.open(unit_id=bazaar.schools["A"].id)
    with pytest.raises(Refused, match="unit lain"):
        bazaar.join(narrow, bazaar.teach("B", "A"))
    with pytest.raises(Refused, match="jabatan lain"):
        bazaar.join(bazaar.open(jabatan_id=make_jabatan(bazaar.session).id), bazaar.teach("B", "A"))
    actions = [entry["action"] for entry in list_waiting(bazaar.session, f"exchange:{key}")]
    assert actions == [
        "exchange_round_created",
        "exchange_round_opened",
        "exchange_joined",
        "exchange_left",
        "exchange_joined",
    ]


def test_a_request_on_its_road_and_points_that_stand_hold_people_where_they_are(bazaar: Bazaar) -> None:
    key, person, busy = bazaar.open(), bazaar.teach("A", "B"), bazaar.teach("B", "A")
    number = create_draft(bazaar.session, NewTransfer(busy.id), as_self(busy), clock_on(TODAY))
    with pytest.raises(Refused, match=number):
        bazaar.join(key, busy)
    bazaar.join(key, person)
    for actor, refusal in (
        (Actor(1, "Tanpa NIP", None, (Grant(Permission.SELF),)), NotPermitted),
        (as_self(busy), Conflict),
    ):
        with pytest.raises(refusal):
            service.leave(bazaar.session, key, actor=actor, clock=clock_on(TODAY))
    bazaar.settle(key)
    with pytest.raises(Conflict, match="Poin sudah tetap"):
        service.leave(bazaar.session, key, actor=as_self(person), clock=after(DAYS.corrects_until))


def test_nobody_joins_after_the_last_day_even_before_the_sweep_comes(bazaar: Bazaar) -> None:
    key, person = bazaar.open(), bazaar.teach("A", "B")
    with pytest.raises(Conflict):
        service.join(bazaar.session, key, actor=as_self(person), clock=after(DAYS.closes_on))
    service.advance(bazaar.session, key, after(DAYS.closes_on))
    with pytest.raises(Conflict):
        bazaar.join(key, person)


def test_closing_freezes_choices_and_points_and_tells_everybody(bazaar: Bazaar) -> None:
    session, key = bazaar.session, bazaar.open()
    person, gone, silent = bazaar.teach("A", "B", "C"), bazaar.teach("A", "B"), bazaar.teach("B", "A")
    bazaar.join(key, person, gone, silent)
    gone.legal_position = "99"
    silent.unit_id = bazaar.schools["D"].id
    session.flush()
    service.advance(session, key, after(DAYS.closes_on))
    entry = queries.find_entry(session, key, person.id)
    assert entry is not None
    assert (entry.parts[Part.SERVICE], entry.parts[Part.PERFORMANCE], entry.parts[Part.FAMILY]) == (6, 1, None)
    assert entry.points == 6 * 2 + 1 * 3
    assert [choice.unit for choice in queries.list_choices(session, entry.id)] == ["SD Negeri B", "SD Negeri C"]
    assert {outcome_of(session, key, one)[0] for one in (gone, silent)} == {"out"}
    told = set(session.scalars(select(Notice.employee_id).where(Notice.event == "exchange")))
    assert {person.id, gone.id, silent.id} <= told
    service.leave(session, key, actor=as_self(person), clock=after(DAYS.closes_on))
    service.advance(session, key, after(DAYS.corrects_until))
    with pytest.raises(Conflict):
        service.leave(session, key, actor=as_self(person), clock=after(DAYS.corrects_until))


def test_points_know_hard_places_and_spouses_elsewhere(bazaar: Bazaar) -> None:
    session = bazaar.session
    for name, district, lack in (("A", "Utara", Lack.WHOLLY), ("B", "Selatan", Lack.NONE)):
        place = Place(code=f"T{name}", name=name, district=district, travel_hours=12.0, terrain="kepulauan")
        session.add(place)
        session.flush()
        session.add_all(PlaceTest(place_id=place.id, test=test, lack=lack) for test in RemoteTest)
        bazaar.schools[name].place_id = place.id
    one, other = bazaar.teach("A"), bazaar.teach("B")
    session.add(
        Relative(
            employee_id=one.id, relative_id=other.id, relation=Relation.SPOUSE, source="Buku nikah", recorded_at=NOW
        )
    )
    session.flush()
    known = queries.list_known(session, [one.id, other.id], TODAY)
    assert (known[one.id].spouse_district, known[other.id].spouse_district) == ("Selatan", "Utara")
    assert count(known[one.id], TODAY)[Part.HARDSHIP] == 4
    assert (count(known[other.id], TODAY)[Part.HARDSHIP] or 0) < 4


def test_a_district_stands_for_its_posts(bazaar: Bazaar) -> None:
    session = bazaar.session
    place = Place(code="T", name="T", district="Utara")
    session.add(place)
    session.flush()
    for name in "BC":
        bazaar.schools[name].place_id = place.id
    person = bazaar.teach("B", "C", "A")
    for wanted in (Wanted(district="utara"), Wanted(interest="kelas awal"), Wanted(jabatan_id=bazaar.teacher.id)):
        add_wish(session, wanted, DAYS.closes_on, actor=as_self(person), clock=clock_on(TODAY))
    home = (bazaar.schools["B"].id, bazaar.teacher.id)
    seats = queries.expand(session, {person.id: home}, DAYS.closes_on)[person.id]
    assert [seat[0] for seat in seats] == [bazaar.schools[name].id for name in ("C", "A")]
    assert not queries.expand(session, {person.id: home}, DAYS.closes_on + timedelta(days=400))


def test_corrections_are_answered_in_writing_before_points_stand(bazaar: Bazaar) -> None:
    session, key = bazaar.session, bazaar.open()
    person = bazaar.teach("A", "B")
    bazaar.join(key, person)
    late, ask = after(DAYS.closes_on), service.ask_correction
    with pytest.raises(Conflict):
        ask(session, key, Part.FAMILY, "Suami di Utara", actor=as_self(person), clock=clock_on(TODAY))
    service.advance(session, key, late)
    correction = ask(session, key, Part.FAMILY, "Suami di Utara", actor=as_self(person), clock=late)
    with pytest.raises(Conflict):
        ask(session, key, Part.SERVICE, "Lagi", actor=as_self(person), clock=late)
    with pytest.raises(NotFound):
        ask(session, key, Part.SERVICE, "Lain", actor=as_self(bazaar.teach("B")), clock=late)
    assert service.advance(session, key, after(DAYS.corrects_until)) == 0
    own_planner = Actor(1, "Sendiri", person.id, (Grant(Permission.PLAN),))
    for actor in (own_planner, as_self(person), Actor(1, "Lain", None, (Grant(Permission.PLAN, "/0/"),))):
        with pytest.raises(NotPermitted):
            service.answer_correction(session, correction, 1, "Benar", actor=actor, clock=late)
    for amount, words in ((2, "Benar"), (1, " ")):
        with pytest.raises(InvalidInput):
            service.answer_correction(session, correction, amount, words, actor=bazaar.planner, clock=late)
    service.answer_correction(session, correction, 1, "Buku nikah sudah diperiksa.", actor=bazaar.planner, clock=late)
    with pytest.raises(Conflict):
        service.answer_correction(session, correction, None, "Lagi", actor=bazaar.planner, clock=late)
    entry = queries.find_entry(session, key, person.id)
    assert entry is not None
    assert (entry.points, entry.parts[Part.FAMILY]) == (6 * 2 + 1 * 3 + 5, 1)
    (row,) = queries.list_corrections(session, entry.id)
    assert row.answer == "Buku nikah sudah diperiksa."
    assert service.advance(session, key, after(DAYS.corrects_until)) == 1
    with pytest.raises(Conflict):
        ask(session, key, Part.SERVICE, "Terlambat", actor=as_self(person), clock=late)


def test_a_round_is_called_off_or_published_by_who_made_it_and_once(bazaar: Bazaar) -> None:
    session, key, other = bazaar.session, bazaar.open(), bazaar.open()
    person = bazaar.teach("A", "B")
    bazaar.join(key, person)
    planner, now = bazaar.planner, clock_on(TODAY)
    with pytest.raises(Conflict):
        service.publish_round(session, key, actor=planner, clock=now)
    with pytest.raises(NotPermitted):
        service.cancel_round(session, key, "Salah", actor=as_self(person), clock=now)
    with pytest.raises(Stale):
        service.cancel_round(session, key, "Salah", actor=planner, clock=now, expected_version=1)
    with pytest.raises(InvalidInput):
        service.cancel_round(session, key, "", actor=planner, clock=now)
    service.cancel_round(session, key, "Data belum siap", actor=planner, clock=now)
    assert session.scalars(select(Notice).where(Notice.employee_id == person.id)).all()
    assert service.advance(session, key, after(DAYS.corrects_until)) == 0
    with pytest.raises(Conflict):
        service.cancel_round(session, key, "Lagi", actor=planner, clock=now)
    bazaar.settle(other)
    for act in (service.publish_round, ask_verification):
        with pytest.raises(Refused):
            act(session, other, actor=planner, clock=now)
    service.solve_again(session, other, actor=planner, clock=now)
    assert len(session.scalars(select(JobRequest).where(JobRequest.job == "solve_exchange_round")).all()) == 2
    with pytest.raises(Conflict):
        service.solve_again(session, key, actor=planner, clock=now)


def test_seats_and_applicants_are_shown_without_telling_who(bazaar: Bazaar) -> None:
    session, key = bazaar.session, bazaar.open()
    found = queries.get_round(session, key)
    bazaar.join(key, *(bazaar.teach("A", "B") for _ in range(SMALLEST_SHOWN)), bazaar.teach("A", "C"))
    unknown = make_unit(session, "SD Negeri Tanpa Angka")
    make_post(session, unknown, bazaar.teacher, None)
    shown = {row.unit: (row.empty, str(row.applicants)) for row in queries.list_chances(session, found, TODAY)}
    assert shown["SD Negeri B"] == (1, "5")
    assert shown["SD Negeri C"] == (1, "kurang dari 5")
    assert shown["SD Negeri D"] == (1, "kurang dari 5")
    assert shown["SD Negeri A"] == (0, "kurang dari 5")
    assert shown["SD Negeri Tanpa Angka"] == (None, "kurang dari 5")
    assert [row.unit for row in queries.list_chances(session, found, TODAY, text="negeri b guru")] == ["SD Negeri B"]
    leaving = {row.unit: str(row.leavers) for row in queries.list_chances(session, found, TODAY)}
    assert (leaving["SD Negeri A"], leaving["SD Negeri B"]) == ("6", "kurang dari 5")
    assert not queries.list_chances(session, found, TODAY, jabatan_id=make_jabatan(session).id)
    service.advance(session, key, after(DAYS.closes_on))
    closed = queries.list_chances(session, queries.get_round(session, key), TODAY, text="Negeri B")
    assert [(str(row.applicants), str(row.leavers)) for row in closed] == [("5", "kurang dari 5")]


def test_a_round_is_calculated_by_the_shipped_command_and_again_with_the_same_outcome(
    runtime: Runtime,
) -> None:
    with runtime.database.writing() as session:
        bazaar = build_bazaar(session)
        key = bazaar.open()
        swapping, back = bazaar.teach("A", "B"), bazaar.teach("B", "A", "D")
        older, younger = bazaar.teach("C", "D", post_on=date(2012, 1, 1)), bazaar.teach("C", "D")
        fresh, gone = bazaar.teach("C", "D", post_on=date(2025, 6, 1)), bazaar.teach("C", "D")
        bazaar.teach("B")
        bazaar.join(key, swapping, back, older, younger, fresh, gone)
        bazaar.settle(key)
        gone.unit_id = bazaar.schools["A"].id
    solve_now(runtime, key)
    solve_now(runtime, key)
    with runtime.database.reading() as session:
        found = queries.get_round(session, key)
        assert (found.fault, found.found["movers"], found.found["participants"]) == ("", 3, 4)
        assert outcome_of(session, key, swapping) == ("moved", "SD Negeri B", 1)
        assert outcome_of(session, key, back) == ("moved", "SD Negeri A", 1)
        assert outcome_of(session, key, older) == ("moved", "SD Negeri D", 1)
        assert outcome_of(session, key, gone)[0] == "out"
        why = {}
        for person in (younger, fresh, back):
            entry = queries.find_entry(session, key, person.id)
            assert entry is not None
            why[person.id] = [(row.verdict, row.rule) for row in queries.list_choices(session, entry.id)]
        assert why[younger.id] == [(Verdict.TAKEN, "")]
        assert why[fresh.id] == [(Verdict.RULE, "P02")]
        assert why[back.id] == [(Verdict.GRANTED, ""), (Verdict.DEARER, "")]
        assert queries.list_outcomes(session, key) == ([], 3)
        shown = queries.list_outcomes(session, key, text="negeri").rows
        assert {str(row.fewest_points) for row in shown} == {"tidak ditampilkan"}
        assert found.input_key is not None
        with ZipFile(runtime.files.path(found.input_key)) as archive:
            assert older.nip is not None
            assert not any(older.nip in archive.read(name).decode() for name in archive.namelist())
    with runtime.database.writing() as session:
        ask_verification(session, key, actor=bazaar.planner, clock=clock_on(TODAY))
    for seed, is_same in (("2026-A", True), ("lain", True)):
        with runtime.database.writing() as session:
            session.execute(update(ExchangeRound).values(seed=seed))
        with runtime.database.reading() as session:
            task = read_solved(session, {"round": key})
        with runtime.database.writing() as session:
            store_verified(session, {"round": key}, verify(task, runtime))
        with runtime.database.reading() as session:
            assert (queries.get_round(session, key).verified_at is not None) is (is_same and seed == "2026-A")


def test_a_calculation_that_fails_or_takes_too_long_leaves_the_round_as_it_was(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with runtime.database.writing() as session:
        bazaar = build_bazaar(session)
        key, person = bazaar.open(), bazaar.teach("A", "B")
        bazaar.join(key, person, bazaar.teach("B", "A"))
        bazaar.settle(key)
    with monkeypatch.context() as patched:
        patched.setattr(solving, "SECONDS", 0.01)
        with pytest.raises(Unprepared, match="terlalu lama"):
            solve_now(runtime, key)
        patched.undo()
        patched.setattr(solving, "pack", lambda _frozen: EMPTY_ZIP)
        solve_now(runtime, key)
    with runtime.database.reading() as session:
        found = queries.get_round(session, key)
        assert (found.state, found.solved_at, bool(found.fault)) == (RoundState.FINAL, None, True)
        assert outcome_of(session, key, person)[0] == "joined"
    solve_now(runtime, key)
    with runtime.database.reading() as session:
        assert queries.get_round(session, key).fault == ""
        assert outcome_of(session, key, person) == ("moved", "SD Negeri B", 1)


@pytest.mark.parametrize("people", [0, 1])
def test_a_round_of_nobody_or_one(runtime: Runtime, people: int) -> None:
    with runtime.database.writing() as session:
        bazaar = build_bazaar(session, need=1.0996533333333334)
        key = bazaar.open(Manner.CHAINS, floor=Floor.NEED)
        joined = [bazaar.teach("A", "B") for _ in range(people)]
        for _ in range(2):
            bazaar.teach("A")
        bazaar.join(key, *joined)
        bazaar.settle(key)
    solve_now(runtime, key)
    with runtime.database.writing() as session:
        found = queries.get_round(session, key)
        assert (found.fault, found.found["movers"]) == ("", people)
        service.publish_round(session, key, actor=bazaar.planner, clock=clock_on(TODAY))
        assert queries.get_round(session, key).state is RoundState.PUBLISHED
        states = set(session.scalars(select(ExchangeEntry.state)))
        assert states == ({EntryState.MOVED} if people else set())


def test_the_sweep_takes_rounds_on_and_leaves_those_of_an_office_without(runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        key = build_bazaar(session).open(days=Days(TODAY + timedelta(days=1), *_rest()))
    assert service.advance_all(runtime) == 0
    with runtime.database.writing() as session:
        session.execute(update(ExchangeRound).values(opens_on=TODAY))
        session.execute(update(Office).values(modules={"exchange": False}))
    assert service.advance_all(runtime) == 0
    with runtime.database.writing() as session:
        session.execute(update(Office).values(modules={}))
    assert service.advance_all(runtime) == 1
    with runtime.database.reading() as session:
        assert queries.get_round(session, key).state is RoundState.OPEN


def _rest() -> tuple[date, date, date]:
    return DAYS.closes_on, DAYS.corrects_until, DAYS.effective_on
