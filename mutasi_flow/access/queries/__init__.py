"""Readers of access: actors, accounts, roles."""

from mutasi_flow.access.queries.accounts import (
    SLIPS_AT_ONCE,
    AccountRow,
    RoleRow,
    TokenRow,
    count_without_account,
    get_account,
    list_accounts,
    list_awaiting_slip,
    list_roles,
    list_tokens,
    without_account,
)
from mutasi_flow.access.queries.actors import (
    Identity,
    digest_of,
    employee_of,
    employees_with_role,
    find_account_id,
    find_by_session_key,
    find_by_token,
    load_actor,
    valid_today,
)

__all__ = [
    "SLIPS_AT_ONCE",
    "AccountRow",
    "Identity",
    "RoleRow",
    "TokenRow",
    "count_without_account",
    "digest_of",
    "employee_of",
    "employees_with_role",
    "find_account_id",
    "find_by_session_key",
    "find_by_token",
    "get_account",
    "list_accounts",
    "list_awaiting_slip",
    "list_roles",
    "list_tokens",
    "load_actor",
    "valid_today",
    "without_account",
]
