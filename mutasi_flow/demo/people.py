"""Invented people for the seats of a layout: consistent with themselves, and every NIP impossible in life.

Two humps of age (36–45 and 51–60) bring a wave of retirements; about two in five serve on contract (PPPK), none of
them as a structural official; what a person has (rank, years, performance) follows from age and jabatan.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from mutasi_flow.demo.layout import Layout, SeatPlan
from mutasi_flow.demo.names import NameMaker
from mutasi_flow.demo.profiles import Profile, Schooling, contract_rank_for, profile_of, rank_for
from mutasi_flow.demo.region import DISTRICTS
from mutasi_flow.people.domain import (
    SYNTHETIC_SERIALS,
    EmploymentStatus,
    JabatanFact,
    JabatanKind,
    Predicate,
    Severity,
    Sex,
    add_years,
    age_on,
    full_months,
    make_synthetic_nip,
    retirement_date,
)

PPPK_SHARE = 0.38
FIRST_CONTRACT_YEAR = 2021
YOUNGEST_ON_CONTRACT = 27
FIRST_CONTRACT_CODE = 21
CONTRACT_YEARS = 5
PENALTY_SHARE = 0.012
_DEFAULT_AGE = 58


class Penalty(NamedTuple):
    """A disciplinary sanction."""

    severity: Severity
    description: str
    from_on: date
    to_on: date


class Person(NamedTuple):
    """One invented employee; ``unit`` and ``jabatan`` are codes."""

    unit: str
    jabatan: str
    leads: bool
    nip: str
    name: str
    title_before: str
    title_after: str
    birth_on: date
    birth_place: str
    sex: Sex
    status: EmploymentStatus
    legal_position: str
    rank: str
    rank_on: date
    education_level: str
    education_name: str
    education_year: int
    post_on: date
    appointed_on: date
    contract_ends_on: date | None
    performance: tuple[tuple[int, Predicate], ...]
    penalty: Penalty | None


class PeopleMaker:
    """Fills seats with people; the same seed, layout and day give the same people."""

    def __init__(self, seed: str, today: date) -> None:
        self._random = Random(f"{seed}/people")
        self._names = NameMaker(seed)
        self._today = today
        self._serials: dict[str, int] = {}

    def fill(self, layout: Layout) -> Iterator[Person]:
        """Yield the people of all seats, in the order of the seats."""
        facts = {fact.code: fact for fact in layout.jabatan}
        for seat in layout.seats:
            fact = facts[seat.jabatan]
            profile = profile_of(fact)
            for _ in range(seat.count):
                yield self._make(seat, fact, profile)

    def _make(self, seat: SeatPlan, fact: JabatanFact, profile: Profile) -> Person:
        random = self._random
        sex = self._sex(seat, profile)
        status = self._status(seat, fact)
        schooling = self._schooling(profile)
        birth_on, appointed_on, nip = self._dates(seat, fact, status, schooling, sex)
        years = full_months(appointed_on, self._today) // 12
        is_pns = status is EmploymentStatus.PNS
        if is_pns:
            rank, ends_on = rank_for(fact, schooling, years, higher=random.choice((True, False))), None
        else:
            rank, ends_on = contract_rank_for(schooling), self._contract_end(appointed_on, birth_on, fact)
        return Person(
            unit=seat.unit,
            jabatan=seat.jabatan,
            leads=seat.leads,
            nip=nip,
            name=self._names.make(sex),
            title_before=schooling.title_before,
            title_after=schooling.title_after,
            birth_on=birth_on,
            birth_place=random.choice(DISTRICTS).name,
            sex=sex,
            status=status,
            legal_position=self._legal_position(seat, is_pns=is_pns),
            rank=rank,
            rank_on=self._between(max(appointed_on, add_years(self._today, -4)), self._today),
            education_level=schooling.level,
            education_name=schooling.name,
            education_year=min(birth_on.year + random.randint(22, 27), appointed_on.year),
            post_on=self._post_on(appointed_on),
            appointed_on=appointed_on,
            contract_ends_on=ends_on,
            performance=tuple(self._performance(appointed_on)),
            penalty=self._penalty(appointed_on),
        )

    def _sex(self, seat: SeatPlan, profile: Profile) -> Sex:
        share = profile.women if seat.women is None else seat.women
        return Sex.FEMALE if self._random.random() < share else Sex.MALE

    def _status(self, seat: SeatPlan, fact: JabatanFact) -> EmploymentStatus:
        if seat.status is not None:
            return seat.status
        may_be_contract = fact.kind is not JabatanKind.STRUCTURAL and not seat.leads
        is_contract = may_be_contract and self._random.random() < PPPK_SHARE
        return EmploymentStatus.PPPK if is_contract else EmploymentStatus.PNS

    def _schooling(self, profile: Profile) -> Schooling:
        choices = profile.schoolings
        return self._random.choices(choices, [3, *[1] * (len(choices) - 1)])[0]

    def _age(self, seat: SeatPlan, fact: JabatanFact, status: EmploymentStatus) -> int:
        random, limit = self._random, _bup(fact) - 1
        if seat.leads or fact.kind is JabatanKind.STRUCTURAL:
            return min(limit, round(random.gauss(51, 4)))
        if status is EmploymentStatus.PPPK:
            return max(YOUNGEST_ON_CONTRACT, min(limit, round(random.gauss(38, 7))))
        low, high = random.choices(((24, 35), (36, 45), (46, 50), (51, 59)), (16, 38, 10, 36))[0]
        return min(limit, random.randint(low, high))

    def _dates(
        self, seat: SeatPlan, fact: JabatanFact, status: EmploymentStatus, schooling: Schooling, sex: Sex
    ) -> tuple[date, date, str]:
        """Draw birth and appointment until there is a free number for them."""
        while True:
            age = self._age(seat, fact, status)
            born = add_years(self._today, -age - 1) + timedelta(days=self._random.randint(1, 365))
            appointed_on = self._appointment(born, age, status, schooling)
            nip = self._free_nip(born, appointed_on, sex, status)
            if nip:
                return born, appointed_on, nip

    def _appointment(self, birth_on: date, age: int, status: EmploymentStatus, schooling: Schooling) -> date:
        random, month = self._random, self._random.choice((1, 2, 3, 4, 12))
        youngest = birth_on.year + (24 if schooling.level >= "35" else 20)
        last = min(birth_on.year + age - 1, self._today.year - 1)
        if status is EmploymentStatus.PPPK:
            year = random.randint(max(FIRST_CONTRACT_YEAR, youngest), self._today.year - 1)
        else:
            year = min(last, youngest + random.randint(0, 8))
        return date(year, month, 1)

    def _free_nip(self, birth_on: date, appointed_on: date, sex: Sex, status: EmploymentStatus) -> str:
        code = FIRST_CONTRACT_CODE if status is EmploymentStatus.PPPK else 0
        first = make_synthetic_nip(birth_on, appointed_on, sex, SYNTHETIC_SERIALS[0], code)
        used = self._serials.get(first, 0)
        if used >= len(SYNTHETIC_SERIALS):
            return ""
        self._serials[first] = used + 1
        return make_synthetic_nip(birth_on, appointed_on, sex, SYNTHETIC_SERIALS[used], code)

    def _legal_position(self, seat: SeatPlan, *, is_pns: bool) -> str:
        if not is_pns:
            return "71"
        if seat.leads:
            return "01"
        return self._random.choices(("01", "03", "02", "15"), (985, 8, 3, 4))[0]

    def _between(self, first: date, last: date) -> date:
        months = full_months(first, last)
        back = self._random.randint(0, months) if months else 0
        day = date(last.year, last.month, 1)
        return max(first, date(day.year + (day.month - 1 - back) // 12, (day.month - 1 - back) % 12 + 1, 1))

    def _post_on(self, appointed_on: date) -> date:
        years = self._random.choices((1, 3, 6, 11), (14, 36, 34, 16))[0]
        return max(appointed_on, self._between(add_years(self._today, -years - 2), add_years(self._today, -years)))

    def _contract_end(self, appointed_on: date, birth_on: date, fact: JabatanFact) -> date:
        retires_on = retirement_date(birth_on, _bup(fact))
        end = add_years(appointed_on, CONTRACT_YEARS)
        while end <= self._today:
            end = add_years(end, CONTRACT_YEARS)
        return min(end, retires_on) - timedelta(days=1)

    def _performance(self, appointed_on: date) -> Iterator[tuple[int, Predicate]]:
        for year in (self._today.year - 2, self._today.year - 1):
            if appointed_on.year <= year:
                yield year, self._random.choices(tuple(Predicate), (24, 70, 4, 1, 1))[0]

    def _penalty(self, appointed_on: date) -> Penalty | None:
        if self._random.random() > PENALTY_SHARE or age_on(appointed_on, self._today) < 1:
            return None
        severity = self._random.choice((Severity.LIGHT, Severity.MODERATE))
        words = "Teguran tertulis" if severity is Severity.LIGHT else "Pemotongan tambahan penghasilan"
        start = self._between(max(appointed_on, add_years(self._today, -3)), self._today)
        return Penalty(severity, words, start, start + timedelta(days=181))


def _bup(fact: JabatanFact) -> int:
    return fact.retirement_age or _DEFAULT_AGE
