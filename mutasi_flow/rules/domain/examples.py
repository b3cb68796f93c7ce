"""For every rule one case that passes, one that fails and one that cannot be assessed; the tests hold them true."""

from dataclasses import dataclass, replace
from datetime import date

from mutasi_flow.people.domain import EmploymentStatus, JabatanKind, Predicate, Severity
from mutasi_flow.rules.domain.facts import Facts, Sanction, Seat
from mutasi_flow.workload.domain import PostLoad

_TODAY = date(2026, 3, 2)
_ORIGIN = Seat(1, 10, JabatanKind.GENERAL, "", 58, PostLoad(6, 5.0))
_DESTINATION = Seat(2, 10, JabatanKind.GENERAL, "", 58, PostLoad(2, 4.0))

ORDINARY = Facts(
    today=_TODAY,
    status=EmploymentStatus.PNS,
    legal_position="01",
    post_on=date(2023, 1, 1),
    retires_on=date(2044, 6, 1),
    education_level="40",
    performance={2024: Predicate.GOOD, 2025: Predicate.VERY_GOOD},
    sanctions=(),
    origin=_ORIGIN,
    destination=_DESTINATION,
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
_SANCTION = Sanction(Severity.MODERATE, date(2025, 12, 1), date(2026, 5, 31))


def _to(**changes: object) -> Facts:
    return replace(ORDINARY, destination=replace(_DESTINATION, **changes))  # type: ignore[arg-type]


EXAMPLES: dict[str, Examples] = {
    "R01": Examples(ORDINARY, replace(ORDINARY, legal_position="20"), replace(ORDINARY, legal_position="")),
    "R02": Examples(ORDINARY, replace(ORDINARY, post_on=date(2025, 1, 1)), replace(ORDINARY, post_on=None)),
    "R03": Examples(ORDINARY, replace(ORDINARY, post_on=date(2019, 1, 1)), replace(ORDINARY, post_on=None)),
    "R04": Examples(
        ORDINARY,
        replace(ORDINARY, performance={2024: Predicate.GOOD, 2025: Predicate.POOR}),
        replace(ORDINARY, performance={2024: Predicate.GOOD}),
    ),
    "R05": Examples(ORDINARY, replace(ORDINARY, sanctions=(_SANCTION,)), replace(ORDINARY, sanctions=None)),
    "R06": Examples(ORDINARY, replace(ORDINARY, legal_position="03"), replace(ORDINARY, legal_position="")),
    "R08": Examples(ORDINARY, _to(load=PostLoad(4, 4.0)), _to(load=PostLoad(4))),
    "R09": Examples(
        ORDINARY,
        replace(ORDINARY, origin=replace(_ORIGIN, load=PostLoad(4, 5.0, minimum=4))),
        replace(ORDINARY, origin=replace(_ORIGIN, load=PostLoad(4))),
    ),
    "R10": Examples(
        _to(kind=JabatanKind.FUNCTIONAL, level="PT"),
        replace(_to(kind=JabatanKind.FUNCTIONAL, level="PT"), education_level="15"),
        replace(_to(kind=JabatanKind.FUNCTIONAL, level="PT"), education_level=""),
    ),
    "R11": Examples(ORDINARY, replace(ORDINARY, retires_on=date(2026, 11, 1)), replace(ORDINARY, retires_on=None)),
    "R11B": Examples(ORDINARY, _to(retirement_age=60), _to(retirement_age=None)),
    "R15": Examples(ORDINARY, _to(kind=JabatanKind.STRUCTURAL, others=1), _NOWHERE),
    "R16": Examples(
        _PPPK,
        replace(_PPPK, destination=replace(_DESTINATION, jabatan_id=11)),
        replace(_PPPK, destination=None),
    ),
    "R26": Examples(ORDINARY, _to(closes_on=date(2026, 6, 30)), _NOWHERE),
}
