"""The trail: who did what, in which capacity, when; append-only, sealed, one chain per subject.

:func:`record` is called by services in the transaction that does the work; the entry is chained just before the
commit, and the new end of the chain is noted outside the database just after it.
"""

from mutasi_flow.core.audit.anchors import Anchor, Anchors
from mutasi_flow.core.audit.model import AuditEntry, TrailHead
from mutasi_flow.core.audit.reading import TrailFilter, TrailRow, count_entries, list_entries, trail
from mutasi_flow.core.audit.recording import record
from mutasi_flow.core.audit.sweeping import anchor_new_heads, list_heads
from mutasi_flow.core.audit.verification import Problem, Report, verify

__all__ = [
    "Anchor",
    "Anchors",
    "AuditEntry",
    "Problem",
    "Report",
    "TrailFilter",
    "TrailHead",
    "TrailRow",
    "anchor_new_heads",
    "count_entries",
    "list_entries",
    "list_heads",
    "record",
    "trail",
    "verify",
]
