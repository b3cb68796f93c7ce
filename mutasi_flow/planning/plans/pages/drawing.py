"""Points of the pictures of a plan; each stands above its table."""

from collections.abc import Sequence
from dataclasses import dataclass

from mutasi_flow.planning.plans.queries import Flow

WIDTH, HEIGHT = 700, 240
LINE, WIDEST = 44, 14


@dataclass(frozen=True, slots=True)
class Curve:
    """The curve in a field of 700 × 240: its line, its marks, and the most moves."""

    line: str
    marks: Sequence[tuple[float, float, int, float]]
    most: int


@dataclass(frozen=True, slots=True)
class Band:
    """One flow between the place of its unit on the left and that on the right."""

    start: int
    end: int
    width: float
    people: int


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """Units that give on the left, units that receive on the right, and what flows between."""

    givers: Sequence[str]
    receivers: Sequence[str]
    bands: Sequence[Band]
    height: int


def draw_curve(points: Sequence[tuple[int, float]]) -> Curve:
    """Return the curve through moves and gain in per cent."""
    most = max([1, *(moves for moves, _gain in points)])
    marks = [
        (round(moves / most * WIDTH, 1), round(HEIGHT - gain / 100 * HEIGHT, 1), moves, gain)
        for moves, gain in sorted({(0, 0.0), *points})
    ]
    return Curve(" ".join(f"{x},{y}" for x, y, _moves, _gain in marks), marks, most)


def draw_flows(rows: Sequence[Flow]) -> FlowPicture:
    """Return the flows, the widest on top."""
    givers = list(dict.fromkeys(row.from_unit for row in rows))
    receivers = list(dict.fromkeys(row.to_unit for row in rows))
    most = max([1, *(row.people for row in rows)])
    bands = [
        Band(
            givers.index(row.from_unit) * LINE + LINE // 2,
            receivers.index(row.to_unit) * LINE + LINE // 2,
            round(2 + row.people / most * (WIDEST - 2), 1),
            row.people,
        )
        for row in rows
    ]
    return FlowPicture(givers, receivers, bands, max(len(givers), len(receivers), 1) * LINE)
