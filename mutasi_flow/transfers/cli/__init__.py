"""Commands of the road."""

from mutasi_flow.transfers.cli.road import transfers
from mutasi_flow.transfers.cli.routes import route

__all__ = ["route", "transfers"]
