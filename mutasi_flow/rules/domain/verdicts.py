"""What rules answer: pass, fail or not assessable, and what that means together.

Missing data never blocks: only a failed rule of level "block" does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mutasi_flow.core.texts import T, Text
from mutasi_flow.rules.domain.facts import Facts


class Outcome(StrEnum):
    """Answer of a rule."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    UNKNOWN = "unknown"


class Level(StrEnum):
    """Weight of a failed rule."""

    BLOCK = "block"
    WARNING = "warning"
    INFO = "info"


OUTCOME_LABELS: dict[Outcome, Text] = {
    Outcome.PASS: T("Terpenuhi"),
    Outcome.FAIL: T("Belum terpenuhi"),
    Outcome.UNKNOWN: T("Belum dapat dinilai"),
}
LEVEL_LABELS: dict[Level, Text] = {
    Level.BLOCK: T("Wajib dipenuhi"),
    Level.WARNING: T("Perlu dipertimbangkan"),
    Level.INFO: T("Untuk diketahui"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found; ``eligible_on`` is the day on which a failed rule would pass by itself."""

    outcome: Outcome
    text: Text
    missing: Text | None = None
    eligible_on: date | None = None


def passed(text: Text) -> Finding:
    """The rule is met."""
    return Finding(Outcome.PASS, text)


def failed(text: Text, eligible_on: date | None = None) -> Finding:
    """The rule is not met."""
    return Finding(Outcome.FAIL, text, eligible_on=eligible_on)


def unknown(missing: Text) -> Finding:
    """The rule cannot be assessed because ``missing`` is not on record."""
    return Finding(Outcome.UNKNOWN, T("Belum dapat dinilai: {field} belum tercatat.", field=missing), missing=missing)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it asks, how heavy it is, where it comes from."""

    code: str
    title: Text
    level: Level
    source: str
    """The regulation or practice behind it."""
    assess: Callable[[Facts], Finding]
    version: int = 1
    """Raised with every change of meaning; stored with each verdict."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule's finding with the rule's own words beside it."""

    code: str
    title: Text
    level: Level
    source: str
    version: int
    outcome: Outcome
    text: Text
    missing: Text | None
    eligible_on: date | None

    @property
    def blocks(self) -> bool:
        """Whether it stops a transfer."""
        return self.outcome is Outcome.FAIL and self.level is Level.BLOCK

    def as_json(self) -> dict[str, object]:
        """Return what is kept with a transfer, in Indonesian words."""
        return {
            "code": self.code,
            "version": self.version,
            "level": self.level.value,
            "outcome": self.outcome.value,
            "text": str(self.text),
            "eligible_on": self.eligible_on.isoformat() if self.eligible_on else None,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All verdicts about one person and one destination on one day."""

    on: date
    verdicts: tuple[Verdict, ...]

    def _failed(self, level: Level) -> tuple[Verdict, ...]:
        return tuple(one for one in self.verdicts if one.outcome is Outcome.FAIL and one.level is level)

    @property
    def blocks(self) -> tuple[Verdict, ...]:
        """Failed rules that stop the transfer."""
        return self._failed(Level.BLOCK)

    @property
    def warnings(self) -> tuple[Verdict, ...]:
        """Failed rules that somebody must weigh."""
        return self._failed(Level.WARNING)

    @property
    def notes(self) -> tuple[Verdict, ...]:
        """What is good to know."""
        return self._failed(Level.INFO)

    @property
    def unknowns(self) -> tuple[Verdict, ...]:
        """Rules that could not be assessed."""
        return tuple(one for one in self.verdicts if one.outcome is Outcome.UNKNOWN)

    @property
    def is_eligible(self) -> bool:
        """Whether nothing stops the transfer."""
        return not self.blocks

    @property
    def refusals(self) -> tuple[Text, ...]:
        """Sentences of the failed blocking rules."""
        return tuple(one.text for one in self.blocks)

    @property
    def eligible_on(self) -> date | None:
        """The day on which the last blocking rule passes by itself; None when one never does, or nothing blocks."""
        days = [one.eligible_on for one in self.blocks]
        known = [day for day in days if day is not None]
        return max(known) if known and len(known) == len(days) else None

    def as_json(self) -> dict[str, object]:
        """Return what is kept with a transfer."""
        return {"on": self.on.isoformat(), "rules": [verdict.as_json() for verdict in self.verdicts]}

    def summary(self) -> dict[str, object]:
        """Return code and outcome of each rule, for the trail."""
        return {verdict.code: verdict.outcome.value for verdict in self.verdicts}
