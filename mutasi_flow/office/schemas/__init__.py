"""The API v1 described for programs: OpenAPI 3.1, made from the same types that read and write the JSON.

One row per operation; a house test compares the rows with the addresses that really answer.
"""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from mutasi_flow import __version__
from mutasi_flow.inbox.schemas import AnswerInput, Aside, AsideInput
from mutasi_flow.office.schemas.answers import (
    Balance,
    Durations,
    LetterList,
    Problem,
    Task,
    TaskList,
    TrailList,
    Verification,
)
from mutasi_flow.planning.hearings.schemas import AgendaInput, AgendaJson, PlanMinutesListJson
from mutasi_flow.planning.plans.schemas import (
    MoveListJson,
    PlanListJson,
    ScenarioInput,
    ScenarioJson,
    ScenarioListJson,
    WholePlanJson,
)
from mutasi_flow.planning.promotions.schemas import PromotionInput, PromotionJson, PromotionListJson
from mutasi_flow.planning.publications.schemas import (
    AnswerListJson,
    CommentAnswerInput,
    CommentInput,
    CommentJson,
    CommentListJson,
    OwnPartJson,
    PublicationListJson,
    WholePublicationJson,
)
from mutasi_flow.rules.schemas import EligibilityJson
from mutasi_flow.transfers.queries.durations import Grouping
from mutasi_flow.transfers.schemas import (
    ActionInput,
    LetterInput,
    ListJson,
    PaperListJson,
    TransferInput,
    TransferJson,
    VerdictInput,
)
from mutasi_flow.transfers.schemas.consultation import OpinionsJson
from mutasi_flow.transfers.schemas.dossier import DossierJson
from mutasi_flow.transfers.schemas.objections import ObjectionInput, ObjectionJson, RevocationInput
from mutasi_flow.transfers.workflow import Action, State

REF = "#/components/schemas/{model}"


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the document; ``query`` maps parameters to their schemas, ``refuses`` adds statuses of its own."""

    method: str
    path: str
    summary: str
    answers: type[BaseModel] | None
    status: int = 200
    body: type[BaseModel] | None = None
    query: dict[str, dict[str, Any]] = field(default_factory=dict)
    is_public: bool = False
    refuses: tuple[int, ...] = ()
    is_upload: bool = False
    media: tuple[str, ...] = ()
    """Types of a file that is sent as an answer."""


PAPER_TYPES = ("application/pdf", "image/jpeg", "image/png")
UPLOAD: dict[str, Any] = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "examples": ["signed_request"]},
        "file": {"type": "string", "format": "binary"},
        "letter_number": {"type": "string"},
        "letter_on": {"type": "string", "format": "date"},
    },
    "required": ["kind", "file"],
}
_TEXT: dict[str, Any] = {"type": "string"}
_MONTH: dict[str, Any] = {"type": "string", "examples": ["2026-03"]}
_LIMIT: dict[str, Any] = {"type": "integer", "minimum": 1}

_PAGE = {"cursor": _TEXT, "limit": {**_LIMIT, "maximum": 500}}
_PUBLICATION = "/publications/{publication_id}"
_OF_PLAN = "/plans/{plan_id}/scenarios"
_AGENDA = "/plans/{plan_id}/agenda"
_SCENARIO = f"{_OF_PLAN}/{{scenario_id}}"

OPERATIONS: tuple[Operation, ...] = (
    Operation("post", "/transfers", "Open a draft", TransferJson, 201, TransferInput),
    Operation(
        "get",
        "/transfers",
        "List transfers, newest first",
        ListJson,
        query={
            "state": {"type": "string", "enum": [state.value for state in State]},
            "unit": _TEXT,
            "q": _TEXT,
            "cursor": _TEXT,
            "limit": {**_LIMIT, "maximum": 100},
        },
    ),
    Operation("get", "/transfers/{number}", "Show a transfer", TransferJson),
    Operation("post", "/transfers/{number}/actions/{action}", "Take a step", TransferJson, body=ActionInput),
    Operation(
        "post", "/transfers/{number}/revocation", "Ask for the decree to be revoked", TransferJson, 201, RevocationInput
    ),
    Operation("get", "/transfers/{number}/trail", "Show the trail of a transfer", TrailList),
    Operation("get", "/transfers/{number}/opinions", "Show what was said about a transfer", OpinionsJson),
    Operation("get", "/transfers/{number}/decrees", "List the decrees of a transfer", LetterList),
    Operation("get", "/transfers/{number}/objection", "Show the objection to the decision", ObjectionJson),
    Operation("post", "/transfers/{number}/objection", "Object to the decision", ObjectionJson, 201, ObjectionInput),
    Operation("get", "/transfers/{number}/papers", "List what is asked for and what is there", PaperListJson),
    Operation("post", "/transfers/{number}/papers", "Upload a paper", PaperListJson, 201, is_upload=True),
    Operation(
        "get", "/transfers/{number}/papers/{paper_id}", "Download a paper", None, media=PAPER_TYPES, refuses=(409,)
    ),
    Operation(
        "post", "/transfers/{number}/papers/{paper_id}/verdict", "Judge a paper", PaperListJson, body=VerdictInput
    ),
    Operation("post", "/transfers/{number}/letters", "Write a supporting letter", PaperListJson, 201, LetterInput),
    Operation("post", "/transfers/{number}/dossier", "Note who takes the dossier", DossierJson, 201),
    Operation(
        "get",
        "/transfers/{number}/dossier.zip",
        "Download the dossier that one has just taken",
        None,
        media=("application/zip",),
        refuses=(403,),
    ),
    Operation("get", "/decrees/{letter_id}.pdf", "Download a letter", None),
    Operation(
        "get",
        "/tasks",
        "List one's open tasks",
        TaskList,
        query={"cursor": _TEXT, "limit": {**_LIMIT, "maximum": 200}},
    ),
    Operation("post", "/tasks/{task_id}/complete", "Complete a task", Task, body=AnswerInput),
    Operation("post", "/tasks/{task_id}/step-aside", "Step aside for a conflict of interest", Aside, body=AsideInput),
    Operation("get", "/plans", "List plans, newest first", PlanListJson, refuses=(403,)),
    Operation("get", "/plans/{plan_id}", "Show a plan", WholePlanJson, refuses=(403,)),
    Operation("get", _OF_PLAN, "List the scenarios of a plan", ScenarioListJson, refuses=(403,)),
    Operation("post", _OF_PLAN, "Add a scenario", ScenarioJson, 201, ScenarioInput, refuses=(405,)),
    Operation("get", _SCENARIO, "Show a scenario", ScenarioJson, refuses=(403,)),
    Operation("post", f"{_SCENARIO}/solve", "Have a scenario solved", ScenarioJson, 202, refuses=(405,)),
    Operation(
        "get",
        f"{_SCENARIO}/moves",
        "List the moves of its latest result",
        MoveListJson,
        query=_PAGE,
        refuses=(403, 409),
    ),
    Operation("get", f"{_SCENARIO}/promotions", "List what became of its moves", PromotionListJson, refuses=(403,)),
    Operation(
        "post", f"{_SCENARIO}/promotions", "Make transfers of moves", PromotionJson, 202, PromotionInput, refuses=(405,)
    ),
    Operation(
        "get", "/plans/{plan_id}/publications", "List what was told of a plan", PublicationListJson, refuses=(403,)
    ),
    Operation("get", "/publications", "List the published plans", PublicationListJson, is_public=True),
    Operation("get", _PUBLICATION, "Show what everybody is told of a plan", WholePublicationJson, is_public=True),
    Operation(
        "get", f"{_PUBLICATION}/answers", "List the answers to comments", AnswerListJson, query=_PAGE, is_public=True
    ),
    Operation(
        "get",
        f"{_PUBLICATION}/comments",
        "List the comments, for the personnel office",
        CommentListJson,
        query=_PAGE,
        refuses=(403,),
    ),
    Operation(
        "post",
        f"{_PUBLICATION}/comments",
        "Comment on a published plan",
        OwnPartJson,
        201,
        CommentInput,
        refuses=(405,),
    ),
    Operation("get", f"{_PUBLICATION}/own", "Show what a plan means for oneself", OwnPartJson, refuses=(403,)),
    Operation(
        "post",
        f"{_PUBLICATION}/comments/{{comment_id}}/answer",
        "Answer a comment",
        CommentJson,
        body=CommentAnswerInput,
        refuses=(405,),
    ),
    Operation("get", _AGENDA, "Show where a plan is heard", AgendaJson, refuses=(403,)),
    Operation("post", _AGENDA, "Put a result before a sitting", AgendaJson, 201, AgendaInput, refuses=(405,)),
    Operation("post", f"{_AGENDA}/withdraw", "Take a plan off the agenda", AgendaJson, refuses=(405,)),
    Operation("get", "/plans/{plan_id}/minutes", "List the minutes of a plan", PlanMinutesListJson, refuses=(403,)),
    Operation("get", "/balance", "Need and staff per post", Balance, query={"unit": _TEXT}, refuses=(404,)),
    Operation(
        "get",
        "/eligibility",
        "Say what every rule answers about an employee",
        EligibilityJson,
        query={"employee": _TEXT, "to_unit": _TEXT, "to_post": _TEXT, "kind": _TEXT},
        refuses=(404,),
    ),
    Operation(
        "get",
        "/reports/durations",
        "Working days per state, unit, month or task",
        Durations,
        query={"by": {"type": "string", "enum": list(Grouping)}, "unit": _TEXT, "from": _MONTH, "to": _MONTH},
        refuses=(404,),
    ),
    Operation("get", "/verify/{code}", "Verify a letter by its code", Verification, is_public=True),
    Operation("get", "/openapi.json", "This document", None, is_public=True),
)

_PARAMETERS: dict[str, dict[str, Any]] = {
    "number": {"type": "string", "examples": ["MUT-2026-00417"]},
    "action": {"type": "string", "enum": [action.value for action in Action]},
    "letter_id": {"type": "integer"},
    "task_id": {"type": "integer"},
    "paper_id": {"type": "integer"},
    "plan_id": {"type": "integer"},
    "scenario_id": {"type": "integer"},
    "publication_id": {"type": "integer"},
    "comment_id": {"type": "integer"},
    "code": {"type": "string"},
}
_MODELS = tuple(
    dict.fromkeys(model for one in OPERATIONS for model in (one.body, one.answers, Problem) if model is not None)
)


def _parameter(name: str, place: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def _parameters(one: Operation) -> list[dict[str, Any]]:
    found = [_parameter(name, "path", schema) for name, schema in _PARAMETERS.items() if f"{{{name}}}" in one.path]
    found += [_parameter(name, "query", schema) for name, schema in one.query.items()]
    if one.method == "post":
        found.append(_parameter("Idempotency-Key", "header", {"type": "string", "maxLength": 64}))
    return found


def _json(model: type[BaseModel], kind: str = "application/json") -> dict[str, Any]:
    return {"content": {kind: {"schema": {"$ref": REF.format(model=model.__name__)}}}}


def _refusals(one: Operation) -> list[int]:
    """Return the statuses with which an operation refuses: nothing is answered that is not announced."""
    found = [*one.refuses, 429 if one.is_public else 401]
    if "{" in one.path:
        found.append(404)
    if one.query:
        found += [400, 422]
    if one.method == "post":
        found += [400, 403, 409, 413, 415, 422]
    return sorted({*found, 503})


def _answers(one: Operation) -> dict[str, Any]:
    if one.answers is not None:
        good = {"description": one.summary, **_json(one.answers)}
    else:
        kind = "application/pdf" if one.path.endswith(".pdf") else "application/json"
        good = {"description": one.summary, "content": {media: {"schema": {}} for media in one.media or (kind,)}}
    refusals = {
        str(status): {"description": HTTPStatus(status).phrase, **_json(Problem, "application/problem+json")}
        for status in _refusals(one)
    }
    return {str(one.status): good, **refusals}


def _described(one: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "summary": one.summary,
        "parameters": _parameters(one),
        "responses": _answers(one),
        "security": [] if one.is_public else [{"token": []}],
    }
    if one.body is not None:
        described["requestBody"] = {"required": True, **_json(one.body)}
    if one.is_upload:
        described["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": UPLOAD}}}
    return described


def openapi() -> dict[str, Any]:
    """Return the OpenAPI document of API v1."""
    _, definitions = models_json_schema([(model, "validation") for model in _MODELS], ref_template=REF)
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        paths.setdefault(one.path, {})[one.method] = _described(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "mutasi-flow", "version": __version__},
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }
