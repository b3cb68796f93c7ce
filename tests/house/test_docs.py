"""The documents say what the code says: the diagram, the words, the settings, the commands, the dependencies."""

import ast
import re
import tomllib
from collections.abc import Iterator

import click
import pytest

from mutasi_flow import cli
from mutasi_flow.access.domain import Role
from mutasi_flow.settings import Settings
from mutasi_flow.transfers.workflow import STEPS, Action, State, steps_from
from tests.house.tree import ROOT, modules, parsed, short

DOCS = ROOT / "docs"
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")
GLOSSARY = (DOCS / "glossary.md").read_text(encoding="utf-8")


def diagram() -> str:
    """Return the road as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    lines += [f"    {source} --> {step.target or source}: {step.action}" for step in STEPS for source in step.sources]
    lines += [f"    {state} --> [*]" for state in State if not steps_from(state)]
    return "\n".join(lines)


def commands(command: click.Command, name: str) -> Iterator[str]:
    """Yield every command as it is typed."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for word in command.list_commands(context):
            child = command.get_command(context, word)
            assert child is not None
            yield from commands(child, f"{name} {word}")
    else:
        yield name


def identifiers() -> Iterator[tuple[str, str]]:
    """Yield the names of classes, functions and fields, in lower case with underscores."""
    for path in modules():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                yield short(path), re.sub(r"(?<=[a-z])(?=[A-Z])", "_", node.name).lower()
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield short(path), node.target.id.lower()


def forbidden_words() -> set[str]:
    rows = [line.strip("|").split("|") for line in GLOSSARY.splitlines() if line.startswith("| ")]
    return {word.strip() for row in rows[1:] for word in row[-1].split(",") if word.strip()}


def test_the_diagram_is_the_table() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    (drawn,) = re.findall(r"```mermaid\n(.*?)\n```", text, re.DOTALL)
    assert drawn == diagram()


@pytest.mark.parametrize("word", [*State, *Action, *Role])
def test_the_glossary_has_the_words_of_the_road(word: str) -> None:
    assert re.search(rf"\b{word}\b", GLOSSARY)


def test_words_that_the_glossary_forbids_are_not_used() -> None:
    words = {word: re.compile(rf"(^|_){word}s?(_|$)") for word in forbidden_words()}
    assert len(words) > 20
    found = {(place, name) for place, name in identifiers() for each in words.values() if each.search(name)}
    assert found == set()


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_every_setting_is_documented(field: str) -> None:
    assert f"| `MUTASI_{field.upper()}` | {Settings.model_fields[field].description} |" in OPERATIONS


def test_no_setting_is_documented_that_does_not_exist() -> None:
    settings = OPERATIONS.partition("## Settings")[2].partition("## Commands")[0]
    documented = set(re.findall(r"^\| `MUTASI_([A-Z0-9_]+)`", settings, re.MULTILINE))
    assert documented == {field.upper() for field in Settings.model_fields}


def test_every_command_is_documented() -> None:
    missing = [name for name in commands(cli.main, "mutasi") if f"`{name}" not in OPERATIONS]
    assert missing == []


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[\[<>=;~! ]", line, maxsplit=1)[0] for line in project["dependencies"]}
    text = (DOCS / "dependencies.md").read_text(encoding="utf-8")
    assert {name for name in names if name not in text} == set()


def test_every_link_between_documents_leads_somewhere() -> None:
    pages = [ROOT / "README.md", *DOCS.rglob("*.md")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))]
    assert [(short(page), link) for page, link in links if not (page.parent / link).exists()] == []
