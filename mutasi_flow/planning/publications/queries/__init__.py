"""Questions about publications; nothing here writes."""

from mutasi_flow.planning.publications.queries.asking import Reason, list_questions, tell_why
from mutasi_flow.planning.publications.queries.comments import (
    AnswerRow,
    CommentRow,
    count_carried,
    list_answers,
    list_comments,
    list_open_matters,
    list_own_comments,
    may_name,
)
from mutasi_flow.planning.publications.queries.redacting import OwnMove, Redacted, redact
from mutasi_flow.planning.publications.queries.rows import (
    OwnMoveRow,
    PublicationRow,
    find_own_move,
    find_promise,
    get_public,
    get_publication,
    list_awaited,
    list_public,
    list_versions,
)

__all__ = [
    "AnswerRow",
    "CommentRow",
    "OwnMove",
    "OwnMoveRow",
    "PublicationRow",
    "Reason",
    "Redacted",
    "count_carried",
    "find_own_move",
    "find_promise",
    "get_public",
    "get_publication",
    "list_answers",
    "list_awaited",
    "list_comments",
    "list_open_matters",
    "list_own_comments",
    "list_public",
    "list_questions",
    "list_versions",
    "may_name",
    "redact",
    "tell_why",
]
