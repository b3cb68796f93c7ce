"""With which transfers one is decided together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.model import Employee, Unit
from mutasi_flow.transfers.domain.links import LINK_LABELS, LinkKind
from mutasi_flow.transfers.model import Link, LinkMember, Transfer
from mutasi_flow.transfers.queries.visible import is_readable
from mutasi_flow.transfers.workflow import OPEN_STATES, State
from mutasi_flow.workload.domain import Step


@dataclass(frozen=True, slots=True)
class Partner:
    """Another transfer of the same link; field order is the order of the statement."""

    link_id: int
    kind: LinkKind
    transfer_id: int
    number: str
    state: State
    version: int
    employee_id: int
    employee_name: str
    from_unit_id: int | None
    from_jabatan_id: int | None
    to_unit_id: int | None
    to_jabatan_id: int | None
    from_path: str | None
    now_unit_id: int | None
    """Where the person sits now: after a decree that has taken effect it is the destination."""
    now_jabatan_id: int | None

    @property
    def is_on_its_way(self) -> bool:
        """Whether it still moves; one that was withdrawn, rejected, cancelled or revoked comes no more."""
        return self.state in {*OPEN_STATES, State.DECREED}

    @property
    def step(self) -> Step:
        """Which seat it leaves and which it enters."""
        return (self.from_unit_id, self.from_jabatan_id), (self.to_unit_id, self.to_jabatan_id)

    @property
    def coming_step(self) -> Step:
        """What is still to come of the step, for whoever counts who sits where now."""
        return (self.now_unit_id, self.now_jabatan_id), (self.to_unit_id, self.to_jabatan_id)


_me, _other = aliased(LinkMember), aliased(LinkMember)
_ROWS: Select[*tuple[object, ...]] = (
    select(
        Link.id,
        Link.kind,
        Transfer.id,
        Transfer.number,
        Transfer.state,
        Transfer.version,
        Transfer.employee_id,
        Employee.name,
        Transfer.from_unit_id,
        Transfer.from_jabatan_id,
        Transfer.to_unit_id,
        Transfer.to_jabatan_id,
        Unit.path,
        Employee.unit_id,
        Employee.jabatan_id,
    )
    .select_from(_me)
    .join(_other, (_other.link_id == _me.link_id) & (_other.transfer_id != _me.transfer_id))
    .join(Link, Link.id == _me.link_id)
    .join(Transfer, Transfer.id == _other.transfer_id)
    .join(Employee, Employee.id == Transfer.employee_id)
    .outerjoin(Unit, Unit.id == Transfer.from_unit_id)
    .where(_me.is_open)
    .order_by(Transfer.id)
)
_OF_ONE = Prepared(_ROWS.where(_me.transfer_id == bindparam("transfer_id")))


def list_partners(session: Session, transfer_id: int) -> Sequence[Partner]:
    """Return the other transfers of the link to which one belongs."""
    return [Partner(*row) for row in run(session, _OF_ONE, {"transfer_id": transfer_id})]


def list_partners_of(
    session: Session, transfer_ids: Iterable[int], *, reader: Actor | None = None
) -> Mapping[int, Sequence[Partner]]:
    """Return the same for several, by key; those without a link are left out, and what is kept from a ``reader``."""
    found: dict[int, list[Partner]] = {}
    wanted = _ROWS.add_columns(_me.transfer_id).where(_me.transfer_id.in_(sorted(transfer_ids)))
    wanted = wanted if reader is None else wanted.where(is_readable(reader))
    for *columns, transfer_id in session.execute(wanted):
        found.setdefault(transfer_id, []).append(Partner(*columns))
    return found


def list_partners_of_numbers(session: Session, numbers: Iterable[str], actor: Actor) -> Mapping[str, Sequence[Partner]]:
    """Return the same for transfers that a list shows, by number; what is kept from the reader is left out."""
    rows = session.execute(
        select(Transfer.id, Transfer.number)
        .join(LinkMember, LinkMember.transfer_id == Transfer.id)
        .where(LinkMember.is_open, Transfer.number.in_(sorted(numbers)))
    )
    names: dict[int, str] = dict(rows.all())
    return {names[key]: found for key, found in list_partners_of(session, names, reader=actor).items()} if names else {}


def name_partners(partners: Sequence[Partner]) -> str:
    """Return the numbers of some transfers, as a sentence holds them."""
    return ", ".join(one.number for one in partners)


def describe_link(partners: Sequence[Partner]) -> Text:
    """Say with what a transfer is linked, and how."""
    return T("{kind} dengan {numbers}", kind=LINK_LABELS[partners[0].kind], numbers=name_partners(partners))
