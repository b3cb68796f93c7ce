"""Accept or refuse a plan without a solver: rules, floors, figures, and the proof that nothing better exists."""

from collections.abc import Iterator

import numpy as np

from mutasi_flow.core.catalogue import say
from mutasi_flow.core.texts import T, Text
from mutasi_flow.planning.bounding import find_bounds, reached_by
from mutasi_flow.planning.edges import find_blocks
from mutasi_flow.planning.graph import DUTY_PARTS, Graph, Prices, Wings, bounds
from mutasi_flow.planning.outcome import LARGEST_WEIGHT, MOST_WEIGHTS, Ground, Plan, levels_after
from mutasi_flow.planning.policy import Policy
from mutasi_flow.planning.reasons import failures, name_of
from mutasi_flow.planning.relatives import meetings
from mutasi_flow.planning.rules import Eligibility
from mutasi_flow.planning.snapshot import Indices, Snapshot
from mutasi_flow.planning.solving import first_prices, graph_of
from mutasi_flow.planning.tiers import faulty_tier, tier_values

LARGEST_PRICE = 2**60
"""Parts that a limit may add to the price of a move."""


def verify(snapshot: Snapshot, plan: Plan) -> list[str]:
    """Return why the plan is refused, as sentences; nothing means accepted."""
    if plan.sha256 != snapshot.sha256:
        return [str(T("Masukan berubah sejak rencana dibuat."))]
    shape = _wrong_shape(snapshot, plan)
    if shape is not None:
        return [say(shape)]
    eligible = Eligibility(snapshot)
    found = [*_moves(eligible, plan), *_levels(eligible, plan), *_prices(eligible, plan)]
    if not found:
        found = [*_proof(eligible, plan)]
    return [say(reason) for reason in found]


def _wrong_shape(snapshot: Snapshot, plan: Plan) -> Text | None:
    """Look at what would make all further questions meaningless."""
    inside = (
        len(plan.person) == len(plan.cell)
        and bool(((plan.person >= 0) & (plan.person < len(snapshot.staff))).all())
        and bool(((plan.cell >= 0) & (plan.cell < len(snapshot.cells))).all())
    )
    if not inside:
        return T("Rencana menyebut pegawai atau petak yang tidak ada.")
    if len(np.unique(plan.person)) != len(plan.person):
        return T("Seorang pegawai dipindahkan lebih dari sekali.")
    return None


def _moves(eligible: Eligibility, plan: Plan) -> Iterator[Text]:
    """Ask each move for every rule."""
    snapshot = eligible.snapshot
    for person, cell in zip(plan.person.tolist(), plan.cell.tolist(), strict=True):
        for failure in failures(eligible, person, cell):
            words = {"nip": str(snapshot.staff.nip[person]), "post": name_of(snapshot, cell), "rule": failure.rule}
            yield T("{nip} ke {post} melanggar {rule}: {reason}.", **words, reason=failure.reason)
    for mover, relative in meetings(eligible, plan.person, plan.cell):
        nips = snapshot.staff.nip
        yield T(
            "{nip} dipindahkan ke dekat keluarganya, {relative} (P11).",
            nip=str(nips[mover]),
            relative=str(nips[relative]),
        )
    limit = plan.policy.max_moves
    if limit is not None and len(plan.person) > limit:
        yield T("Jumlah mutasi {count} melebihi batas {limit}.", count=len(plan.person), limit=limit)


def _levels(eligible: Eligibility, plan: Plan) -> Iterator[Text]:
    """Compare staff before and after, and look at floors and formations."""
    snapshot = eligible.snapshot
    before, after = snapshot.levels, levels_after(snapshot, plan.person, plan.cell)
    if not (np.array_equal(before, plan.levels_before) and np.array_equal(after, plan.levels_after)):
        yield T("Jumlah pegawai per petak tidak cocok dengan mutasinya.")
    floor, roof = bounds(eligible)
    for cell in np.flatnonzero(after < floor).tolist():
        yield T("{post} turun di bawah jumlah terkecilnya (P15).", post=name_of(snapshot, cell))
    for cell in np.flatnonzero((roof >= 0) & (after > roof)).tolist():
        yield T("{post} melebihi formasinya.", post=name_of(snapshot, cell))


def _prices(eligible: Eligibility, plan: Plan) -> Iterator[Text]:
    """Compare prices with the policy; left-out moves are those of employees with relatives."""
    wanted = first_prices(eligible.snapshot, plan.policy)
    if not all(_fits(plan.policy, wanted, *each) for each in _priced(plan)):
        yield T("Harga mutasi tidak cocok dengan kebijakannya.")
    if plan.forbidden and plan.ground is None:
        yield T("Batas bawah rencana tidak cocok dengan sertifikatnya.")
    if plan.ground is not None and not _are_weights(eligible, plan.ground.weights):
        yield T("Batas bawah rencana tidak cocok dengan sertifikatnya.")
    relations = eligible.snapshot.relations
    related = {*relations.first.tolist(), *relations.second.tolist()}
    if any(person not in related for person, _ in plan.forbidden):
        yield T("Ada mutasi yang ditiadakan tanpa alasan keluarga.")


def _priced(plan: Plan) -> list[tuple[Prices, int]]:
    """Return the prices that the plan and its bound rest on."""
    own = [(plan.prices, plan.extra_price)]
    return own if plan.ground is None else [*own, (plan.ground.prices, plan.ground.extra_price)]


def _fits(policy: Policy, wanted: Prices, prices: Prices, extra: int) -> bool:
    """Whether prices follow from the policy: only a limit may add to them, and only where it binds duties take away."""
    if policy.max_moves is None and (extra or prices.duty):
        return False
    same = prices.scale == wanted.scale and prices.move - extra == wanted.move
    return same and 0 <= prices.duty <= DUTY_PARTS and (extra >= 0 or prices.duty > 0) and abs(extra) <= LARGEST_PRICE


def _are_weights(eligible: Eligibility, weights: Indices) -> bool:
    """Whether each row is a meeting that P11 forbids, and what it costs no reward and no wild figure."""
    snapshot = eligible.snapshot
    if weights.ndim != 2 or weights.shape[1] != 4:  # noqa: PLR2004 - one, other, unit, weight
        return False
    if not len(weights):
        return True
    pairs = set(zip(snapshot.relations.first.tolist(), snapshot.relations.second.tolist(), strict=True))
    return (
        eligible.value("P11") > 0
        and len(weights) <= MOST_WEIGHTS
        and bool(((weights[:, 3] >= 0) & (weights[:, 3] <= LARGEST_WEIGHT)).all())
        and bool(((weights[:, 2] >= 0) & (weights[:, 2] < len(snapshot.units))).all())
        and all((one, other) in pairs or (other, one) in pairs for one, other, *_ in weights.tolist())
        and bool(snapshot.is_present[weights[:, :2]].all())
    )


def _proof(eligible: Eligibility, plan: Plan) -> Iterator[Text]:
    """Rebuild each block and check its potentials, then the figures that follow from the moves."""
    tiers, values, is_cut = plan.policy.tiers, [0] * len(plan.policy.tiers), False
    blocks = find_blocks(eligible)
    if len(plan.potentials) != len(blocks):
        yield T("Sertifikat tidak mencakup semua kelompok jabatan.")
        return
    for block, potentials in zip(blocks, plan.potentials, strict=True):
        graph = graph_of(eligible, plan.policy, plan.prices, block, plan.forbidden)
        if graph is None:
            continue
        is_cut |= graph.is_cut
        flow = flow_of(graph, plan)
        tier = tiers[0] if flow is None else faulty_tier(graph, tiers, flow, potentials)
        if flow is None or tier is not None:
            jabatan = ", ".join(str(eligible.snapshot.jabatan[kind]) for kind in block.jabatan[:3])
            yield T("Tidak terbukti terbaik pada {tier} untuk {jabatan}.", tier=tier, jabatan=jabatan)
            continue
        values = [sum(pair) for pair in zip(values, tier_values(graph, tiers, flow), strict=True)]
    if tuple(values) != plan.tiers:
        yield T("Nilai tingkat tidak cocok dengan mutasinya.")
        return
    yield from _bound(eligible, plan, values, is_optimal=not plan.forbidden and not is_cut)


def _bound(eligible: Eligibility, plan: Plan, values: list[int], *, is_optimal: bool) -> Iterator[Text]:
    """Prove the bound once more, from the round in which relatives were free to meet."""
    reached = reached_by(eligible, plan.person, values, plan.extra_price)
    own = Ground(plan.prices, plan.extra_price, tuple(each[:2] for each in plan.potentials))
    try:
        found = find_bounds(eligible, plan.policy, plan.ground or own, reached, is_optimal=is_optimal)
    except ValueError:
        yield T("Batas bawah rencana tidak cocok dengan sertifikatnya.")
        return
    scale, gap = plan.prices.scale, max(0, reached.balance - found.balance)
    if plan.claimed_gap is not None and not 0 <= plan.claimed_gap <= plan.gap + 1 / scale:
        yield T("Selisih terhadap batas bawah tidak cocok.")
    if not abs(plan.bound * scale - found.balance) <= 1 + abs(found.balance) / 2**50:  # NaN is no match
        yield T("Batas bawah rencana tidak cocok dengan sertifikatnya.")
    if not abs(plan.gap * scale - gap) <= 2 + gap / 2**50 or plan.duty_gap != max(0, found.duties - reached.duties):
        yield T("Selisih terhadap batas bawah tidak cocok.")


def flow_of(graph: Graph, plan: Plan) -> Indices | None:
    """Return the plan as a flow of the block; None where a move or a level has no arc."""
    flow = np.zeros(len(graph.tail), np.int64)
    here = np.isin(plan.person, graph.people)
    person, cell = np.searchsorted(graph.people, plan.person[here]), plan.cell[here]
    size = len(graph.cells) + 1
    keys = graph.edge_person * size + graph.edge_cell
    at = np.searchsorted(keys, person * size + np.searchsorted(graph.cells, cell))
    if (
        (at >= len(keys)).any()
        or (graph.edge_person[at] != person).any()
        or (graph.cells[graph.edge_cell[at]] != cell).any()
    ):
        return None
    flow[person] = 1
    flow[at + graph.edges.start] = 1
    change = np.bincount(graph.edge_cell[at], minlength=len(graph.cells))
    change -= np.bincount(graph.leave_from[person], minlength=len(graph.cells))
    steps = flow[graph.steps]
    for first, last, sign in ((0, graph.ups, 1), (graph.ups, len(steps), -1)):
        of_cell = graph.step_cell[first:last]
        number = np.arange(len(of_cell)) - np.searchsorted(of_cell, of_cell)
        steps[first:last] = number < np.maximum(sign * change, 0)[of_cell]
    net = np.zeros_like(change)
    np.add.at(net, graph.step_cell[: graph.ups], steps[: graph.ups])
    np.subtract.at(net, graph.step_cell[graph.ups :], steps[graph.ups :])
    if graph.wings is not None and not _fill_wings(graph.wings, flow[graph.steps.stop :], person, at):
        return None
    return flow if np.array_equal(net, change) else None


def _fill_wings(wings: Wings, steps: Indices, person: Indices, at: Indices) -> bool:
    """Use the steps of wings that the moves make necessary; return whether there are so many."""
    entering, leaving = wings.of_edge[at], wings.of_leave[person]
    change = np.bincount(entering[entering >= 0], minlength=len(wings.cell))
    change -= np.bincount(leaving[leaving >= 0], minlength=len(wings.cell))
    net = np.zeros_like(change)
    for first, last, sign in ((0, wings.ups, 1), (wings.ups, len(steps), -1)):
        of_wing = wings.step_wing[first:last]
        number = np.arange(len(of_wing)) - np.searchsorted(of_wing, of_wing)
        steps[first:last] = number < np.maximum(sign * change, 0)[of_wing]
        np.add.at(net, of_wing, sign * steps[first:last])
    return np.array_equal(net, change)
