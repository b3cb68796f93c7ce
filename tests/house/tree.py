"""The tree as the house tests see it: tracked files, modules, templates, parsed once."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "mutasi_flow"
TEMPLATES = ROOT / "templates"
_NOT_OURS = {".git", ".venv", ".mutasi", "__pycache__", "dist"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return every file of the project; without git every file that is not obviously made by a tool."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not _NOT_OURS & set(path.relative_to(ROOT).parts)]
    return tuple(path for path in paths if path.is_file())


def tracked_texts() -> Iterator[tuple[Path, str]]:
    """Yield the files that hold text."""
    for path in tracked_files():
        data = path.read_bytes()
        if b"\0" not in data:
            yield path, data.decode("utf-8", errors="replace")


@cache
def modules() -> tuple[Path, ...]:
    """Return the Python files of the product."""
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[Function]:
    """Yield the functions and methods of a file."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, Function):
            yield node


def code_lines(path: Path) -> int:
    """Count the lines that are neither blank nor comment."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return sum(bool(line) and not line.startswith("#") for line in lines)


def body_lines(function: Function) -> int:
    """Count the lines of a function from ``def`` to its end, without its docstring."""
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


def short(path: Path) -> str:
    """Return the path as people write it."""
    return path.relative_to(ROOT).as_posix()
