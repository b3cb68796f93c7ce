"""Within which terms an objection is filed and ruled on: dated rows, the shipped one first.

The shipped row is PP 79/2021 as offices apply it: 14 days from the decision to object, 21 working days to rule.
Whether the 14 are days of the calendar is not settled, so both kinds of day are settings; UU 30/2014 counts 21
working days to object and takes silence for consent, and is offered as a second example.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from mutasi_flow.core.clock import add_working_days
from mutasi_flow.transfers.domain import UnruledEffect

LONGEST_TERM_DAYS = 365


@dataclass(frozen=True, slots=True)
class Term:
    """One regime; it holds for decisions from ``from_on`` on, until a later row."""

    regime: str
    file_days: int
    file_in_working_days: bool
    rule_days: int
    rule_in_working_days: bool
    unruled: UnruledEffect
    source: str
    from_on: date = date.min
    id: int | None = None

    def file_until(self, decided_on: date, holidays: Collection[date]) -> date:
        """Return the last day to object to a decision of that day."""
        return _after(decided_on, self.file_days, holidays if self.file_in_working_days else None)

    def rule_until(self, filed_on: date, holidays: Collection[date]) -> date:
        """Return the last day to rule on an objection of that day."""
        return _after(filed_on, self.rule_days, holidays if self.rule_in_working_days else None)


def _after(day: date, days: int, holidays: Collection[date] | None) -> date:
    return day + timedelta(days=days) if holidays is None else add_working_days(day, days, holidays)


SHIPPED = Term(
    "PP 79/2021",
    file_days=14,
    file_in_working_days=False,
    rule_days=21,
    rule_in_working_days=True,
    unruled=UnruledEffect.NONE,
    source="PP 79/2021 tentang Upaya Administratif dan Badan Pertimbangan ASN",
)


def in_force(rows: Iterable[Term], on: date) -> Term:
    """Return the regime for a decision of that day: the youngest row that had begun."""
    begun = [row for row in rows if row.from_on <= on]
    return max(begun, key=lambda row: (row.from_on, row.id or 0), default=SHIPPED)
