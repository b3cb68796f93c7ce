"""A voluntary round as files: who goes where with whom, the chances before, and the cut-offs after."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from mutasi_flow.planning.costs import shortfall
from mutasi_flow.planning.exchange import Round, chances, points_of
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.tables import JABATAN_MOVE, UNIT_MOVE, Row, as_csv, number
from mutasi_flow.planning.verdicts import count_envious, judge

EXCHANGE = (
    "nip", "dari_unit", "dari_jabatan", "ke_unit", "ke_jabatan", "jenis", "jarak_km", "selisih_kompetensi", "minat_ke",
    "kelompok",
)  # fmt: skip
CHANCES = ("unit_kode", "jabatan_kode", "kursi", "pelamar", "pelamar_pertama", "terpilih", "poin_terendah")
VERDICTS = ("nip", "urutan", "unit_kode", "jabatan_kode", "hasil", "aturan")


def write_round(folder: Path, snapshot: Snapshot, found: Round, seed: str) -> dict[str, Any]:
    """Write ``moves.csv``, ``chances.csv``, ``verdicts.csv`` and ``exchange.json``; return what the last one says."""
    folder.mkdir(parents=True, exist_ok=True)
    placed = np.bincount(found.cell, minlength=len(snapshot.cells))
    lowest = _lowest_points(snapshot, found)
    rows: list[Row] = [
        (
            *snapshot.cell_code(cell),
            *(str(figure) for figure in (seats, applicants, first, int(placed[cell]))),
            lowest.get(cell, ""),
        )
        for cell, seats, applicants, first in chances(snapshot)
    ]
    texts = {"moves.csv": as_csv(EXCHANGE, _move_rows(snapshot, found)), "chances.csv": as_csv(CHANCES, rows)}
    texts["verdicts.csv"] = as_csv(VERDICTS, _verdict_rows(snapshot, found))
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    document = {
        "mode": found.mode.value,
        "participants": len(found.participants),
        "movers": len(found.person),
        "groups": int(found.group.max(initial=0)),
        "first_choice": int((found.rank == 1).sum()),
        "mean_rank": round(float(found.rank.mean()), 2) if len(found.rank) else None,
        "justified_envy": count_envious(snapshot, found),
        "seed": seed,
        "effective_on": snapshot.effective_on.isoformat(),
        "input_sha256": snapshot.sha256,
    }
    (folder / "exchange.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return document


def _lowest_points(snapshot: Snapshot, found: Round) -> dict[int, str]:
    """Return the fewest points with which somebody came in, by cell."""
    points = points_of(snapshot)
    if points is None:
        return {}
    best = zip(found.cell.tolist(), points[found.person].tolist(), strict=True)
    return {cell: str(fewest) for cell, fewest in sorted(best, key=lambda one: -one[1])}


def _verdict_rows(snapshot: Snapshot, found: Round) -> list[Row]:
    return [
        (str(snapshot.staff.nip[one.person]), str(one.rank), *snapshot.cell_code(one.cell), one.verdict.value, one.rule)
        for one in judge(snapshot, found)
    ]


def _move_rows(snapshot: Snapshot, found: Round) -> list[Row]:
    eligible = Eligibility(snapshot)
    km, missing = eligible.distance(found.person, found.cell), shortfall(eligible, found.person, found.cell)
    rows: list[Row] = []
    for at, (person, cell) in enumerate(zip(found.person.tolist(), found.cell.tolist(), strict=True)):
        origin, target = snapshot.cell_code(int(snapshot.staff.cell[person])), snapshot.cell_code(cell)
        kind = UNIT_MOVE if origin[1] == target[1] else JABATAN_MOVE
        figures = (number(round(float(km[at]), 1)), number(missing[at]), str(found.rank[at]), str(found.group[at]))
        rows.append((str(snapshot.staff.nip[person]), *origin, *target, kind, *figures))
    return rows
