"""Rules as rows: what comes with the product, and the dated versions of the office, which go before it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from mutasi_flow.core.texts import Text
from mutasi_flow.rules.domain.facts import Facts
from mutasi_flow.rules.domain.verdicts import Finding
from mutasi_flow.rules.domain.windows import FreezeWindow
from mutasi_flow.rules.domain.words import Act, Authority, Level, Unit

Limits = Mapping[str, int]
"""Parameters of a rule by name."""
Assess = Callable[[Facts, Limits], Finding]
ALWAYS = frozenset(Act)
ONCE_SENT = frozenset({Act.APPROVE, Act.DECREE})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure of a rule that an office may change, between ``least`` and ``most``."""

    name: str
    label: Text
    unit: Unit
    usual: int
    least: int = 0
    most: int = 600


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it comes with the product: what it asks, how heavy it is, where it comes from."""

    code: str
    title: Text
    level: Level
    source: str
    """The regulation and article, or the practice behind it."""
    assess: Assess
    advice: Text
    """What somebody can do when it fails."""
    parameters: tuple[Parameter, ...] = ()
    acts: frozenset[Act] = ALWAYS
    """At which acts of the road it is asked."""
    exempted_by: Authority | None = None
    from_on: date = date.min
    version: int = 1
    """Raised with every change of meaning; stored with each verdict."""

    @property
    def limits(self) -> dict[str, int]:
        """The usual figures."""
        return {one.name: one.usual for one in self.parameters}

    def shipped(self) -> "Version":
        """Return the version that holds where the office has none."""
        return Version(
            self, self.level, self.limits, self.source, advice=self.advice,
            exempted_by=self.exempted_by, from_on=self.from_on,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """A rule as it holds from ``from_on`` to ``to_on``, both included."""

    rule: Rule
    level: Level | None
    """None = switched off."""
    limits: Limits
    source: str
    message: str = ""
    """The office's own sentence where the rule fails; empty = the shipped one, which names the figures."""
    advice: Text = field(default_factory=lambda: Text(""))
    exempted_by: Authority | None = None
    from_on: date = date.min
    to_on: date | None = None
    id: int | None = None
    """Key of a row of the office; shipped versions have none."""

    @property
    def key(self) -> str:
        """How a stored verdict names the version."""
        return f"bawaan-{self.rule.version}" if self.id is None else f"kantor-{self.id}"

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in its validity."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True)
class Rulebook:
    """All versions of all rules, shipped and the office's, and the freeze windows."""

    rules: tuple[Rule, ...]
    versions: tuple[Version, ...] = ()
    """The office's own."""
    windows: tuple[FreezeWindow, ...] = ()
    _by_day: dict[date, tuple[Version, ...]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def shipped(self) -> tuple[Version, ...]:
        """The versions that come with the product."""
        return tuple(rule.shipped() for rule in self.rules)

    def in_force(self, day: date) -> tuple[Version, ...]:
        """Return one version per rule that holds on this day, in the order of the table."""
        found = self._by_day.get(day)
        if found is None:
            own = _latest(one for one in self.versions if one.holds_on(day))
            chosen = (own.get(one.rule.code, one) for one in self.shipped)
            found = self._by_day[day] = tuple(one for one in chosen if one.holds_on(day))
        return found


def _latest(versions: Iterable[Version]) -> dict[str, Version]:
    """Of several versions in force the one that began last counts; of equals the one written last."""
    return {one.rule.code: one for one in sorted(versions, key=lambda one: (one.from_on, one.id or 0))}
