"""The first start: one office, one administrator."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from mutasi_flow.access.domain import NewAccount, Role
from mutasi_flow.access.service import create_account, grant_role, set_password
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.letters.service import seed_bases
from mutasi_flow.people.service import OfficeData, seed_office
from mutasi_flow.settings import OWN_SETTINGS, Settings


@dataclass(frozen=True, slots=True)
class Administrator:
    """The first account."""

    username: str
    password: str
    name: str = ""


def set_up(session: Session, data: OfficeData, administrator: Administrator, *, today: date, at: datetime) -> int:
    """Write the office, its calendar, the regulations that letters cite and the first administrator; return the account's id.

    Raises:
        Conflict: the office is set up already.
        InvalidInput: a field, the user name or the password cannot be used; ``field`` says which.
    """
    seed_office(session, data, today=today, at=at)
    seed_bases(session, at)
    account_id = create_account(
        session, SYSTEM, NewAccount(administrator.username, administrator.name or administrator.username), at
    )
    grant_role(session, SYSTEM, account_id, Role.ADMIN, unit_id=None, from_on=today, at=at)
    set_password(session, SYSTEM, account_id, administrator.password, at)
    return account_id


def keep_time_zone(settings: Settings, zone: str) -> None:
    """Remember the office's time zone in the data folder; processes started from now on use it.

    ``MUTASI_TIMEZONE`` in the environment goes before it.
    """
    if zone != settings.timezone:
        (settings.data_dir / OWN_SETTINGS).write_text(f"MUTASI_TIMEZONE={zone}\n", encoding="utf-8")
