import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.people.domain import FUNCTIONAL_JABATAN, Predicate
from mutasi_flow.planning.matching.domain import (
    FIELD_NAMES,
    UNKNOWN_PLACE,
    USUAL_WEIGHTS,
    Ask,
    AskKind,
    Fit,
    Missing,
    Obstacle,
    Part,
    Person,
    Post,
    PostAsks,
    Rating,
    Score,
    SourcedAsk,
    Suit,
    as_post,
    default_asks,
    field_of_jabatan,
    field_of_study,
    field_of_unit,
    find_gaps,
    find_obstacle,
    match,
    order_of,
    rate_way,
    read_ask,
    settle_asks,
    show_ask,
    study_fit,
    suit_of,
    weigh,
)

WEIGHTS = tuple(USUAL_WEIGHTS.values())
NURSE = Post(
    7,
    70,
    PostAsks(
        education=30,
        studies=("keperawatan", "ners"),
        certificates=("perawat",),
        competences=(("kerja sama", 3), ("pelayanan publik", 2)),
        months=36,
        field="Kesehatan",
        lowest_rank=23,
        highest_rank=24,
    ),
)
KNOWN = Person(
    1, 2, 3, rank=24, education=30, study="D-III Keperawatan", months=24, unrecorded=0,
    levels={"kerja sama": 2, "pelayanan publik": 4}, certificates=frozenset({"perawat"}),
    predicates=(Predicate.GOOD, Predicate.VERY_GOOD), post_months=12, months_left=200, wish=0.7,
)  # fmt: skip
EXACT = Rating(0.8, 0.8)

shares = st.floats(0, 1)
ratings = st.builds(lambda one, other: Rating(min(one, other), max(one, other)), shares, shares)
weights = st.lists(st.integers(0, 100), min_size=len(Part), max_size=len(Part)).filter(any)
ranks = st.sampled_from([21, 22, 23, 24, 31, 32, 33, 34, 41])
levels = st.integers(1, 5)
predicates = st.one_of(st.none(), st.sampled_from(Predicate))
studies = st.sampled_from(["", "Profesi Ners", "S-1 Hukum", "D-III Kesehatan", "SMA IPS", "S-1 Akuntansi"])
people = st.builds(
    Person,
    employee_id=st.integers(1, 9),
    unit_id=st.just(2),
    jabatan_id=st.sampled_from([3, 70]),
    rank=st.one_of(st.none(), ranks),
    study=studies,
    months=st.integers(0, 60),
    unrecorded=st.one_of(st.none(), st.integers(0, 60)),
    levels=st.dictionaries(st.sampled_from(["kerja sama", "pelayanan publik"]), levels),
    certificates=st.sampled_from([frozenset(), frozenset({"perawat"})]),
    predicates=st.tuples(predicates, predicates),
    post_months=st.one_of(st.none(), st.integers(0, 60)),
    wish=st.one_of(st.none(), st.sampled_from([0.0, 0.7, 1.0])),
)


@given(st.lists(ratings, min_size=len(Part), max_size=len(Part)), weights, st.integers(0, len(Part) - 1), shares)
def test_a_better_part_never_makes_a_worse_score(
    parts: list[Rating], given_weights: list[int], place: int, more: float
) -> None:
    before = weigh(parts, given_weights)
    better = [*parts]
    better[place] = Rating(max(parts[place].low, more), max(parts[place].high, more))
    after = weigh(better, given_weights)
    assert after.low >= before.low - 1e-9
    assert after.high >= before.high - 1e-9
    assert 0 <= before.low <= before.high + 1e-9 <= 100 + 1e-6


@given(people, st.data())
def test_the_range_contains_every_way_in_which_the_gaps_could_be_filled(person: Person, data: st.DataObject) -> None:
    open_ended = match(person, NURSE, UNKNOWN_PLACE, WEIGHTS).score
    years = person.unrecorded if person.unrecorded is not None else 600
    wanted = {name: person.levels.get(name) or data.draw(levels) for name, _level in NURSE.asks.competences}
    filled = person._replace(
        rank=person.rank or data.draw(ranks),
        study=person.study or data.draw(studies.filter(bool)),
        months=person.months + data.draw(st.integers(0, years)),
        unrecorded=0,
        levels=wanted,
        certificates=person.certificates | data.draw(st.sampled_from([frozenset(), frozenset({"perawat"})])),
        predicates=tuple(one or data.draw(st.sampled_from(Predicate)) for one in person.predicates),  # type: ignore[arg-type]
        post_months=data.draw(st.integers(0, 60)) if person.post_months is None else person.post_months,
        wish=data.draw(st.sampled_from([0.0, 0.7, 1.0])) if person.wish is None else person.wish,
    )
    way = data.draw(shares)
    complete = match(filled, NURSE, Rating(way, way), WEIGHTS).score
    assert open_ended.low - 1e-6 <= complete.low <= complete.high <= open_ended.high + 1e-6


@given(st.lists(people, max_size=3), st.data())
def test_the_ranking_does_not_depend_on_the_order_of_rows(found: list[Person], data: st.DataObject) -> None:
    ranked = [match(one._replace(employee_id=key), NURSE, EXACT, WEIGHTS) for key, one in enumerate(found)]
    shuffled = data.draw(st.permutations(ranked))
    assert sorted(ranked, key=order_of) == sorted(shuffled, key=order_of)


@given(people)
def test_what_is_missing_is_named_exactly_where_the_part_is_a_range(person: Person) -> None:
    found = match(person, NURSE, EXACT, WEIGHTS)
    for _part, rating in found.parts:
        assert 0 <= rating.low <= rating.high <= 1
        assert (rating.missing is not None) == (rating.high > rating.low)


def test_a_person_of_whom_all_is_known_has_one_score() -> None:
    found = match(KNOWN, NURSE, EXACT, WEIGHTS)
    assert [round(one.low, 3) for one in found.ratings] == [1.0, 0.667, 0.889, 1.0, 0.875, 0.5, 0.8, 0.7]
    assert not found.score.is_range
    assert found.missing == ()
    assert found.is_linear
    assert not found.is_preferred
    assert not found.is_cross_field
    assert match(KNOWN._replace(months=36), NURSE, EXACT, WEIGHTS).is_preferred


def test_nothing_known_is_a_whole_range_and_never_zero() -> None:
    nobody = Person(1, None, None, unrecorded=None)
    found = match(nobody, Post(1, 2, PostAsks()), UNKNOWN_PLACE, WEIGHTS)
    assert (found.score.low, found.score.high) == (0.0, 100.0)
    assert found.score.middle == 50.0
    assert found.missing == (
        Missing.STUDY, Missing.FIELD_OF_POST, Missing.STANDARD, Missing.RANK_OF_POST, Missing.PERFORMANCE,
        Missing.POST_ON, Missing.PLACE, Missing.WISH,
    )  # fmt: skip
    studied = match(nobody._replace(study="S-1 Hukum"), Post(1, 2, PostAsks()), UNKNOWN_PLACE, WEIGHTS)
    assert studied.missing[0] is Missing.FIELD_OF_POST


def test_ties_go_to_the_surer_score_then_to_the_longer_time_in_post() -> None:
    sure, unsure = KNOWN._replace(employee_id=9), KNOWN._replace(employee_id=1)
    middle = match(sure, NURSE, Rating(0.5, 0.5), WEIGHTS), match(unsure, NURSE, UNKNOWN_PLACE, WEIGHTS)
    assert middle[0].score.middle == pytest.approx(middle[1].score.middle)
    longer = match(KNOWN._replace(employee_id=8, post_months=60), NURSE, EXACT, WEIGHTS)
    long = match(KNOWN._replace(employee_id=2, post_months=24), NURSE, EXACT, WEIGHTS)
    assert sorted([long, longer], key=order_of) == [longer, long]


@pytest.mark.parametrize(
    ("km", "here", "there", "low", "high"),
    [
        (0.0, (10, 10), (10, 10), 1.0, 1.0),
        (50.0, (10, 10), (40, 40), 0.2, 0.2),
        (250.0, (0, 0), (0, 0), 0.0, 0.0),
        (None, (50, 50), (0, 0), 0.0, 1.0),
        (20.0, (0, 60), (30, 30), 0.5, 0.8),
    ],
)
def test_far_and_hard_places_count_less(
    km: float | None, here: tuple[int, int], there: tuple[int, int], low: float, high: float
) -> None:
    found = rate_way(km, here, there)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert (found.missing is Missing.PLACE) == (high > low)


@pytest.mark.parametrize(
    ("rank", "share"), [(22, 0.5), (21, 0.0), (23, 1.0), (24, 1.0), (31, 0.5), (32, 0.0), (41, 0.0)]
)
def test_a_rank_outside_the_span_counts_half_then_nothing(rank: int, share: float) -> None:
    assert match(KNOWN._replace(rank=rank), NURSE, EXACT, WEIGHTS).ratings[3].low == share


def test_who_keeps_the_jabatan_fits_by_rank_whatever_it_is() -> None:
    assert match(KNOWN._replace(rank=None, jabatan_id=70), NURSE, EXACT, WEIGHTS).ratings[3] == Rating(1.0, 1.0)


def test_records_stand_in_the_way_and_gaps_in_them_never_do() -> None:
    assert find_obstacle(KNOWN, NURSE) is None
    assert find_obstacle(KNOWN._replace(education=15), NURSE) is Obstacle.EDUCATION
    assert find_obstacle(KNOWN._replace(education=None, months_left=None), NURSE) is None
    assert find_obstacle(KNOWN._replace(is_pppk=True), NURSE) is Obstacle.CONTRACT
    assert find_obstacle(KNOWN._replace(is_pppk=True, jabatan_id=70), NURSE) is None
    assert find_obstacle(KNOWN._replace(months_left=11), NURSE) is Obstacle.RETIREMENT


def test_a_finance_officer_may_go_to_community_work_with_a_list_of_what_to_learn() -> None:
    community = Post(4, 40, PostAsks(studies=("kesejahteraan sosial",), field="Sosial dan pemberdayaan"))
    officer = KNOWN._replace(study="S-1 Akuntansi", months=0)
    assert match(officer, community, EXACT, WEIGHTS).is_cross_field
    assert find_obstacle(officer, community) is None
    asked = [("Kerja sama", 4), ("Fasilitasi masyarakat", 3), ("Integritas", 3), ("Komunikasi", 2)]
    gaps = find_gaps([("integritas", 3)], asked, {"kerja sama": 2, "komunikasi": 3})
    assert [(gap.subject, gap.asked, gap.present, gap.has) for gap in gaps] == [
        ("Fasilitasi masyarakat", 3, None, None),
        ("Kerja sama", 4, None, 2),
    ]


def test_health_education_suits_the_health_office_as_the_article_says() -> None:
    assert study_fit("D-III Kesehatan", (), field_of_unit("Dinas Kesehatan")) is Fit.LINEAR
    assert study_fit("D-III Kesehatan", ("keperawatan",), "Kesehatan") is Fit.ADJACENT
    assert study_fit("S-1 Ekonomi", ("keperawatan",), "Kesehatan") is Fit.OTHER
    assert study_fit("SMA IPS", (), "Kesehatan") is Fit.FREE


@pytest.mark.parametrize(
    ("unit", "field"),
    [
        ("SDN 3 Sagara", "Pendidikan"),
        ("Puskesmas Muara", "Kesehatan"),
        ("Badan Kepegawaian, Pendidikan dan Pelatihan", "Administrasi dan kepegawaian"),
        ("Bidang Dua", ""),
    ],
)
def test_units_tell_their_field_by_name_or_not_at_all(unit: str, field: str) -> None:
    assert field_of_unit(unit) == field


def test_an_animal_doctor_belongs_to_farming() -> None:
    assert field_of_study("Profesi Dokter Hewan") == field_of_jabatan("Medik Veteriner Ahli Muda") == FIELD_NAMES[0]
    assert field_of_study("Profesi Dokter") == "Kesehatan"


@pytest.mark.parametrize("fact", FUNCTIONAL_JABATAN, ids=lambda fact: fact.code)
def test_functional_jabatan_tell_their_least_education_and_rank(fact: object) -> None:
    asks = {one.ask.kind: one for one in default_asks(fact.name, fact.level)}  # type: ignore[attr-defined]
    assert {AskKind.EDUCATION, AskKind.RANK} <= set(asks)
    assert not any(one.is_recorded for one in asks.values())


def test_what_the_office_records_goes_before_what_the_name_tells_kind_by_kind() -> None:
    recorded = [
        SourcedAsk(Ask(AskKind.STUDY, "Keperawatan Jiwa"), "Permenkes", is_recorded=True),
        SourcedAsk(Ask(AskKind.RANK, "", 31), "Permenkes", is_recorded=True),
        SourcedAsk(Ask(AskKind.EXPERIENCE, "", 3), "Permenkes", is_recorded=True),
        SourcedAsk(Ask(AskKind.COMPETENCE, "Kerja  Sama", 3), "Permenkes", is_recorded=True),
        SourcedAsk(Ask(AskKind.CERTIFICATE, "Perawat"), "Permenkes", is_recorded=True),
    ]
    asks = as_post(settle_asks(default_asks("Perawat Ahli Pertama", "PT", "Pendidikan"), recorded), "PT")
    assert asks == PostAsks(35, ("Keperawatan Jiwa",), ("perawat",), (("kerja sama", 3),), 36, "Kesehatan", 31, None)
    assert as_post(default_asks("Pengadministrasi", "", "Pendidikan"), "").field == "Pendidikan"
    assert as_post(default_asks("Pengadministrasi", ""), "") == PostAsks()


@pytest.mark.parametrize(
    ("kind", "subject", "amount", "ask"),
    [
        (AskKind.EDUCATION, "s1", None, Ask(AskKind.EDUCATION, "", 40)),
        (AskKind.EDUCATION, "SD", None, Ask(AskKind.EDUCATION, "", 5)),
        (AskKind.RANK, "III/a", None, Ask(AskKind.RANK, "", 31)),
        (AskKind.COMPETENCE, " Kerja  sama ", 3, Ask(AskKind.COMPETENCE, "Kerja sama", 3)),
        (AskKind.EXPERIENCE, "", 2, Ask(AskKind.EXPERIENCE, "", 2)),
        (AskKind.FIELD, "Kesehatan", 2, Ask(AskKind.FIELD, "Kesehatan")),
    ],
)
def test_a_requirement_is_read_as_it_is_written(kind: AskKind, subject: str, amount: int | None, ask: Ask) -> None:
    assert read_ask(kind, subject, amount) == ask
    assert read_ask(kind, *show_ask(ask)) == ask


@pytest.mark.parametrize(
    ("kind", "subject", "amount"),
    [
        (AskKind.EDUCATION, "sarjana", None),
        (AskKind.RANK, "IX", None),
        (AskKind.COMPETENCE, "Kerja sama", 6),
        (AskKind.COMPETENCE, "Kerja sama", None),
        (AskKind.EXPERIENCE, "", 0),
        (AskKind.STUDY, "  ", None),
    ],
)
def test_a_requirement_that_says_nothing_is_refused(kind: AskKind, subject: str, amount: int | None) -> None:
    with pytest.raises(InvalidInput):
        read_ask(kind, subject, amount)


def test_an_unknown_code_is_shown_as_nothing() -> None:
    assert show_ask(Ask(AskKind.RANK, "", 99)) == show_ask(Ask(AskKind.EDUCATION, "", 99)) == ("", None)


@pytest.mark.parametrize(
    ("low", "high", "suit"),
    [
        (70, 70, Suit.GOOD),
        (69.9, 100, Suit.LIKELY),
        (55, 55, Suit.LIKELY),
        (54.9, 70, Suit.OPEN),
        (0, 100, Suit.OPEN),
        (54.9, 69.9, Suit.DISTANT),
        (0, 0, Suit.DISTANT),
    ],
)
def test_the_score_in_words_holds_against_nobody_what_is_not_on_record(low: float, high: float, suit: Suit) -> None:
    assert suit_of(Score(low, high)) is suit
