"""The markets of the literature keep what they promise, and break what we promise."""

import json
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings

from mutasi_flow.planning.exchange import Mode, exchange
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.yardsticks import Market, deferred_acceptance, standings, trading_cycles
from tests.planning.instances import Office, nip
from tests.planning.test_commands import run
from tests.planning.test_exchange import markets
from tests.planning.test_reading import write_folder

QUICK = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def levels_after(snapshot: Snapshot, placed: dict[int, int]) -> np.ndarray:
    levels = snapshot.levels.copy()
    for person, cell in placed.items():
        levels[snapshot.staff.cell[person]] -= 1
        levels[cell] += 1
    return levels


@QUICK
@given(markets())
def test_deferred_acceptance_leaves_no_justified_envy(office: Office) -> None:
    snapshot = office.snapshot()
    market = Market(snapshot, "s")
    placed = deferred_acceptance(market)
    assert market.standing("deferred", placed).envious == 0
    assert all(cell in market.wishes[person] for person, cell in placed.items())
    assert (levels_after(snapshot, placed) <= np.maximum(snapshot.levels, market.roof)).all()


@QUICK
@given(markets())
def test_trading_keeps_floors_and_wishes(office: Office) -> None:
    snapshot = office.snapshot()
    market = Market(snapshot, "s")
    placed = trading_cycles(market)
    after = levels_after(snapshot, placed)
    assert ((after >= market.floor) & (after <= market.roof)).all()
    assert all(cell in market.wishes[person] for person, cell in placed.items())
    assert len(placed) <= len(exchange(snapshot, Mode.CHAINS, "s").person)


@QUICK
@given(markets())
def test_ours_stay_above_the_floor(office: Office) -> None:
    found = {each.way: each for each in standings(office.snapshot(), "s")}
    assert list(found) == ["swaps", "cycles", "chains", "deferred", "trading"]
    assert all(found[mode.value].below_floor == 0 for mode in Mode)
    assert found["trading"].below_floor == 0


LEAVING = Office(
    [("A", "g"), ("B", "g")],
    {("A", "g"): (1, 1, ""), ("B", "g"): (1, 1, 2)},
    {},
    {"minat": [["nip", "urutan", "unit_kode"], [nip(1), "1", "B"]]},
)
RING = Office(
    [("A", "g"), ("B", "g"), ("C", "g")],
    {(unit, "g"): (1, 1, 1) for unit in "ABC"},
    {},
    {
        "minat": [
            ["nip", "urutan", "unit_kode"], [nip(1), "1", "B"], [nip(2), "1", "C"], [nip(3), "1", "B"], [nip(3), "2", "A"],
        ]
    },
)  # fmt: skip


def test_deferred_acceptance_empties_a_place_that_the_others_keep(tmp_path: Path) -> None:
    found = {each.way: each for each in standings(LEAVING.snapshot(), "")}
    assert (found["deferred"].movers, found["deferred"].below_floor) == (1, 1)
    assert (found["trading"].movers, found["chains"].movers) == (0, 0)
    source = write_folder(tmp_path / "in", LEAVING.tables())
    told = run("exchange", source, "--out", tmp_path / "out", "--yardsticks")
    assert "deferred: 1 pindah, 0 kalah dari peserta berpoin lebih rendah, 1 petak di bawah batas." in told.stdout
    rows = (tmp_path / "out" / "yardsticks.csv").read_text("utf-8").splitlines()
    assert rows[0] == "cara,pindah,pilihan_pertama,rata_pilihan,iri_beralasan,di_bawah_batas"
    assert rows[4:] == ["deferred,1,1,1.0,0,1", "trading,0,0,,0,0"]
    again = run("exchange", source, "--out", tmp_path / "out", "--yardsticks", "--json")
    assert [each["way"] for each in json.loads(again.stdout)["yardsticks"]][-1] == "trading"


def test_a_ring_is_traded() -> None:
    market = Market(RING.snapshot(), "s")
    assert trading_cycles(market) in ({0: 1, 1: 2, 2: 0}, {1: 2, 2: 1})
