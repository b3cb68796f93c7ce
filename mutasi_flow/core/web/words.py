"""Language, dates and numbers of pages. The office's zone decides days and hours; the reader decides the language."""

import gettext as gettext_module
from datetime import date, datetime, time
from decimal import Decimal
from math import floor
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_percent
from flask import Flask, has_request_context, request, session
from flask_babel import Babel, Domain, get_locale
from num2words import num2words

from mutasi_flow.core.catalogue import LOCALES, SOURCE_LOCALE, load_catalogue, translator, write_day, write_number
from mutasi_flow.core.kept import recognise
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web.state import current_clock
from mutasi_flow.core.web.visitor import LANGUAGE, find_visitor


class _Sentences(Domain):
    """Flask-Babel's door to our catalogues."""

    def get_translations(self) -> gettext_module.NullTranslations:
        return load_catalogue(current_language())


class _Languages(Babel):
    domain_instance = _Sentences()


def install_words(app: Flask) -> None:
    """Set up language choice (``?lang=en``, then the account's, then Indonesian) and the filters of templates."""

    def chosen() -> str:
        if not has_request_context():
            return SOURCE_LOCALE
        visitor = find_visitor()
        wanted = session.get(LANGUAGE) or (visitor.locale if visitor else SOURCE_LOCALE)
        return wanted if wanted in LOCALES else SOURCE_LOCALE

    @app.before_request
    def _remember_language() -> None:
        asked = request.args.get(LANGUAGE)
        if asked in LOCALES:
            session[LANGUAGE] = asked

    _Languages(app, default_locale=SOURCE_LOCALE, locale_selector=chosen)
    app.jinja_env.globals.update(t=translate, current_language=current_language)
    app.jinja_env.filters.update(
        t=translate,
        tanggal=tanggal,
        tanggal_hari=tanggal_hari,
        bulan=bulan,
        waktu=waktu,
        jam=jam,
        angka=angka,
        persen=persen,
        terbilang=terbilang,
        kalimat=kalimat,
    )


def current_language() -> str:
    """Return ``id`` or ``en``."""
    locale = get_locale()
    return str(locale.language) if locale is not None else SOURCE_LOCALE


def translate(text: Text) -> str:
    """Return ``text`` in the reader's language; dates, moments and fractions in its slots are written out."""
    return _localised(text).render(translator(current_language()))


def _localised(text: Text) -> Text:
    return Text(text.message, {name: _written(value) for name, value in text.values.items()})


def _written(value: Any) -> Any:
    if isinstance(value, Text):
        return _localised(value)
    if isinstance(value, datetime):
        return waktu(value)
    if isinstance(value, date):
        return tanggal(value)
    return angka(value) if isinstance(value, float | Decimal) else value


def kalimat(words: str) -> str:
    """Return what was kept in Indonesian words in the reader's language, where it is a sentence of the house."""
    return words if current_language() == SOURCE_LOCALE or not words else translate(recognise(words))


def tanggal(day: date) -> str:
    """Write a date, ``22 November 2026``."""
    return write_day(day, current_language())


def bulan(day: date) -> str:
    """Write the month of a date, ``November 2026``."""
    return str(format_date(day, "MMMM y", locale=current_language()))


def tanggal_hari(day: date) -> str:
    """Write a date with its weekday, ``Minggu, 22 November 2026``: for deadlines."""
    return str(format_date(day, "EEEE, d MMMM y", locale=current_language()))


def waktu(moment: datetime) -> str:
    """Write a moment in the office's zone, ``22 November 2026 pukul 19.40 WIB``."""
    return f"{tanggal(moment.astimezone(current_clock().zone).date())} {_at_word()} {jam(moment)}"


def jam(moment: datetime | time) -> str:
    """Write the hour of a moment with the zone's short name, ``19.40 WIB``."""
    # The zone names WIB, WITA and WIT exist in Indonesian only, and are used in English texts of the country too.
    clock = "HH.mm" if current_language() == SOURCE_LOCALE else "HH:mm"
    zone = current_clock().zone
    hour = format_datetime(moment, clock, tzinfo=zone, locale=SOURCE_LOCALE)
    return f"{hour} {format_datetime(moment, 'z', tzinfo=zone, locale=SOURCE_LOCALE)}"


def _at_word() -> str:
    return translator(current_language())(T("pukul").message)


def angka(number: float | Decimal) -> str:
    """Write a number with the language's separators, ``12.345,6``: two decimals, or four where two would make it none."""
    return write_number(number, current_language())


def terbilang(number: int) -> str:
    """Write a whole number as a word, ``dua puluh satu``: where a slip of the eye would cost much."""
    return str(num2words(number, lang=current_language()))


def persen(share: float | Decimal | None) -> str:
    """Write a share (0.755) as whole per cent (``75%``), rounded down so that 79.9 never reads as 80; None is a dash."""
    if share is None:
        return "–"
    return str(format_percent(floor(float(share) * 100 + 1e-9) / 100, "#,##0%", locale=current_language()))
