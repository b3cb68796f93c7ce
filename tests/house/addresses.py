"""Every ``url_for`` of templates and Python, and whether the application has such an address."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from jinja2 import Environment, nodes

from tests.house.tree import TEMPLATES, modules, parsed, short

OPTIONS = {"_external", "_anchor", "_scheme", "_method"}


@dataclass(frozen=True)
class Link:
    """One use of ``url_for``: where, the endpoint, and the names of the given arguments (None = not to be read)."""

    place: str
    endpoint: str
    arguments: frozenset[str] | None


def template_links(environment: Environment) -> Iterator[Link]:
    """Yield the links of all templates."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        tree = environment.parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "url_for" and call.args:
                first = call.args[0]
                if isinstance(first, nodes.Const):
                    named = None if call.dyn_kwargs else frozenset(keyword.key for keyword in call.kwargs)
                    yield Link(f"{short(path)}:{call.lineno}", str(first.value), named)


def python_links() -> Iterator[Link]:
    """Yield the links of all modules."""
    for path in modules():
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "url_for":
                continue
            if node.args and isinstance(node.args[0], ast.Constant):
                names = [keyword.arg for keyword in node.keywords]
                named = None if None in names else frozenset(name for name in names if name)
                yield Link(f"{short(path)}:{node.lineno}", str(node.args[0].value), named)


def is_answered(app: Flask, link: Link) -> bool:
    """Whether some rule of the endpoint can be built from the arguments (``.name`` = some blueprint's)."""
    endpoint = link.endpoint
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint == endpoint or (endpoint.startswith(".") and rule.endpoint.endswith(endpoint))
    ]
    if link.arguments is None:
        return bool(rules)
    given = link.arguments - OPTIONS
    return any(rule.arguments - set(rule.defaults or ()) <= given for rule in rules)
