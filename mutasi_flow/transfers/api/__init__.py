"""API v1 of the road: transfers and their papers."""

from mutasi_flow.transfers.api.papers import blueprint as papers
from mutasi_flow.transfers.api.road import blueprint as road

BLUEPRINTS = (road, papers)

__all__ = ["BLUEPRINTS"]
