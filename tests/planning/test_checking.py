"""Each refusal of the check by its sentence: what a forged plan does is said, whoever wrote it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from mutasi_flow.planning.checking import verify
from mutasi_flow.planning.outcome import Ground, Plan, levels_after
from mutasi_flow.planning.plan import plan
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.snapshot import Snapshot
from tests.planning.instances import Office, nip

OFFICE = Office(
    [("A", "g"), ("A", "g"), ("B", "g"), ("D", "g")],
    {("A", "g"): (2, 2, ""), ("B", "g"): (1, "", 1), ("C", "g"): (0, "", ""), ("D", "g"): (1, "", "")},
    {"kunci": [0, 0, 0, 1]},
    {"relasi": [["nip_a", "nip_b"], [nip(1), nip(3)]]},
)
LEFT_OUT = frozenset({(1, 2)})


def forged(snapshot: Snapshot, moves: dict[int, str], policy: Policy | None = None) -> Plan:
    """Return the true plan with other moves, its own figures of staff kept right."""
    at = {snapshot.cell_code(cell)[0]: cell for cell in range(len(snapshot.cells))}
    person = np.array(list(moves), np.int64)
    cell = np.array([at[unit] for unit in moves.values()], np.int64)
    honest = plan(snapshot, policy or Policy())
    return replace(honest, person=person, cell=cell, levels_after=levels_after(snapshot, person, cell))


@pytest.mark.parametrize(
    ("moves", "sentence"),
    [
        ({0: "C"}, "A/g turun di bawah jumlah terkecilnya (P15)."),
        ({1: "B"}, "B/g melebihi formasinya."),
        ({0: "B"}, f"{nip(1)} dipindahkan ke dekat keluarganya, {nip(3)} (P11)."),
        ({3: "C"}, f"{nip(4)} ke C/g melanggar P13: dikunci di tempatnya sekarang."),
    ],
)
def test_a_move_against_a_rule_a_floor_or_a_relative_is_named(moves: dict[int, str], sentence: str) -> None:
    snapshot = OFFICE.snapshot()
    assert verify(snapshot, forged(snapshot, {})) == []
    assert sentence in verify(snapshot, forged(snapshot, moves))


def test_more_moves_than_the_limit_are_refused() -> None:
    snapshot = OFFICE.snapshot()
    assert "Jumlah mutasi 1 melebihi batas 0." in verify(snapshot, forged(snapshot, {2: "C"}, Policy(max_moves=0)))


@pytest.mark.parametrize(
    ("forge", "sentence"),
    [
        (lambda made: replace(made, levels_after=made.levels_after + 1), "Jumlah pegawai per petak"),
        (lambda made: replace(made, prices=replace(made.prices, move=made.prices.move + 1)), "Harga mutasi"),
        (lambda made: replace(made, forbidden=LEFT_OUT), "Ada mutasi yang ditiadakan tanpa alasan keluarga."),
        (lambda made: replace(made, ground=None, forbidden=LEFT_OUT), "Batas bawah rencana"),
        (lambda made: replace(made, person=np.zeros(2, np.int64), cell=np.zeros(2, np.int64)), "lebih dari sekali"),
        (lambda made: replace(made, sha256="lain"), "Masukan berubah"),
    ],
)
def test_figures_that_do_not_follow_are_refused(forge: Callable[[Plan], Plan], sentence: str) -> None:
    snapshot = OFFICE.snapshot()
    assert any(sentence in reason for reason in verify(snapshot, forge(forged(snapshot, {}))))


def test_a_move_that_was_left_out_itself_proves_nothing() -> None:
    snapshot = OFFICE.snapshot()
    at = {snapshot.cell_code(cell)[0]: cell for cell in range(len(snapshot.cells))}
    made = forged(snapshot, {2: "C"})
    ground = Ground(made.prices, made.extra_price, tuple(each[:2] for each in made.potentials))
    (reason,) = verify(snapshot, replace(made, forbidden=frozenset({(2, at["C"])}), ground=ground))
    assert reason.startswith("Tidak terbukti terbaik")
