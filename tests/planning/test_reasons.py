"""Why somebody may not go somewhere: the arrays, the sentences and the table of empty posts say the same."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutasi_flow.planning.edges import iterate_edges
from mutasi_flow.planning.explaining import Explanation, Outcome
from mutasi_flow.planning.plan import plan
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.reasons import failures
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.sentences import remedies
from mutasi_flow.planning.unfilled import RULES, UNFILLED, unfilled_rows
from tests.planning.instances import Office, nip
from tests.planning.test_changing_jabatan import asking_offices

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SWITCHES = ("P01", "P02", "P03", "P07", "P08", "P09", "P10", "P11", "P13")


@st.composite
def offices_of_all_kinds(draw: st.DrawFn) -> Office:
    """Offices where any rule may fail for anybody: retired, disciplined, away, far, weak, too new, bound or related."""
    office = draw(asking_offices())
    count, rules = len(office.staff), office.more["aturan"]

    def mostly(usual: object, *others: object) -> list[Any]:
        return draw(st.lists(st.sampled_from([usual] * 6 + list(others)), min_size=count, max_size=count))

    office.columns |= {
        "kedudukan_hukum": mostly("", "12"),
        "tgl_lahir": mostly("1985-01-01", "1968-06-15", "1960-01-01"),
        "tmt_jabatan": mostly("2020-01-01", "2025-02-28"),
        "hukdis": mostly("", "sedang"),
        "cuti_tb": mostly("", "tugas belajar"),
        "kinerja": mostly("", "2", "4"),
    }
    homes = mostly(("", ""), (-3.5, 114.5))
    office.columns |= {"lat": [home[0] for home in homes], "lon": [home[1] for home in homes]}
    names = sorted({unit for unit, _ in [*office.staff, *office.posts]})
    office.unit_rows = [["unit_kode", "induk_kode", "lat", "lon"]]
    office.unit_rows += [[name, names[0] if place else "", -3.3, 114.5 + place] for place, name in enumerate(names)]
    office.more["petak"] = [["unit_kode", "jabatan_kode", "kebutuhan", "minimum", "formasi", "kunci"]]
    office.more["petak"] += [
        [*place, *figures, draw(st.sampled_from([0, 0, 0, 1]))] for place, figures in office.posts.items()
    ]
    if count > 1:
        office.more["relasi"] = [["nip_a", "nip_b"], [nip(1), nip(2)]]
    off = draw(st.lists(st.sampled_from(SWITCHES), unique=True, max_size=2))
    rules += [[rule, 0] for rule in off]
    rules.append(["P12", draw(st.sampled_from([0, 50, 120]))])
    return office


@QUICK
@given(offices_of_all_kinds())
def test_the_arrays_allow_what_no_reason_forbids(office: Office) -> None:
    eligible = Eligibility(office.snapshot())
    allowed = {
        pair
        for _block, edges in iterate_edges(eligible)
        for pair in zip(edges.person.tolist(), edges.cell.tolist(), strict=True)
    }
    snapshot = eligible.snapshot
    every = [(person, cell) for person in range(len(snapshot.staff)) for cell in range(len(snapshot.cells))]
    assert allowed == {pair for pair in every if not failures(eligible, *pair)}


@QUICK
@given(offices_of_all_kinds())
def test_the_table_of_empty_posts_counts_the_reasons(office: Office) -> None:
    snapshot = office.snapshot()
    eligible, found = Eligibility(snapshot), plan(snapshot, Policy())
    cell_of = {snapshot.cell_code(cell): cell for cell in range(len(snapshot.cells))}
    for row in unfilled_rows(eligible, found):
        told = dict(zip(UNFILLED, row, strict=True))
        cell = cell_of[told["unit_kode"], told["jabatan_kode"]]
        kind = int(snapshot.cells.jabatan[cell])
        asked = [
            {one.rule for one in failures(eligible, person, cell)}
            for person in range(len(snapshot.staff))
            if snapshot.is_present[person]
            and snapshot.staff.cell[person] != cell
            and (eligible.is_open(kind) or snapshot.staff.jabatan[person] == kind)
        ]
        is_locked = bool(snapshot.cells.is_locked[cell])
        if is_locked and eligible.value("P13"):  # told as the cause of the row, not of each who could have come
            assert told["sebab"] == "petak itu dikunci"
            continue
        assert {rule: int(told[rule]) for rule in RULES} == {rule: sum(rule in one for one in asked) for rule in RULES}
        assert told["sebab"] != "petak itu dikunci"
        assert int(told["calon"]) == sum(not one for one in asked)
        assert (told["sebab"] == "tidak ada calon") <= (told["calon"] == "0")


@pytest.mark.parametrize(
    ("figures", "rules", "cause"),
    [
        ((2, "", "", 1), [], "petak itu dikunci"),
        ((2, "", "", 1), [["P13", 0], ["P02", 50]], "tidak ada calon: kebanyakan belum cukup lama dalam jabatannya"),
        ((2, "", "", 0), [["P03", 900]], "tidak ada calon: kebanyakan segera pensiun"),
        ((2, "", 0, 0), [], "formasinya sudah penuh"),
        ((2, "", "", 0), [], "calon ada, tetapi tempat asalnya lebih membutuhkan"),
    ],
)
def test_an_empty_post_says_why_it_stays_so(figures: tuple[Any, ...], rules: list[Any], cause: str) -> None:
    posts = [["unit_kode", "jabatan_kode", "kebutuhan", "minimum", "formasi", "kunci"]]
    more = {"petak": [*posts, ["A", "g", 1, 1, "", 0], ["B", "g", *figures]], "aturan": [["id", "nilai"], *rules]}
    snapshot = Office([("A", "g")], {("A", "g"): (1, "", ""), ("B", "g"): (2, "", "")}, {}, more).snapshot()
    (row,) = unfilled_rows(Eligibility(snapshot), plan(snapshot, Policy()))
    assert (row[0], row[-1]) == ("B", cause)


@pytest.mark.parametrize("policy", [Policy(max_moves=1), Policy(move_price=7)])
def test_a_post_that_a_limit_or_a_price_keeps_short_says_so(policy: Policy) -> None:
    posts = {("A", "g"): (1, "", ""), ("B", "g"): (5, "", ""), ("C", "g"): (0.1, 1, "")}
    snapshot = Office([("A", "g")] * 5 + [("C", "g")], posts).snapshot()
    (row,) = unfilled_rows(Eligibility(snapshot), plan(snapshot, policy))
    assert (row[0], row[-1]) == ("B", "calon ada; batas atau harga mutasi menahannya")
    (row,) = unfilled_rows(Eligibility(snapshot), plan(snapshot, Policy()))
    assert (row[0], row[-1]) == ("B", "calon ada, tetapi tempat asalnya lebih membutuhkan")


def test_what_would_have_to_change_names_price_and_experience_only_where_they_weigh() -> None:
    snapshot = Office([("A", "g")], {("A", "g"): (0.5, "", ""), ("B", "g"): (1, "", "")}, {}).snapshot()
    found = Explanation(0, None, Outcome.WORSE, tier=Tier.BALANCE)
    told = [
        " ".join(map(str, remedies(plan(snapshot, policy), found)))
        for policy in (Policy(), Policy(move_price=9.0), Policy(experience=2.0))
    ]
    assert ["harga mutasi" in text for text in told] == [False, True, False]
    assert ["berpengalaman" in text for text in told] == [False, False, True]
