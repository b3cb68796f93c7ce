"""How much balance each number of moves buys: the corners of the convex curve, found by prices per move."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mutasi_flow.core.texts import T
from mutasi_flow.planning.charts import curve
from mutasi_flow.planning.edges import find_blocks
from mutasi_flow.planning.graph import Prices
from mutasi_flow.planning.limit import fewest_moves, highest_price
from mutasi_flow.planning.outcome import Figures, figures, levels_after
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.solving import Part, first_prices, graph_of, joined, moves_of
from mutasi_flow.planning.tables import Row, number
from mutasi_flow.planning.working import Progress, Stage

FRONTIER = ("harga_mutasi", "mutasi", "selisih_kuadrat", "kekurangan", "terburuk", "perolehan_persen")


@dataclass(frozen=True, slots=True)
class Point:
    """The best plan at one price, with the fewest moves that reach it; relatives and later aims apart."""

    price: int
    """In parts."""
    move_price: float
    moves: int
    figures: Figures


def frontier(
    snapshot: Snapshot, policy: Policy, points: int, report: Callable[[Progress], None] = lambda _progress: None
) -> list[Point]:
    """Return up to ``points`` points, those with most moves first; the widest gap is divided next.

    Raises:
        InvalidInput: figures too large for exact arithmetic.
    """
    eligible, base = Eligibility(snapshot), first_prices(snapshot, policy)
    highest = base.move + highest_price(eligible, policy, base.scale)
    found = {price: _point(eligible, policy, replace(base, move=price)) for price in (base.move, highest)}
    while len(found) < points:
        report(Progress(Stage.CURVE, len(found), points, len(found) / points))
        prices = sorted(found)
        gaps = [(found[low].moves - found[high].moves, low, high) for low, high in pairwise(prices) if high - low > 1]
        widest, low, high = max(gaps, default=(0, 0, 0))
        if widest <= 1:
            break
        found[(low + high) // 2] = _point(eligible, policy, replace(base, move=(low + high) // 2))
    by_moves = {point.moves: point for point in found.values()}
    return [by_moves[moves] for moves in sorted(by_moves, reverse=True)]


def _point(eligible: Eligibility, policy: Policy, prices: Prices) -> Point:
    parts = []
    for block in find_blocks(eligible):
        graph = graph_of(eligible, policy, prices, block)
        if graph is not None:
            flow = fewest_moves(graph)
            parts.append(Part(*moves_of(graph, flow), (), flow[:0]))
    person, cell = joined(parts)
    reached = figures(eligible.snapshot, levels_after(eligible.snapshot, person, cell), policy.phi)
    return Point(prices.move, prices.move / prices.scale, len(person), reached)


def gains(snapshot: Snapshot, policy: Policy, points: Sequence[Point]) -> list[float]:
    """Return for each point the share, in per cent, of the most that balance can gain."""
    start = figures(snapshot, snapshot.levels, policy.phi).phi
    most = start - min((point.figures.phi for point in points), default=start)
    return [100 * (start - point.figures.phi) / most if most > 0 else 100.0 for point in points]


def frontier_rows(points: Sequence[Point], shares: Sequence[float]) -> list[Row]:
    """Return the curve as a table."""
    return [
        (
            number(point.move_price),
            str(point.moves),
            number(point.figures.gap2),
            number(point.figures.shortage),
            number(point.figures.worst),
            number(round(share, 2)),
        )
        for point, share in zip(points, shares, strict=True)
    ]


def frontier_chart(points: Sequence[Point], shares: Sequence[float]) -> str:
    """Return the curve as a picture."""
    pairs = [(float(point.moves), share) for point, share in zip(points, shares, strict=True)]
    title, source = T("Perolehan imbang menurut jumlah mutasi"), T("Tabelnya: frontier.csv.")
    return curve(pairs, str(title), str(source), (str(T("jumlah mutasi")), str(T("perolehan, %"))))
