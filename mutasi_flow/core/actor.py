"""Who acts, with which permissions, over which part of the unit tree."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property


class Permission(StrEnum):
    """What an account may be allowed to do; roles bundle these, grants bind them to a unit subtree."""

    SELF = "self"
    """Be a person here: own profile, own requests, own tasks."""
    SUPERVISE = "supervise"
    """Speak for a unit as its head."""
    EMPLOYEES_READ = "employees.read"
    EMPLOYEES_WRITE = "employees.write"
    UNITS_READ = "units.read"
    IMPORT = "import"
    ACCOUNTS = "accounts"
    TRANSFERS_READ = "transfers.read"
    TRANSFERS_FILE_FOR = "transfers.file_for"
    """File a request for somebody of the own units, recorded as such."""
    TRANSFERS_PROPOSE = "transfers.propose"
    """Propose a move of somebody else (unit or plan door)."""
    TRANSFERS_VERIFY = "transfers.verify"
    TRANSFERS_REVIEW = "transfers.review"
    """Read files as those who decide read them, without deciding: acting officials (Plh., Plt.)."""
    TRANSFERS_DECIDE = "transfers.decide"
    TRANSFERS_DECREE = "transfers.decree"
    TRANSFERS_CANCEL = "transfers.cancel"
    PEER_NAMES = "peers.names"
    BALANCE_READ = "balance.read"
    PLAN = "plan"
    DELIBERATE = "deliberate"
    AUDIT_READ = "audit.read"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Absentee:
    """Somebody who is absent and has named the actor to do ordinary tasks meanwhile."""

    employee_id: int
    account_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission below one unit; an empty path means the whole office."""

    permission: Permission
    unit_path: str = ""
    capacity: str = ""
    """The role that brings it, in the words shown in the trail."""
    warrant: str = ""
    """Number of the paper behind the role."""
    absentee: Absentee | None = None
    """Whose role it is, when it is used only during that person's absence."""

    def covers(self, unit_path: str) -> bool:
        """Whether the unit with ``unit_path`` (like ``/1/7/``) lies in this grant's subtree."""
        return unit_path.startswith(self.unit_path)


@dataclass(frozen=True)
class Actor:
    """The account behind a call; every act stores its name, capacity and warrant."""

    account_id: int | None
    name: str
    employee_id: int | None = None
    grants: tuple[Grant, ...] = ()
    capacity: str = ""
    """The role under which the person acts, in the words shown in the trail."""
    warrant: str = ""
    """Number of the paper behind the capacity (delegation decree, order), when there is one."""
    absentees: tuple[Absentee, ...] = ()
    """For whom the actor does ordinary tasks today."""
    standing_in: Absentee | None = None
    """For whom this one act is done."""
    is_watched: bool = False
    """Whether somebody else looks through these eyes: then nothing confidential is shown."""

    @property
    def reader_id(self) -> int | None:
        """The account by which readers' lists know the actor; None when it reads nothing confidential."""
        return None if self.is_watched else self.account_id

    @cached_property
    def _by_permission(self) -> dict[Permission, tuple[str, ...]]:
        paths: dict[Permission, list[str]] = {}
        for grant in self.grants:
            paths.setdefault(grant.permission, []).append(grant.unit_path)
        return {permission: tuple(sorted(set(found))) for permission, found in paths.items()}

    def has(self, permission: Permission) -> bool:
        """Whether the permission is held anywhere."""
        return permission in self._by_permission

    def may(self, permission: Permission, unit_path: str) -> bool:
        """Whether the permission is held over the unit with ``unit_path``."""
        return any(unit_path.startswith(prefix) for prefix in self._by_permission.get(permission, ()))

    def using(self, permission: Permission, unit_path: str = "") -> "Actor":
        """Return the actor as the trail names it for one act: with the capacity and warrant of the grant that allows it.

        Of several an own one goes before one used for somebody absent, then the one given nearest to the unit counts;
        without any the actor stays as it is.
        """
        allowing = [
            grant for grant in self.grants if grant.permission == permission and unit_path.startswith(grant.unit_path)
        ]
        nearest = max(allowing, key=lambda one: (one.absentee is None, len(one.unit_path)), default=None)
        if nearest is None or not nearest.capacity:
            return self
        return replace(
            self, capacity=nearest.capacity, warrant=nearest.warrant, standing_in=nearest.absentee or self.standing_in
        )

    def find_absentee(self, employee_id: int | None) -> Absentee | None:
        """Return the person for whom the actor stands in, when ``employee_id`` is one."""
        return next((one for one in self.absentees if one.employee_id == employee_id), None)

    def apart_from(self, employee_id: int) -> "Actor":
        """Return the actor without what is held only in the place of this employee: nobody has the own case handled so."""
        if self.find_absentee(employee_id) is None:
            return self
        kept = tuple(one for one in self.grants if one.absentee is None or one.absentee.employee_id != employee_id)
        return replace(self, grants=kept, absentees=tuple(a for a in self.absentees if a.employee_id != employee_id))

    def paths(self, permission: Permission) -> tuple[str, ...]:
        """Return the subtree prefixes under which the permission is held (``""`` = everywhere)."""
        return self._by_permission.get(permission, ())


SYSTEM = Actor(account_id=None, name="Sistem", capacity="sistem")
"""The actor of sweeps and jobs."""
