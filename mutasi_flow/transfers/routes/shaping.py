"""A route changed field by field: what the editor's form says of it, as plain values.

Its head has fields of plain names: ``code``, ``label``, ``source``, ``moves``, ``posts``, ``doors``, ``confidential``,
``inauguration``, ``fix_days``, ``attention`` (codes) and ``own_words`` (a line each). For stages and tasks the form names its fields by place: ``during-0`` is the state of the first stage, ``task-0-1`` its second task, and so
on. A press adds, moves or removes one of them: ``add-0``, ``up-0-1``, ``down-0-1``, ``drop-0-1``, ``stage``, ``close-0``.
"""

from collections.abc import Callable
from typing import Any

from mutasi_flow.transfers.routes.kinds import TASK_RULES
from mutasi_flow.transfers.routes.shipped import ATTENTION
from mutasi_flow.transfers.routes.writing import MOST_STAGES, MOST_STEPS
from mutasi_flow.transfers.workflow import State

Ask = Callable[[str], str]
AskAll = Callable[[str], list[str]]
Stages = list[dict[str, Any]]
USUAL_DAYS = 5
LONGEST_NUMBER = 3
_TYPED, _SCOPE = ("code", "label", "source"), ("moves", "posts", "doors")


def head_fields(content: dict[str, Any]) -> dict[str, str | list[str]]:
    """Return what the fields of the head say for a route as plain values; the counterpart of :func:`read_head`."""
    attention, applies_to = content["attention"], content["applies_to"]
    return {
        **{name: content[name] for name in _TYPED},
        **{name: list(applies_to.get(name, ())) for name in _SCOPE},
        "fix_days": str(content["fix_days"]),
        "confidential": "ya" if content["confidential"] else "",
        "inauguration": "ya" if content.get("announced_by_inauguration") else "",
        "attention": [one for one in attention if one in ATTENTION],
        "own_words": "\n".join(one for one in attention if one not in ATTENTION),
    }


def read_head(ask: Ask, ask_all: AskAll) -> dict[str, Any]:
    """Return everything but stages and days that the fields describe."""
    own_words = (line.strip() for line in ask("own_words").splitlines())
    return {
        **{name: ask(name).strip() for name in _TYPED},
        "applies_to": {name: ask_all(name) for name in _SCOPE if ask_all(name)},
        "confidential": bool(ask("confidential")),
        "announced_by_inauguration": bool(ask("inauguration")),
        "fix_days": _number(ask("fix_days")),
        "attention": [*ask_all("attention"), *(line for line in own_words if line)],
    }


def read_stages(ask: Ask) -> Stages:
    """Return the stages that the fields describe, in their order."""
    stages: Stages = []
    for stage in range(MOST_STAGES):
        during = ask(f"during-{stage}")
        if not during:
            break
        places = range(MOST_STEPS)
        tasks = [_read_task(ask, f"{stage}-{place}") for place in places if ask(f"task-{stage}-{place}")]
        stages.append({"during": during, "tasks": tasks})
    return stages


def _read_task(ask: Ask, place: str) -> dict[str, Any]:
    task: dict[str, Any] = {
        "task": ask(f"task-{place}"),
        "held_by": ask(f"holder-{place}"),
        "days": _number(ask(f"days-{place}")),
    }
    asked, quorum = _number(ask(f"asked-{place}")), _number(ask(f"quorum-{place}"))
    if asked or quorum:
        task |= {"asked": asked, "quorum": quorum}
    return task | ({"must_answer": True} if ask(f"must-{place}") else {})


def _number(written: str) -> int:
    digits = written.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER else 0


def press(stages: Stages, act: str) -> Stages:
    """Return the stages after one press; a press about a place that is not there changes nothing."""
    word, *given = act.split("-")
    places = [int(one) for one in given if one.isascii() and one.isdigit()]
    if word == "stage" and len(stages) < MOST_STAGES:
        return [*stages, {"during": State.PROPOSED.value, "tasks": []}]
    if not places or places[0] >= len(stages):
        return stages
    stage = places[0]
    if word == "close":
        return [one for place, one in enumerate(stages) if place != stage]
    if word == "add" and len(stages[stage]["tasks"]) < MOST_STEPS:
        return _with(stages, stage, [*stages[stage]["tasks"], _new_task(stages, stages[stage]["during"])])
    if len(places) > 1 and places[1] < len(stages[stage]["tasks"]):
        return _move(stages, stage, places[1], word)
    return stages


def _with(stages: Stages, stage: int, tasks: list[Any]) -> Stages:
    return [{**one, "tasks": tasks} if place == stage else one for place, one in enumerate(stages)]


def _new_task(stages: Stages, during: str) -> dict[str, Any]:
    """Return a task that the state knows and the route does not have yet, voices first."""
    there = {task["task"] for one in stages for task in one["tasks"]}
    fitting = [kind for kind, rule in TASK_RULES.items() if rule.during == during] or list(TASK_RULES)
    kind = next((one for one in fitting if one not in there), fitting[0])
    holder = min(TASK_RULES[kind].held_by)
    return {"task": kind, "held_by": holder.value, "days": USUAL_DAYS}


def _move(stages: Stages, stage: int, place: int, word: str) -> Stages:
    """Move a task within its stage, past its edge into the next one, or away."""
    tasks = list(stages[stage]["tasks"])
    task = tasks.pop(place)
    step = {"up": -1, "down": 1}.get(word)
    if step is None:
        return _with(stages, stage, tasks) if word == "drop" else stages
    if 0 <= place + step <= len(tasks):
        return _with(stages, stage, [*tasks[: place + step], task, *tasks[place + step :]])
    if not 0 <= stage + step < len(stages):
        return stages
    there = stages[stage + step]["tasks"]
    return _with(_with(stages, stage, tasks), stage + step, [*there, task] if step < 0 else [task, *there])
