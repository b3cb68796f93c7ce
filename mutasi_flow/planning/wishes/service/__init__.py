"""The only writers of wishes."""

from mutasi_flow.planning.wishes.service.keeping import add_wish, move_wish, renew_wish, withdraw_wish

__all__ = ["add_wish", "move_wish", "renew_wish", "withdraw_wish"]
