"""The older decrees of the demo come back signed in ink; the newest still wait for that."""

from datetime import timedelta

from sqlalchemy import select

from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.core.uploads import examine
from mutasi_flow.decrees.initials.domain import Chain, Step
from mutasi_flow.decrees.initials.service import set_chain
from mutasi_flow.demo.backstage import Backstage
from mutasi_flow.demo.papers import signed_decree
from mutasi_flow.letters import queries as letters
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.service.collective import COLLECTIVE
from mutasi_flow.transfers.service.decree import KIND, RULING
from mutasi_flow.transfers.trail import ABOUT
from mutasi_flow.transfers.workflow import State

CHAIN_SOURCE = "Tata naskah rekaan"
INITIALS = (Step("Kepala Bidang Mutasi", Role.VERIFIER), Step("Kepala Badan Kepegawaian", Role.VERIFIER))
INITIALS_SINCE = timedelta(days=365)
WAITING_DAYS = 10
"""Decrees of the last days lie on the desk of the head of region."""


def sign_decrees(runtime: Runtime, stage: Backstage) -> None:
    """Record the signature of every decree that is older than a few days; rulings wait for initials before theirs."""
    _begin_initials(runtime)
    today = runtime.clock.today()
    with runtime.database.reading() as session:
        decreed = session.execute(select(Transfer.id, Transfer.number).where(Transfer.state == State.DECREED)).all()
        found = [(number, letters.list_about(session, ABOUT, key, kinds=(KIND,))[-1]) for key, number in decreed]
    stage.moment = runtime.clock.now()
    for number, letter in found:
        if letter.dated_on <= today - timedelta(days=WAITING_DAYS):
            scan, signed_on = examine(signed_decree(letter.number)), letter.dated_on + timedelta(days=1)
            stage.sign_in_ink(number, letter.id, signed_on, scan, Role.VERIFIER)


def _begin_initials(runtime: Runtime) -> None:
    """Let rulings on objections and collective decrees be initialled, as an office does that begins with few letters."""
    since, at = runtime.clock.today() - INITIALS_SINCE, runtime.clock.now()
    with runtime.database.writing() as session:
        for kind in (RULING, COLLECTIVE):
            chain = Chain(0, kind, since, INITIALS)
            set_chain(session, chain, source=CHAIN_SOURCE, actor=SYSTEM, today=since, at=at)
