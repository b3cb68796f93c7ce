"""Need per post and staff in the coming months, counted from the tables of a plan."""

from typing import Any

import numpy as np

from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.workload.domain.effort import effort, grade_of, is_overloaded
from mutasi_flow.workload.domain.forecast import Floats, first_below, leave_months, month_of, project
from mutasi_flow.workload.domain.load import coverage_of

SPANS = (12, 24, 60)
_DIGITS = 6


def need_rows(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return need and staff of every post on the effective day, the most persons missing first.

    What is not known is None, never zero: without a need there is no gap, without anybody no effort.
    """
    tasks = np.bincount(snapshot.tasks.cell, minlength=len(snapshot.cells)).tolist()
    rows = [
        _need_row(snapshot, cell, staff, rows_of_tasks)
        for cell, (staff, rows_of_tasks) in enumerate(zip(snapshot.levels.tolist(), tasks, strict=True))
    ]
    return sorted(rows, key=lambda row: (row["gap"] is None, row["gap"] or 0, row["unit"], row["post"]))


def _need_row(snapshot: Snapshot, cell: int, staff: int, tasks: int) -> dict[str, Any]:
    need = _known(snapshot.cells.need[cell])
    unit, post = snapshot.cell_code(cell)
    ratio, coverage = effort(need, staff), coverage_of(staff, need)
    grade = grade_of(ratio)
    return {
        "unit": unit,
        "post": post,
        "need": need,
        "staff": staff,
        "gap": None if need is None else round(staff - need, _DIGITS),
        "coverage": None if coverage is None else round(coverage, _DIGITS),
        "effort": None if ratio is None else round(ratio, _DIGITS),
        "grade": grade.value if grade else None,
        "overloaded": is_overloaded(need, staff),
        "minimum": int(snapshot.cells.minimum[cell]),
        "tasks": tasks,
    }


def _known(figure: float) -> float | None:
    return None if np.isnan(figure) else round(float(figure), 9)


def need_totals(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the posts together; ``shortage`` = Σ max(0, need - staff), as plans count it."""
    known = [row for row in rows if row["need"] is not None]
    return {
        "posts": len(rows),
        "without_need": len(rows) - len(known),
        "need": round(sum(row["need"] for row in known), _DIGITS) if known else None,
        "staff": sum(row["staff"] for row in rows),
        "shortage": round(sum(max(0.0, -row["gap"]) for row in known), _DIGITS) if known else None,
    }


def forecast_of(snapshot: Snapshot, months: int, yearly_exits: float) -> dict[str, Any]:
    """Return staff by month (column 0 is the effective day) of every post and of all, and who leaves when.

    Raises:
        ValueError: the horizon or the share of exits is out of bounds.
    """
    staff, start = snapshot.staff, snapshot.effective_on
    here = snapshot.is_present
    leave = leave_months(staff.leaves_on[here], start)
    found = project(staff.cell[here], leave, len(snapshot.cells), months, yearly_exits)
    total = found.total()
    minimum = snapshot.cells.minimum.astype(np.float64)
    below = (first_below(found.known, minimum).tolist(), first_below(found.known, snapshot.cells.need).tolist())
    spans = [span for span in SPANS if span <= months] or [months]
    leaving = {span: found.leaving_within(span).tolist() for span in spans}
    posts = [
        {
            **dict(zip(("unit", "post"), snapshot.cell_code(cell), strict=True)),
            "need": _known(snapshot.cells.need[cell]),
            "minimum": int(minimum[cell]),
            "staff": found.known[cell].tolist(),
            "expected": _rounded(found.expected[cell]),
            "low": _rounded(found.low[cell]),
            "high": _rounded(found.high[cell]),
            "leaving": {str(span): leaving[span][cell] for span in spans},
            "first_below_minimum": _month(snapshot, below[0][cell]),
            "first_below_need": _month(snapshot, below[1][cell]),
        }
        for cell in range(len(snapshot.cells))
    ]
    return {
        "effective_on": start.isoformat(),
        "months": months,
        "yearly_exits": yearly_exits,
        "total": {
            "staff": total.known[0].tolist(),
            "expected": _rounded(total.expected[0]),
            "low": _rounded(total.low[0]),
            "high": _rounded(total.high[0]),
            "leaving": {str(span): sum(leaving[span]) for span in spans},
        },
        "posts": posts,
        "departures": _departures(snapshot, months),
    }


def _rounded(values: Floats) -> list[float]:
    return [round(value, 3) for value in values.tolist()]


def _month(snapshot: Snapshot, column: int) -> str | None:
    return None if column < 0 else f"{month_of(snapshot.effective_on, column):%Y-%m}"


def _departures(snapshot: Snapshot, months: int) -> list[dict[str, Any]]:
    """Return who leaves by a known day within the horizon, the next ones first."""
    staff = snapshot.staff
    end = np.datetime64(month_of(snapshot.effective_on, months))
    going = np.flatnonzero(snapshot.is_present & (staff.leaves_on <= end))
    order = going[np.lexsort((staff.nip[going], staff.leaves_on[going]))]
    return [
        {
            "nip": str(staff.nip[who]),
            **dict(zip(("unit", "post"), snapshot.cell_code(int(staff.cell[who])), strict=True)),
            "on": str(staff.leaves_on[who]),
            "cause": "retirement" if staff.leaves_on[who] == staff.retires_on[who] else "contract",
        }
        for who in order
    ]
