"""What a worker computes for a scenario, from stored files to stored files: no database, so that a process apart can do it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import freeze_values
from mutasi_flow.planning.folder import check_folder, count_experienced, summary, write_plan
from mutasi_flow.planning.frontier import frontier, gains
from mutasi_flow.planning.kept import kept_in
from mutasi_flow.planning.outcome import Plan as Found
from mutasi_flow.planning.plan import plan as make_plan
from mutasi_flow.planning.plans.domain import Stage, edit_of, gini
from mutasi_flow.planning.plans.queries import SUFFIX, collect, pack, read_sound, unpack
from mutasi_flow.planning.plans.service.editing import with_edits, with_held_jabatan
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.tables import Row, unit_rows
from mutasi_flow.planning.working import Course

POINTS = 10
"""Of the curve that shows what moves buy."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to compute, where files are stored, and where finished pieces outlive a worker that is killed."""

    store: Path
    pieces: Path
    file_key: str
    effective_on: date
    policy: Policy
    edits: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Computed:
    """Keys of two archives, figures, points of the curve and rows of moves; or why there are none."""

    input_key: str = ""
    plan_key: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)
    frontier: Sequence[Mapping[str, Any]] = ()
    moves: Sequence[Row] = ()
    refusal: Text | None = None


def compute(order: Order, tell: Callable[[object], None]) -> Computed:
    """Solve, write and check a scenario; ``tell`` hears of every stage and of progress in it.

    Raises:
        MutasiError: the scenario cannot be solved.
    """
    tell(Stage.READING)
    store = FileStore(order.store)
    given = unpack(store.get(order.file_key))
    files = with_edits(given, order.effective_on, [edit_of(kept) for kept in order.edits])
    snapshot = read_sound(files, order.effective_on)
    tell(Stage.SOLVING)
    pieces = kept_in(order.pieces, snapshot)
    found = make_plan(snapshot, order.policy, Course(report=tell, keeper=pieces))
    tell(Stage.CURVING)
    curve = _curve(snapshot, order.policy, tell)
    tell(Stage.CHECKING)
    with TemporaryDirectory(prefix="mutasi-plan-") as place:
        folder = Path(place) / "plan"
        moves = write_plan(folder, snapshot, found)
        reasons = check_folder(folder, snapshot)
        if reasons:
            return Computed(refusal=T("Hasil tidak lolos pemeriksaan: {reason}", reason=reasons[0]))
        plan_key = store.put(pack(collect(folder)), SUFFIX)
    rows = with_held_jabatan(moves, given)
    return Computed(store.put(pack(files), SUFFIX), plan_key, _figures(snapshot, found), curve, rows)


def _curve(snapshot: Snapshot, policy: Policy, tell: Callable[[object], None]) -> list[dict[str, Any]]:
    points = frontier(snapshot, policy, POINTS, tell)
    return [
        {
            "price": point.move_price,
            "moves": point.moves,
            "shortage": point.figures.shortage,
            "gap2": point.figures.gap2,
            "gain": round(share, 2),
        }
        for point, share in zip(points, gains(snapshot, policy, points), strict=True)
    ]


def _figures(snapshot: Snapshot, found: Found) -> dict[str, Any]:
    """Return what the board shows at the top: balance, inequality between units, distances."""
    shares = [(float(before) / float(need), float(after) / float(need))
              for _code, _name, need, before, after, *_rest in unit_rows(snapshot, found) if float(need) > 0]  # fmt: skip
    km = Eligibility(snapshot).distance(found.person, found.cell)
    known = [round(float(one), 1) for one in km if one == one]  # noqa: PLR0124 - not a number is unknown
    return {
        **summary(snapshot, found),
        **count_experienced(snapshot, found),
        "bound": found.bound,
        "tier_names": [tier.value for tier in found.policy.tiers],
        "gini_before": round(gini([before for before, _after in shares]), 4),
        "gini_after": round(gini([after for _before, after in shares]), 4),
        "mean_km": round(sum(known) / len(known), 1) if known else None,
        "most_km": max(known, default=None),
        "volunteers": int(snapshot.staff.is_volunteer[found.person].sum()),
        "notes": freeze_values({f"{at:03}": note for at, note in enumerate(found.notes[len(snapshot.notes) :])}),
    }
