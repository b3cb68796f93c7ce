import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.workload.domain import (
    MoveEffect,
    PostLoad,
    PostState,
    UnitEffect,
    UnitLoad,
    effect_of,
    percent,
    sum_up,
)

UNITS = {1: ("U1", "Puskesmas Muara"), 2: ("U2", "Puskesmas Hulu")}
LOADS = st.builds(
    PostLoad,
    staff=st.integers(0, 50),
    need=st.none() | st.floats(0, 60),
    minimum=st.none() | st.integers(0, 10),
)


def move(origin: PostLoad, destination: PostLoad) -> MoveEffect:
    states = [PostState(1, 10, "Perawat Terampil", origin), PostState(2, 10, "Perawat Terampil", destination)]
    return effect_of(states, UNITS, (1, 10), (2, 10))


def test_unknown_need_is_never_zero() -> None:
    load = PostLoad(3)
    assert (load.coverage, load.gap, load.is_critical) == (None, None, None)
    unit = sum_up([load])
    assert (unit.staff, unit.need, unit.coverage, unit.is_critical) == (3, None, None, None)


def test_nobody_present_is_zero_coverage_only_where_a_need_is_known() -> None:
    assert PostLoad(0, 2.0).coverage == 0
    assert PostLoad(0).coverage is None
    assert PostLoad(2, 0.0).coverage is None


@pytest.mark.parametrize("need", [5e-324, 1e-300, 9e-7])
def test_next_to_nothing_needed_gives_no_ratio(need: float) -> None:
    unit = sum_up([PostLoad(2, need)])
    assert (PostLoad(2, need).coverage, unit.coverage, unit.is_critical) == (None, None, False)


def test_a_unit_without_work_is_not_called_unknown() -> None:
    left, _ = move(PostLoad(1, 0.0), PostLoad(2, 3.0)).units
    assert str(left.sentence) == (
        "Puskesmas Muara: 1 menjadi 0 pegawai; menurut analisis beban kerja tidak ada kebutuhan."
    )


@pytest.mark.parametrize(
    ("load", "critical"),
    [
        (PostLoad(4, 5.0), False),
        (PostLoad(3, 5.0), True),
        (PostLoad(4, 5.0, minimum=5), True),
        (PostLoad(1, None, minimum=1), False),
        (PostLoad(0, None, minimum=1), True),
    ],
)
def test_critical_is_below_eighty_per_cent_or_below_the_least_number(load: PostLoad, critical: bool) -> None:
    assert load.is_critical is critical


def test_posts_without_need_do_not_flatter_the_unit() -> None:
    unit = sum_up([PostLoad(1, 4.0), PostLoad(9)])
    assert (unit.staff, unit.measured, unit.need) == (10, 1, 4.0)
    assert unit.coverage == 0.25


@pytest.mark.parametrize(("share", "expected"), [(0.8, 80), (0.799999, 79), (1.0, 100), (0.29, 29), (0.0, 0)])
def test_per_cent_never_rounds_up_to_a_threshold(share: float, expected: int) -> None:
    assert percent(share) == expected


def test_a_newly_critical_unit_is_named_first() -> None:
    effect = move(PostLoad(4, 5.0), PostLoad(6, 5.0))
    assert [unit.name for unit in effect.newly_critical] == ["Puskesmas Muara"]
    first = str(effect.sentences[0])
    assert first == ("Puskesmas Muara menjadi kekurangan berat: terisi 60% dari kebutuhan, sebelumnya 80%.")
    assert [post.newly_critical for post in effect.posts] == [True, False]
    assert [post.newly_overfull for post in effect.posts] == [False, True]


def test_a_relieved_unit_is_told() -> None:
    effect = move(PostLoad(9, 8.0), PostLoad(3, 5.0))
    assert "tidak lagi kekurangan berat" in " ".join(str(text) for text in effect.sentences)
    assert not effect.newly_critical


def test_a_unit_that_stays_critical_is_not_newly_so() -> None:
    effect = move(PostLoad(2, 5.0), PostLoad(1, 5.0))
    assert not effect.newly_critical
    assert all("tetap kekurangan berat" in str(text) for text in effect.sentences)


def test_below_the_least_number_is_said_for_the_post() -> None:
    effect = move(PostLoad(2, 2.0, minimum=2), PostLoad(0, 2.0))
    assert "tinggal 1 orang, paling sedikit harus 2" in " ".join(str(text) for text in effect.sentences)


def test_unknown_need_is_said() -> None:
    effect = move(PostLoad(4), PostLoad(2))
    assert [str(text) for text in effect.sentences] == [
        "Puskesmas Hulu: 2 menjadi 3 pegawai; kebutuhan belum diketahui.",
        "Puskesmas Muara: 4 menjadi 3 pegawai; kebutuhan belum diketahui.",
    ]
    assert "kebutuhan belum diketahui" in str(effect.posts[0].sentence)


@given(LOADS, LOADS)
def test_a_move_keeps_the_number_of_people(origin: PostLoad, destination: PostLoad) -> None:
    effect = move(PostLoad(origin.staff + 1, origin.need, origin.minimum), destination)
    before, after = (sum(getattr(unit, side).staff for unit in effect.units) for side in ("before", "after"))
    assert before == after


@given(LOADS)
def test_staying_in_place_changes_nothing(load: PostLoad) -> None:
    effect = effect_of([PostState(1, 10, "Perawat", load)], {1: UNITS[1]}, (1, 10), (1, 10))
    assert effect.units[0].before == effect.units[0].after
    assert effect.posts == ()


@given(LOADS, LOADS)
def test_the_unit_left_never_gains(origin: PostLoad, destination: PostLoad) -> None:
    left, entered = move(origin, destination).units
    assert left.after.staff <= left.before.staff
    assert entered.after.staff == entered.before.staff + 1


@given(st.lists(LOADS, min_size=1, max_size=8))
def test_a_coverage_of_some_posts_says_of_how_many(loads: list[PostLoad]) -> None:
    load, known = sum_up(loads), sum(one.need is not None for one in loads)
    sentence = str(UnitEffect(1, "U1", "Puskesmas", load, load).sentence)
    partly = f"Baru {known} dari {len(loads)} jabatannya yang kebutuhannya diketahui."
    assert sentence.endswith(partly) == (0 < known < len(loads))


@pytest.mark.parametrize(("short_before", "verb"), [(0, "menjadi"), (1, "tetap")])
def test_a_unit_filled_well_names_the_posts_that_make_it_critical(short_before: int, verb: str) -> None:
    before, after = (UnitLoad(9, 9, 7.5, short, has_minimum=True) for short in (short_before, 1))
    sentence = str(UnitEffect(1, "U1", "Puskesmas", before, after).sentence)
    assert sentence == (
        f"Puskesmas {verb} kekurangan berat: 1 jabatan di bawah jumlah terkecilnya, meski unit terisi 120%."
    )
