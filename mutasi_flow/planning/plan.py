"""Who should move where: the best plan under a policy, and the check of any plan without a solver."""

from dataclasses import replace

from mutasi_flow.core.texts import T, Text
from mutasi_flow.planning.checking import verify
from mutasi_flow.planning.edges import Forbidden
from mutasi_flow.planning.graph import Prices
from mutasi_flow.planning.limit import FEWEST, Search
from mutasi_flow.planning.outcome import Plan, levels_after
from mutasi_flow.planning.policy import Policy, Tier
from mutasi_flow.planning.relatives import forbid
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.solving import Part, first_prices, joined, solve_blocks, summed

__all__ = ["plan", "verify"]


def plan(snapshot: Snapshot, policy: Policy) -> Plan:
    """Return the plan that is best in the order of ``policy.tiers``; the same input and seed give the same plan.

    Doing nothing is always allowed, so there always is a plan. Relatives who would meet are kept apart by leaving
    moves out until nobody meets; what that may cost against the best without it stands in ``gap``.

    Raises:
        InvalidInput: figures too large for exact arithmetic.
    """
    eligible = Eligibility(snapshot)
    forbidden: Forbidden = frozenset()
    bound: int | None = None
    while True:
        prices, extra, parts = _solve(eligible, policy, forbidden)
        person, cell = joined(parts)
        values = summed(parts, len(policy.tiers))
        balance = values[policy.tiers.index(Tier.BALANCE)]
        if bound is None:  # the first round knows nothing of relatives: nothing can be better
            bound = balance - extra * (policy.max_moves or 0)
        met = forbid(eligible, person, cell)
        if not met:
            break
        forbidden |= met
    reached = balance - extra * len(person)
    return Plan(
        policy=policy,
        prices=prices,
        extra_price=extra,
        person=person,
        cell=cell,
        levels_before=snapshot.levels,
        levels_after=levels_after(snapshot, person, cell),
        tiers=values,
        bound=bound / prices.scale,
        gap=max(0, reached - bound) / prices.scale,
        potentials=tuple(part.potentials for part in parts),
        forbidden=forbidden,
        sha256=snapshot.sha256,
        notes=(*snapshot.notes, *_notes(prices)),
    )


def _solve(eligible: Eligibility, policy: Policy, forbidden: Forbidden) -> tuple[Prices, int, list[Part]]:
    """Return prices that keep the limit, the price added for it, and the solved blocks."""
    prices, extra = first_prices(eligible.snapshot, policy), 0
    if policy.max_moves is None:
        return prices, 0, solve_blocks(eligible, policy, prices, forbidden, policy.tiers)
    prices, extra = Search(eligible, policy, prices, forbidden, policy.max_moves).find()
    parts = solve_blocks(eligible, policy, prices, forbidden, policy.tiers)
    if sum(len(part.person) for part in parts) > policy.max_moves:  # a lot lay exactly on the threshold
        prices = replace(prices, threshold=FEWEST)
        parts = solve_blocks(eligible, policy, prices, forbidden, policy.tiers)
    return prices, extra, parts


def _notes(prices: Prices) -> list[Text]:
    if prices.has_duty:
        return []
    return [T("Batas jumlah mutasi lebih kecil daripada kewajiban rotasi; kewajiban itu tidak dihitung.")]
