"""The rules before the administrator: what holds, since when and why; a next version is tried, then published."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
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
from mutasi_flow.rules import service
from mutasi_flow.rules.domain import (
    ACT_LABELS,
    AUTHORITY_LABELS,
    FIELDS,
    LEVEL_LABELS,
    OUTCOME_LABELS,
    RULE_OF,
    RULES,
    UNIT_LABELS,
    Act,
    Rule,
    Stage,
    Verdict,
    Version,
    judge,
    try_cases,
)
from mutasi_flow.rules.forms import OFF, read_case, read_version, start_form
from mutasi_flow.rules.queries import gather_facts, list_cases, load_rulebook

pages = Blueprint("rulebook", __name__)

OFF_LABEL = T("Tidak diberlakukan")
WORDS: dict[str, Any] = {
    "acts": ACT_LABELS,
    "authorities": AUTHORITY_LABELS,
    "levels": LEVEL_LABELS,
    "outcomes": OUTCOME_LABELS,
    "units": UNIT_LABELS,
    "off": OFF_LABEL,
}


@pages.get("/admin/aturan")
@requires(Permission.ADMIN)
def index() -> Answer:
    """List the rules as they hold today."""
    today = current_clock().today()
    book = load_rulebook(current_session())
    held = {one.rule.code: one for one in book.in_force(today)}
    return render_template("rules/index.html", rules=RULES, held=held, **WORDS)


def _get(code: str) -> Rule:
    if code not in RULE_OF:
        raise NotFound
    return RULE_OF[code]


def _holding(rule: Rule) -> Version:
    """Return the version that holds today, or the shipped one before its regulation began."""
    book = load_rulebook(current_session())
    return next((one for one in book.in_force(current_clock().today()) if one.rule is rule), rule.shipped())


def _preview(version: Version, nip: str) -> Verdict | None:
    """Ask the version about a real person moving within the own unit; None when nobody was named."""
    found = people.find_employee_by_nip(current_session(), nip) if nip.strip() else None
    if found is None:
        return None
    day = max(version.from_on, current_clock().today())
    facts = gather_facts(
        current_session(),
        employee_id=found.id,
        to_unit_id=found.unit_id,
        to_jabatan_id=found.jabatan_id,
        today=day,
        stage=Stage(Act.DECREE, effective_on=day),
    )
    return judge(version, facts)


def _choices(labels: dict[Any, Any]) -> list[tuple[str, str]]:
    return [(key.value, translate(label)) for key, label in labels.items()]


def _page(rule: Rule, form: Form, tried: Version | None = None) -> Answer:
    session = current_session()
    holding, cases = _holding(rule), list_cases(session, rule.code)
    shown, nip = tried or holding, request.values.get("nip", "")
    page = render_template(
        "rules/rule.html",
        rule=rule,
        form=form,
        holding=holding,
        tried=tried,
        versions=[one for one in load_rulebook(session).versions if one.rule is rule],
        results=try_cases(shown, cases),
        cases=cases,
        fields=FIELDS,
        preview=_preview(shown, nip),
        nip=nip,
        level_choices=[*_choices(LEVEL_LABELS), (OFF, translate(OFF_LABEL))],
        authority_choices=_choices(AUTHORITY_LABELS),
        outcome_choices=_choices(OUTCOME_LABELS),
        field_choices=[(one.name, translate(one.label)) for one in FIELDS],
        **WORDS,
    )
    return page, form.status


@pages.get("/admin/aturan/<code>")
@requires(Permission.ADMIN)
def show(code: str) -> Answer:
    """Show one rule, its versions and its test cases; ``nip`` tries it on a real person."""
    rule = _get(code)
    return _page(rule, start_form(_holding(rule), current_clock().today().isoformat()))


@pages.post("/admin/aturan/<code>/coba")
@requires(Permission.ADMIN)
@writes
def preview(code: str) -> Answer:
    """Ask the test cases and a real person of a version that is not published; nothing is kept."""
    rule, form = _get(code), read_form()
    with form.catching():
        version = read_version(form, rule)
        service.check_version(version, current_clock().today())
        return _page(rule, form, version)
    return _page(rule, form)


@pages.post("/admin/aturan/<code>")
@requires(Permission.ADMIN)
@writes
def publish(code: str) -> Answer:
    """Publish a version; a test case that comes out otherwise stops it."""
    rule, form, clock = _get(code), read_form(), current_clock()
    version: Version | None = None
    with form.catching():
        version = read_version(form, rule)
        service.publish_version(current_session(), version, actor=current_actor(), today=clock.today(), at=clock.now())
        show_notice(T("Versi {code} terbit, berlaku mulai {day}.", code=code, day=version.from_on))
        return redirect(url_for("rulebook.show", code=code), 303)
    return _page(rule, form, version)


@pages.post("/admin/aturan/<code>/contoh")
@requires(Permission.ADMIN)
@writes
def add_case(code: str) -> Answer:
    """Keep a test case of the office."""
    rule, form = _get(code), read_form()
    with form.catching():
        case = read_case(form)
        service.add_case(current_session(), code, case, actor=current_actor(), at=current_clock().now())
        show_notice(T("Contoh kasus tersimpan: {name}.", name=case.name))
        return redirect(url_for("rulebook.show", code=code), 303)
    return _page(rule, form)


@pages.post("/admin/aturan/contoh/<int:case_id>/hapus")
@requires(Permission.ADMIN)
@writes
def remove_case(case_id: int) -> Answer:
    """Take a test case away."""
    code = service.remove_case(current_session(), case_id, actor=current_actor(), at=current_clock().now())
    show_notice(T("Contoh kasus dihapus."))
    return redirect(url_for("rulebook.show", code=code), 303)
