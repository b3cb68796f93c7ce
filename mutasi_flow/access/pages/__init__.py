"""Pages of access, one file per errand."""

from mutasi_flow.access.pages.accounts import pages as accounts
from mutasi_flow.access.pages.own import pages as account
from mutasi_flow.access.pages.roles import pages as roles
from mutasi_flow.access.pages.sign_in import pages as access
from mutasi_flow.access.pages.slips import pages as slips

BLUEPRINTS = (access, account, slips, accounts, roles)

__all__ = ["BLUEPRINTS"]
