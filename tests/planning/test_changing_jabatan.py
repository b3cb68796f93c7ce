"""Who may go to another jabatan: both ways of asking agree, and requirements with ``asal`` bind newcomers alone."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutasi_flow.planning.edges import iterate_edges
from mutasi_flow.planning.plan import plan, verify
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.reasons import failures
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from tests.planning.instances import Office, offices

KINDS = ("a", "b", "c")
HEADER = ["jabatan_kode", "asal", "pendidikan_min", "bidang", "sertifikat", "gol_min", "gol_maks"]
ORIGINS = ["", "a", "b;c", "A; b;c", "x"]
STRICT = [HEADER, ["a", "b", "40", "", "", "", ""], ["b", "a", "40", "", "", "", ""]]
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def asking_offices(draw: st.DrawFn) -> Office:
    """Offices of three jabatan of which some ask something of their holders, or only of who comes from elsewhere."""
    office = draw(offices(units=2, jabatan=KINDS))
    count = len(office.staff)

    def some(*values: object) -> list[Any]:
        return draw(st.lists(st.sampled_from(values), min_size=count, max_size=count))

    office.columns |= {
        "pendidikan_tingkat": some("", "30", "40"),
        "pendidikan_bidang": some("", "gizi", "hukum"),
        "gol": some("", "II/c", "III/a"),
        "sertifikat": some("", "x", "x;y"),
        "status": some("PNS", "PNS", "PPPK"),
        "tetap_jabatan": some(0, 0, 1),
    }
    asking = draw(st.lists(st.sampled_from(KINDS), unique=True))
    values = (ORIGINS, ["", "40"], ["", "gizi"], ["", "y"], ["", "III/a"], ["", "III/b"])
    rows = [[kind, *(draw(st.sampled_from(choices)) for choices in values)] for kind in asking]
    off = draw(st.lists(st.sampled_from(["P04", "P05", "P06", "P14", "lintas_jabatan"]), unique=True, max_size=2))
    office.more |= {"syarat": [HEADER, *rows], "aturan": [["id", "nilai"], *([rule, 0] for rule in off)]}
    return office


@QUICK
@given(asking_offices())
def test_the_arrays_allow_what_the_list_of_reasons_allows(office: Office) -> None:
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
@given(asking_offices())
def test_with_everybody_kept_nobody_changes_the_jabatan(office: Office) -> None:
    office.more["aturan"].append(["lintas_jabatan", 0]) if ["lintas_jabatan", 0] not in office.more["aturan"] else None
    snapshot = office.snapshot()
    found = plan(snapshot, Policy())
    assert verify(snapshot, found) == []
    assert (snapshot.cells.jabatan[found.cell] == snapshot.staff.jabatan[found.person]).all()


def holders(**columns: list[Any]) -> Snapshot:
    """One holder each of ``a`` and ``b``, both schooled too little, and a place for each jabatan elsewhere."""
    given_ = {"pendidikan_tingkat": ["30", "30"], **columns}
    posts = {("V", "a"): (1, "", ""), ("V", "b"): (1, "", "")}
    return Office([("U", "a"), ("U", "b")], posts, given_, {"syarat": STRICT}).snapshot()


def test_who_holds_the_jabatan_already_is_asked_for_nothing() -> None:
    snapshot = holders()
    found = plan(snapshot, Policy())
    assert [(int(one), snapshot.cell_code(int(cell))) for one, cell in zip(found.person, found.cell, strict=True)] == [
        (0, ("V", "a")),
        (1, ("V", "b")),
    ]
    cell = next(at for at in range(len(snapshot.cells)) if snapshot.cell_code(at) == ("V", "b"))
    assert [one.rule for one in failures(Eligibility(snapshot), 0, cell)] == ["P05"]
    kept = holders(pendidikan_tingkat=["40", "40"], tetap_jabatan=[1, 0])
    assert [one.rule for one in failures(Eligibility(kept), 0, cell)] == ["P14"]
    assert failures(Eligibility(holders(pendidikan_tingkat=["40", "40"])), 0, cell) == []


def test_a_list_of_studies_may_be_as_long_as_a_large_office_needs() -> None:
    many = ";".join(f"studi nomor {number}" for number in range(3_000))
    asking = [HEADER, ["b", "a", "", many, "", "", ""]]
    columns = {"pendidikan_bidang": ["Studi Nomor 2999", "hukum"]}
    snapshot = Office([("U", "a"), ("U", "a")], {("V", "b"): (1, "", "")}, columns, {"syarat": asking}).snapshot()
    cell = next(at for at in range(len(snapshot.cells)) if snapshot.cell_code(at) == ("V", "b"))
    eligible = Eligibility(snapshot)
    assert [[one.rule for one in failures(eligible, person, cell)] for person in (0, 1)] == [[], ["P05"]]
