"""Everything a subject offers is wired, and everything wired is offered: ``wiring.py`` and ``worker.py`` are the only lists."""

import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

import click
import pytest
from flask import Blueprint, Flask

import mutasi_flow
from mutasi_flow import wiring, worker
from mutasi_flow.cli import main
from mutasi_flow.core.jobs import Job, Sweep
from mutasi_flow.core.sheets.importer import Importer
from mutasi_flow.inbox.domain import TaskKind
from mutasi_flow.letters.domain import LetterKind
from mutasi_flow.office.pages.work_words import JOB_WORDS, SWEEP_WORDS

OFFERED = {
    "JOBS": (Job, r"\.jobs(\.|$)"),
    "SWEEPS": (Sweep, r"\.sweeps(\.|$)"),
    "TASK_KINDS": (TaskKind, r"\.offers(\.|$)"),
    "LETTER_KINDS": (LetterKind, r"\.offers(\.|$)"),
    "IMPORTERS": (Importer, r"\.offers(\.|$)"),
    "BLUEPRINTS": (Blueprint, r"\.(pages|api)(\.|$)"),
}
COMMAND_FILES = (
    r"\.(people|access|inbox|workload|rules|letters|transfers|decrees|planning|public|office|demo)\.cli(\.|$)"
)


def _modules(pattern: str) -> Iterator[ModuleType]:
    for found in walk_packages(mutasi_flow.__path__, "mutasi_flow."):
        if re.search(pattern, found.name):
            yield import_module(found.name)


def _wired(name: str) -> Sequence[Any]:
    if name == "JOBS":
        return list(worker.JOBS.values())
    lists = worker if name == "SWEEPS" else wiring
    return tuple(getattr(lists, name))


def _values(module: ModuleType, kind: type) -> Iterator[object]:
    for value in vars(module).values():
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, kind):
                yield each


@pytest.mark.parametrize("name", OFFERED)
def test_what_is_offered_is_wired_and_the_other_way_round(name: str) -> None:
    kind, where = OFFERED[name]
    offered = {id(value): value for module in _modules(where) for value in _values(module, kind)}
    wired = {id(value): value for value in _wired(name)}
    inside = {id(child) for value in offered.values() for child in getattr(value, "commands", {}).values()}
    assert [value for key, value in offered.items() if key not in wired and key not in inside] == []
    assert [value for key, value in wired.items() if key not in offered] == []


def test_every_check_of_an_answer_given_again_is_wired() -> None:
    offered = {check for module in _modules(r"\.offers$") for check in getattr(module, "RECALLS", ())}
    assert set(wiring.RECALLS) == offered
    assert offered


@pytest.mark.parametrize("name", ["JOBS", "SWEEPS", "TASK_KINDS", "LETTER_KINDS", "IMPORTERS", "BLUEPRINTS"])
def test_names_are_given_once(name: str) -> None:
    names = [getattr(value, "name", None) or value.kind for value in _wired(name)]
    assert len(names) == len(set(names))


def test_every_job_and_sweep_has_words_for_administrators() -> None:
    assert set(worker.JOBS) == set(JOB_WORDS)
    assert {sweep.name for sweep in worker.SWEEPS} == set(SWEEP_WORDS)


def test_a_job_is_found_under_its_own_name_only() -> None:
    assert {name: job.name for name, job in worker.JOBS.items()} == {name: name for name in worker.JOBS}
    assert len(worker.JOBS) == len(list(worker.JOBS))
    assert worker.JOBS.get("unheard_of") is None


def test_every_command_is_in_the_table() -> None:
    context = click.Context(main)
    known = {id(main.get_command(context, name)) for name in main.list_commands(context)}
    offered = {id(value): value for module in _modules(COMMAND_FILES) for value in _values(module, click.Command)}
    groups = [value for value in offered.values() if isinstance(value, click.Group)]
    inside = {id(group.get_command(context, name)) for group in groups for name in group.list_commands(context)}
    assert [value for key, value in offered.items() if key not in known | inside] == []


def test_every_task_has_a_page(house: Flask) -> None:
    arguments = {rule.endpoint: rule.arguments for rule in house.url_map.iter_rules()}
    assert [kind.name for kind in wiring.TASK_KINDS if not arguments.get(kind.endpoint, {"?"}) <= {"task_id"}] == []
