"""Who could help whom: the circulation of the plan on the need of the heaviest months, over short ways. Pure.

All open requests are looked at together, so that a light unit is promised once. Each unit of flow is one person who
gives ``share`` of the working time; the cost is that of the plan, the squared gap of both posts, and a price for the way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from mutasi_flow.planning.flow import min_cost_flow
from mutasi_flow.workload.domain import OVERLOAD
from mutasi_flow.workload.domain.load import added

FARTHEST_KM = 60
"""Nobody is asked to help farther away than this; where a place is not known the way counts as the farthest."""
KM_PRICE = 0.002
"""What a kilometre weighs for somebody's whole time, in squared persons: 50 km cost a tenth."""
_SCALE = 1_000_000
_ROUNDING = 1e-9
GROUND = 0

Km = Callable[[int, int], float | None]
"""Distance between two units by key; None while a place is not known."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post in the months of the help; ``need`` is that of the heaviest one."""

    unit_id: int
    jabatan_id: int
    staff: float
    need: float | None
    minimum: int | None = None

    def gain(self, persons: float) -> float:
        """Return by how much the squared gap falls when so much more (or less, below zero) is there."""
        need = self.need or 0.0
        return (need - self.staff) ** 2 - (need - self.staff - persons) ** 2

    def plus(self, persons: float) -> "Post":
        """Return the post with more or less."""
        return replace(self, staff=added(self.staff, persons))

    @property
    def load(self) -> float:
        """Work of each person; without anybody boundless, so that nobody is heavier."""
        return (self.need or 0.0) / self.staff if self.staff > 0 else float("inf")


@dataclass(frozen=True, slots=True)
class Seeker:
    """A request: the post, how many are still looked for, and which share of the time of each, from 0 to 1."""

    key: int
    post: Post
    persons: int
    share: float


@dataclass(frozen=True, slots=True)
class Lender:
    """A post from which so many people could go."""

    post: Post
    people: int


class Offer(NamedTuple):
    """A post that could lend somebody to one request, and how many the circulation takes from it."""

    lender: Post
    km: float | None
    gain: float
    chosen: int


def may_lend(lender: Post, seeker: Post, share: float) -> bool:
    """Whether a post stays able and lighter than the one it helps: above its least number, and not overloaded itself."""
    if lender.need is None or lender.unit_id == seeker.unit_id or lender.jabatan_id != seeker.jabatan_id:
        return False
    after = lender.plus(-share)
    return _is_able(after) and after.load <= seeker.load + _ROUNDING


def may_spare(lender: Post, seeker: Post, share: float) -> bool:
    """Whether a post whose need nobody knows could give somebody: others must stay there, and its least number."""
    is_same = lender.jabatan_id == seeker.jabatan_id and lender.unit_id != seeker.unit_id
    after = lender.staff - share + _ROUNDING
    return lender.need is None and is_same and after >= max(lender.minimum or 0, 1)


def _is_able(post: Post) -> bool:
    return post.staff >= (post.minimum or 0) - _ROUNDING and post.load <= OVERLOAD + _ROUNDING


def way_price(km: float | None, share: float) -> float:
    """Return what a way costs, in squared persons."""
    return (FARTHEST_KM if km is None else km) * KM_PRICE * share


def list_offers(
    seeker: Seeker, lenders: Sequence[Lender], km: Km, chosen: Mapping[tuple[int, int], int]
) -> list[Offer]:
    """Return who could help a request: what the circulation takes first, then by what the help would bring.

    Posts whose need is not known stand last, by the way: nothing says that they are lighter, and nothing that they are not.
    """
    found: list[Offer] = []
    for one in lenders:
        way, share = km(one.post.unit_id, seeker.post.unit_id), seeker.share
        if (
            one.people > 0
            and is_near(way)
            and (may_lend(one.post, seeker.post, share) or may_spare(one.post, seeker.post, share))
        ):
            lost = 0.0 if one.post.need is None else one.post.gain(-share)
            gain = lost + seeker.post.gain(share) - way_price(way, share)
            found.append(Offer(one.post, way, gain, chosen.get((seeker.key, one.post.unit_id), 0)))
    return sorted(
        found, key=lambda offer: (-offer.chosen, offer.lender.need is None, -offer.gain, offer.lender.unit_id)
    )


def is_near(km: float | None) -> bool:
    """Whether a way is short enough; one that is not known is not refused."""
    return km is None or km <= FARTHEST_KM


def choose(seekers: Sequence[Seeker], lenders: Sequence[Lender], km: Km) -> dict[tuple[int, int], int]:
    """Return how many each request takes from which unit, by key and unit; the best for all requests together.

    Requests for the same jabatan and share are one circulation, solved exactly; those for a larger share come first.
    """
    found: dict[tuple[int, int], int] = {}
    left = {(one.post.unit_id, one.post.jabatan_id): one for one in lenders}
    ordered = sorted(seekers, key=lambda one: (-one.share, one.post.jabatan_id, one.key))
    for (share, jabatan_id), group in groupby(ordered, key=lambda one: (one.share, one.post.jabatan_id)):
        here = [one for seat, one in sorted(left.items()) if seat[1] == jabatan_id and one.post.need is not None]
        taken = _circulate(list(group), here, km, share)
        found |= taken
        for (_key, unit_id), persons in taken.items():
            seat = unit_id, jabatan_id
            left[seat] = Lender(left[seat].post.plus(-share * persons), left[seat].people - persons)
    return found


def _circulate(
    seekers: Sequence[Seeker], lenders: Sequence[Lender], km: Km, share: float
) -> dict[tuple[int, int], int]:
    """Solve one circulation: ground, lenders, seekers, and back to the ground."""
    arcs: list[tuple[int, int, int, float]] = []
    pairs: list[tuple[int, int, int]] = []
    for place, seeker in enumerate(seekers):
        node = 1 + len(lenders) + place
        for other, lender in enumerate(lenders):
            way = km(lender.post.unit_id, seeker.post.unit_id)
            most = min(seeker.persons, _most(lender, share, seeker.post))
            if most and is_near(way):
                pairs.append((len(arcs), place, other))
                arcs.append((1 + other, node, most, way_price(way, share)))
        gains = _steps(seeker.post, share, seeker.persons)
        arcs += [(node, GROUND, 1, -gain) for gain in gains]
    for other, lender in enumerate(lenders):
        arcs += [(GROUND, 1 + other, 1, -gain) for gain in _steps(lender.post, -share, _most(lender, share))]
    if not pairs:
        return {}
    tails, heads, capacities, costs = (list(column) for column in zip(*arcs, strict=True))
    nodes = [0] * (1 + len(lenders) + len(seekers))
    flow = min_cost_flow(tails, heads, capacities, [round(cost * _SCALE) for cost in costs], nodes).flow.tolist()
    return {
        (seekers[place].key, lenders[other].post.unit_id): flow[arc] for arc, place, other in pairs if flow[arc] > 0
    }


def _steps(post: Post, persons: float, count: int) -> list[float]:
    """Return what the first, second … person more brings; each brings less than the one before."""
    return [post.plus(persons * step).gain(persons) for step in range(count)]


def _most(lender: Lender, share: float, seeker: Post | None = None) -> int:
    """Return how many a post may lend, one after the other: to one post, or at all."""
    count, post = 0, lender.post
    while count < lender.people and (may_lend(post, seeker, share) if seeker else _is_able(post.plus(-share))):
        count, post = count + 1, post.plus(-share)
    return count
