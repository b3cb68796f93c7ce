"""Questions about the installation itself."""

from mutasi_flow.office.queries.health import check_all

__all__ = ["check_all"]
