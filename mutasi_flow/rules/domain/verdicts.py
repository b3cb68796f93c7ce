"""What rules answer: pass, fail or not assessable, and what that means together.

Missing data never blocks: only a failed rule of level "block" without an exemption does.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import orjson

from mutasi_flow.core.catalogue import say
from mutasi_flow.core.texts import T, Text
from mutasi_flow.rules.domain.words import Level, Outcome


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found; ``eligible_on`` is the day on which a failed rule would pass by itself."""

    outcome: Outcome
    text: Text
    missing: Text | None = None
    eligible_on: date | None = None
    level: Level | None = None
    """Weight of this very case, where it differs from that of the rule."""


def passed(text: Text) -> Finding:
    """The rule is met."""
    return Finding(Outcome.PASS, text)


def failed(text: Text, eligible_on: date | None = None, level: Level | None = None) -> Finding:
    """The rule is not met."""
    return Finding(Outcome.FAIL, text, eligible_on=eligible_on, level=level)


def unknown(missing: Text) -> Finding:
    """The rule cannot be assessed because ``missing`` is not on record."""
    return Finding(Outcome.UNKNOWN, T("Belum dapat dinilai: {field} belum tercatat.", field=missing), missing=missing)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule's finding with the words of the version that was in force."""

    code: str
    version: str
    title: Text
    level: Level
    source: str
    advice: Text
    outcome: Outcome
    text: Text
    missing: Text | None
    eligible_on: date | None
    exempted: Text | None = None
    """By whom and on which paper the transfer was exempted from this rule."""

    @property
    def blocks(self) -> bool:
        """Whether it stops a transfer."""
        return self.outcome is Outcome.FAIL and self.level is Level.BLOCK and self.exempted is None

    def as_json(self) -> dict[str, object]:
        """Return what is kept with a transfer, in Indonesian words; what does not apply is left out."""
        kept: dict[str, object] = {
            "code": self.code,
            "version": self.version,
            "level": self.level.value,
            "outcome": self.outcome.value,
            "text": say(self.text),
            "source": self.source,
        }
        if self.missing is not None:
            kept["missing"] = say(self.missing)
        if self.eligible_on is not None:
            kept["eligible_on"] = self.eligible_on.isoformat()
        if self.exempted is not None:
            kept["exempted"] = say(self.exempted)
        return kept


@dataclass(frozen=True)
class Evaluation:
    """All verdicts about one person and one destination on one day."""

    on: date
    verdicts: tuple[Verdict, ...]

    @cached_property
    def blocks(self) -> tuple[Verdict, ...]:
        """Failed rules that stop the transfer."""
        return tuple(one for one in self.verdicts if one.blocks)

    @property
    def warnings(self) -> tuple[Verdict, ...]:
        """Failed rules that somebody must weigh."""
        return tuple(one for one in self.verdicts if one.outcome is Outcome.FAIL and one.level is Level.WARNING)

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

    def exempt(self, exempted: Mapping[str, Text]) -> "Evaluation":
        """Return the evaluation with the failed rules marked from which the transfer is exempted, by code."""
        return Evaluation(
            self.on,
            tuple(
                replace(one, exempted=exempted[one.code])
                if one.outcome is Outcome.FAIL and one.code in exempted
                else one
                for one in self.verdicts
            ),
        )

    @cached_property
    def kept(self) -> list[dict[str, object]]:
        """What is kept with a transfer, rule by rule."""
        return [verdict.as_json() for verdict in self.verdicts]

    def summary(self) -> dict[str, object]:
        """Return the fingerprint of what is kept, and the rules that did not pass, for the trail."""
        return {
            "on": self.on.isoformat(),
            "sha256": fingerprint(self.kept),
            **{
                outcome.value: [one.code for one in self.verdicts if one.outcome is outcome]
                for outcome in (Outcome.FAIL, Outcome.UNKNOWN)
            },
            "exempted": [one.code for one in self.verdicts if one.exempted is not None],
        }


def fingerprint(kept: object) -> str:
    """Return the SHA-256 of kept verdicts, the same however the database spaces its JSON."""
    return hashlib.sha256(orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)).hexdigest()
