"""API v1 of the road."""

from flask import Blueprint, jsonify, request

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    read_json,
    read_mark,
    read_number,
    requires,
    translate,
    writes,
)
from mutasi_flow.letters import queries as letters
from mutasi_flow.people import queries as people
from mutasi_flow.transfers import schemas, trail
from mutasi_flow.transfers.domain import Door, LegalKind
from mutasi_flow.transfers.queries import (
    ListFilter,
    find_card_by_id,
    get_card,
    list_history,
    list_transfers,
    load_status,
    load_statuses,
    load_waiting,
    may_see,
)
from mutasi_flow.transfers.receiving import send_letter
from mutasi_flow.transfers.schemas.objections import RevocationInput
from mutasi_flow.transfers.service import (
    Destination,
    NewTransfer,
    Press,
    available_steps,
    create_draft,
    list_own_steps,
    perform,
)
from mutasi_flow.transfers.service.crossing import Other, go_outside
from mutasi_flow.transfers.service.decree import DECREES
from mutasi_flow.transfers.service.revoking import file_revocation
from mutasi_flow.transfers.workflow import Action, State

blueprint = Blueprint("transfers_api", __name__, url_prefix="/api/v1")

LARGEST_PAGE = 100


def _show(number: str, status: int = 200) -> Answer:
    session, actor = current_session(), current_actor()
    card = get_card(session, number, actor)
    waiting = load_waiting(session, card, actor)
    steps = list_own_steps(session, card, available_steps(card, actor), actor, current_clock().today())
    shown = schemas.transfer_json(card, load_status(session, card, actor), waiting, steps, translate)
    return jsonify(shown), status


def _destinations(given: schemas.TransferInput) -> list[Destination]:
    session = current_session()
    codes = [(wish.to_unit, wish.to_post) for wish in given.wishes] or [(given.to_unit, given.to_post)]
    found = []
    for unit_code, jabatan_code in codes:
        if not unit_code and not jabatan_code:
            continue
        unit = people.find_unit_by_code(session, unit_code)
        jabatan = people.find_jabatan_by_code(session, jabatan_code)
        if unit is None:
            raise InvalidInput(T("Unit dengan kode {code} tidak dikenal.", code=unit_code), field="to_unit")
        if jabatan is None:
            raise InvalidInput(T("Jabatan dengan kode {code} tidak dikenal.", code=jabatan_code), field="to_post")
        found.append(Destination(unit.id, jabatan.id))
    return found


def _employee_id(nip: str) -> int:
    """Find the employee; strangers' numbers and unknown ones get the same answer."""
    actor, card = current_actor(), people.find_employee_by_nip(current_session(), nip)
    reach = (Permission.TRANSFERS_FILE_FOR, Permission.TRANSFERS_PROPOSE, Permission.EMPLOYEES_READ)
    if card is None or not (
        card.id == actor.employee_id or any(actor.may(permission, card.unit_path or "") for permission in reach)
    ):
        raise InvalidInput(
            T("Tidak ada pegawai dengan NIP {nip} dalam lingkup kewenangan Anda.", nip=nip), field="employee"
        )
    return card.id


@blueprint.post("/transfers")
@requires(Permission.SELF, Permission.TRANSFERS_FILE_FOR, Permission.TRANSFERS_PROPOSE)
@writes
def create() -> Answer:
    """Open a draft."""
    given = schemas.parse(schemas.TransferInput, read_json())
    new = NewTransfer(
        employee_id=_employee_id(given.employee),
        destinations=_destinations(given),
        kind=LegalKind(given.kind),
        door=Door(given.door),
        reason=given.reason,
        reason_category=given.reason_category,
        until_on=given.until_on,
        share=given.share,
    )
    session, actor, clock = current_session(), current_actor(), current_clock()
    number = create_draft(session, new, actor, clock)
    if given.other is not None:
        other = Other(given.other.government, given.other.unit, given.other.post)
        go_outside(session, number, new.kind, other, actor=actor, clock=clock)
    return _show(number, 201)


@blueprint.get("/transfers/<number>")
@requires()
def show(number: str) -> Answer:
    """Show one transfer."""
    return _show(number)


@blueprint.get("/transfers")
@requires()
def index() -> Answer:
    """List the transfers that the caller may see."""
    session, actor = current_session(), current_actor()
    wanted = _filter()
    rows = list_transfers(session, actor, wanted)
    statuses = load_statuses(session, rows, actor)
    items = [schemas.listed_json(row, statuses[row.id], translate) for row in rows]
    following = str(rows[-1].id) if len(rows) == wanted.limit else None
    return jsonify(schemas.ListJson(items=items, next=following).model_dump(mode="json"))


def _filter() -> ListFilter:
    state, unit, cursor = request.args.get("state"), request.args.get("unit"), read_mark("cursor")
    if state and state not in set(State):
        raise InvalidInput(T("Keadaan {state} tidak dikenal.", state=state), field="state")
    if request.args.get("cursor") and cursor is None:
        raise InvalidInput(T("Penanda halaman tidak dikenal."), field="cursor")
    found = people.find_unit_by_code(current_session(), unit) if unit else None
    if unit and found is None:
        raise InvalidInput(T("Unit dengan kode {code} tidak dikenal.", code=unit), field="unit")
    return ListFilter(
        state=State(state) if state else None,
        unit_path=found.path if found else "",
        q=request.args.get("q", ""),
        cursor=cursor,
        limit=read_number("limit", 25, least=1, most=LARGEST_PAGE),
    )


@blueprint.post("/transfers/<number>/actions/<action>")
@requires()
@writes
def act(number: str, action: str) -> Answer:
    """Take one step."""
    if action not in set(Action):
        raise NotFound(T("Tindakan {action} tidak dikenal.", action=action))
    given = schemas.parse(schemas.ActionInput, read_json())
    press = Press(
        expected_version=given.expected_version,
        reason=given.reason,
        until=given.until,
        effective_on=given.effective_on,
        weighed=given.weighed,
    )
    perform(current_session(), number, Action(action), actor=current_actor(), clock=current_clock(), press=press)
    return _show(number)


@blueprint.post("/transfers/<number>/revocation")
@requires(Permission.TRANSFERS_PROPOSE)
@writes
def revoke(number: str) -> Answer:
    """Open the draft of a file that asks for the decree of this transfer to be revoked."""
    given = schemas.parse(RevocationInput, read_json())
    filed = file_revocation(current_session(), number, given.reason, actor=current_actor(), clock=current_clock())
    return _show(filed, 201)


@blueprint.get("/transfers/<number>/trail")
@requires()
def show_trail(number: str) -> Answer:
    """Show the trail of one transfer."""
    session, actor = current_session(), current_actor()
    rows = list_history(session, get_card(session, number, actor), actor, current_clock())
    return jsonify({"items": [schemas.trail_json(row) for row in rows]})


@blueprint.get("/transfers/<number>/decrees")
@requires()
def list_decrees(number: str) -> Answer:
    """List the decrees of one transfer."""
    card = get_card(current_session(), number, current_actor())
    rows = letters.list_about(current_session(), trail.ABOUT, card.id, kinds=DECREES)
    return jsonify({"items": [schemas.letter_json(row) for row in rows]})


@blueprint.get("/decrees/<int:letter_id>.pdf")
@requires()
def download(letter_id: int) -> Answer:
    """Send the stored bytes of a letter."""
    session = current_session()
    letter = letters.get_letter(session, letter_id)
    card = find_card_by_id(session, letter.about_id) if letter.about_kind == trail.ABOUT else None
    if card is None or not may_see(session, card, current_actor()):
        raise NotFound(letters.NO_LETTER)
    if not letter.file_key:
        raise NotFound(T("SK ini masih disiapkan. Coba lagi sebentar."))
    return send_letter(letter)
