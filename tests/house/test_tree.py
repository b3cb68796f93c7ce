"""What may and may not stand in the tree."""

import ast
import re
import tomllib

import pytest

from tests.house.tree import ROOT, modules, parsed, short, tracked_files, tracked_texts

TOP_LEVEL = {
    ".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "bench", "config.py", "deploy", "docs", "migrations",
    "mutasi", "mutasi_flow", "pyproject.toml", "requirements", "templates", "tests", "translations", "wsgi.py",
}  # fmt: skip
REGISTRIES = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com", "deb.debian" + ".org")
MACHINE_PATH = re.compile(r"[^.a-z](/)(work|tmp|root|home)(/)[a-z]")
BANNED_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|manager|misc)(_|\.|$)")
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HACK)\b")


def test_the_top_level_is_the_agreed_one() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked_files()} <= TOP_LEVEL


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_file_names_a_package_registry(host: str) -> None:
    assert [short(path) for path, text in tracked_texts() if host in text] == []


def test_no_file_names_a_path_of_some_machine() -> None:
    found = [
        f"{short(path)}:{number}"
        for path, text in tracked_texts()
        if "static/vendor" not in short(path)
        for number, line in enumerate(text.splitlines(), start=1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [short(path) for path in modules() if BANNED_NAMES.search(path.name)] == []


def test_nothing_is_left_unfinished() -> None:
    found = [
        f"{short(path)}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if UNFINISHED.search(line)
    ]
    assert found == []


def test_the_product_never_imports_the_entry_points_of_the_checkout() -> None:
    imported = {
        (short(path), name.split(".")[0])
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert {place for place, name in imported if name in {"config", "wsgi", "tests"}} == set()


@pytest.mark.parametrize("which", ["run", "test"])
def test_every_dependency_is_locked_by_hash(which: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *(project["dependency-groups"]["test"] if which == "test" else [])]
    lines = (ROOT / "requirements" / f"{which}.txt").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    assert [line for line in lines if "--hash=sha256:" not in line] == []
    locked = {re.split(r"[\[=]", line, maxsplit=1)[0] for line in lines}
    assert {re.split(r"[\[<>=;~! ]", name, maxsplit=1)[0] for name in wanted} - locked == set()
