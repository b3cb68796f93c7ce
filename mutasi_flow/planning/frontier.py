"""How much balance each number of moves buys: the corners of the convex curve, found by prices per move."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mutasi_flow.core.texts import T
from mutasi_flow.planning.charts import curve
from mutasi_flow.planning.edges import find_blocks
from mutasi_flow.planning.limit import highest_price
from mutasi_flow.planning.outcome import Figures, figures
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.pooling import Balanced, Pools
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.solving import first_prices
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
    blocks, pools = find_blocks(eligible), Pools(eligible, policy)

    def solved(price: int) -> list[Balanced]:
        return [pools.best(block, replace(base, move=price)) for block in blocks]

    def between(price: int, low: int, high: int) -> list[Balanced]:
        """Solve only the blocks that move more at the lower price: others do the same at any price between."""
        pairs = zip(blocks, found[low], found[high], strict=True)
        prices = replace(base, move=price)
        return [many if many.moves == few.moves else pools.best(block, prices) for block, many, few in pairs]

    found = {price: solved(price) for price in (base.move, base.move + highest_price(eligible, policy, base.scale))}
    counts = {price: sum(part.moves for part in parts) for price, parts in found.items()}
    while len(found) < points:
        report(Progress(Stage.CURVE, len(found), points, len(found) / points))
        gaps = [(counts[low] - counts[high], low, high) for low, high in pairwise(sorted(found)) if high - low > 1]
        widest, low, high = max(gaps, default=(0, 0, 0))
        if widest <= 1:
            break
        middle = (low + high) // 2
        found[middle] = between(middle, low, high)
        counts[middle] = sum(part.moves for part in found[middle])
    by_moves = {counts[price]: price for price in found}
    return [
        Point(price, price / base.scale, moves, _figures(snapshot, policy, found[price]))
        for moves, price in sorted(by_moves.items(), reverse=True)
    ]


def _figures(snapshot: Snapshot, policy: Policy, parts: Sequence[Balanced]) -> Figures:
    levels = snapshot.levels.copy()
    for part in parts:
        levels[part.cells] += part.change
    return figures(snapshot, levels, policy.phi)


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
