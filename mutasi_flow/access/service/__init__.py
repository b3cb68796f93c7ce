"""Writers of access: accounts, roles, passwords, sign-in, tokens."""

from mutasi_flow.access.service.absences import end_absence, set_absence
from mutasi_flow.access.service.accounts import (
    change_preferences,
    check_mail_address,
    create_account,
    create_accounts,
    disable_account,
    enable_account,
    end_sessions,
)
from mutasi_flow.access.service.authority import NewAuthority, add_authority, end_authority
from mutasi_flow.access.service.devices import close_device, end_device, forget_idle, note_seen, open_device
from mutasi_flow.access.service.passwords import change_password, print_slips, set_password
from mutasi_flow.access.service.readers import NewReader, add_readers, end_reader, write_readings
from mutasi_flow.access.service.roles import grant_role, revoke_role
from mutasi_flow.access.service.sign_in import (
    Attempt,
    begin_attempt,
    check_password,
    confirm_attempt,
    finish_attempt,
    forget_failures,
)
from mutasi_flow.access.service.tokens import make_token, revoke_token

__all__ = [
    "Attempt",
    "NewAuthority",
    "NewReader",
    "add_authority",
    "add_readers",
    "begin_attempt",
    "change_password",
    "change_preferences",
    "check_mail_address",
    "check_password",
    "close_device",
    "confirm_attempt",
    "create_account",
    "create_accounts",
    "disable_account",
    "enable_account",
    "end_absence",
    "end_authority",
    "end_device",
    "end_reader",
    "end_sessions",
    "finish_attempt",
    "forget_failures",
    "forget_idle",
    "grant_role",
    "make_token",
    "note_seen",
    "open_device",
    "print_slips",
    "revoke_role",
    "revoke_token",
    "set_absence",
    "set_password",
    "write_readings",
]
