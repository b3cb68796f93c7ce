"""Questions about publications; nothing here writes."""

from mutasi_flow.planning.publications.queries.asking import Reason, list_questions, tell_why
from mutasi_flow.planning.publications.queries.redacting import OwnMove, Redacted, redact
from mutasi_flow.planning.publications.queries.rows import (
    AnswerRow,
    CommentRow,
    OwnMoveRow,
    PublicationRow,
    find_own_move,
    get_public,
    get_publication,
    list_answers,
    list_awaited,
    list_comments,
    list_open_matters,
    list_public,
    list_versions,
    may_name,
)

__all__ = [
    "AnswerRow",
    "CommentRow",
    "OwnMove",
    "OwnMoveRow",
    "PublicationRow",
    "Reason",
    "Redacted",
    "find_own_move",
    "get_public",
    "get_publication",
    "list_answers",
    "list_awaited",
    "list_comments",
    "list_open_matters",
    "list_public",
    "list_questions",
    "list_versions",
    "may_name",
    "redact",
    "tell_why",
]
