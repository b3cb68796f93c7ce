"""What calls for attention in a batch, its order, and the effect of many moves together."""

from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.core.texts import T
from mutasi_flow.transfers.domain import Stance
from mutasi_flow.transfers.queries import PeerSummary, Seen
from mutasi_flow.transfers.review.concerns import Concern, Flag, gravity, in_order, of_effect, of_opinions, say
from mutasi_flow.workload.domain import Going, MoveEffect, PostLoad, PostState, effect_of, effect_of_all

UNITS = {1: ("U1", "SDN Satu"), 2: ("U2", "SDN Dua"), 3: ("U3", "SDN Tiga"), 4: ("U4", "SDN Empat")}
SEATS = [(unit_id, jabatan_id) for unit_id in UNITS for jabatan_id in (7, 8)]

concerns = st.lists(st.builds(Concern, st.sampled_from(Flag), st.just(T("Perhatikan.")), st.text("ab", max_size=2)))
loads = st.builds(
    PostLoad,
    st.integers(5, 30),
    st.none() | st.integers(1, 30).map(float),
    st.none() | st.integers(0, 10),
)
states = st.tuples(*(loads for _ in SEATS)).map(
    lambda found: [PostState(*seat, f"Jabatan {seat[1]}", load) for seat, load in zip(SEATS, found, strict=True)]
)
moves = st.lists(
    st.builds(Going, st.sampled_from(SEATS), st.sampled_from(SEATS), st.sampled_from([1, 0.4])), max_size=5
)


def staff(effect: MoveEffect) -> dict[int, float]:
    return {unit.unit_id: round(unit.after.staff - unit.before.staff, 2) for unit in effect.units}


@given(states, moves)
def test_moves_together_change_as_much_as_each_by_itself(before: list[PostState], steps: list[Going]) -> None:
    together = staff(effect_of_all(before, UNITS, steps))
    single = [staff(effect_of(before, UNITS, *step)) for step in steps]
    assert together == {unit_id: round(sum(one[unit_id] for one in single), 2) for unit_id in UNITS}
    assert round(sum(together.values()), 2) == 0


@given(states, st.permutations(SEATS))
def test_independent_moves_show_what_they_show_alone(before: list[PostState], seats: list[tuple[int, int]]) -> None:
    steps: list[Going] = [Going(seats[0], seats[1]), Going(seats[2], seats[3])]
    posts = {(one.unit_id, one.jabatan_id): one for one in effect_of_all(before, UNITS, steps).posts}
    alone = [one for step in steps for one in effect_of(before, UNITS, *step).posts]
    assert posts == {(one.unit_id, one.jabatan_id): one for one in alone}


def test_whoever_comes_makes_up_for_whoever_goes() -> None:
    before = [PostState(unit_id, 7, "Guru", PostLoad(2, 2.0, 2)) for unit_id in (1, 2)]
    swap: list[Going] = [Going((1, 7), (2, 7)), Going((2, 7), (1, 7))]
    units = {unit_id: UNITS[unit_id] for unit_id in (1, 2)}
    assert effect_of(before, units, *swap[0]).newly_critical
    together = effect_of_all(before, units, swap)
    assert (together.posts, together.newly_critical) == ((), ())


@given(concerns)
def test_the_gravest_stands_first_and_nothing_is_lost(found: list[Concern]) -> None:
    ordered = in_order(found)
    places = [list(Flag).index(one.flag) for one in ordered]
    assert places == sorted(places)
    assert sorted(map(str, ordered)) == sorted(map(str, found))


@given(concerns, concerns)
def test_a_graver_file_comes_before_one_with_more_remarks(one: list[Concern], other: list[Concern]) -> None:
    def worst(found: list[Concern]) -> int:
        return min((list(Flag).index(each.flag) for each in found), default=len(Flag))

    if worst(one) < worst(other) or (worst(one) == worst(other) and len(one) > len(other)):
        assert gravity(one) < gravity(other)


def test_alone_and_together_are_told_apart() -> None:
    before = [PostState(1, 7, "Guru", PostLoad(5, 5.0)), PostState(2, 7, "Guru", PostLoad(4, 5.0))]
    units = {unit_id: UNITS[unit_id] for unit_id in (1, 2)}
    step = Going((1, 7), (2, 7))
    alone, together = effect_of(before, units, *step), effect_of_all(before, units, [step, step])
    found = of_effect(alone, together, step[0])
    assert {one.flag for one in found} == {Flag.CRITICAL}
    assert all(str(one.text).startswith("Bersama seluruh paket: ") for one in found)
    assert of_effect(together, alone, step[0])[0].mark.endswith("-alone")


def test_what_is_the_same_alone_and_together_is_said_once() -> None:
    before = [PostState(1, 7, "Guru", PostLoad(5, 6.0)), PostState(2, 7, "Guru", PostLoad(4, 5.0))]
    units = {unit_id: UNITS[unit_id] for unit_id in (1, 2)}
    effect = effect_of(before, units, (1, 7), (2, 7))
    found = in_order(of_effect(effect, effect, (1, 7)))
    assert len(found) == 4
    assert len(say(found)) == 2
    assert all(str(text).startswith("Sendiri maupun bersama") for text in say(found))
    only = in_order(of_effect(effect, effect_of_all(before, units, []), (1, 7)))
    assert [str(text) for text in say(only)] == [str(one.text) for one in only]


def test_a_post_below_its_minimum_is_graver_than_a_critical_one() -> None:
    before = [PostState(1, 7, "Guru", PostLoad(3, None, 3)), PostState(2, 7, "Guru", PostLoad(3))]
    units = {unit_id: UNITS[unit_id] for unit_id in (1, 2)}
    step = Going((1, 7), (2, 7))
    effect = effect_of(before, units, *step)
    assert next(one.flag for one in in_order(of_effect(effect, effect, step[0]))) is Flag.BELOW_MINIMUM


def test_of_fewer_than_three_peers_nobody_learns_anything() -> None:
    assert of_opinions(Seen((), None)) == []
    peers = PeerSummary({Stance.AGAINST: 1, Stance.SUPPORT: 2})
    assert [str(one.text) for one in of_opinions(Seen((), peers))] == [
        "1 dari 3 rekan kerja tidak mendukung atau bersyarat."
    ]
    assert of_opinions(Seen((), PeerSummary({Stance.SUPPORT: 3}))) == []
