"""Files and functions stay small enough to be read in one sitting; the budgets stand in docs/architecture.md."""

from statistics import median

from tests.house.tree import PACKAGE, body_lines, code_lines, functions, modules, short

LONGEST_FILE = 300
MEDIAN_FILE = 120
LONGEST_FUNCTION = 50
LONGEST_VIEW = 25
MEDIAN_FUNCTION = 10
VIEW_FILES = ("pages", "api")


def is_view_file(parts: tuple[str, ...]) -> bool:
    return any(part.removesuffix(".py") in VIEW_FILES for part in parts)


def test_no_file_is_too_long() -> None:
    lengths = {short(path): code_lines(path) for path in modules()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}
    assert median(lengths.values()) <= MEDIAN_FILE


def test_no_function_is_too_long() -> None:
    lengths = {f"{short(path)}:{it.lineno} {it.name}": body_lines(it) for path in modules() for it in functions(path)}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}
    assert median(lengths.values()) <= MEDIAN_FUNCTION


def test_views_only_guard_parse_call_and_answer() -> None:
    views = [
        (path, function)
        for path in modules()
        if is_view_file(path.relative_to(PACKAGE).parts)
        for function in functions(path)
    ]
    too_long = [f"{short(path)}:{it.lineno} {it.name}" for path, it in views if body_lines(it) > LONGEST_VIEW]
    assert too_long == []
