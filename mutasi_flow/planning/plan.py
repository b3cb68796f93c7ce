"""Who should move where: the best plan under a policy, and the check of any plan without a solver."""

from dataclasses import replace

import numpy as np

from mutasi_flow.core.texts import T, Text
from mutasi_flow.planning.bounding import Reached, find_bounds, reached_by
from mutasi_flow.planning.checking import verify
from mutasi_flow.planning.edges import Forbidden
from mutasi_flow.planning.graph import Prices
from mutasi_flow.planning.limit import FEWEST, Search
from mutasi_flow.planning.outcome import Ground, Plan, levels_after
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.relatives import forbid
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.solving import Part, first_prices, joined, round_name, solve_blocks, summed
from mutasi_flow.planning.working import Course

__all__ = ["plan", "verify"]
COURSE = Course()


def plan(snapshot: Snapshot, policy: Policy, course: Course = COURSE) -> Plan:
    """Return the plan that is best in the order of ``policy.tiers``; the same input and seed give the same plan.

    Doing nothing is always allowed, so there always is a plan. Relatives who would meet are kept apart by leaving
    moves out until nobody meets; what that may cost against the best without it stands in ``gap``.

    Raises:
        InvalidInput: figures too large for exact arithmetic, or a process was ended from outside.
    """
    eligible = Eligibility(snapshot)
    forbidden: Forbidden = frozenset()
    ground: Ground | None = None
    while True:
        prices, extra, parts = _solve(eligible, policy, forbidden, course)
        person, cell = joined(parts)
        if ground is None:  # the first round knows nothing of relatives: nothing can be better
            ground = Ground(prices, extra, tuple(part.potentials[:2] for part in parts))
        met = forbid(eligible, person, cell)
        if not met:
            break
        forbidden |= met
    values = summed(parts, len(policy.tiers))
    reached = reached_by(eligible, person, values, extra)
    bounds = find_bounds(
        eligible, policy, ground, reached, is_optimal=not forbidden and not any(part.is_cut for part in parts)
    )
    return Plan(
        policy=policy,
        prices=prices,
        extra_price=extra,
        person=person,
        cell=cell,
        levels_before=snapshot.levels,
        levels_after=levels_after(snapshot, person, cell),
        tiers=values,
        bound=bounds.balance / prices.scale,
        gap=max(0, reached.balance - bounds.balance) / prices.scale,
        duty_gap=max(0, bounds.duties - reached.duties),
        potentials=tuple(part.potentials for part in parts),
        forbidden=forbidden,
        ground=ground if forbidden else None,
        sha256=snapshot.sha256,
        notes=(*snapshot.notes, *_notes(eligible, prices, reached)),
    )


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
