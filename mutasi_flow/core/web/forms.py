"""The meeting of :class:`mutasi_flow.core.forms.Form` and the request."""

import json
from typing import Any

from flask import flash, request

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.forms import LARGEST_INT, Form, as_key, clean_text
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web.words import translate


def read_form() -> Form:
    """Return what was submitted."""
    return Form(request.form, request.files)


def read_json() -> dict[str, Any]:
    """Return the JSON object that a program sent, its texts cleaned as those of forms are; no body counts as empty.

    A body of another type is refused, never taken for an empty one.

    Raises:
        InvalidInput: the body is JSON, but not an object, nested too deeply, or holds what no database stores.
    """
    try:
        content = request.get_json() if request.content_length or request.get_data(cache=True) else {}
        if not isinstance(content, dict):
            raise InvalidInput(T("Isi kiriman harus berupa objek JSON."))
        if not _storable(content):
            raise InvalidInput(T("Isi kiriman memuat huruf yang tidak dapat disimpan."))
        return {name: _cleaned(value) for name, value in content.items()}
    except RecursionError:
        raise InvalidInput(T("Isi kiriman bersusun terlalu dalam.")) from None


def read_mark(name: str) -> int | None:
    """Return the number that stands in the address under ``name``, or None where there is none that a key can hold."""
    return as_key(request.args.get(name, ""))


def read_number(name: str, default: int, *, least: int = 0, most: int) -> int:
    """Return the number that stands in the address under ``name``; ``default`` where nothing stands there.

    Raises:
        InvalidInput: it is no number from ``least`` to ``most``, or several.
    """
    text = ",".join(request.args.getlist(name))
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or not least <= int(text[: len(str(LARGEST_INT))]) <= most:
        raise InvalidInput(
            T("{name} harus angka {least} sampai {most}.", name=name, least=least, most=most), field=name
        )
    return int(text)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value, multiline=True)
    if isinstance(value, dict):
        return {name: _cleaned(one) for name, one in value.items()}
    return [_cleaned(one) for one in value] if isinstance(value, list) else value


def _storable(content: object) -> bool:
    """Whether every text inside can be stored: no broken surrogates, no NUL."""
    text = json.dumps(content, ensure_ascii=False)
    return "\\u0000" not in text and text.encode(errors="replace").decode() == text


def show_notice(text: Text) -> None:
    """Show ``text`` once, in a green box on top of the next page: the receipt of what was done."""
    flash(translate(text))
