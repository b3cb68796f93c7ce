"""The only writers of promotions."""

from mutasi_flow.planning.promotions.service.promoting import (
    PROMOTE,
    ask_promotion,
    end_promotion,
    gather_for_review,
    promote,
    read_promotion,
)

__all__ = ["PROMOTE", "ask_promotion", "end_promotion", "gather_for_review", "promote", "read_promotion"]
