"""A plan as a folder of files: written for people and programs, read back to be checked row by row."""

import csv
import io
import json
import os
import shutil
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T
from mutasi_flow.planning import tables
from mutasi_flow.planning.charts import dumbbell
from mutasi_flow.planning.checking import LARGEST_PRICE
from mutasi_flow.planning.graph import Prices
from mutasi_flow.planning.limit import MOST
from mutasi_flow.planning.outcome import Ground, Plan, figures
from mutasi_flow.planning.plan import verify
from mutasi_flow.planning.policy import EXACT_SECONDS, Phi, Policy
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.unfilled import UNFILLED, unfilled_rows

PLAN, CERTIFICATE = "plan.json", "certificate.npz"
FORMAT = 2
BLOCK, GROUND, WEIGHTS = "block_", "ground_", "weights"
_DIGITS = 6


def summary(snapshot: Snapshot, plan: Plan) -> dict[str, Any]:
    """Return the plan in a few figures."""
    before, after = figures(snapshot, plan.levels_before), figures(snapshot, plan.levels_after)
    return {
        "moves": len(plan),
        "tiers": list(plan.tiers),
        "gap": round(plan.gap, _DIGITS),
        "gap_claimed": None if plan.claimed_gap is None else round(plan.claimed_gap, _DIGITS),
        "duty_gap": plan.duty_gap,
        "shortage_before": round(before.shortage, _DIGITS),
        "shortage_after": round(after.shortage, _DIGITS),
        "gap2_before": round(before.gap2, _DIGITS),
        "gap2_after": round(after.gap2, _DIGITS),
        "worst_before": round(before.worst, _DIGITS),
        "worst_after": round(after.worst, _DIGITS),
        **(count_experienced(snapshot, plan) if plan.policy.experience else {}),
    }


def count_experienced(snapshot: Snapshot, plan: Plan) -> dict[str, int]:
    """Count the posts in hard places, and those of them that somebody experienced holds."""
    eligible = Eligibility(snapshot)
    who, hard = eligible.is_experienced & snapshot.is_present, eligible.is_hard
    cells = snapshot.staff.cell.copy()
    before = np.bincount(cells[who], minlength=len(hard)) > 0
    cells[plan.person] = plan.cell
    after = np.bincount(cells[who], minlength=len(hard)) > 0
    return {
        "hard_posts": int(hard.sum()),
        "experienced_before": int((hard & before).sum()),
        "experienced_after": int((hard & after).sum()),
    }


def write_plan(folder: Path, snapshot: Snapshot, plan: Plan) -> list[tables.Row]:
    """Write all files elsewhere first and bring them in at once: whoever stops it leaves no half plan behind.

    Returns:
        The rows of ``moves.csv``.
    """
    folder = folder.absolute()
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}")
    unfinished.mkdir(parents=True)
    try:
        moves = _write_files(unfinished, snapshot, plan)
        _bring_in(unfinished, folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return moves


def _bring_in(unfinished: Path, folder: Path) -> None:
    """Put the files into their place, over those of an earlier plan; ``plan.json`` last, without it there is none."""
    folder.mkdir(exist_ok=True)
    (folder / PLAN).unlink(missing_ok=True)
    for file in sorted(unfinished.iterdir(), key=lambda file: file.name == PLAN):
        file.replace(folder / file.name)


def _write_files(folder: Path, snapshot: Snapshot, plan: Plan) -> list[tables.Row]:
    eligible = Eligibility(snapshot)
    moves, units = tables.move_rows(eligible, plan), tables.unit_rows(snapshot, plan)
    texts = {
        "moves.csv": tables.as_csv(tables.MOVES, moves),
        "balance.csv": tables.as_csv(tables.BALANCE, tables.balance_rows(snapshot, plan)),
        "balance_units.csv": tables.as_csv(tables.UNITS, units),
        "unfilled.csv": tables.as_csv(UNFILLED, unfilled_rows(eligible, plan)),
        "balance_units.svg": dumbbell(units),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    blocks = {f"{BLOCK}{number:05}": potentials for number, potentials in enumerate(plan.potentials)}
    if plan.ground is not None:
        blocks |= {f"{GROUND}{number:05}": potentials for number, potentials in enumerate(plan.ground.potentials)}
        blocks[WEIGHTS] = plan.ground.weights
    with (folder / CERTIFICATE).open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **blocks)
    document = json.dumps(_document(snapshot, plan), ensure_ascii=False, indent=1)
    (folder / PLAN).write_text(document + "\n", encoding="utf-8")
    return moves


def _document(snapshot: Snapshot, plan: Plan) -> dict[str, Any]:
    return {
        "format": FORMAT,
        **summary(snapshot, plan),
        "bound": plan.bound,
        "gap": plan.gap,
        "tier_names": [tier.value for tier in plan.policy.tiers],
        "policy": {**asdict(plan.policy), "phi": plan.policy.phi.value},
        "seed": plan.policy.seed,
        "effective_on": snapshot.effective_on.isoformat(),
        "input_sha256": plan.sha256,
        "edits": list(snapshot.edits),
        "prices": {**asdict(plan.prices), "extra": plan.extra_price},
        "ground_prices": plan.ground and {**asdict(plan.ground.prices), "extra": plan.ground.extra_price},
        "forbidden": [
            [str(snapshot.staff.nip[person]), *snapshot.cell_code(cell)] for person, cell in sorted(plan.forbidden)
        ],
        "versions": plan.versions,
        "notes": [str(note) for note in plan.notes],
    }


def read_document(folder: Path) -> dict[str, Any]:
    """Return what ``plan.json`` says.

    Raises:
        InvalidInput: it is not there, or no plan.
    """
    try:
        found = json.loads((folder / PLAN).read_text(encoding="utf-8"))
        date.fromisoformat(found["effective_on"])
    except (OSError, ValueError, KeyError, TypeError):
        raise _unreadable(PLAN) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise _unreadable(PLAN)
    edits = found.setdefault("edits", [])
    if not isinstance(edits, list) or not all(isinstance(edit, str) for edit in edits):
        raise _unreadable(PLAN)
    return found


def effective_day(document: dict[str, Any]) -> date:
    """Return the day on which the plan takes effect."""
    return date.fromisoformat(document["effective_on"])


def read_plan(folder: Path, document: dict[str, Any], snapshot: Snapshot) -> Plan:
    """Return the plan that the folder tells.

    Raises:
        InvalidInput: a file is missing or damaged, or names who or what is not in the input.
    """
    person = {str(nip): place for place, nip in enumerate(snapshot.staff.nip)}
    cells = {snapshot.cell_code(cell): cell for cell in range(len(snapshot.cells))}
    rows = _read_rows(folder / "moves.csv")
    pairs = []
    for number, row in enumerate(rows[1:], start=2):
        texts = [_plain(cell) for cell in row]
        who = person.get(texts[0]) if len(texts) == len(tables.MOVES) else None
        where = cells.get((texts[3], texts[4])) if who is not None else None
        if who is None or where is None:
            raise InvalidInput(T("moves.csv, baris {row}: pegawai atau petaknya tidak ada di masukan.", row=number))
        pairs.append((who, where))
    moves = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    try:
        return _from_document(folder, document, snapshot, (person, cells), moves)
    except (KeyError, TypeError, ValueError, OverflowError, OSError, BadZipFile):
        raise _unreadable(PLAN, CERTIFICATE) from None


def _from_document(
    folder: Path, document: dict[str, Any], snapshot: Snapshot, index: tuple[dict[str, int], dict[Any, int]], moves: Any
) -> Plan:
    person, cells = index
    policy = document["policy"]
    levels = {
        row[0:2]: row[3:5]
        for row in (tuple(_plain(cell) for cell in row) for row in _read_rows(folder / "balance.csv")[1:])
    }
    staffing = [levels[snapshot.cell_code(cell)] for cell in range(len(snapshot.cells))]
    with (folder / CERTIFICATE).open("rb") as file, np.load(file, allow_pickle=False) as archive:
        names = sorted(archive.files)
        potentials = tuple(archive[name] for name in names if name.startswith(BLOCK))
        ground = tuple(archive[name] for name in names if name.startswith(GROUND))
        weights = archive[WEIGHTS] if WEIGHTS in names else np.zeros((0, 4), np.int64)
    if any(array.dtype != np.int64 for array in (*potentials, *ground, weights)):
        raise ValueError
    own, extra = _prices(document["prices"])
    told = document["ground_prices"]
    return Plan(
        policy=Policy(
            Phi(policy["phi"]),
            float(policy["move_price"]),
            policy["max_moves"],
            str(policy["seed"]),
            int(policy["most_edges"]),
            float(policy.get("experience", 0.0)),
            bool(policy.get("exact")),
            float(policy.get("exact_seconds", EXACT_SECONDS)),
        ),
        prices=own,
        extra_price=extra,
        person=moves[:, 0],
        cell=moves[:, 1],
        levels_before=np.array([int(before) for before, _ in staffing], np.int64),
        levels_after=np.array([int(after) for _, after in staffing], np.int64),
        tiers=tuple(int(value) for value in document["tiers"]),
        bound=float(document["bound"]),
        gap=float(document["gap"]),
        duty_gap=int(document["duty_gap"]),
        claimed_gap=document.get("gap_claimed"),
        potentials=potentials,
        forbidden=frozenset((person[nip], cells[unit, jabatan]) for nip, unit, jabatan in document["forbidden"]),
        ground=None if told is None else Ground(*_prices(told), ground, weights),
        sha256=str(document["input_sha256"]),
    )


def _prices(told: dict[str, Any]) -> tuple[Prices, int]:
    """Return prices and what a limit added to them; wild ones would overflow before they are refused."""
    if max(abs(told[key] or 0) for key in ("move", "extra", "duty", "threshold")) > LARGEST_PRICE:
        raise ValueError
    threshold = told["threshold"]
    if abs(threshold or 0) > MOST:
        raise ValueError
    own = Prices(
        int(told["scale"]), int(told["move"]), None if threshold is None else int(threshold), int(told["duty"])
    )
    return own, int(told["extra"])


def check_folder(folder: Path, snapshot: Snapshot) -> list[str]:
    """Return why the folder is refused as the best plan of ``snapshot``; nothing means accepted."""
    try:
        document = read_document(folder)
        if document.get("input_sha256") != snapshot.sha256:
            return [str(T("Masukan berubah sejak rencana dibuat."))]
        if document["edits"] != list(snapshot.edits):
            return [str(T("Ubahan skenario tidak cocok dengan yang ditulis di plan.json."))]
        plan = read_plan(folder, document, snapshot)
    except InvalidInput as refusal:
        return [str(refusal.text)]
    reasons = verify(snapshot, plan)
    if reasons:
        return reasons
    eligible = Eligibility(snapshot)
    wanted = {
        "moves.csv": tables.as_csv(tables.MOVES, tables.move_rows(eligible, plan)),
        "balance.csv": tables.as_csv(tables.BALANCE, tables.balance_rows(snapshot, plan)),
    }
    for name, text in wanted.items():
        reasons += _differences(name, _rows_of(text), _read_rows(folder / name))
    figures_now = summary(snapshot, plan)
    wrong = [key for key, value in figures_now.items() if key != "gap" and document.get(key) != value]
    reasons += [str(T("plan.json: {key} tidak cocok dengan mutasinya.", key=key)) for key in wrong]
    return reasons


def _differences(name: str, wanted: list[list[str]], found: list[list[str]]) -> list[str]:
    if len(wanted) != len(found):
        return [str(T("{name}: jumlah barisnya tidak cocok.", name=name))]
    return [
        str(T("{name}, baris {row}: isinya tidak cocok dengan masukan.", name=name, row=row))
        for row, (one, other) in enumerate(zip(wanted, found, strict=True), start=1)
        if one != other
    ]


def _read_rows(file: Path) -> list[list[str]]:
    try:
        return _rows_of(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise _unreadable(file.name) from None


def plain_rows(file: Path) -> list[list[str]]:
    """Return header and rows of a written table, as they were before spreadsheets were kept from running them.

    Raises:
        InvalidInput: it is missing or damaged, or a row has more or fewer cells than the header.
    """
    rows = [[_plain(cell) for cell in row] for row in _read_rows(file)]
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise _unreadable(file.name)
    return rows


def _rows_of(text: str) -> list[list[str]]:
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row]


def _plain(cell: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from running a text."""
    return cell.removeprefix("'")


def _unreadable(*names: str) -> InvalidInput:
    return InvalidInput(T("{name} tidak ada atau rusak.", name=", ".join(names)))
