"""A new edition of an amendment, from its review chain: sent back, written anew under its number, initialled again."""

from pathlib import Path

from sqlalchemy import select, update

from mutasi_flow.access.domain import Role
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.decrees.initials import service
from mutasi_flow.decrees.initials.domain import Chain, Step
from mutasi_flow.letters import queries as letters
from mutasi_flow.letters.model import LetterEdition
from mutasi_flow.people.model import Employee
from mutasi_flow.transfers.queries import get_card_by_id
from mutasi_flow.transfers.service.correcting import correct, fingerprint, reason_for
from tests.decrees.desk import Desk, build_desk, print_all
from tests.decrees.test_initials import initial, send_back
from tests.factories import NOW, TODAY
from tests.transfers.test_correcting import renamed

AMENDMENT, NOW_CALLED = "transfer_amendment", "Kini Bergelar"


def amended(desk: Desk) -> int:
    """Let the one decree be corrected, and its amendment be printed for the review chain."""
    officer, chain = desk.actors["verifier"], Chain(0, AMENDMENT, TODAY, (Step("Kepala Badan", Role.VERIFIER),))
    with desk.runtime.database.writing() as session:
        service.set_chain(session, chain, source="", actor=officer, today=TODAY, at=NOW)
        card = get_card_by_id(session, letters.get_letter(session, desk.letters[0]).about_id)
        found = renamed(session, card)
        given = {"actor": desk.actors["signer"], "clock": desk.clock}
        letter = correct(session, card.number, fingerprint(found), reason_for(found), **given)  # type: ignore[arg-type]
        print_all(session, desk.runtime.files)
    return letter.id


def test_an_amendment_that_was_sent_back_is_written_anew_and_initialled_again(runtime: Runtime, tmp_path: Path) -> None:
    desk = build_desk(runtime, tmp_path / "p12", count=1)
    letter_id, officer = amended(desk), desk.actors["verifier"]
    send_back(desk, letter_id, officer)
    with desk.runtime.database.writing() as session:
        former, before = letters.get_letter(session, letter_id), letters.get_context(session, letter_id)
        owner = get_card_by_id(session, former.about_id).employee_id
        session.execute(update(Employee).where(Employee.id == owner).values(name=NOW_CALLED))
        service.renew(session, letter_id, "Nama diperbaiki.", actor=officer, clock=desk.clock)
        kept = session.scalars(select(LetterEdition)).one()
        assert (kept.letter_id, kept.sha256, kept.context) == (letter_id, former.sha256, before)
        renewed, context = letters.get_letter(session, letter_id), letters.get_context(session, letter_id)
        assert (renewed.number, renewed.code, renewed.sha256) == (former.number, former.code, "")
        assert context["clauses"][0]["rows"][0]["value"] == NOW_CALLED
        assert (context["because"], context["noting"]) == (before["because"], before["noting"])
        assert print_all(session, desk.runtime.files) == [letter_id]
    assert initial(desk, letter_id, officer)
