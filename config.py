"""Settings from ``MUTASI_*`` environment variables."""

from mutasi_flow.settings import Settings, load

__all__ = ["Settings", "load"]
