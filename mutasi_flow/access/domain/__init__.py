"""Words and rules of access."""

from mutasi_flow.access.domain.accounts import NewAccount, check_username, fold_username
from mutasi_flow.access.domain.passwords import (
    SLIP_VALID_DAYS,
    PasswordOwner,
    Slip,
    check_new_password,
    fold_slip,
    make_slip_password,
)
from mutasi_flow.access.domain.roles import (
    GRANTED_ROLES,
    OFFICE_WIDE_ROLES,
    ROLE_EXPLANATIONS,
    ROLE_LABELS,
    ROLE_MARKS,
    ROLE_PERMISSIONS,
    Role,
    grants_of,
)
from mutasi_flow.access.domain.sign_in import (
    FORGET_FAILURES,
    SignIn,
    read_session_key,
    safe_address,
    session_key,
    wait_after,
)

__all__ = [
    "FORGET_FAILURES",
    "GRANTED_ROLES",
    "OFFICE_WIDE_ROLES",
    "ROLE_EXPLANATIONS",
    "ROLE_LABELS",
    "ROLE_MARKS",
    "ROLE_PERMISSIONS",
    "SLIP_VALID_DAYS",
    "NewAccount",
    "PasswordOwner",
    "Role",
    "SignIn",
    "Slip",
    "check_new_password",
    "check_username",
    "fold_slip",
    "fold_username",
    "grants_of",
    "make_slip_password",
    "read_session_key",
    "safe_address",
    "session_key",
    "wait_after",
]
