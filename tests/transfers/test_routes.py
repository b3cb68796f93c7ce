"""Routes as values: what is shipped can be walked, the most particular one is chosen, and faults are said in words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.access.domain import Role
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import Text
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.transfers.domain import Door, Voice
from mutasi_flow.transfers.routes import (
    ATTENTION,
    DECIDE,
    DECREE,
    DEFAULTS,
    DELIBERATE,
    FIX,
    INTERNAL,
    OPINION_KINDS,
    PERTEK,
    ROUTES,
    TASK_RULES,
    VERIFY,
    Case,
    HeldBy,
    MoveKind,
    PostKind,
    Route,
    Scope,
    Stage,
    Step,
    blocks,
    check,
    choose,
    post_kind,
)
from mutasi_flow.transfers.routes.check import LONGEST_DAYS, ORDER
from mutasi_flow.transfers.routes.choice import applies, particularity
from mutasi_flow.transfers.routes.writing import read, write
from mutasi_flow.transfers.status import TASK_LABELS
from mutasi_flow.transfers.workflow import State

TODAY = date(2026, 3, 2)
CASES = st.builds(Case, st.sampled_from(MoveKind), st.none() | st.sampled_from(PostKind), st.sampled_from(Door))
SCOPES = st.builds(
    Scope,
    st.frozensets(st.sampled_from(MoveKind), max_size=3),
    st.frozensets(st.sampled_from(PostKind), max_size=3),
    st.frozensets(st.sampled_from(Door), max_size=2),
)
STEPS = st.builds(
    Step,
    st.sampled_from(sorted(TASK_RULES)),
    st.sampled_from(HeldBy),
    st.integers(0, 70),
    st.integers(0, 10),
    st.integers(0, 10),
    st.booleans(),
)
STAGES = st.builds(Stage, st.sampled_from(State), st.lists(STEPS, max_size=3).map(tuple))
DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 1))
ANY_ROUTE = st.builds(
    Route,
    st.sampled_from(["kantor-a", "kantor-b"]),
    st.integers(1, 9),
    st.sampled_from([Text("Alur"), Text("Lain")]),
    st.lists(STAGES, max_size=4).map(tuple),
    SCOPES,
    st.booleans(),
    st.integers(0, 70),
    st.lists(st.sampled_from([*ATTENTION, "Lihat berkas lama"]), max_size=2).map(tuple),
    st.just("Perbup 7/2026"),
    DAYS,
    st.none() | DAYS,
    st.none() | st.integers(1, 9),
)
ROLES = frozenset({Role.VERIFIER, Role.DECIDER, Role.SIGNER, Role.TEAM_MEMBER})


def sentences(route: Route) -> str:
    return " ".join(str(finding.text) for finding in check(route) if finding.is_blocking)


def changed(route: Route, stages: Sequence[Stage]) -> Route:
    return replace(route, stages=tuple(stages))


@pytest.mark.parametrize("route", ROUTES.values(), ids=lambda route: route.key)
def test_every_shipped_route_can_be_walked_and_every_task_has_words(route: Route) -> None:
    assert check(route, ROLES) == ()
    assert {kind for stage in route.stages for kind in stage.kinds} <= set(TASK_LABELS)
    assert set(route.attention) <= set(ATTENTION)
    assert read(write(route)) == route


def test_installed_offices_find_their_routes_again() -> None:
    assert {"internal/1", "internal-beside/1"} <= set(ROUTES)
    assert ROUTES["internal/1"].stage_of(VERIFY) == 1
    assert ROUTES["internal-beside/1"].stage_of(VERIFY) == 0
    assert {INTERNAL.days_of(kind) for kind in OPINION_KINDS.values() if INTERNAL.find_step(kind)} == {5}
    assert [INTERNAL.days_of(kind) for kind in (VERIFY, DECIDE, DECREE, FIX)] == [3, 5, 3, 10]


@pytest.mark.parametrize(
    ("case", "key"),
    [
        (Case(MoveKind.A, PostKind.GENERAL, Door.OWN), "staff-own/1"),
        (Case(MoveKind.A, PostKind.FUNCTIONAL, Door.UNIT), "staff-unit/1"),
        (Case(MoveKind.A, PostKind.FUNCTIONAL, Door.PLAN), "staff-plan/1"),
        (Case(MoveKind.A, PostKind.TEACHER, Door.OWN), "teacher/1"),
        (Case(MoveKind.A, PostKind.HEALTH, Door.PLAN), "health/1"),
        (Case(MoveKind.A, PostKind.MANAGERIAL, Door.UNIT), "managerial/1"),
        (Case(MoveKind.A, None, Door.OWN), "internal/1"),
        (Case(MoveKind.PPPK, PostKind.TEACHER, Door.OWN), "pppk/1"),
        (Case(MoveKind.PPPK, None, Door.PLAN), "pppk/1"),
        (Case(MoveKind.TEMPORARY, PostKind.HEALTH, Door.UNIT), "temporary/1"),
        (Case(MoveKind.REVOCATION, None, Door.UNIT), "revocation/1"),
    ],
)
def test_the_most_particular_shipped_route_is_chosen(case: Case, key: str) -> None:
    chosen = choose(DEFAULTS, case, TODAY)
    assert chosen is not None
    assert chosen.key == key


@given(st.lists(ANY_ROUTE, max_size=6), CASES, DAYS)
def test_the_choice_applies_and_nothing_more_particular_does(routes: list[Route], case: Case, on: date) -> None:
    chosen, fitting = choose(routes, case, on), [route for route in routes if applies(route, case, on)]
    assert (chosen is None) == (not fitting)
    if chosen is not None:
        assert chosen in fitting
        assert all(particularity(route) <= particularity(chosen) for route in fitting)


@given(CASES, st.integers(0, 400))
def test_an_own_version_wins_on_its_days_only(case: Case, ahead: int) -> None:
    base = choose(DEFAULTS, case, TODAY)
    if base is None:
        return
    own = replace(base, code="kantor-x", from_on=TODAY + timedelta(days=10), to_on=TODAY + timedelta(days=20), id=1)
    chosen = choose((*DEFAULTS, own), case, TODAY + timedelta(days=ahead))
    assert chosen is not None
    assert (chosen.key == own.key) == (10 <= ahead <= 20)


@given(ANY_ROUTE)
def test_what_is_written_is_read_back(route: Route) -> None:
    assert replace(read(write(route)), id=route.id) == route


@given(ANY_ROUTE)
def test_a_route_without_faults_leads_to_its_decree(route: Route) -> None:
    if blocks(check(route)):
        return
    kinds = [kind for stage in route.stages for kind in stage.kinds]
    assert len(kinds) == len(set(kinds))
    assert [kind for kind in kinds if kind in {VERIFY, DECIDE, DECREE}] == [VERIFY, DECIDE, DECREE]
    for state, kind in ((State.PROPOSED, VERIFY), (State.CONSULTED, DECIDE), (State.APPROVED, DECREE)):
        _index, last = route.stages_during(state)[-1]
        assert kind in last.kinds
    assert route.find_step(DECIDE).held_by is HeldBy.DECIDER  # type: ignore[union-attr]
    assert all(1 <= route.days_of(kind) <= LONGEST_DAYS for kind in kinds)


@pytest.mark.parametrize("held_by", sorted(set(HeldBy) - {HeldBy.DECIDER, HeldBy.SIGNER}))
@pytest.mark.parametrize("kind", [DECIDE, DECREE])
def test_nobody_who_may_be_acting_stands_in_a_deciding_place(kind: str, held_by: HeldBy) -> None:
    stages = [
        Stage(
            stage.during, tuple(replace(step, held_by=held_by) if step.kind == kind else step for step in stage.steps)
        )
        for stage in INTERNAL.stages
    ]
    assert "Plh. atau Plt." in sentences(changed(INTERNAL, stages))


VOICES, VERIFYING, DECIDING, DECREEING = INTERNAL.stages


@pytest.mark.parametrize(
    ("stages", "sentence"),
    [
        ((VOICES, VERIFYING, DECREEING), "Tidak ada yang memutus"),
        ((VOICES, DECIDING, DECREEING), "Tidak ada verifikasi"),
        ((VOICES, VERIFYING, DECIDING), "Tidak ada penerbitan SK"),
        ((VERIFYING, VOICES, DECIDING, DECREEING), "Tahap 2 tidak pernah tercapai"),
        ((DECIDING, VOICES, VERIFYING, DECREEING), "tidak mengikuti urutan"),
        ((VOICES, VERIFYING, VERIFYING, DECIDING, DECREEING), "lebih dari sekali"),
        ((VOICES, Stage(State.PROPOSED, ()), VERIFYING, DECIDING, DECREEING), "Tahap 2 tidak berisi tugas"),
        ((VOICES, VERIFYING, replace(DECIDING, during=State.APPROVED), DECREEING), "tidak terbuka pada keadaan ini"),
        ((Stage(State.REJECTED, VOICES.steps), VERIFYING, DECIDING, DECREEING), "di luar keadaan"),
        (
            (
                VOICES,
                VERIFYING,
                Stage(State.CONSULTED, (Step(DELIBERATE, HeldBy.TEAM, 5), *DECIDING.steps)),
                DECREEING,
            ),
            "harus sendiri di tahapnya",
        ),
        ((VOICES, VERIFYING, DECIDING, Stage(State.APPROVED, (Step(PERTEK, HeldBy.TEAM, 5),)), DECREEING), "dipegang"),
        (
            (Stage(State.PROPOSED, (Step("paraf", HeldBy.VERIFIER, 5),)), VERIFYING, DECIDING, DECREEING),
            "tidak dikenal",
        ),
        ((Stage(State.PROPOSED, (Step(VERIFY, HeldBy.VERIFIER, 0),)), DECIDING, DECREEING), "hari kerja"),
        (
            (
                Stage(State.PROPOSED, (Step(OPINION_KINDS[Voice.PEER], HeldBy.PEERS, 5, asked=5, quorum=2),)),
                VERIFYING,
                DECIDING,
                DECREEING,
            ),
            "tidak ketahuan siapa",
        ),
        (
            (
                Stage(State.PROPOSED, (Step(OPINION_KINDS[Voice.SUPERVISOR], HeldBy.SUPERVISOR, 5, asked=3),)),
                VERIFYING,
                DECIDING,
                DECREEING,
            ),
            "hanya untuk rekan kerja",
        ),
    ],
)
def test_a_fault_is_said_in_words(stages: tuple[Stage, ...], sentence: str) -> None:
    assert sentence in sentences(changed(INTERNAL, stages))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"label": Text(" ")}, "Beri alur ini nama"),
        ({"source": ""}, "dasar aturannya"),
        ({"from_on": TODAY, "to_on": date(2026, 1, 1)}, "sesudah tanggal mulai"),
        ({"fix_days": 0}, "Waktu perbaikan"),
        ({"is_confidential": True}, "Alur rahasia"),
    ],
)
def test_a_fault_of_the_whole_is_said_in_words(values: dict[str, object], sentence: str) -> None:
    assert sentence in sentences(replace(INTERNAL, **values))  # type: ignore[arg-type]


def test_some_findings_only_warn() -> None:
    own = replace(INTERNAL, scope=Scope(doors=frozenset({Door.OWN})))
    assert any("permintaannya adalah suaranya" in str(one.text) for one in check(own))
    silent = changed(INTERNAL, (VERIFYING, DECIDING, DECREEING))
    assert any("Tidak ada yang ditanya" in str(one.text) for one in check(silent))
    without = check(INTERNAL, frozenset({Role.VERIFIER, Role.SIGNER}))
    assert ["Pejabat pemutus" in str(one.text) for one in without] == [True]
    assert not blocks((*check(own), *check(silent), *without))


@pytest.mark.parametrize(
    ("kind", "name", "post"),
    [
        (None, "", None),
        (JabatanKind.STRUCTURAL, "Kepala Dinas", PostKind.MANAGERIAL),
        (JabatanKind.GENERAL, "Pengadministrasi Perkantoran", PostKind.GENERAL),
        (JabatanKind.FUNCTIONAL, "Guru Ahli Muda", PostKind.TEACHER),
        (JabatanKind.FUNCTIONAL, "Perawat Terampil", PostKind.HEALTH),
        (JabatanKind.FUNCTIONAL, "Arsiparis Terampil", PostKind.FUNCTIONAL),
    ],
)
def test_the_kind_of_post_is_read_from_the_jabatan(kind: JabatanKind | None, name: str, post: PostKind | None) -> None:
    assert post_kind(kind, name) is post


@pytest.mark.parametrize(
    "spoiled",
    [
        [],
        {"code": "kantor-a"},
        {"colour": "red"},
        {"version": True},
        {"version": -1},
        {"label": "dua\nbaris"},
        {"stages": "satu"},
        {"stages": [{"during": "somewhere", "tasks": []}]},
        {"stages": [{"during": "proposed", "tasks": [{"task": "verify", "held_by": "nobody", "days": 3}]}]},
        {"stages": [{"during": "proposed", "tasks": [{"task": "verify", "held_by": "verifier", "days": "3"}]}]},
        {"stages": [[]]},
        {"stages": [{"during": "proposed", "tasks": []}] * 13},
        {"applies_to": {"posts": ["pilot"]}},
        {"confidential": "yes"},
        {"from": "kemarin"},
        {"from": 20260101},
        {"source": "x" * 301},
    ],
)
def test_values_that_are_no_route_are_refused(spoiled: object) -> None:
    given = {**write(INTERNAL), **spoiled} if isinstance(spoiled, dict) and len(spoiled) == 1 else spoiled
    if spoiled == {"code": "kantor-a"}:
        given = spoiled
    with pytest.raises(InvalidInput):
        read(given)


def test_days_may_be_written_as_days() -> None:
    assert read({**write(INTERNAL), "from": TODAY, "to": "2026-12-31"}).to_on == date(2026, 12, 31)


def test_the_order_of_states_is_that_of_the_road() -> None:
    assert [rule.during for rule in TASK_RULES.values()] == sorted(
        (rule.during for rule in TASK_RULES.values()), key=ORDER.index
    )
