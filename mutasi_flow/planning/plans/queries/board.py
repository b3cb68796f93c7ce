"""What a solution does: units before and after, posts that stay short and why, and what two solutions differ in."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.model import Jabatan, Unit
from mutasi_flow.planning.plans.queries.archives import Opened, unpack
from mutasi_flow.planning.snapshot import Indices
from mutasi_flow.planning.subjects import PREFIX
from mutasi_flow.workload.domain import PostLoad, UnitEffect, sum_up
from mutasi_flow.workload.domain.load import CRITICAL_COVERAGE

UNFILLED = "unfilled.csv"


@dataclass(frozen=True, slots=True)
class ShortPost:
    """A post that stays short: ``candidates`` could go there by the rules, and why nobody does."""

    unit: str
    jabatan: str
    need: str
    after: str
    candidates: int
    why: str


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A post that two solutions leave with different staff."""

    unit: str
    jabatan: str
    one: int
    other: int


def list_effects(opened: Opened) -> list[UnitEffect]:
    """Return the units that the moves touch, those that change most first."""
    snapshot, plan = opened.snapshot, opened.plan
    touched = np.unique(snapshot.cells.unit[plan.levels_before != plan.levels_after])
    found = [_effect(opened, int(unit)) for unit in touched]
    return sorted(found, key=lambda one: (not one.newly_critical, -_change(one), one.name))


def _change(effect: UnitEffect) -> float:
    before, after = effect.before.coverage, effect.after.coverage
    return 0.0 if before is None or after is None else abs(after - before)


def _effect(opened: Opened, unit: int) -> UnitEffect:
    snapshot, plan = opened.snapshot, opened.plan
    here = np.flatnonzero(snapshot.cells.unit == unit)
    before, after = (sum_up(_loads(opened, here, levels)) for levels in (plan.levels_before, plan.levels_after))
    return UnitEffect(unit, str(snapshot.units.code[unit]), str(snapshot.units.name[unit]), before, after)


def _loads(opened: Opened, cells: Indices, levels: Indices) -> list[PostLoad]:
    known = opened.snapshot.cells
    return [
        PostLoad(
            int(levels[cell]),
            None if np.isnan(known.need[cell]) else float(known.need[cell]),
            int(known.minimum[cell]) or None,
        )
        for cell in cells.tolist()
    ]


def count_critical(opened: Opened) -> tuple[int, int]:
    """Return how many units are critical before and after."""
    snapshot, plan = opened.snapshot, opened.plan
    unit, need = snapshot.cells.unit, snapshot.cells.need
    known = ~np.isnan(need)
    counted = []
    for levels in (plan.levels_before, plan.levels_after):
        wanted = np.bincount(unit[known], weights=need[known], minlength=len(snapshot.units))
        held = np.bincount(unit[known], weights=levels[known], minlength=len(snapshot.units))
        low = (wanted > 0) & (held < wanted * CRITICAL_COVERAGE)
        below = np.bincount(unit[levels < snapshot.cells.minimum], minlength=len(snapshot.units)) > 0
        counted.append(int((low | below).sum()))
    return counted[0], counted[1]


def list_short(store: FileStore, plan_key: str) -> list[ShortPost]:
    """Return the posts that stay short, as the folder of the plan tells them; those without candidates come first."""
    table = csv.DictReader(io.StringIO(unpack(store.get(plan_key))[UNFILLED].decode(), newline=""))
    rows = [
        ShortPost(
            row["unit_kode"], row["jabatan_kode"], row["kebutuhan"], row["sesudah"], int(row["calon"]), row["sebab"]
        )
        for row in table
    ]
    return sorted(rows, key=lambda row: (row.candidates > 0, row.unit, row.jabatan))


def compare_levels(one: Opened, other: Opened) -> list[LevelChange]:
    """Return the posts that end with different staff, the largest difference first."""
    first, second = _levels(one), _levels(other)
    changes = [
        LevelChange(*place, first.get(place, 0), second.get(place, 0))
        for place in first.keys() | second.keys()
        if first.get(place, 0) != second.get(place, 0)
    ]
    return sorted(changes, key=lambda row: (-abs(row.one - row.other), row.unit, row.jabatan))


def _levels(opened: Opened) -> Mapping[tuple[str, str], int]:
    snapshot, levels = opened.snapshot, opened.plan.levels_after
    return {snapshot.cell_code(cell): int(levels[cell]) for cell in range(len(levels))}


def name_jabatan(session: Session, codes: Sequence[str]) -> dict[str, str]:
    """Return the names of jabatan by code; teachers of a subject are called by it."""
    wanted = select(Jabatan.code, Jabatan.name).where(Jabatan.code.in_(sorted(set(codes))))
    subjects = {code: code.removeprefix(PREFIX) for code in codes if code.startswith(PREFIX)}
    taught = {code: str(T("Guru {subject}", subject=words.title())) for code, words in subjects.items()}
    return {row.code: row.name for row in session.execute(wanted)} | taught


def name_units_of(session: Session, codes: Sequence[str]) -> dict[str, str]:
    """Return the names that units with these codes have now."""
    wanted = select(Unit.code, Unit.name).where(Unit.code.in_(sorted(set(codes))))
    return {row.code: row.name for row in session.execute(wanted)}


def name_units(opened: Opened) -> dict[str, str]:
    """Return the names of the units of a solution by code."""
    units = opened.snapshot.units
    return {str(code): str(name) for code, name in zip(units.code, units.name, strict=True)}


def name_posts(session: Session, opened: Opened) -> dict[str, str]:
    """Return the posts of a solution in words, by the code that sentences use for them."""
    snapshot, units = opened.snapshot, name_units(opened)
    jabatan = name_jabatan(session, [str(code) for code in snapshot.jabatan])
    codes = {snapshot.cell_code(cell) for cell in range(len(snapshot.cells))}
    return {"/".join(code): f"{jabatan.get(code[1], code[1])}, {units[code[0]]}" for code in codes}


def with_names(text: Text, names: Mapping[str, str]) -> Text:
    """Return a sentence with the names of posts in place of their codes."""
    return Text(text.message, {key: names.get(str(value), value) for key, value in text.values.items()})
