from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.workload.domain import PostLoad, sum_up
from mutasi_flow.workload.domain.ranking import Ranked, Ranking, explain_numbers, rank
from mutasi_flow.workload.domain.surges import MonthlyWork, Surge, find_surges, months_of

LOADS = st.builds(PostLoad, staff=st.integers(0, 50), need=st.none() | st.floats(0, 60))
ROWS = st.lists(
    st.builds(Ranked, st.text("AB", max_size=2), st.just("Unit"), LOADS.map(lambda one: sum_up([one]))), max_size=12
)


def agency(name: str, staff: int, need: float | None) -> Ranked:
    return Ranked(name, name, sum_up([PostLoad(staff, need)]))


def test_lampung_fewer_people_is_not_the_office_that_is_short() -> None:
    """The article's case: Education has fewer employees, yet Health is the one that is overloaded."""
    education, health = agency("Dinas Pendidikan", 640, 600), agency("Dinas Kesehatan", 910, 1_265)
    assert [row.name for row in rank([education, health], Ranking.GAP)] == ["Dinas Kesehatan", "Dinas Pendidikan"]
    assert [row.name for row in rank([education, health], Ranking.LOAD)] == ["Dinas Kesehatan", "Dinas Pendidikan"]
    assert (education.missing, health.missing) == (-40, 355)
    assert health.is_overloaded
    assert not education.is_overloaded
    sentence = str(explain_numbers([education, health]))
    assert sentence.startswith(
        "Dinas Pendidikan punya lebih sedikit pegawai (640) daripada Dinas Kesehatan (910), tetapi bukan itu ukurannya"
    )
    assert sentence.endswith("Yang lebih dahulu perlu tambahan adalah Dinas Kesehatan.")


def test_headcount_is_not_explained_where_it_does_not_mislead() -> None:
    assert explain_numbers([agency("A", 10, 20), agency("B", 30, 31)]) is None
    assert explain_numbers([agency("A", 10, None), agency("B", 30, 60)]) is None
    assert explain_numbers([agency("A", 10, 2), agency("B", 30, 6.5)]) is None
    assert explain_numbers([]) is None


def test_work_without_anybody_stands_before_every_ratio_and_unknown_need_last() -> None:
    rows = [agency("tahu", 4, 4), agency("kosong", 0, 1), agency("gelap", 50, None), agency("berat", 1, 9)]
    assert [row.name for row in rank(rows, Ranking.LOAD)] == ["kosong", "berat", "tahu", "gelap"]
    assert [row.name for row in rank(rows, Ranking.GAP)] == ["berat", "kosong", "tahu", "gelap"]
    assert (rows[1].effort, rows[1].grade, rows[1].is_overloaded) == (None, None, True)
    assert (rows[2].need, rows[2].staff, rows[2].missing) == (None, 50, None)


@given(ROWS)
def test_ranking_keeps_every_row_and_puts_the_known_first(rows: list[Ranked]) -> None:
    for by in Ranking:
        ranked = rank(rows, by)
        assert sorted(map(id, ranked)) == sorted(map(id, rows))
        known = [row.need is not None for row in ranked]
        assert known == sorted(known, reverse=True)


@given(ROWS)
def test_the_gap_falls_along_the_ranking(rows: list[Ranked]) -> None:
    missing = [row.missing for row in rank(rows, Ranking.GAP) if row.missing is not None]
    assert missing == sorted(missing, reverse=True)


def test_a_surge_is_months_in_a_row_above_capacity() -> None:
    work = MonthlyWork(60, 0, [100, 130, 140, None, 300, 100, *[None] * 6])
    minutes = months_of([work])
    assert minutes[:5] == [6000, 7800, 8400, None, 18_000]
    assert find_surges(minutes, 1, 75_000) == [Surge(1, 2, 8400 / 6250)]
    assert find_surges(minutes, 1, 75_000)[0].last == 2
    assert find_surges(minutes, 4, 75_000) == []
    assert find_surges(minutes, 0, 75_000) == []


def test_tasks_without_months_take_a_twelfth_where_others_count() -> None:
    counted, spread = MonthlyWork(10, 999, [6, *[None] * 11]), MonthlyWork(1, 120, [])
    assert months_of([counted, spread])[:2] == [70, None]
    assert months_of([spread]) == [None] * 12


@given(st.lists(st.none() | st.floats(0, 1e5), min_size=12, max_size=12), st.integers(1, 20))
def test_more_people_never_make_more_months_of_surge(minutes: list[float | None], staff: int) -> None:
    few, many = (sum(one.months for one in find_surges(minutes, count, 75_000)) for count in (staff, staff + 1))
    assert many <= few
    assert all(one.months >= 2 for one in find_surges(minutes, staff, 75_000))
