"""The tables that a plan is written in: one function per file, rows of text, in the order of the snapshot."""

import csv
import io
from collections.abc import Iterable, Sequence

import numpy as np

from mutasi_flow.core.catalogue import say
from mutasi_flow.core.sheets.write import neutralise
from mutasi_flow.core.texts import T, Text
from mutasi_flow.planning.costs import shortfall, wish_ranks
from mutasi_flow.planning.outcome import Plan
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Floats, Indices, Snapshot
from mutasi_flow.workload.domain.load import coverage_of

MOVES = (
    "nip", "dari_unit", "dari_jabatan", "ke_unit", "ke_jabatan", "jenis", "jarak_km", "selisih_kompetensi", "minat_ke",
    "alasan",
)  # fmt: skip
BALANCE = ("unit_kode", "jabatan_kode", "kebutuhan", "sebelum", "sesudah", "selisih_sebelum", "selisih_sesudah")
UNITS = ("unit_kode", "nama", *BALANCE[2:], "kekurangan_sebelum", "kekurangan_sesudah")
UNIT_MOVE, JABATAN_MOVE = "pindah_unit", "pindah_jabatan"
Row = tuple[str, ...]
_DECIMALS = 9
_SMALL = 0.01


def number(value: float) -> str:
    """Return a figure as it is read back; nothing where unknown."""
    if np.isnan(value):
        return ""
    rounded = round(float(value), _DECIMALS)
    return str(int(rounded)) if rounded == int(rounded) else repr(rounded)


def shown(value: float) -> str:
    """Return a figure as people read it: a comma, and two decimals unless it is smaller than that."""
    decimals = 2 if value == 0 or abs(value) >= _SMALL else 6
    whole, _, part = f"{value:,.{decimals}f}".partition(".")
    part = part.rstrip("0")
    return whole.replace(",", ".") + (f",{part}" if part else "")


def move_rows(eligible: Eligibility, plan: Plan) -> list[Row]:
    """Return one row per move."""
    snapshot = eligible.snapshot
    km = eligible.distance(plan.person, plan.cell)
    missing, ranks = shortfall(eligible, plan.person, plan.cell), wish_ranks(eligible, plan.person, plan.cell)
    rows: list[Row] = []
    for at, (person, cell) in enumerate(zip(plan.person.tolist(), plan.cell.tolist(), strict=True)):
        origin, target = snapshot.cell_code(int(snapshot.staff.cell[person])), snapshot.cell_code(cell)
        kind = UNIT_MOVE if origin[1] == target[1] else JABATAN_MOVE
        figures = (number(round(float(km[at]), 1)), number(missing[at]), str(ranks[at] or ""))
        reason = say(move_reason(eligible, plan, person, cell))
        rows.append((str(snapshot.staff.nip[person]), *origin, *target, kind, *figures, reason))
    return rows


def move_reason(eligible: Eligibility, plan: Plan, person: int, cell: int) -> Text:
    """Say in figures of origin and destination why somebody goes."""
    snapshot, origin = eligible.snapshot, int(eligible.snapshot.staff.cell[person])
    words = {
        "origin": filled(snapshot, origin, plan.levels_before),
        "target": filled(snapshot, cell, plan.levels_before),
        "origin_after": filled(snapshot, origin, plan.levels_after),
        "target_after": filled(snapshot, cell, plan.levels_after),
    }
    if eligible.is_due[person]:
        return T(
            "Wajib pindah. Asal terisi {origin}, tujuan {target}; sesudah rencana {origin_after} dan {target_after}.",
            **words,
        )
    if brings_experience(eligible, plan, person, cell):
        return T(
            "Pegawai berpengalaman ke tempat sulit. Asal terisi {origin}, tujuan {target}; sesudah rencana {origin_after} dan {target_after}.",
            **words,
        )
    return T("Asal terisi {origin}, tujuan {target}; sesudah rencana {origin_after} dan {target_after}.", **words)


def brings_experience(eligible: Eligibility, plan: Plan, person: int, cell: int) -> bool:
    """Whether somebody experienced comes to a post in a hard place that has nobody such, in a plan that weighs it."""
    return bool(plan.policy.experience and eligible.is_experienced[person] and eligible.lacks_experience[cell])


def filled(snapshot: Snapshot, cell: int, levels: Indices) -> Text:
    """Say how well a cell is filled."""
    need, staff = float(snapshot.cells.need[cell]), int(levels[cell])
    if np.isnan(need):
        return T("{staff} orang (kebutuhan belum diketahui)", staff=staff)
    coverage = coverage_of(staff, need)
    if coverage is None:
        return T("{staff} dari kebutuhan {need}", staff=staff, need=need)
    return T("{staff} dari kebutuhan {need} ({percent}%)", staff=staff, need=need, percent=round(100 * coverage))


def balance_rows(snapshot: Snapshot, plan: Plan) -> list[Row]:
    """Return one row per cell; figures that need a need are empty where there is none."""
    before, after, need = plan.levels_before, plan.levels_after, snapshot.cells.need
    return [
        (
            *snapshot.cell_code(cell),
            number(need[cell]),
            str(before[cell]),
            str(after[cell]),
            number(before[cell] - need[cell]),
            number(after[cell] - need[cell]),
        )
        for cell in range(len(snapshot.cells))
    ]


def unit_rows(snapshot: Snapshot, plan: Plan) -> list[Row]:
    """Return one row per unit with a known need, over the cells whose need is known."""
    cells = np.flatnonzero(~np.isnan(snapshot.cells.need))
    unit, need, size = snapshot.cells.unit[cells], snapshot.cells.need[cells], len(snapshot.units)
    sums = [np.bincount(unit, weights=values, minlength=size) for values in _columns(plan, cells, need)]
    rows = []
    for place in np.unique(unit).tolist():
        wanted, before, after, short_before, short_after = (float(column[place]) for column in sums)
        figures = (wanted, before, after, before - wanted, after - wanted, short_before, short_after)
        name = str(snapshot.units.name[place])
        rows.append((str(snapshot.units.code[place]), name, *(number(figure) for figure in figures)))
    return rows


def _columns(plan: Plan, cells: Indices, need: Floats) -> tuple[Floats, ...]:
    before, after = plan.levels_before[cells].astype(np.float64), plan.levels_after[cells].astype(np.float64)
    return need, before, after, np.maximum(need - before, 0), np.maximum(need - after, 0)


def as_csv(header: Sequence[str], rows: Iterable[Row]) -> str:
    """Return a table as CSV with commas; text that a spreadsheet would run gets an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def _cell(text: str) -> str:
    return text if text.isalnum() or _is_number(text) else neutralise(" ".join(text.split()))


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()
