"""Help for a while: who could help whom, asking and choosing, and what both heads say at the end."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.queries import load_actor
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refused, Stale
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.inbox.model import Notice
from mutasi_flow.people.domain import JabatanKind, Predicate
from mutasi_flow.people.model import Employee, Jabatan, PerformanceYear, Unit
from mutasi_flow.planning.relief.domain import (
    Outcome,
    RequestState,
    Side,
    Stage,
    months_between,
    next_time,
    peak_need,
    stage_of,
)
from mutasi_flow.planning.relief.domain.choosing import (
    FARTHEST_KM,
    Lender,
    Post,
    Seeker,
    choose,
    is_near,
    list_offers,
    may_lend,
    way_price,
)
from mutasi_flow.planning.relief.queries import offers, requests
from mutasi_flow.planning.relief.service import arranging, asking, reminding, reviewing
from mutasi_flow.planning.relief.service.asking import NewRequest
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.service import NewTransfer, create_draft
from mutasi_flow.transfers.workflow import State
from mutasi_flow.workload.domain import OVERLOAD
from tests.factories import TODAY, make_account, make_employee, make_jabatan, make_office, make_post, make_unit
from tests.planning.bazaar import as_self, clock_on

FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
HERE = 100
figures = st.integers(0, 40).map(lambda tenths: tenths / 10)
lenders = st.lists(
    st.builds(
        lambda staff, need, minimum, people: (staff, need, minimum, min(people, int(staff))),
        figures,
        st.none() | figures,
        st.none() | st.integers(0, 2),
        st.integers(0, 2),
    ),
    max_size=3,
).map(lambda rows: [Lender(Post(key, 7, *row[:3]), row[3]) for key, row in enumerate(rows)])
seekers = st.lists(st.tuples(figures, figures, st.integers(1, 2)), min_size=1, max_size=2)
ways = st.lists(st.none() | st.integers(0, FARTHEST_KM + 20), min_size=6, max_size=6)


@pytest.mark.parametrize(
    ("state", "today", "stage"),
    [
        (State.DRAFT, TODAY, Stage.UNDERWAY),
        (State.APPROVED, TODAY, Stage.UNDERWAY),
        (State.REJECTED, TODAY, Stage.GONE),
        (State.REVOKED, TODAY, Stage.GONE),
        (State.DECREED, TODAY - timedelta(days=1), Stage.COMING),
        (State.DECREED, TODAY, Stage.RUNNING),
        (State.DECREED, TODAY + timedelta(days=30), Stage.RUNNING),
        (State.DECREED, TODAY + timedelta(days=31), Stage.OVER),
    ],
)
def test_how_far_help_is_both_days_included(state: State, today: date, stage: Stage) -> None:
    assert stage_of(state, TODAY, TODAY + timedelta(days=30), today) is stage


@given(lenders, seekers, st.sampled_from([1.0, 0.4]), ways)
def test_the_circulation_is_the_best_of_all_ways_to_help(
    lending: list[Lender], seeking: list[tuple[float, float, int]], share: float, far: list[int | None]
) -> None:
    wanted = [
        Seeker(key, Post(HERE + key, 7, staff, need), count, share) for key, (staff, need, count) in enumerate(seeking)
    ]

    def km(lender: int, seeker: int) -> float | None:
        return far[lender * 2 + seeker - HERE]

    def worth(taken: dict[tuple[int, int], int]) -> float | None:
        """Return what a way to help brings in all; None where it breaks a rule."""
        total = 0.0
        for one in lending:
            gone = sum(count for (_key, unit), count in taken.items() if unit == one.post.unit_id)
            after = one.post.plus(-share * gone)
            able = after.staff >= (one.post.minimum or 0) and after.load <= OVERLOAD + 1e-9
            if gone and (gone > one.people or not able):
                return None
            total += one.post.gain(-share * gone)
        for seeker in wanted:
            come = {unit: count for (key, unit), count in taken.items() if key == seeker.key and count}
            total += seeker.post.gain(share * sum(come.values()))
            if sum(come.values()) > seeker.persons:
                return None
            for unit, count in come.items():
                way = km(unit, seeker.post.unit_id)
                last = lending[unit].post.plus(-share * (count - 1))
                if not (is_near(way) and may_lend(last, seeker.post, share)):
                    return None
                total -= way_price(way, share) * count
        return total

    found = choose(wanted, lending, km)
    pairs = [(seeker.key, one.post.unit_id) for seeker in wanted for one in lending]
    worths = [worth(dict(zip(pairs, counts, strict=True))) for counts in product(range(3), repeat=len(pairs))]
    reached = worth(found)
    assert reached is not None
    assert reached == pytest.approx(max(one for one in worths if one is not None), abs=1e-4)
    for seeker in wanted:
        offered = {one.lender.unit_id: one.chosen for one in list_offers(seeker, lending, km, found)}
        assert {unit: count for (key, unit), count in found.items() if key == seeker.key} == {
            unit: count for unit, count in offered.items() if count
        }


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 500))
def test_the_months_of_a_time(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    touched = {(first + timedelta(days=day)).month - 1 for day in range(days + 1)}
    assert months_between(first, last) == touched


@given(
    st.none() | figures,
    st.lists(st.none() | st.integers(0, 900), min_size=12, max_size=12),
    st.sets(st.integers(0, 11), min_size=1),
)
def test_the_need_of_the_heaviest_month(need: float | None, minutes: list[float | None], months: set[int]) -> None:
    found = peak_need(need, minutes, months, 1200)
    each = [need if minutes[month] is None else (minutes[month] or 0) / 100 for month in months]
    assert found == max((one for one in each if one is not None), default=None)


@given(
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.lists(st.tuples(st.integers(0, 11), st.integers(2, 5)), max_size=3),
)
def test_the_next_surge_is_what_is_asked_for(today: date, surges: list[tuple[int, int]]) -> None:
    first, last = next_time(surges, today)
    assert today <= first < last
    assert last < today + timedelta(days=366 + 160)
    if surges:
        assert any(last.month == (month + count - 1) % 12 + 1 for month, count in surges)


@dataclass
class Clinics:
    """One clinic that is overloaded, one that is light and near, one whose need nobody knows."""

    session: Session
    heavy: Unit
    light: Unit
    nurse: Jabatan
    people: dict[str, Employee]
    actors: dict[str, Actor]
    clock: Clock

    def ask(self, who: str = "head", **values: object) -> int:
        usual = NewRequest(self.heavy.id, self.nurse.id, 1, 40, FIRST, LAST, "Wabah demam berdarah.")
        return asking.ask(self.session, replace(usual, **values), actor=self.actors[who], clock=self.clock)  # type: ignore[arg-type]

    def candidates(self, *keys: int) -> dict[int, offers.Candidates]:
        """Return who could help, as the planner sees it."""
        rows = [requests.get_request(self.session, key) for key in keys]
        helpers = requests.list_helpers(self.session, keys, self.actors["planner"])
        return offers.list_candidates(self.session, rows, helpers, ("",), self.clock.today())

    def names(self, request: int) -> set[str]:
        found = self.candidates(request)[request]
        return {person.name for offer in found.offers for person in found.of(offer)}

    def arrange(self, request: int, who: str = "one", by: str = "planner", version: int | None = None) -> str:
        return arranging.arrange(
            self.session, request, self.people[who].id,
            actor=self.actors[by], clock=self.clock, expected_version=version,
        )  # fmt: skip

    def helper(self, request: int) -> requests.HelperRow:
        return requests.list_helpers(self.session, [request], self.actors["planner"])[-1]

    def decree(self, number: str, effective_on: date = FIRST) -> None:
        """Let the decree be in force; the road itself is tested elsewhere."""
        values = {"state": State.DECREED, "effective_on": effective_on}
        self.session.execute(update(Transfer).where(Transfer.number == number).values(values))


def build(session: Session) -> Clinics:
    make_office(session)
    root = make_unit(session, "Kabupaten")
    heavy, light, dark = (make_unit(session, f"Puskesmas {name}", root) for name in ("Muara", "Hulu", "Gelap"))
    nurse = make_jabatan(session, "Perawat Terampil", JabatanKind.FUNCTIONAL)
    make_post(session, heavy, nurse, need=4, minimum=1)
    make_post(session, light, nurse, need=1.5, minimum=1)
    people = {name: make_employee(session, light, nurse, f"Perawat {name}") for name in ("one", "two", "three")}
    people |= {"here": make_employee(session, heavy, nurse), "dark": make_employee(session, dark, nurse)}
    heads = {unit: make_employee(session, unit) for unit in (heavy, light)}
    for unit, head in heads.items():
        unit.head_id = head.id
    accounts = {
        "head": make_account(session, heads[heavy], [(Role.SUPERVISOR, heavy)]),
        "lender": make_account(session, heads[light], [(Role.SUPERVISOR, light)]),
        "planner": make_account(session, make_employee(session, root), [Role.PLANNER]),
        "other": make_account(session, make_employee(session, root), [Role.PLANNER]),
    }
    session.flush()
    actors = {name: load_actor(session, one.id, TODAY) for name, one in accounts.items()}
    return Clinics(session, heavy, light, nurse, people, actors, clock_on(TODAY))


@pytest.fixture
def clinics(session: Session) -> Clinics:
    return build(session)


def test_a_request_keeps_its_figures_and_tells_who_plans(clinics: Clinics) -> None:
    key = clinics.ask()
    clinics.session.execute(
        update(Employee).where(Employee.id == clinics.people["here"].id).values(legal_position="99")
    )
    found = requests.get_request(clinics.session, key)
    assert (found.evidence["need"], found.evidence["staff"], found.evidence["surges"]) == (4, 1, [])
    told = clinics.session.scalars(select(Notice).where(Notice.address == f"/bantuan-sementara/{key}")).all()
    assert [one.role for one in told] == [Role.PLANNER.value]
    with pytest.raises(Conflict):
        clinics.ask(from_on=LAST, until_on=LAST + timedelta(days=9))
    clinics.ask(from_on=LAST + timedelta(days=1), until_on=LAST + timedelta(days=30))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"from_on": TODAY - timedelta(days=1)}, "from_on"),
        ({"until_on": FIRST}, "until_on"),
        ({"until_on": TODAY + timedelta(days=900)}, "until_on"),
        ({"persons": 0}, "persons"),
        ({"share": 37}, "share"),
        ({"reason": "  "}, "reason"),
        ({"jabatan_id": None}, "jabatan"),
    ],
)
def test_what_cannot_be_asked_for(clinics: Clinics, values: dict[str, object], field: str) -> None:
    if "jabatan_id" in values:
        leader = make_jabatan(clinics.session, "Kepala Puskesmas", JabatanKind.STRUCTURAL)
        with pytest.raises(InvalidInput):
            clinics.ask(jabatan_id=leader.id)
        make_post(clinics.session, clinics.heavy, leader)
        values = {"jabatan_id": leader.id}
    with pytest.raises(InvalidInput) as refusal:
        clinics.ask("head", **values)
    assert refusal.value.field == field
    with pytest.raises(NotPermitted):
        clinics.ask("lender")
    with pytest.raises(NotFound):
        clinics.ask(unit_id=10**6)


def test_only_who_is_free_comes_from_a_lighter_unit(clinics: Clinics) -> None:
    session, people, key = clinics.session, clinics.people, clinics.ask()
    assert clinics.names(key) == {"Perawat one", "Perawat two", "Perawat three"}
    colleague = make_employee(session, session.get_one(Unit, people["dark"].unit_id), clinics.nurse, "Perawat gelap")
    offers = clinics.candidates(key)[key].offers
    assert [one.lender.need for one in offers] == [1.5, None], "what nobody measured stands last, and may be chosen"
    colleague.legal_position = "99"
    session.flush()
    create_draft(session, NewTransfer(people["one"].id), as_self(people["one"]), clinics.clock)
    people["two"].contract_ends_on = LAST - timedelta(days=1)
    session.flush()
    assert clinics.names(key) == {"Perawat three"}
    people["two"].legal_position = people["one"].legal_position = "99"
    session.flush()
    assert clinics.names(key) == set(), "one and a half are needed there, so that nobody is left to give"
    assert clinics.candidates(key)[key].left == 1
    with pytest.raises(Refused):
        clinics.arrange(key, "three")
    asking.decline(session, key, "Tidak ada.", actor=clinics.actors["planner"], clock=clinics.clock)
    assert requests.get_request(session, key).ended_because == "Tidak ada."
    with pytest.raises(Conflict):
        clinics.arrange(key, "three")


def test_people_whom_rules_speak_against_come_after_the_others(clinics: Clinics) -> None:
    person = clinics.people["one"].id
    clinics.session.add(PerformanceYear(employee_id=person, year=2025, predicate=Predicate.POOR))
    found = clinics.candidates(key := clinics.ask())[key]
    ((_offer, judged),) = offers.judge(clinics.session, found, 9, TODAY)
    assert (judged[-1].person.id, judged[-1].warnings > judged[0].warnings) == (person, True)


def test_who_is_chosen_becomes_a_temporary_placement_and_takes_the_place(clinics: Clinics) -> None:
    key = clinics.ask()
    version = requests.get_request(clinics.session, key).version
    with pytest.raises(NotPermitted):
        clinics.arrange(key, by="head")
    with pytest.raises(Refused):
        clinics.arrange(key, "here")
    number = clinics.arrange(key, version=version)
    made = clinics.session.scalars(select(Transfer).where(Transfer.number == number)).one()
    assert (made.until_on, made.share, made.to_unit_id, made.state) == (LAST, 40, clinics.heavy.id, State.DRAFT)
    assert "Wabah" in made.reason
    assert audit.trail(clinics.session, f"transfer:{made.id}")[-1].payload["request"] == key
    with pytest.raises(Stale):
        clinics.arrange(key, "two", by="other", version=version)
    with pytest.raises(Conflict):
        clinics.arrange(key, "two", by="other")
    helper = clinics.helper(key)
    assert (helper.stage(TODAY), helper.before["helped"]["staff"], helper.before["lent"]["staff"]) == (
        Stage.UNDERWAY, 1, 3,
    )  # fmt: skip
    clinics.session.execute(update(Transfer).where(Transfer.id == made.id).values(state=State.WITHDRAWN))
    assert clinics.candidates(key)[key].left == 1
    clinics.arrange(key, "two", by="other")


def test_no_request_is_too_old_to_count_who_helps_it(clinics: Clinics, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "SHOWN", 1)
    key = clinics.ask()
    clinics.ask(from_on=LAST + timedelta(days=1), until_on=LAST + timedelta(days=30))
    assert len(requests.list_requests(clinics.session, ("",))) == 1
    assert len(requests.list_looked_for(clinics.session, ("",), TODAY)) == 2
    assert len(requests.list_looked_for(clinics.session, ("",), LAST + timedelta(days=1))) == 1
    clinics.arrange(key)
    with pytest.raises(Conflict):
        clinics.arrange(key, "two")


def test_one_light_unit_is_not_promised_to_two_requests(clinics: Clinics) -> None:
    other = make_unit(clinics.session, "Puskesmas Rawa")
    make_post(clinics.session, other, clinics.nurse, need=4)
    head = make_account(clinics.session, make_employee(clinics.session, other), [(Role.SUPERVISOR, other)])
    clinics.actors["rawa"] = load_actor(clinics.session, head.id, TODAY)
    keys = clinics.ask(share=100), clinics.ask("rawa", unit_id=other.id, share=100)
    found = clinics.candidates(*keys)
    assert sum(offer.chosen for key in keys for offer in found[key].offers) == 1, "of three two must stay"
    clinics.arrange(keys[0])
    assert not clinics.candidates(*keys)[keys[1]].offers


def test_a_request_ends_with_its_time_or_its_unit_and_is_taken_back(clinics: Clinics) -> None:
    session, key = clinics.session, clinics.ask()
    later = clock_on(LAST + timedelta(days=1))
    assert not requests.get_request(session, key).is_open_on(later.today())
    clinics.heavy.valid_to = TODAY - timedelta(days=1)
    session.flush()
    with pytest.raises(Conflict):
        clinics.arrange(key)
    with pytest.raises(InvalidInput):
        clinics.ask(from_on=LAST + timedelta(days=5), until_on=LAST + timedelta(days=50))
    ending = {"actor": clinics.actors["lender"], "clock": clinics.clock}
    with pytest.raises(NotPermitted):
        asking.withdraw(session, key, "Selesai.", **ending)  # type: ignore[arg-type]
    with pytest.raises(NotPermitted):
        asking.decline(session, key, "Selesai.", **ending)  # type: ignore[arg-type]
    asking.withdraw(session, key, "Selesai.", actor=clinics.actors["head"], clock=clinics.clock)
    assert requests.get_request(session, key).state is RequestState.WITHDRAWN
    with pytest.raises(NotFound):
        requests.get_request(session, 10**6)


def test_another_last_day_is_asked_for_and_goes_to_who_signs(clinics: Clinics) -> None:
    key, session, head = clinics.ask(), clinics.session, clinics.actors["head"]
    number = clinics.arrange(key)
    helper, late = clinics.helper(key).id, LAST + timedelta(days=30)
    wanting = {"actor": head, "clock": clock_on(FIRST)}
    with pytest.raises(Conflict):
        arranging.want_other_end(session, helper, late, "Masih ramai.", **wanting)  # type: ignore[arg-type]
    clinics.decree(number)
    coming = {"actor": head, "clock": clock_on(FIRST - timedelta(days=9))}
    with pytest.raises(InvalidInput, match="baru mulai"):
        arranging.want_other_end(session, helper, FIRST - timedelta(days=1), "Ya.", **coming)  # type: ignore[arg-type]
    for day, words in ((LAST, "Ya."), (TODAY, "Ya."), (TODAY + timedelta(days=900), "Ya."), (late, " ")):
        with pytest.raises(InvalidInput):
            arranging.want_other_end(session, helper, day, words, **wanting)  # type: ignore[arg-type]
    with pytest.raises(NotPermitted):
        arranging.want_other_end(session, helper, late, "Ya.", actor=clinics.actors["lender"], clock=clock_on(FIRST))
    arranging.want_other_end(session, helper, late, "Masih ramai.", **wanting)  # type: ignore[arg-type]
    assert clinics.helper(key).is_wanted_longer
    address = f"/usulan/{number}/masa-sementara"
    assert session.scalars(select(Notice.role).where(Notice.address == address)).all() == [Role.SIGNER.value]


def test_both_heads_say_once_what_came_of_it(runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        clinics = build(session)
        key = clinics.ask()
        clinics.decree(clinics.arrange(key))
        helper = clinics.helper(key)
        saying = {"outcome": Outcome.YES, "words": "Antrean habis.", "actor": clinics.actors["head"]}
        with pytest.raises(Conflict):
            reviewing.review(session, helper.id, Side.HELPED, clock=clock_on(FIRST), **saying)  # type: ignore[arg-type]
    over = clock_on(LAST + timedelta(days=1))
    late = replace(runtime, clock=over)
    assert [reminding.ask_for_reviews(late), reminding.ask_for_reviews(late)] == [1, 0]
    with runtime.database.writing() as session:
        told = session.scalars(select(Notice.employee_id).where(Notice.address.endswith("#nilai"))).all()
        assert set(told) == {clinics.actors[who].employee_id for who in ("head", "lender")}
        with pytest.raises(NotPermitted):
            reviewing.review(session, helper.id, Side.LENT, clock=over, **saying)  # type: ignore[arg-type]
        reviewing.review(session, helper.id, Side.HELPED, clock=over, **saying)  # type: ignore[arg-type]
        with pytest.raises(Conflict):
            reviewing.review(session, helper.id, Side.HELPED, clock=over, **saying)  # type: ignore[arg-type]
        lent = {**saying, "actor": clinics.actors["lender"]}
        reviewing.review(session, helper.id, Side.LENT, clock=over, **lent)  # type: ignore[arg-type]
        rows = requests.list_reviews(session, [helper.id])
    assert [(one.side, one.outcome, one.after["staff"]) for one in rows] == [
        (Side.HELPED, Outcome.YES, 1),
        (Side.LENT, Outcome.YES, 3),
    ]
