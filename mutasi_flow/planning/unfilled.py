"""Posts that stay short of people, and why: how many could have come, and which rule kept back how many."""

from collections.abc import Mapping

import numpy as np

from mutasi_flow.core.catalogue import say
from mutasi_flow.core.texts import T, Text
from mutasi_flow.planning.graph import bounds
from mutasi_flow.planning.levels import margin
from mutasi_flow.planning.outcome import Plan
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices, Mask
from mutasi_flow.planning.tables import Row, number

RULES = tuple(f"P{number:02}" for number in range(1, 15))
UNFILLED = ("unit_kode", "jabatan_kode", "kebutuhan", "sesudah", "kekurangan", "calon", *RULES, "sebab")
_PERSONAL = T("tidak ada calon: kebanyakan terhalang syarat perorangan")
_REQUIRED = T("tidak ada calon: kebanyakan tidak memenuhi syarat jabatan itu")
_LOCKED = T("tidak ada calon: kebanyakan tetap di tempat atau jabatannya")
_NOBODY: Mapping[str, Text] = {
    **dict.fromkeys(("P01", "P07", "P08", "P10", "P11"), _PERSONAL),
    "P02": T("tidak ada calon: kebanyakan belum cukup lama dalam jabatannya"),
    "P03": T("tidak ada calon: kebanyakan segera pensiun"),
    **dict.fromkeys(("P04", "P05", "P06"), _REQUIRED),
    "P09": T("tidak ada calon: kebanyakan sukarela dan tidak memilih tempat itu"),
    "P12": T("tidak ada calon: kebanyakan terlalu jauh"),
    **dict.fromkeys(("P13", "P14"), _LOCKED),
}
"""What keeps most people from a post to which nobody can come; what a rule says of persons is told as a kind only."""
WORTH_ONE = 0.5
"""From this shortage one person more would bring a cell nearer to its need."""
_LEAST_GAIN = 1e-6


def unfilled_rows(eligible: Eligibility, plan: Plan) -> list[Row]:
    """Return one row per cell to which one person more would bring balance, with those of its jabatan counted by rule."""
    snapshot = eligible.snapshot
    short, spare = snapshot.cells.need - plan.levels_after, plan.levels_after - bounds(eligible)[0]
    rows = []
    for kind in np.unique(snapshot.cells.jabatan[short > WORTH_ONE]).tolist():
        people = _people_for(eligible, kind)
        general = {rule: mask[people] for rule, mask in eligible.person_failures.items()}
        general |= eligible.jabatan_failures(kind, people)
        for cell in np.flatnonzero((short > WORTH_ONE) & (snapshot.cells.jabatan == kind)).tolist():
            failed = {**general, **_here(eligible, people, cell)}
            elsewhere = snapshot.staff.cell[people] != cell
            able = elsewhere.copy()
            for mask in failed.values():
                able &= ~mask
            kept_back = {rule: int((failed[rule] & elsewhere).sum()) if rule in failed else 0 for rule in RULES}
            counts = [str(count) for count in kept_back.values()]
            code, need = snapshot.cell_code(cell), snapshot.cells.need[cell]
            figures = (number(need), str(plan.levels_after[cell]), number(short[cell]), str(int(able.sum())))
            who = people[able & (spare[snapshot.staff.cell[people]] > 0)]
            because = _why(eligible, plan, cell, who, None if able.any() else kept_back)
            rows.append((*code, *figures, *counts, say(because)))
    return sorted(rows)


def _people_for(eligible: Eligibility, kind: int) -> Indices:
    """Return who is counted: those who hold the jabatan, and everybody where others may come."""
    snapshot = eligible.snapshot
    if eligible.is_open(kind):
        return np.flatnonzero(snapshot.is_present)
    return np.flatnonzero(snapshot.is_present & (snapshot.staff.jabatan == kind))


def _here(eligible: Eligibility, people: Indices, cell: int) -> dict[str, Mask]:
    """Return the rules that depend on the cell."""
    snapshot = eligible.snapshot
    volunteers = snapshot.staff.is_volunteer[people]
    found: dict[str, Mask] = {}
    if snapshot.wishes is not None and eligible.value("P09"):
        wishers = snapshot.wishes.person[snapshot.wishes.cell == cell]
        found["P09"] = volunteers & ~np.isin(people, wishers)
    if eligible.value("P12"):
        far = eligible.distance(people, np.full(len(people), cell)) > eligible.value("P12")
        found["P12"] = np.asarray(far & ~volunteers, np.bool_)
    if eligible.barred_units:
        unit = int(snapshot.cells.unit[cell])
        barred = [person for person, units in eligible.barred_units.items() if unit in units]
        found["P11"] = np.isin(people, barred)
    return found


def _why(eligible: Eligibility, plan: Plan, cell: int, spared: Indices, kept_back: Mapping[str, int] | None) -> Text:
    snapshot = eligible.snapshot
    if snapshot.cells.is_locked[cell] and eligible.value("P13"):
        return T("petak itu dikunci")
    formation = int(snapshot.cells.formation[cell])
    if 0 <= formation <= int(plan.levels_after[cell]):
        return T("formasinya sudah penuh")
    if kept_back is not None:
        most = max(RULES, key=lambda rule: kept_back[rule])
        return _NOBODY[most] if kept_back[most] else T("tidak ada calon")
    if _would_gain(eligible, plan, cell, spared):
        return T("calon ada; batas atau harga mutasi menahannya")
    return T("calon ada, tetapi tempat asalnya lebih membutuhkan")


def _would_gain(eligible: Eligibility, plan: Plan, cell: int, people: Indices) -> bool:
    """Whether one of ``people`` would bring more balance there, had moves no limit and no price."""
    policy, snapshot = plan.policy, eligible.snapshot
    if policy.max_moves is None and not policy.move_price:
        return False
    staying = people[~np.isin(people, plan.person)]
    need, levels, origin = snapshot.cells.need, plan.levels_after.astype(np.float64), snapshot.staff.cell[staying]
    here = margin(policy.phi, need[[cell]], levels[[cell]] + 1)[0]
    return bool((margin(policy.phi, need[origin], levels[origin]) - here > _LEAST_GAIN).any())
