"""The writers of the frontline."""

from mutasi_flow.planning.frontline.service.sharing import (
    SHARE,
    SHARERS,
    ask_sharing,
    keep_sharing,
    read_sharing,
    share,
)
from mutasi_flow.planning.frontline.service.terms import KEEPING, set_term

__all__ = ["KEEPING", "SHARE", "SHARERS", "ask_sharing", "keep_sharing", "read_sharing", "set_term", "share"]
