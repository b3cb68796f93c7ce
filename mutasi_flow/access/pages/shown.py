"""What several pages about accounts share."""

from collections.abc import Mapping
from types import MappingProxyType

from mutasi_flow.access import queries
from mutasi_flow.access.queries import AccountRow
from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import current_actor, current_session

ACTION_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "created": T("Akun dibuat"),
        "disabled": T("Akun dinonaktifkan"),
        "enabled": T("Akun diaktifkan kembali"),
        "slip_printed": T("Slip kata sandi dicetak"),
        "password_set": T("Kata sandi diatur"),
        "password_changed": T("Kata sandi diganti pemiliknya"),
        "signed_out_everywhere": T("Dikeluarkan dari semua perangkat"),
        "device_ended": T("Satu perangkat dikeluarkan pemiliknya"),
        "preferences_changed": T("Bahasa atau surel diubah"),
        "role_granted": T("Peran diberikan"),
        "role_revoked": T("Peran dicabut"),
        "viewing_begun": T("Aplikasi dilihat administrator sebagai orang ini"),
        "viewing_ended": T("Administrator selesai melihat sebagai orang ini"),
        "token_made": T("Token dibuat"),
        "token_revoked": T("Token dicabut"),
    }
)


def managed_account(account_id: int) -> AccountRow:
    """Return an account for whoever manages it.

    Raises:
        NotFound: there is none, or it is not of the visitor's units.
    """
    account = queries.get_account(current_session(), account_id)
    if not current_actor().may(Permission.ACCOUNTS, account.unit_path):
        raise NotFound
    return account
