"""Who should move where: the best plan under a policy, and the check of any plan without a solver."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mutasi_flow.core.texts import T, Text
from mutasi_flow.planning.bounding import Bounds, Reached, find_bounds, reached_by
from mutasi_flow.planning.checking import verify
from mutasi_flow.planning.edges import Forbidden, find_blocks
from mutasi_flow.planning.graph import Prices
from mutasi_flow.planning.limit import FEWEST, Search
from mutasi_flow.planning.outcome import Ground, Plan, levels_after
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.relatives import Pairs, forbid, met_pairs
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.solving import Part, first_prices, joined, round_name, solve_blocks, summed
from mutasi_flow.planning.working import Course, Memory

__all__ = ["plan", "verify"]
COURSE = Course()


def plan(snapshot: Snapshot, policy: Policy, course: Course = COURSE) -> Plan:
    """Return the plan that is best in the order of ``policy.tiers``; the same input and seed give the same plan.

    Doing nothing is always allowed, so there always is a plan. Relatives who would meet are kept apart by leaving
    moves out until nobody meets, or in the best way there is with ``policy.exact``; what that may cost against the best
    without it stands in ``gap``.

    Raises:
        InvalidInput: figures too large for exact arithmetic, or a process was ended from outside.
    """
    eligible = Eligibility(snapshot)
    course = course if course.keeper is not None else replace(course, keeper=Memory())
    found, pairs = _repaired(eligible, policy, course)
    if policy.exact and pairs:
        found = _settled(eligible, policy, found, pairs, course)
    prices, person, cell = found.prices, *joined(found.parts)
    reached, bounds = found.reached(eligible, policy), found.bounds(eligible, policy)
    gap = max(0, reached.balance - bounds.balance)
    return Plan(
        policy=policy,
        prices=prices,
        extra_price=found.extra,
        person=person,
        cell=cell,
        levels_before=snapshot.levels,
        levels_after=levels_after(snapshot, person, cell),
        tiers=summed(found.parts, len(policy.tiers)),
        bound=bounds.balance / prices.scale,
        gap=gap / prices.scale,
        claimed_gap=None if found.claimed is None else min(found.claimed, gap) / prices.scale,
        duty_gap=max(0, bounds.duties - reached.duties),
        potentials=tuple(part.potentials for part in found.parts),
        forbidden=found.forbidden,
        ground=found.ground if found.forbidden else None,
        sha256=snapshot.sha256,
        notes=(*snapshot.notes, *_notes(eligible, prices, reached), *_unweighed(eligible, policy, found.parts)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Solved blocks in which nobody meets a relative."""

    prices: Prices
    extra: int
    parts: list[Part]
    forbidden: Forbidden
    ground: Ground
    claimed: int | None = None
    """How far from the best by the word of a solver, in parts."""

    def reached(self, eligible: Eligibility, policy: Policy) -> Reached:
        """Return what the moves reach."""
        values = summed(self.parts, len(policy.tiers))
        return reached_by(eligible, joined(self.parts)[0], values, self.extra)

    def bounds(self, eligible: Eligibility, policy: Policy) -> Bounds:
        """Return what no plan can undercut."""
        is_optimal = not self.forbidden and not any(part.is_cut for part in self.parts)
        return find_bounds(eligible, policy, self.ground, self.reached(eligible, policy), is_optimal=is_optimal)


def _repaired(eligible: Eligibility, policy: Policy, course: Course) -> tuple[_Found, Pairs]:
    """Leave moves out until nobody meets; return what stands then, and who met on the way."""
    forbidden: Forbidden = frozenset()
    pairs: Pairs = frozenset()
    ground: Ground | None = None
    while True:
        prices, extra, parts = _solve(eligible, policy, forbidden, course)
        moves = joined(parts)
        if ground is None:  # the first round knows nothing of relatives: nothing can be better
            ground = _own_ground(prices, extra, parts)
        met = forbid(eligible, *moves)
        if not met:
            return _Found(prices, extra, parts, forbidden, ground), pairs
        forbidden |= met
        pairs |= met_pairs(eligible, *moves)


def _settled(eligible: Eligibility, policy: Policy, repaired: _Found, pairs: Pairs, course: Course) -> _Found:
    """Keep relatives apart in the best way at the prices of the repaired plan; what is no better is not taken."""
    from mutasi_flow.planning.exact import Settling  # noqa: PLC0415 - SciPy takes a second to load; most plans need none

    prices, extra = repaired.prices, repaired.extra
    settled = Settling(eligible, policy, prices, extra, course).settle(pairs)
    if settled is None:
        return repaired
    found = replace(repaired, parts=settled.parts, forbidden=settled.forbidden)
    ours, theirs = (each.reached(eligible, policy) for each in (found, repaired))
    is_fitting = policy.max_moves is None or ours.moves <= policy.max_moves
    worth = [
        (-each.duties, each.balance, summed(of.parts, len(policy.tiers)))
        for each, of in ((ours, found), (theirs, repaired))
    ]
    if not is_fitting or worth[0] > worth[1]:
        return _best_proven(eligible, policy, repaired, settled.ground)
    room = 0 if policy.max_moves is None else max(0, extra * (policy.max_moves - ours.moves))
    claimed = None if settled.claimed is None else settled.claimed + room
    return _best_proven(eligible, policy, replace(found, claimed=claimed), settled.ground)


def _best_proven(eligible: Eligibility, policy: Policy, found: _Found, ground: Ground | None) -> _Found:
    """Return the plan on the ground that proves most of it; where nothing is left out it proves itself."""
    if not found.forbidden:
        return replace(found, ground=_own_ground(found.prices, found.extra, found.parts))
    if ground is None:
        return found
    on_either = [found, replace(found, ground=ground)]
    bounds = [each.bounds(eligible, policy) for each in on_either]
    return min(zip(on_either, bounds, strict=True), key=lambda pair: (pair[1].duties, -pair[1].balance))[0]


def _own_ground(prices: Prices, extra: int, parts: list[Part]) -> Ground:
    return Ground(prices, extra, tuple(part.potentials[:2] for part in parts))


def _solve(
    eligible: Eligibility, policy: Policy, forbidden: Forbidden, course: Course
) -> tuple[Prices, int, list[Part]]:
    """Return prices that keep the limit, the price added for it, and the solved blocks."""
    prices = first_prices(eligible.snapshot, policy)
    if policy.max_moves is None:
        return prices, 0, solve_blocks(eligible, policy, prices, forbidden, course)
    prices, extra = _limited(eligible, policy, prices, forbidden, course)
    parts = solve_blocks(eligible, policy, prices, forbidden, course)
    if sum(len(part.person) for part in parts) > policy.max_moves:  # a lot lay exactly on the threshold
        prices = replace(prices, threshold=FEWEST)
        parts = solve_blocks(eligible, policy, prices, forbidden, course)
    return prices, extra, parts


def _limited(
    eligible: Eligibility, policy: Policy, base: Prices, forbidden: Forbidden, course: Course
) -> tuple[Prices, int]:
    """Return the prices of a limit, those that were found before where they were kept."""
    name = f"{round_name(policy, base, forbidden)}-limit"
    kept = course.keeper and course.keeper.find(name)
    if kept:
        move, extra, duty, *threshold = kept["prices"].tolist()
        return replace(base, move=move, duty=duty, threshold=threshold[0] if threshold else None), extra
    prices, extra = Search(eligible, policy, base, forbidden, policy.max_moves or 0, course).find()
    if course.keeper is not None:
        threshold = [] if prices.threshold is None else [prices.threshold]
        course.keeper.keep(name, {"prices": np.array([prices.move, extra, prices.duty, *threshold], np.int64)})
    return prices, extra


def _notes(eligible: Eligibility, prices: Prices, reached: Reached) -> list[Text]:
    if not prices.duty:
        return []
    waiting = int((eligible.is_due & eligible.can_move).sum()) - reached.duties
    return [
        T(
            "Batas jumlah mutasi lebih kecil daripada kewajiban rotasi: {met} kewajiban dipenuhi, {waiting} menunggu.",
            met=reached.duties,
            waiting=waiting,
        )
    ]


def _unweighed(eligible: Eligibility, policy: Policy, parts: Sequence[Part]) -> list[Text]:
    """Say where experience was not weighed, because a block has too many moves, and what that may cost at most."""
    cut = [block for block, part in zip(find_blocks(eligible), parts, strict=True) if part.is_cut]
    if not policy.experience or not cut:
        return []
    snapshot, where = eligible.snapshot, eligible.snapshot.staff.cell.copy()
    person, cell = joined(parts)
    where[person] = cell
    held = np.bincount(where[eligible.is_experienced & snapshot.is_present], minlength=len(snapshot.cells)) > 0
    kinds = [kind for block in cut for kind in block.jabatan]
    posts = int((eligible.is_hard & ~held & np.isin(snapshot.cells.jabatan, kinds)).sum())
    return [
        T(
            "Pengalaman tidak ditimbang di {count} kelompok jabatan, karena mutasi yang mungkin terlalu banyak: {posts} jabatan di tempat sulit di sana tetap tanpa pegawai berpengalaman, jadi rencana lain paling banyak {bound} lebih baik karena itu.",
            count=len(cut),
            posts=posts,
            bound=f"{policy.experience * posts:g}".replace(".", ","),
        )
    ]
