"""Who could help: posts that are lighter in the months of a request, and the people of them who could go."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from mutasi_flow.people.domain import SERVING_CODES, WHOLE_TIME
from mutasi_flow.people.model import WAY_BACK, Employee, Jabatan, Placement, Unit
from mutasi_flow.people.queries import below
from mutasi_flow.planning.matching.queries.ground import load_ground
from mutasi_flow.planning.relief.domain import Stage, months_between
from mutasi_flow.planning.relief.domain.choosing import Lender, Offer, Post, Seeker, choose, list_offers
from mutasi_flow.planning.relief.queries.posts import Seat, load_year
from mutasi_flow.planning.relief.queries.requests import HelperRow, RequestRow
from mutasi_flow.rules.domain import Stage as RuleStage
from mutasi_flow.rules.domain import evaluate as ask_rules
from mutasi_flow.rules.queries import Move, gather_many, load_rulebook
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries.visible import IS_PUBLIC
from mutasi_flow.transfers.workflow import OPEN_STATES
from mutasi_flow.workload.queries.outlook import last_day

GONE = frozenset({Stage.GONE})


ASKED = 20
"""Of so many people of a post the rules are asked; whoever wants somebody else finds them on the unit's page."""


class Judged(NamedTuple):
    """Somebody with how many rules stand in the way or are to be weighed."""

    person: "Person"
    blocks: int
    warnings: int


class Person(NamedTuple):
    """Somebody who could go, and since when in the post."""

    id: int
    name: str
    unit_id: int
    jabatan_id: int
    since: date | None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Offers for one request with the people behind them."""

    request: RequestRow
    left: int
    """How many are still looked for."""
    post: Post
    """The post that asks, with its need in the heaviest of the months."""
    offers: Sequence[Offer]
    people: Mapping[Seat, Sequence[Person]]
    units: Mapping[int, str]

    @property
    def is_blind(self) -> bool:
        """Whether some offers come from posts whose need is not on record."""
        return any(one.lender.need is None for one in self.offers)

    def of(self, offer: Offer) -> Sequence[Person]:
        """Return who could go from a post, those longest in it first."""
        return self.people.get((offer.lender.unit_id, offer.lender.jabatan_id), ())

    def offer_with(self, employee_id: int) -> Offer | None:
        """Return the offer that somebody belongs to."""
        return next((one for one in self.offers if any(each.id == employee_id for each in self.of(one))), None)


def judge(session: Session, found: Candidates, offers: int, today: date) -> list[tuple[Offer, list[Judged]]]:
    """Return the first offers with their people, those first against whom no rule speaks; asked in bulk."""
    shown = [(offer, found.of(offer)[:ASKED]) for offer in found.offers[:offers]]
    people = [person for _offer, each in shown for person in each]
    moves = [Move(person.id, found.request.unit_id, found.request.jabatan_id) for person in people]
    book, share = load_rulebook(session), RuleStage(share=found.request.share / WHOLE_TIME)
    facts = gather_many(session, moves, today) if moves else []
    said = {one.employee_id: ask_rules(replace(one, stage=share), book) for one in facts}
    return [
        (
            offer,
            sorted(
                (Judged(one, len(said[one.id].blocks), len(said[one.id].warnings)) for one in each),
                key=lambda one: (one.blocks, one.warnings),
            ),
        )
        for offer, each in shown
    ]


def count_left(request: RequestRow, helpers: Sequence[HelperRow], today: date) -> int:
    """Return how many a request still looks for: a transfer that came to nothing frees its place."""
    taken = sum(one.request_id == request.id and one.stage(today) not in GONE for one in helpers)
    return max(0, request.persons - taken)


def list_candidates(
    session: Session,
    requests: Sequence[RequestRow],
    helpers: Sequence[HelperRow],
    paths: Sequence[str],
    today: date,
) -> dict[int, Candidates]:
    """Return who could help each of these open requests among the units of ``paths``.

    Requests about the same months are looked at together. Who is chosen already counts as gone, and as come.
    """
    open_ones = [one for one in requests if one.is_open_on(today)]
    if not open_ones:
        return {}
    kinds = {one.jabatan_id for one in open_ones}
    year, ground = load_year(session, kinds), load_ground(session)
    people = _list_people(session, kinds, paths, max(one.until_on for one in open_ones))
    of_months: dict[frozenset[int], list[RequestRow]] = defaultdict(list)
    for one in open_ones:
        of_months[months_between(max(one.from_on, today), one.until_on)].append(one)
    found: dict[int, Candidates] = {}
    for months, group in of_months.items():
        posts = _with_chosen(year.posts_in(months), helpers, today)
        lenders = [Lender(post, len(people[seat])) for seat, post in posts.items() if people.get(seat)]
        seekers = [_seeker(one, posts, count_left(one, helpers, today)) for one in group]
        chosen = choose([one for one in seekers if one.persons], lenders, ground.km)
        for request, seeker in zip(group, seekers, strict=True):
            offers = list_offers(seeker, lenders, ground.km, chosen)
            names = {one.lender.unit_id: ground.units[one.lender.unit_id].name for one in offers}
            found[request.id] = Candidates(request, seeker.persons, seeker.post, offers, people, names)
    return found


def _with_chosen(posts: dict[Seat, Post], helpers: Sequence[HelperRow], today: date) -> dict[Seat, Post]:
    for one in helpers:
        if one.stage(today) in {Stage.UNDERWAY, Stage.COMING}:
            share = one.share / WHOLE_TIME
            ends = ((one.from_unit_id, one.from_jabatan_id), -share), ((one.to_unit_id, one.to_jabatan_id), share)
            posts |= {seat: posts[seat].plus(persons) for seat, persons in ends if seat in posts}
    return posts


def _seeker(request: RequestRow, posts: Mapping[Seat, Post], left: int) -> Seeker:
    """Return a request as the circulation sees it: at least as heavy as it says itself."""
    share, seat = request.share / WHOLE_TIME, (request.unit_id, request.jabatan_id)
    post = posts.get(seat, Post(*seat, 0, None))
    asked = post.staff + left * share
    need = asked if post.need is None else max(post.need, asked)
    return Seeker(request.id, Post(*seat, post.staff, need, post.minimum), left, share)


def _list_people(
    session: Session, kinds: Collection[int], paths: Sequence[str], last: date
) -> dict[Seat, list[Person]]:
    """Return who could go: serving until the end, heading nothing, with no open file and not away already."""
    scope = below(paths)
    free: list[ColumnElement[bool]] = [
        Employee.legal_position.in_(SERVING_CODES),
        Employee.jabatan_id.in_(sorted(kinds)),
        ~exists().where(Unit.head_id == Employee.id).correlate(Employee),
        ~exists().where(
            Transfer.employee_id == Employee.id, Transfer.state.in_(OPEN_STATES), IS_PUBLIC
        ).correlate(Employee),
        ~exists().where(
            Placement.employee_id == Employee.id,
            Placement.source == WAY_BACK,
            Placement.applied_at.is_(None),
            Placement.revoked_at.is_(None),
        ).correlate(Employee),
    ]  # fmt: skip
    if scope is not None:
        free.append(Employee.unit_id.in_(select(Unit.id).where(scope)))
    statement = (
        select(
            Employee.id,
            Employee.name,
            Employee.unit_id,
            Employee.jabatan_id,
            Employee.post_on,
            Employee.birth_on,
            Jabatan.retirement_age,
            Employee.retires_on,
            Employee.contract_ends_on,
        )
        .join(Jabatan, Jabatan.id == Employee.jabatan_id)
        .where(Employee.unit_id.is_not(None), *free)
        .order_by(Employee.post_on.nulls_last(), Employee.name, Employee.id)
    )
    found: dict[Seat, list[Person]] = defaultdict(list)
    for row in session.execute(statement):
        leaves = last_day(row.birth_on, row.retirement_age, row.retires_on, row.contract_ends_on)
        if row.unit_id is not None and row.jabatan_id is not None and (leaves is None or leaves[0] > last):
            found[row.unit_id, row.jabatan_id].append(
                Person(row.id, row.name, row.unit_id, row.jabatan_id, row.post_on)
            )
    return found
