"""What the chains of the trail are about, in words: nobody knows a file by its key."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.access.model import Account
from mutasi_flow.core.texts import T, Text
from mutasi_flow.decrees.batches.model import DecreeBatch
from mutasi_flow.people.model import Unit
from mutasi_flow.planning.market.model import ExchangeRound
from mutasi_flow.planning.plans.model import Plan
from mutasi_flow.planning.relief.model import ReliefRequest
from mutasi_flow.transfers.model import Batch, Objection, PertekLetter, Sitting, Team, Transfer
from mutasi_flow.transfers.trail import ABOUT as TRANSFER
from mutasi_flow.transfers.trail import ABOUT_BATCH as BATCH
from mutasi_flow.transfers.trail import ABOUT_DECISION_PAPER as DECISION_PAPER
from mutasi_flow.transfers.trail import ABOUT_PERTEK as PERTEK
from mutasi_flow.transfers.trail import ABOUT_SITTING as SITTING

OFFICE, PEOPLE, ACCOUNT, OBJECTION, EXCHANGE = "office", "people", "account", "objection", "exchange"
RELIEF, PLAN, DECREE_BATCH = "relief", "plan", "decree_batch"
_NAMED = {
    ACCOUNT: select(Account.id, Account.name),
    TRANSFER: select(Transfer.id, Transfer.number),
    OBJECTION: select(Objection.id, Transfer.number).join(Transfer, Transfer.id == Objection.transfer_id),
    PERTEK: select(PertekLetter.id, PertekLetter.number),
    BATCH: select(Batch.id, Batch.name),
    DECISION_PAPER: select(Transfer.id, Transfer.number).where(~Transfer.is_secret),
    EXCHANGE: select(ExchangeRound.id, ExchangeRound.name),
    RELIEF: select(ReliefRequest.id, Unit.name).join(Unit, Unit.id == ReliefRequest.unit_id),
    PLAN: select(Plan.id, Plan.name),
    DECREE_BATCH: select(DecreeBatch.id, DecreeBatch.name),
    SITTING: select(Sitting.id, Team.name).join(Team, Team.id == Sitting.team_id),
}
_KEY = {
    ACCOUNT: Account.id,
    TRANSFER: Transfer.id,
    OBJECTION: Objection.id,
    PERTEK: PertekLetter.id,
    BATCH: Batch.id,
    DECISION_PAPER: Transfer.id,
    EXCHANGE: ExchangeRound.id,
    RELIEF: ReliefRequest.id,
    PLAN: Plan.id,
    DECREE_BATCH: DecreeBatch.id,
    SITTING: Sitting.id,
}
_WORDS: dict[str, Text] = {
    ACCOUNT: T("Akun {name}"),
    TRANSFER: T("Usulan {name}"),
    OBJECTION: T("Keberatan atas {name}"),
    PERTEK: T("Pertek {name}"),
    BATCH: T("Paket {name}"),
    DECISION_PAPER: T("Bahan putusan {name}"),
    EXCHANGE: T("Bursa mutasi {name}"),
    RELIEF: T("Bantuan sementara untuk {name}"),
    PLAN: T("Rencana {name}"),
    DECREE_BATCH: T("Paket SK {name}"),
    SITTING: T("Sidang {name}"),
}


def name_chains(session: Session, chains: Iterable[str]) -> Mapping[str, Text]:
    """Return what each chain is about; one of a kind that is not known here stands as it is stored."""
    wanted = set(chains)
    named = {chain: _alone(chain) for chain in wanted}
    for kind, statement in _NAMED.items():
        keys = [int(chain.partition(":")[2]) for chain in wanted if _is_of(kind, chain)]
        if keys:
            for key, name in session.execute(statement.where(_KEY[kind].in_(keys))):
                named[f"{kind}:{key}"] = T(_WORDS[kind].message, name=name)
    return named


def find_chain(session: Session, typed: str) -> str:
    """Return the chain that somebody means: named by the number of a transfer, or as it is stored."""
    found = session.scalar(select(Transfer.id).where(Transfer.number == typed.upper())) if typed else None
    return typed if found is None else f"{TRANSFER}:{found}"


def _is_of(kind: str, chain: str) -> bool:
    found, _, key = chain.partition(":")
    return found == kind and key.isascii() and key.isdigit()


def _alone(chain: str) -> Text:
    if chain == OFFICE:
        return T("Kantor")
    kind, _, month = chain.partition(":")
    if kind == PEOPLE and len(month) == len("202611") and month.isdigit():
        return T("Perubahan data pegawai sejak {day}", day=date(int(month[:4]), int(month[4:]), 1))
    return Text(chain)
