"""Questions about need and staff, periods of analysis and their tasks; nothing here writes."""

from mutasi_flow.workload.queries.loads import (
    BalanceRow,
    Ground,
    effect_of_move,
    list_balance,
    list_balance_of,
    list_balance_of_unit,
    load_ground,
    load_posts,
    load_unit,
)
from mutasi_flow.workload.queries.periods import (
    Analysed,
    PeriodCard,
    TaskRow,
    find_period_in_force,
    get_period,
    list_periods,
    list_tasks,
    load_needs,
)

__all__ = [
    "Analysed",
    "BalanceRow",
    "Ground",
    "PeriodCard",
    "TaskRow",
    "effect_of_move",
    "find_period_in_force",
    "get_period",
    "list_balance",
    "list_balance_of",
    "list_balance_of_unit",
    "list_periods",
    "list_tasks",
    "load_ground",
    "load_needs",
    "load_posts",
    "load_unit",
]
