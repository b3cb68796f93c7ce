"""Sentences for people, kept apart from the language they are shown in.

The Indonesian sentence is the message id. Decisions and services build a :class:`Text`; whoever shows it
(page, mail, API, shell) translates. ``T("…")`` is found by the message extractor.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """An Indonesian sentence with named slots, for example ``T("Kurang {count} orang", count=2)``."""

    message: str
    values: dict[str, Any] = field(default_factory=dict, hash=False)

    def render(self, translate: Callable[[str], str]) -> str:
        """Return the sentence in the language of ``translate``, its slots filled (nested texts too)."""
        if not self.values:
            return translate(self.message)
        filled = {
            name: value.render(translate) if isinstance(value, Text) else value for name, value in self.values.items()
        }
        return translate(self.message).format(**filled)

    def __str__(self) -> str:
        return self.render(lambda message: message)


def T(message: str, **values: Any) -> Text:  # noqa: N802 - the short capital marks sentences for the extractor
    """Build a :class:`Text`."""
    return Text(message, values)


def joined(texts: Iterable[Text], between: str = ", ") -> Text:
    """Return several sentences or words as one, each in the language of the whole."""
    values = {f"part_{place}": text for place, text in enumerate(texts)}
    return Text(between.join(f"{{{name}}}" for name in values), values)


SERVICE_NAME = T("Mutasi ASN")
"""Under this name pages and mails come."""
