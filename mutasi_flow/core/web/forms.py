"""The meeting of :class:`mutasi_flow.core.forms.Form` and the request."""

import json
from typing import Any

from flask import flash, request

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web.words import translate


def read_form() -> Form:
    """Return what was submitted."""
    return Form(request.form, request.files)


def read_json() -> dict[str, Any]:
    """Return the JSON object that a program sent (an absent body counts as empty).

    Raises:
        InvalidInput: the body is JSON, but not an object, or holds what no database stores.
    """
    content = request.get_json() if request.get_data(cache=True) else {}
    if not isinstance(content, dict):
        raise InvalidInput(T("Isi kiriman harus berupa objek JSON."))
    if not _storable(content):
        raise InvalidInput(T("Isi kiriman memuat huruf yang tidak dapat disimpan."))
    return content


def _storable(content: object) -> bool:
    """Whether every text inside can be stored: no broken surrogates, no NUL."""
    text = json.dumps(content, ensure_ascii=False)
    return "\\u0000" not in text and text.encode(errors="replace").decode() == text


def show_notice(text: Text) -> None:
    """Show ``text`` once, in a green box on top of the next page: the receipt of what was done."""
    flash(translate(text))
