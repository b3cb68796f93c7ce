"""The only writers of matching."""

from mutasi_flow.planning.matching.service.keeping import add_ask, end_ask, remove_ask, set_weights

__all__ = ["add_ask", "end_ask", "remove_ask", "set_weights"]
