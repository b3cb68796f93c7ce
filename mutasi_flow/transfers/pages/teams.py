"""Performance assessment teams before the administrator."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import Conflict, InvalidInput
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    read_form,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.people import queries as people
from mutasi_flow.transfers import deliberation
from mutasi_flow.transfers.domain.team import DUTY_LABELS, QUORUM_LABELS
from mutasi_flow.transfers.forms.deliberation import read_member, read_team

pages = Blueprint("teams", __name__)


def _index(form: Form) -> Answer:
    session, today = current_session(), current_clock().today()
    teams = deliberation.list_teams(session)
    page = render_template(
        "transfers/teams.html",
        form=form,
        teams=[(team, len(deliberation.list_members(session, team.id, today)), team.is_in(today)) for team in teams],
        quorums=[(one.value, translate(label)) for one, label in QUORUM_LABELS.items()],
    )
    return page, form.status


@pages.get("/admin/tim")
@requires(Permission.ADMIN)
def index() -> Answer:
    """List the teams, and offer to add one."""
    today = current_clock().today().isoformat()
    return _index(Form({"from_on": today, "decree_on": today, "quorum": "majority"}))


@pages.post("/admin/tim")
@requires(Permission.ADMIN)
@writes
def add() -> Answer:
    """Add a team."""
    form = read_form()
    with form.catching():
        new = read_team(form)
        team_id = deliberation.add_team(current_session(), new, actor=current_actor(), at=current_clock().now())
        show_notice(T("Tim tersimpan. Tambahkan anggotanya."))
        return _back(team_id)
    return _index(form)


def _back(team_id: int) -> Response:
    return redirect(url_for("teams.show", team_id=team_id), 303)


def _team(team_id: int, form: Form) -> Answer:
    session, today = current_session(), current_clock().today()
    team, members = deliberation.get_team(session, team_id), deliberation.list_members(session, team_id)
    acting = access.employees_with_role(session, Role.TEAM_MEMBER, "", today)
    page = render_template(
        "transfers/team.html",
        form=form,
        team=team,
        members=[row for row in members if row.to_on is None or row.to_on >= today],
        former=[row for row in members if row.to_on is not None and row.from_on <= row.to_on < today],
        without_role={row.employee_id for row in members} - set(acting),
        duty_labels=DUTY_LABELS,
        duties=[(one.value, translate(label)) for one, label in DUTY_LABELS.items()],
        quorums=[(one.value, translate(label)) for one, label in QUORUM_LABELS.items()],
    )
    return page, form.status


@pages.get("/admin/tim/<int:team_id>")
@requires(Permission.ADMIN)
def show(team_id: int) -> Answer:
    """Show a team with its members."""
    team = deliberation.get_team(current_session(), team_id)
    days = {name: day.isoformat() for name in ("decree_on", "from_on", "to_on") if (day := getattr(team, name))}
    words = {"name": team.name, "decree_number": team.decree_number, "quorum_source": team.quorum_source}
    return _team(team_id, Form({**days, **words, "quorum": team.quorum.value, "duty": "member"}))


@pages.post("/admin/tim/<int:team_id>")
@requires(Permission.ADMIN)
@writes
def change(team_id: int) -> Answer:
    """Change what is on record about a team."""
    form = read_form()
    with form.catching():
        new = read_team(form)
        deliberation.change_team(current_session(), team_id, new, actor=current_actor(), at=current_clock().now())
        show_notice(T("Tim tersimpan."))
        return _back(team_id)
    return _team(team_id, form)


@pages.post("/admin/tim/<int:team_id>/anggota")
@requires(Permission.ADMIN)
@writes
def add_member(team_id: int) -> Answer:
    """Add somebody to a team."""
    session, form, clock, actor = current_session(), read_form(), current_clock(), current_actor()
    with form.catching():
        nip, duty, from_on = read_member(form, clock.today())
        found = people.find_employee_by_nip(session, nip)
        if found is None:
            raise InvalidInput(T("Tidak ada pegawai dengan NIP ini."), "nip")
        try:
            deliberation.add_member(session, team_id, found.id, duty, from_on=from_on, actor=actor, at=clock.now())
        except Conflict as taken:
            raise InvalidInput(taken.text, "nip") from None
        show_notice(T("{name} menjadi anggota tim.", name=found.full_name))
        return _back(team_id)
    return _team(team_id, form)


@pages.post("/admin/tim/<int:team_id>/anggota/<int:member_id>/akhiri")
@requires(Permission.ADMIN)
@writes
def end_member(team_id: int, member_id: int) -> Answer:
    """Let a membership end."""
    clock, actor = current_clock(), current_actor()
    deliberation.end_member(current_session(), team_id, member_id, today=clock.today(), actor=actor, at=clock.now())
    show_notice(T("Keanggotaan itu berakhir."))
    return _back(team_id)
