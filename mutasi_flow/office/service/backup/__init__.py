"""Backups: everything an installation knows in one file, and an empty place filled from it."""

from mutasi_flow.office.service.backup.making import Made, make_backup
from mutasi_flow.office.service.backup.restoring import Restored, restore_backup

__all__ = ["Made", "Restored", "make_backup", "restore_backup"]
