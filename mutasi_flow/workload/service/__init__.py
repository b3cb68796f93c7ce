"""The only writers of periods of workload analysis and their tasks."""

from mutasi_flow.workload.service.periods import (
    NewPeriod,
    Recheck,
    close_period,
    list_changes,
    may_manage,
    open_period,
    recheck,
)

__all__ = ["NewPeriod", "Recheck", "close_period", "list_changes", "may_manage", "open_period", "recheck"]
