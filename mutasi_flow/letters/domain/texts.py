"""Texts of letters that the office writes itself: plain words with slots, and conditions on a few facts.

The notation is Jinja's, but only so much of it that every text ends and reaches nothing: slots, ``if`` on known names,
and four filters. No loops, calls, attributes, includes or assignments, so nothing can run on, read a file or open an
address; markup is refused because a letter is printed from plain words. The sandbox behind it is a second wall.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from types import MappingProxyType

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T, Text
from mutasi_flow.letters.domain.characters import describe_character, missing_characters

PARTS: Mapping[str, Text] = MappingProxyType(
    {
        "considering": T("Menimbang"),
        "clauses": T("Diktum"),
        "closing": T("Kalimat penutup"),
        "copies": T("Tembusan"),
    }
)
"""What an office may word itself in a decree; one paragraph per line."""
SINGLE = frozenset({"closing"})
"""Parts of one paragraph."""
LONGEST_PART = 8_000
MOST_CLAUSES = 10
MOST_NODES = 600
"""Pieces of a text; the shipped ones have some thirty."""
MOST_NESTED = 24
"""Pieces within pieces; a condition within a condition takes two. Python itself reads no more than some ninety."""
FILTERS = ("upper", "lower", "title", "capitalize")
DATA = "data"
"""The slot after which a clause lists who is moved from where to where."""
DATA_MARK = "\u241e"
PARAGRAPHS = frozenset({"pimpinan_unit"})
"""Slots that stand for several paragraphs, one per line, in the list of copies; elsewhere a line break is a space."""
LISTED = "copies"
_MARKUP = re.compile(r"<\s*[a-zA-Z/!?]")
_COMMANDS: Mapping[type[nodes.Node], str] = MappingProxyType(
    {
        nodes.For: "for",
        nodes.Macro: "macro",
        nodes.CallBlock: "call",
        nodes.FilterBlock: "filter",
        nodes.With: "with",
        nodes.Block: "block",
        nodes.Include: "include",
        nodes.Import: "import",
        nodes.FromImport: "from",
        nodes.Extends: "extends",
        nodes.Assign: "set",
        nodes.AssignBlock: "set",
    }
)
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
)


def _environment() -> ImmutableSandboxedEnvironment:
    """Return a sandbox without loader, globals, tests, and with four filters."""
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    made.globals.clear()
    made.tests.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    return made


_SANDBOX = _environment()


def _walk(node: nodes.Node, depth: int = 0) -> Iterator[tuple[nodes.Node, int]]:
    yield node, depth
    for child in node.iter_child_nodes():
        yield from _walk(child, depth + 1)


def _refuse(part: str, text: Text) -> InvalidInput:
    return InvalidInput(text, part)


def check_part(part: str, source: str, known: Collection[str]) -> str:
    """Return ``source`` tidied when it can be printed in a letter; ``known`` are the slots of its kind.

    Raises:
        InvalidInput: it is empty, too long, holds markup, commands or names that are not for texts; ``field`` is ``part``.
    """
    text = "\n".join(line.strip() for line in source.splitlines() if line.strip())
    if not text:
        raise _refuse(part, T("{part}: belum diisi.", part=PARTS[part]))
    if len(text) > LONGEST_PART:
        raise _refuse(part, T("{part}: paling banyak {most} huruf.", part=PARTS[part], most=LONGEST_PART))
    if part in SINGLE and "\n" in text:
        raise _refuse(part, T("{part}: cukup satu paragraf.", part=PARTS[part]))
    if part == "clauses" and len(text.splitlines()) > MOST_CLAUSES:
        raise _refuse(part, T("Paling banyak {most} diktum, satu per baris.", most=MOST_CLAUSES))
    if _MARKUP.search(text):
        raise _refuse(
            part, T("{part}: tanda < tidak dapat dipakai. Naskah hanya berisi kata, tanpa kode HTML.", part=PARTS[part])
        )
    if missing := missing_characters(text.replace("\n", " ")):
        signs = ", ".join(describe_character(sign) for sign in missing[:3])
        raise _refuse(part, T("Huruf {characters} tidak dapat dicetak di surat.", characters=signs))
    _check_language(part, text, known)
    return text


def _check_language(part: str, text: str, known: Collection[str]) -> None:
    try:
        tree = _SANDBOX.parse(text)
    except (TemplateSyntaxError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        said = T("{part}, baris {line}: isian dalam kurung kurawal tidak lengkap.", part=PARTS[part], line=line)
        raise _refuse(part, said) from error
    for count, (node, depth) in enumerate(_walk(tree)):
        if count > MOST_NODES:
            raise _refuse(part, T("{part}: terlalu banyak isian.", part=PARTS[part]))
        if depth > MOST_NESTED:
            raise _refuse(part, T("{part}: isian atau syarat bertumpuk terlalu dalam.", part=PARTS[part]))
        if (command := _COMMANDS.get(type(node))) is not None:
            raise _refuse(part, T("Perintah {command} tidak dapat dipakai di naskah.", command=command))
        if not isinstance(node, _ALLOWED):
            raise _refuse(part, T("Di naskah hanya ada isian dan if; bagian lain tidak dapat dipakai."))
        if isinstance(node, nodes.Name) and node.name not in known:
            raise _refuse(part, T("Isian {name} tidak dikenal.", name=node.name))
        if isinstance(node, nodes.Filter) and (node.name not in FILTERS or node.args or node.kwargs):
            raise _refuse(part, T("Penyaring {name} tidak dapat dipakai.", name=node.name))


def always_shows(source: str, slot: str) -> bool:
    """Whether a checked text shows the slot whatever its conditions say: outside of them, or in every branch."""
    return _shows(_SANDBOX.parse(source).body, slot)


def _shows(said: Sequence[nodes.Node], slot: str) -> bool:
    return any(_shows_one(node, slot) for node in said)


def _shows_one(node: nodes.Node | None, slot: str) -> bool:
    if isinstance(node, nodes.Output):
        return _shows(node.nodes, slot)
    if isinstance(node, nodes.If):
        return all(_shows(branch, slot) for branch in (node.body, *(one.body for one in node.elif_), node.else_))
    if isinstance(node, nodes.CondExpr):
        return _shows_one(node.expr1, slot) and _shows_one(node.expr2, slot)
    if isinstance(node, nodes.Filter):
        return _shows_one(node.node, slot)
    return isinstance(node, nodes.Name) and node.name == slot


@lru_cache(maxsize=256)
def _compiled(source: str) -> Template:
    return _SANDBOX.from_string(source)


def fill(source: str, values: Mapping[str, object], part: str = "") -> tuple[str, ...]:
    """Return the paragraphs of a checked text with its slots filled; lines that stay empty are left out.

    A value never makes a paragraph of its own, but for the slots of ``PARAGRAPHS`` in the list of copies.

    Raises:
        InvalidInput: a slot has no value here; texts are tried on samples before they are published.
    """
    lists = PARAGRAPHS if part == LISTED else ()
    said = {
        name: " ".join(value.split()) if isinstance(value, str) and name not in lists else value
        for name, value in values.items()
    }
    try:
        text = _compiled(source).render(said)
    except (TemplateError, TypeError) as error:
        raise InvalidInput(T("Naskah surat ini tidak dapat diisi: {reason}.", reason=str(error))) from error
    return tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())


def side_by_side(old: str, new: str) -> tuple[tuple[str, str, bool], ...]:
    """Return the lines of two texts beside each other: old, new, and whether they are the same."""
    left, right = old.splitlines(), new.splitlines()
    rows: list[tuple[str, str, bool]] = []
    for name, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        height = max(b - a, d - c)
        pairs = zip(left[a:b] + [""] * height, right[c:d] + [""] * height, strict=False)
        rows += [(one, other, name == "equal") for one, other in list(pairs)[:height]]
    return tuple(rows)
