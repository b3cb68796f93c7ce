"""The catalogues of other languages than Indonesian, for pages, mails and the shell alike.

A wheel carries compiled catalogues; a fresh checkout has only the sources, which are then compiled in memory.
"""

import gettext
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from mutasi_flow.core.texts import T, Text
from mutasi_flow.settings import shipped

SOURCE_LOCALE = "id"
"""The language of the message ids: it needs no catalogue."""

LOCALES = (SOURCE_LOCALE, "en")
DOMAIN = "messages"
FRACTION_PATTERN, FINE_PATTERN = "#,##0.##", "#,##0.####"
FINE_BELOW = 0.01


def _from_source(path: Path) -> Translations:
    with path.open("rb") as source:
        catalogue = read_po(source)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled, DOMAIN)


@cache
def load_catalogue(locale: str) -> gettext.NullTranslations:
    """Return the sentences of ``locale``; an unknown one shows the Indonesian ones."""
    folder = shipped("translations") / locale / "LC_MESSAGES"
    source, compiled = folder / f"{DOMAIN}.po", folder / f"{DOMAIN}.mo"
    if locale == SOURCE_LOCALE or locale not in LOCALES:
        return NullTranslations()
    if source.is_file() and not (compiled.is_file() and compiled.stat().st_mtime >= source.stat().st_mtime):
        return _from_source(source)
    return Translations.load(str(shipped("translations")), [locale], DOMAIN)


def list_messages(locale: str) -> list[str]:
    """Return the Indonesian sentences that have words in ``locale``."""
    # gettext has no public list of what it knows.
    known = vars(load_catalogue(locale)).get("_catalog", {})
    return [message for message in known if message and isinstance(message, str)]


def translator(locale: str) -> Callable[[str], str]:
    """Return the function that ``Text.render`` wants for ``locale``."""
    return load_catalogue(locale).gettext


def say(text: Text, locale: str = SOURCE_LOCALE) -> str:
    """Return ``text`` in ``locale`` with dates and fractions in its slots written out: for mails, the shell, what is kept."""
    return _with_slots(text, locale).render(translator(locale))


def write_day(day: date, locale: str = SOURCE_LOCALE) -> str:
    """Write a date, ``22 November 2026``."""
    return str(format_date(day, "d MMMM y", locale=locale))


def write_number(value: float | Decimal, locale: str) -> str:
    """Write a number with the separators of ``locale``: two decimals, or four where two would make it none."""
    is_fine = 0 < abs(float(value)) < FINE_BELOW
    return str(format_decimal(value, FINE_PATTERN if is_fine else FRACTION_PATTERN, locale=locale))


def name_paper(number: str, dated_on: date | None) -> str:
    """Return number and day of a paper as one is cited in what is kept: ``800/9/2026 tanggal 27 Februari 2026``."""
    return say(T("{number} tanggal {day}", number=number, day=dated_on)) if dated_on else number


def _with_slots(text: Text, locale: str) -> Text:
    return Text(text.message, {name: _written(value, locale) for name, value in text.values.items()})


def _written(value: Any, locale: str) -> Any:
    if isinstance(value, Text):
        return _with_slots(value, locale)
    if isinstance(value, date):
        return write_day(value, locale)
    return write_number(value, locale) if isinstance(value, float | Decimal) else value
