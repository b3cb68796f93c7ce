"""What may be shown of few people: whoever knows the place would know who they are. Pure."""

from mutasi_flow.core.texts import T, Text

SMALLEST_SHOWN = 5
"""Fewer people than these are not counted out in public."""


def shown_count(people: int | None) -> Text:
    """Return how many people, as far as it may be said; None is what was hidden before."""
    if people is None or people < SMALLEST_SHOWN:
        return T("kurang dari {count}", count=SMALLEST_SHOWN)
    return Text(str(people))


def keep_many(people: int) -> int | None:
    """Return a count of people as it may be kept for the public: None where they are few."""
    return people if people >= SMALLEST_SHOWN else None
