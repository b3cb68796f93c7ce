"""For every rule one case that passes, one that fails and one that cannot be assessed.

They are made for the figures of a version, so that a version whose rule could never fail, or never pass, is found
before it is published. The page shows them, the tests hold them true.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mutasi_flow.people.domain import EmploymentStatus, JabatanKind, Predicate, Severity, add_months, months_before
from mutasi_flow.rules.domain.facts import Facts, Lessons, Licence, Minimum, Pertek, Sanction, Seat, Stage, Teaching
from mutasi_flow.rules.domain.rulebook import Limits
from mutasi_flow.rules.domain.windows import FreezeWindow, Occasion
from mutasi_flow.rules.domain.words import Act, Authority, Level
from mutasi_flow.workload.domain import PostLoad

_TODAY = date(2026, 3, 2)
_DAY = timedelta(days=1)
_ORIGIN = Seat(1, 10, JabatanKind.GENERAL, "", 58, PostLoad(6, 5.0))
_DESTINATION = Seat(2, 10, JabatanKind.GENERAL, "", 58, PostLoad(2, 4.0))

ORDINARY = Facts(
    today=_TODAY,
    status=EmploymentStatus.PNS,
    employee_id=7,
    legal_position="01",
    post_on=date(2023, 1, 1),
    retires_on=date(2044, 6, 1),
    education_level="40",
    performance={2024: Predicate.GOOD, 2025: Predicate.VERY_GOOD},
    sanctions=(),
    completeness=100,
    origin=_ORIGIN,
    destination=_DESTINATION,
    stage=Stage(
        Act.DECREE,
        decided_by=3,
        submitted_on=date(2026, 2, 2),
        effective_on=date(2026, 4, 1),
        silences=0,
        may_sign=True,
    ),
)
"""An ordinary internal move of an invented person: every rule passes."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Three cases of one rule."""

    passing: Facts
    failing: Facts
    unknown: Facts


_NOWHERE = replace(ORDINARY, destination=None)
_PPPK = replace(ORDINARY, status=EmploymentStatus.PPPK, legal_position="71")


def _to(**changes: object) -> Facts:
    return replace(ORDINARY, destination=replace(_DESTINATION, **changes))  # type: ignore[arg-type]


def _from(**changes: object) -> Facts:
    return replace(ORDINARY, origin=replace(_ORIGIN, **changes))  # type: ignore[arg-type]


def _at(facts: Facts = ORDINARY, **changes: object) -> Facts:
    return replace(facts, stage=replace(facts.stage, **changes))  # type: ignore[arg-type]


def _since(months: int) -> date:
    """Return the latest day on which a term of so many months is full today."""
    day = months_before(_TODAY, months)
    return day if add_months(day, months) <= _TODAY else day - _DAY


def _tenure_examples(limits: Limits) -> Examples:
    post_on = _since(limits["least_months"])
    failing = replace(ORDINARY, post_on=post_on + _DAY)
    return Examples(replace(ORDINARY, post_on=post_on), failing, replace(ORDINARY, post_on=None))


def _long_tenure_examples(limits: Limits) -> Examples:
    post_on = _since(limits["most_months"])
    failing = replace(ORDINARY, post_on=post_on - _DAY)
    return Examples(replace(ORDINARY, post_on=post_on), failing, replace(ORDINARY, post_on=None))


def _appraisal_examples(limits: Limits) -> Examples:
    last = _TODAY.year - 1
    good = {last - back: Predicate.GOOD for back in range(limits["years"])}
    return Examples(
        replace(ORDINARY, performance=good),
        replace(ORDINARY, performance={**good, last: Predicate.POOR}),
        replace(ORDINARY, performance={last + 1: Predicate.GOOD}),
    )


def _discipline_examples(limits: Limits) -> Examples:
    longest = limits["longest_months"]
    over = Sanction(Severity.HEAVY, _since(longest), None)
    running = replace(over, from_on=over.from_on + _DAY)
    return Examples(
        replace(ORDINARY, sanctions=(over,)),
        replace(ORDINARY, sanctions=(running,)),
        replace(ORDINARY, sanctions=None),
    )


def _clearance_examples(limits: Limits) -> Examples:
    across = _at(crosses=True)
    last = _TODAY - timedelta(days=limits["valid_days"])
    return Examples(_at(across, clearance_on=last), _at(across, clearance_on=last - _DAY), across)


def _retirement_examples(limits: Limits) -> Examples:
    least = add_months(_TODAY, limits["least_months"])
    failing = replace(ORDINARY, retires_on=least - _DAY)
    return Examples(replace(ORDINARY, retires_on=least), failing, replace(ORDINARY, retires_on=None))


def _window_examples(occasion: Occasion) -> Examples:
    window = FreezeWindow(
        occasion,
        "Contoh",
        _TODAY,
        date(2026, 8, 31),
        frozenset(JabatanKind),
        frozenset(Act),
        Level.BLOCK,
        Authority.MINISTER,
        "Contoh",
    )
    touched = replace(_to(kind=JabatanKind.STRUCTURAL), windows=(window,))
    nowhere = replace(touched, origin=None, destination=None)
    return Examples(replace(touched, today=_TODAY - _DAY), touched, nowhere)


def _time_examples(limits: Limits) -> Examples:
    first = _TODAY - timedelta(days=limits["most_days"])
    return Examples(_at(submitted_on=first), _at(submitted_on=first - _DAY), _at(submitted_on=None))


def _completeness_examples(limits: Limits) -> Examples:
    least = limits["least_percent"]
    failing = replace(ORDINARY, completeness=least - 1)
    return Examples(replace(ORDINARY, completeness=least), failing, replace(ORDINARY, completeness=None))


def _tour_examples(limits: Limits) -> Examples:
    remote = _from(terrain="kepulauan")
    post_on = _since(limits["least_months"])
    failing = replace(remote, post_on=post_on + _DAY)
    return Examples(replace(remote, post_on=post_on), failing, replace(remote, post_on=None))


def _teachers(teaching: Teaching | None) -> Facts:
    return replace(_from(is_teacher=True), destination=replace(_DESTINATION, is_teacher=True), teaching=teaching)


def _teaching_examples(limits: Limits) -> Examples:
    least = limits["least_hours"]
    enough = Teaching(("Fisika",), (), {"fisika": Lessons(least, 1)}, {"fisika": Lessons(2 * least, 1)})
    short = replace(enough, destination={"fisika": Lessons(2 * least - 1, 1)})
    return Examples(_teachers(enough), _teachers(short), _teachers(None))


def _semester_examples(limits: Limits) -> Examples:
    teachers, begins = _teachers(None), date(2026, limits["first_month"], 1)
    others = [date(year, limits["second_month"], 1) for year in (2026, 2027)]
    later = min((day for day in others if day > begins), default=date(2027, 12, 1))
    inside = begins + timedelta(days=limits["most_days"])
    late = inside if inside < later else later + timedelta(days=limits["most_days"])
    return Examples(
        _at(teachers, effective_on=begins), _at(teachers, effective_on=late), _at(teachers, effective_on=None)
    )


def _start_examples(_limits: Limits) -> Examples:
    return Examples(_at(effective_on=_TODAY), _at(effective_on=_TODAY - _DAY), _at(effective_on=None))


def _closing_examples(limits: Limits) -> Examples:
    horizon = add_months(_TODAY, limits["horizon_months"])
    return Examples(_to(closes_on=horizon), _to(closes_on=horizon - _DAY), _NOWHERE)


def _always(passing: Facts, failing: Facts, unknown: Facts) -> Callable[[Limits], Examples]:
    return lambda _limits: Examples(passing, failing, unknown)


_EXPERT = _to(kind=JabatanKind.FUNCTIONAL, level="PT")
_CHIEF = _to(kind=JabatanKind.STRUCTURAL)
_NEW_JABATAN = _to(jabatan_id=11)
_NURSE = replace(_from(is_practising=True), destination=replace(_DESTINATION, is_practising=True))

EXAMPLES: dict[str, Callable[[Limits], Examples]] = {
    "R01": _always(ORDINARY, replace(ORDINARY, legal_position="20"), replace(ORDINARY, legal_position="")),
    "R02": _tenure_examples,
    "R03": _long_tenure_examples,
    "R04": _appraisal_examples,
    "R05": _discipline_examples,
    "R06": _always(ORDINARY, replace(ORDINARY, legal_position="03"), replace(ORDINARY, legal_position="")),
    "R07": _clearance_examples,
    "R08": _always(ORDINARY, _to(load=PostLoad(4, 4.0)), _to(load=PostLoad(4))),
    "R09": _always(ORDINARY, _from(load=PostLoad(4, 5.0, minimum=4)), _from(load=PostLoad(4))),
    "R10": _always(_EXPERT, replace(_EXPERT, education_level="15"), replace(_EXPERT, education_level="")),
    "R11": _retirement_examples,
    "R11B": _always(ORDINARY, _to(retirement_age=60), _to(retirement_age=None)),
    "R12": lambda _limits: _window_examples(Occasion.ELECTION),
    "R13": lambda _limits: _window_examples(Occasion.NEW_HEAD),
    "R14": _always(ORDINARY, _at(decided_by=ORDINARY.employee_id), _at(decided_by=None)),
    "R15": _always(ORDINARY, _to(kind=JabatanKind.STRUCTURAL, others=1), _NOWHERE),
    "R16": _always(
        _PPPK,
        replace(_PPPK, destination=replace(_DESTINATION, jabatan_id=11)),
        replace(_PPPK, destination=None),
    ),
    "R17": _always(_at(_CHIEF, pertek=Pertek(7, 2, 10)), _at(_CHIEF, pertek=Pertek(7, 1, 10)), _CHIEF),
    "R18": _always(ORDINARY, _at(may_sign=False), _at(may_sign=None)),
    "R19": _time_examples,
    "R20": _completeness_examples,
    "R21": _tour_examples,
    "R22": _always(ORDINARY, _at(silences=1), _at(silences=None)),
    "R23": _teaching_examples,
    "R24": _always(
        replace(_NEW_JABATAN, trainings=frozenset({11})), replace(_NEW_JABATAN, trainings=frozenset({12})), _NEW_JABATAN
    ),
    "R25": _start_examples,
    "R26": _closing_examples,
    "R27": _always(
        _teachers(Teaching(("Fisika",), (), {}, {"fisika": Lessons(24, 0)})),
        _teachers(Teaching(("Fisika",), (), {}, {"kimia": Lessons(24, 0)})),
        _teachers(None),
    ),
    "R28": _semester_examples,
    "R29": _always(
        replace(_NURSE, licences=(Licence(2, None),)), replace(_NURSE, licences=(Licence(1, None),)), _NURSE
    ),
    "R30": _always(
        replace(_NURSE, minimums=(Minimum("Perawat", 2, 3),)),
        replace(_NURSE, minimums=(Minimum("Perawat", 2, 2),)),
        _NURSE,
    ),
    "R31": _always(
        replace(_PPPK, contract_ends_on=date(2026, 4, 1)), replace(_PPPK, contract_ends_on=date(2026, 3, 31)), _PPPK
    ),
}
