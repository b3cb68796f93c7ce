"""Candidates of a post in the order of their scores, and posts in the order in which they suit somebody."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from mutasi_flow.people.queries import EmployeeCard, list_employee_cards
from mutasi_flow.planning.matching.domain import (
    Gap,
    Match,
    Obstacle,
    Post,
    find_gaps,
    find_obstacle,
    match,
    order_of,
)
from mutasi_flow.planning.matching.queries.asks import Asked, WeightSet, load_asked, load_weights
from mutasi_flow.planning.matching.queries.ground import Ground, jabatan_of, load_ground
from mutasi_flow.planning.matching.queries.one_person import load_person
from mutasi_flow.planning.matching.queries.people import Target, count_contracts, load_people
from mutasi_flow.planning.matching.queries.vacancies import Vacancy, list_open
from mutasi_flow.rules.domain import Evaluation
from mutasi_flow.rules.domain import evaluate as ask_rules
from mutasi_flow.rules.queries import Move, gather_many, load_rulebook
from mutasi_flow.workload.domain import Going, UnitEffect
from mutasi_flow.workload.queries import load_ground as load_loads


@dataclass(frozen=True, slots=True)
class Matching:
    """What every comparison on a day stands on."""

    day: date
    asked: Asked
    ground: Ground
    weights: WeightSet

    def post(self, unit_id: int, jabatan_id: int) -> Post:
        """Return a post with what it asks."""
        return Post(unit_id, jabatan_id, self.asked.of(jabatan_id, self.ground.field_of(unit_id)))

    def target(self, unit_id: int, jabatan_id: int) -> Target:
        """Return a post with all that belongs to its field of work."""
        post, place = self.post(unit_id, jabatan_id), self.ground.place_of(unit_id)
        district, work_field = place.district if place else "", post.asks.field
        if not work_field:
            return Target(post, frozenset(), frozenset(), district)
        return Target(post, jabatan_of(self.asked, work_field), self.ground.units_of(work_field), district)


def load_matching(session: Session, day: date) -> Matching:
    """Return requirements, units, places and weights of a day."""
    return Matching(day, load_asked(session, day), load_ground(session), load_weights(session, day))


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which candidates are looked for; what is left out restricts nothing."""

    any_field: bool = False
    """Also who has nothing to do with the field of work: possible, with a reason and training."""
    only_preferred: bool = False
    """Linear education and the experience that is asked."""
    within_km: float | None = None
    """Who is known to work no farther away."""
    agency: str = ""
    """Path of the agency that somebody must serve in."""
    among: frozenset[int] | None = None
    """The only ones to be looked at, whatever their field; None: everybody."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Everybody who could be looked at for a post."""

    matches: Sequence[Match]
    """Whom no record stops, best first."""
    stopped: Mapping[Obstacle, int]
    """How many are stopped, by what."""


def rank_candidates(
    session: Session, matching: Matching, target: Target, paths: Sequence[str], sieve: Sieve, *, sees_wishes: bool
) -> Ranking:
    """Return the candidates below these units, best first."""
    ground, post = matching.ground, target.post
    found: list[Match] = []
    stopped: Counter[Obstacle] = Counter()
    if sieve.among is None and (contracts := count_contracts(session, post, paths)):
        stopped[Obstacle.CONTRACT] = contracts
    near = bool(post.asks.field or post.asks.studies) and not sieve.any_field and sieve.among is None
    people = load_people(session, target, matching.day, paths, sieve.among, sees_wishes=sees_wishes, only_near=near)
    for person in people:
        if sieve.agency and not (person.unit_id and ground.units[person.unit_id].path.startswith(sieve.agency)):
            continue
        obstacle = find_obstacle(person, post)
        if obstacle is not None:
            stopped[obstacle] += 1
            continue
        if sieve.within_km is not None:
            km = ground.km(person.unit_id, post.unit_id)
            if km is None or km > sieve.within_km:
                continue
        one = match(person, post, ground.way(person.unit_id, post.unit_id), matching.weights.weights)
        if one.is_preferred or not sieve.only_preferred:
            found.append(one)
    return Ranking(sorted(found, key=order_of), stopped)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One candidate as pages show it."""

    match: Match
    card: EmployeeCard
    evaluation: Evaluation
    left: UnitEffect | None
    """What the move does to the unit that is left; None when it stays inside the unit."""
    km: float | None


def show_candidates(session: Session, matching: Matching, matches: Sequence[Match]) -> list[Candidate]:
    """Return these candidates with their records, what the rules say and what their units would lose."""
    if not matches:
        return []
    people = [one.person for one in matches]
    cards = {card.id: card for card in list_employee_cards(session, [one.employee_id for one in people])}
    moves = [Move(one.person.employee_id, one.post.unit_id, one.post.jabatan_id) for one in matches]
    book = load_rulebook(session)
    verdicts = [ask_rules(facts, book) for facts in gather_many(session, moves, matching.day)]
    steps = [
        Going((one.person.unit_id, one.person.jabatan_id), (one.post.unit_id, one.post.jabatan_id)) for one in matches
    ]
    loads = load_loads(session, steps)
    found: list[Candidate] = []
    for one, evaluation, step in zip(matches, verdicts, steps, strict=True):
        units = loads.narrowed(step).effect_of([step]).units
        left = next((unit for unit in units if unit.unit_id == step[0][0] != step[1][0]), None)
        km = matching.ground.km(one.person.unit_id, one.post.unit_id)
        found.append(Candidate(one, cards[one.person.employee_id], evaluation, left, km))
    return found


def find_match(
    session: Session, matching: Matching, target: Target, employee_id: int, *, sees_wishes: bool
) -> Match | None:
    """Return one person against a post; None when the person does not serve, or sits there."""
    people = load_people(session, target, matching.day, ("",), (employee_id,), sees_wishes=sees_wishes)
    if not people:
        return None
    way = matching.ground.way(people[0].unit_id, target.post.unit_id)
    return match(people[0], target.post, way, matching.weights.weights)


def gaps_of(matching: Matching, one: Match) -> list[Gap]:
    """Return what somebody would have to learn for a post, against the present one."""
    person, post = one.person, one.post
    present: Sequence[tuple[str, int]] = ()
    if person.unit_id and person.jabatan_id:
        present = matching.post(person.unit_id, person.jabatan_id).asks.competences
    return find_gaps(present, post.asks.competences, person.levels)


@dataclass(frozen=True, slots=True)
class Suited:
    """A vacancy and how well somebody suits it."""

    vacancy: Vacancy
    match: Match


def rank_posts(
    session: Session, matching: Matching, employee_id: int, paths: Sequence[str], *, sees_wishes: bool
) -> list[Suited]:
    """Return the vacancies of today below these units that no record closes to somebody, the best first.

    Who does not serve suits none.
    """
    ground, asked = matching.ground, matching.asked

    def fields(unit_id: int, jabatan_id: int) -> frozenset[str]:
        return frozenset({asked.of(jabatan_id, "").field, ground.field_of(unit_id)})

    one = load_person(session, employee_id, matching.day, fields, sees_wishes=sees_wishes)
    if one is None:
        return []
    found: list[Suited] = []
    for vacancy in list_open(session, paths):
        unit_id, jabatan_id = vacancy.row.unit_id, vacancy.row.jabatan_id
        if (unit_id, jabatan_id) == (one.person.unit_id, one.person.jabatan_id):
            continue
        post, place = matching.post(unit_id, jabatan_id), ground.place_of(unit_id)
        person = one.against(post, place.district if place else "")
        if find_obstacle(person, post) is None:
            way = ground.way(person.unit_id, unit_id)
            found.append(Suited(vacancy, match(person, post, way, matching.weights.weights)))
    return sorted(found, key=_order)


def _order(one: Suited) -> tuple[float, float, str, str, int]:
    row = one.vacancy.row
    return (-one.match.score.middle, -one.match.score.low, row.unit_name, row.jabatan_name, row.unit_id)
