"""The only writers of publications and comments."""

from mutasi_flow.planning.publications.service.commenting import answer_comment, comment
from mutasi_flow.planning.publications.service.publishing import (
    NewPublication,
    address_of,
    announce,
    announce_all,
    publish,
    withdraw,
)

__all__ = [
    "NewPublication",
    "address_of",
    "announce",
    "announce_all",
    "answer_comment",
    "comment",
    "publish",
    "withdraw",
]
