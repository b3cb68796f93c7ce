"""What the rules say, as JSON."""

from collections.abc import Callable
from datetime import date

from pydantic import BaseModel

from mutasi_flow.core.texts import Text
from mutasi_flow.rules.queries import Outlook


class VerdictJson(BaseModel):
    """What one rule says: outcome ``pass``, ``fail`` or ``unknown``; ``missing`` names what is not on record."""

    code: str
    version: str
    title: str
    level: str
    outcome: str
    text: str
    advice: str
    source: str
    missing: str | None
    eligible_on: date | None
    exempted: str | None


class EligibilityJson(BaseModel):
    """Every verdict; ``eligible_on`` is the first day on which nothing blocks, null when none comes by itself."""

    on: date
    eligible: bool
    eligible_on: date | None
    rules: list[VerdictJson]


def eligibility_json(outlook: Outlook, render: Callable[[Text], str]) -> EligibilityJson:
    """Write what the rules say in the language of ``render``."""
    return EligibilityJson(
        on=outlook.evaluation.on,
        eligible=outlook.evaluation.is_eligible,
        eligible_on=outlook.eligible_on,
        rules=[
            VerdictJson(
                code=one.code,
                version=one.version,
                title=render(one.title),
                level=one.level.value,
                outcome=one.outcome.value,
                text=render(one.text),
                advice=render(one.advice),
                source=one.source,
                missing=render(one.missing) if one.missing else None,
                eligible_on=one.eligible_on,
                exempted=render(one.exempted) if one.exempted else None,
            )
            for one in outlook.evaluation.verdicts
        ],
    )
