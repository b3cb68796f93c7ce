"""What signing runs offer to the wiring."""

from collections.abc import Mapping
from types import MappingProxyType

WAYS_OF_READING: Mapping[str, str] = MappingProxyType({"signing_runs.index": "list", "signing_runs.show": "list"})
"""How the pages show what is confidential."""
