"""How templates are read and what all of them may use."""

import secrets
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, get_flashed_messages, request
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined, Undefined
from jinja2.utils import missing
from markupsafe import Markup

from mutasi_flow.core.web.replay import CSRF_FIELD, KEY_FIELD
from mutasi_flow.core.web.visitor import LANGUAGE
from mutasi_flow.settings import shipped


class StrictNames(StrictUndefined):
    """A misspelled variable or attribute is an error; only an absent key of a dict is empty.

    Component macros take dicts and look for keys that may be absent.
    """

    def __new__(cls, hint: str | None = None, obj: Any = missing, name: str | None = None, *args: Any) -> Undefined:  # type: ignore[misc]
        """Return the lenient kind for absent keys and for "x if y" without else."""
        lenient = isinstance(obj, dict) or name is None
        return Undefined(hint, obj, name, *args) if lenient else super().__new__(cls)


def install_pages(app: Flask) -> None:
    """Make templates strict, and offer ``form_tokens`` and ``address_in``."""
    app.jinja_env.undefined = StrictNames
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
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
    """Return the address of this page in ``language``."""
    return f"{quote(request.path)}?{urlencode({**request.args.to_dict(), LANGUAGE: language})}"
