"""Who initials which letters, from which day on: a row is added, none is changed."""

from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T
from mutasi_flow.decrees.initials.domain import LONGEST_TITLE, MOST_STEPS, ROLES, Chain
from mutasi_flow.decrees.initials.model import NAME, InitialChain
from mutasi_flow.people.service.trail import note_office

MOST_CHAINS_PAST = 50


def set_chain(session: Session, chain: Chain, *, source: str, actor: Actor, today: date, at: datetime) -> None:
    """Let letters of a kind from a day on be initialled in this order; without steps they need none.

    Raises:
        InvalidInput: the day lies in the past, or a step has no title or a role that does not initial.
    """
    if chain.from_on < today:
        raise InvalidInput(T("Rantai paraf berlaku paling awal hari ini."), field="from_on")
    if len(chain.steps) > MOST_STEPS:
        raise InvalidInput(T("Paling banyak {most} paraf.", most=MOST_STEPS), field="title-1")
    for place, step in enumerate(chain.steps, start=1):
        if not step.title.strip() or len(step.title) > LONGEST_TITLE or step.role not in ROLES:
            raise InvalidInput(T("Isi sebutan jabatan dan peran setiap paraf."), field=f"title-{place}")
    set_down = {
        "kind": chain.kind,
        "from_on": chain.from_on,
        "steps": [one.as_json() for one in chain.steps],
        "source": source[:NAME],
    }
    session.execute(insert(InitialChain).values(**set_down, added_by_id=actor.account_id, added_at=at))
    note_office(session, actor, "initial_chain_set", {**set_down, "from_on": chain.from_on.isoformat()}, at)
