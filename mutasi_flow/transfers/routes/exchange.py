"""Routes as YAML: what offices exchange, and what the editor shows. Only plain values are read."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import yaml

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T
from mutasi_flow.transfers.routes.route import Route
from mutasi_flow.transfers.routes.shaping import Ask, AskAll, press, read_head, read_stages
from mutasi_flow.transfers.routes.writing import read, write

LONGEST_TEXT = 20_000
DEEPEST = 20
"""Lists within lists; a route has seven. Thousands of open brackets would keep the parser busy for half a minute."""


def to_yaml(route: Route) -> str:
    """Return a route as text, in the order in which people read it."""
    text: str = yaml.safe_dump(write(route), allow_unicode=True, sort_keys=False, width=100)
    return text


def from_yaml(text: str) -> Route:
    """Return the route that a text describes.

    References are refused: a few lines of them can unfold into millions of values. So is a name written twice.

    Raises:
        InvalidInput: the text is too long or too deep, is no YAML, or describes no route.
    """
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(T("Alur paling panjang {limit} huruf.", limit=LONGEST_TEXT), "text")
    try:
        _refuse_unfolding(yaml.parse(text, Loader=yaml.SafeLoader))
        _refuse_repeated(yaml.compose(text, Loader=yaml.SafeLoader))
        content = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InvalidInput(T("Baris {line} tidak dapat dibaca sebagai YAML.", line=line), "text") from None
    except (yaml.YAMLError, ValueError):
        raise InvalidInput(T("Teks ini tidak dapat dibaca sebagai YAML."), "text") from None
    try:
        return read(content)
    except InvalidInput as error:
        raise InvalidInput(error.text, "text") from None


def reshape(text: str, ask: Ask, ask_all: AskAll, act: str) -> Route:
    """Return the route of a text, with what the fields say of it, after one press; days and number stay.

    Raises:
        InvalidInput: the text or the fields describe no route.
    """
    content = write(from_yaml(text))
    try:
        return read({**content, **read_head(ask, ask_all), "stages": press(read_stages(ask), act)})
    except InvalidInput as error:
        raise InvalidInput(error.text, "text") from None


def _refuse_unfolding(events: Iterable[yaml.Event]) -> None:
    """Look at one event after the other, so that nothing behind the first fault is read."""
    depth = 0
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            raise InvalidInput(T("Acuan (& dan *) tidak dipakai dalam alur. Tuliskan isinya."), "text")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            line = event.start_mark.line + 1
            raise InvalidInput(T("Baris {line} tidak dapat dibaca sebagai YAML.", line=line), "text")


def _refuse_repeated(node: Any) -> None:
    if isinstance(node, yaml.MappingNode):
        names = Counter(key.value for key, _value in node.value if isinstance(key, yaml.ScalarNode))
        for name, count in names.items():
            if count > 1:
                line = node.start_mark.line + 1
                raise InvalidInput(T("“{name}” tertulis dua kali, mulai baris {line}.", name=name, line=line), "text")
        for key, value in node.value:
            _refuse_repeated(key)
            _refuse_repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            _refuse_repeated(one)
