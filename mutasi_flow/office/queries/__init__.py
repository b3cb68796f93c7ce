"""Questions about the installation itself."""

from mutasi_flow.office.queries.chains import find_chain, name_chains
from mutasi_flow.office.queries.health import check_all

__all__ = ["check_all", "find_chain", "name_chains"]
