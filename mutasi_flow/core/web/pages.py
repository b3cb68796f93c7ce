"""How templates are found and what all of them may use."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from flask import Flask, current_app, get_flashed_messages, request
from flask_wtf.csrf import generate_csrf
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader, StrictUndefined, Undefined
from jinja2.utils import missing
from markupsafe import Markup

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web.replay import CSRF_FIELD, KEY_FIELD
from mutasi_flow.core.web.visitor import LANGUAGE
from mutasi_flow.core.web.words import translate
from mutasi_flow.settings import shipped

ERROR_PREFIX = T("Kesalahan")


class StrictNames(StrictUndefined):
    """A misspelled variable or attribute is an error; only an absent key of a dict is empty.

    The component macros of GOV.UK Frontend take one dict and look for keys that may be absent.
    """

    def __new__(cls, hint: str | None = None, obj: Any = missing, name: str | None = None, *args: Any) -> Undefined:  # type: ignore[misc]
        """Return the lenient kind for absent keys and for "x if y" without else."""
        lenient = isinstance(obj, dict) or name in {None, "caller"}
        return Undefined(hint, obj, name, *args) if lenient else super().__new__(cls)


def install_pages(app: Flask) -> None:
    """Find our templates and the component macros, and offer ``form_tokens`` and ``address_in``."""
    app.jinja_env.loader = ChoiceLoader(
        [
            app.create_global_jinja_loader(),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    app.jinja_env.undefined = StrictNames
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        undefined=Undefined(),
        null=None,
        shown_error=shown_error,
        choice_items=choice_items,
        select_items=select_items,
        form_tokens=form_tokens,
        address_in=address_in,
        get_flashed_messages=get_flashed_messages,
    )


def template_folder() -> str:
    """Return where the templates lie."""
    return str(shipped("templates"))


def form_tokens() -> Markup:
    """Return the hidden fields of every writing form: the session's token and a key for this one act."""
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return field.format(CSRF_FIELD, generate_csrf()) + field.format(KEY_FIELD, secrets.token_urlsafe(18))


def address_in(language: str) -> str:
    """Return the address of this page in ``language``; of a form shown again, the page that it stands on."""
    path, asked = request.path, list(request.args.items(multi=True))
    is_page = request.method == "GET" or current_app.create_url_adapter(request).test(path, "GET")  # type: ignore[union-attr]
    if not is_page:
        before = urlsplit(page_before() or "/")
        path, asked = before.path, parse_qsl(before.query)
    kept = [(name, value) for name, value in asked if name != LANGUAGE]
    return f"{quote(path)}?{urlencode([*kept, (LANGUAGE, language)])}"


def page_before() -> str:
    """Return the path of the page the visitor came from, when it is one of ours."""
    before = urlsplit(request.referrer or "")
    ours = before.netloc == request.host and before.path.startswith("/") and not before.path.startswith("//")
    return f"{before.path}?{before.query}".rstrip("?") if ours else ""


def shown_error(form: Form, name: str) -> dict[str, str] | None:
    """Return the error of a field as the component macros take it."""
    error = form.error(name)
    return {"text": translate(error), "visuallyHiddenText": translate(ERROR_PREFIX)} if error is not None else None


def choice_items(choices: Iterable[Sequence[str]]) -> list[dict[str, Any]]:
    """Return radio or checkbox items from (value, label) or (value, label, hint)."""
    return [
        {"value": value, "text": label, "hint": {"text": hint[0]} if hint else None} for value, label, *hint in choices
    ]


def select_items(choices: Iterable[Sequence[str]], empty: str = "") -> list[dict[str, str]]:
    """Return options from (value, label), after a choice of nothing when ``empty`` names it."""
    first = [{"value": "", "text": empty}] if empty else []
    return first + [{"value": value, "text": label} for value, label, *_ in choices]
