"""Input of the pages of plans."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from mutasi_flow.core.forms import Form, as_key
from mutasi_flow.core.texts import T, Text
from mutasi_flow.planning.edits import MOST_HIRES, BySubject, ChangePost, ChangeRule, CloseUnit
from mutasi_flow.planning.plans.domain import CHANGES_JABATAN, RULE_LABELS, USUAL_PRICE, Basis, Edit, Hire, Target
from mutasi_flow.planning.plans.model import PLAN_NAME, SEED
from mutasi_flow.planning.plans.service import NewPlan, NewScenario
from mutasi_flow.planning.policy import Phi, Policy
from mutasi_flow.planning.snapshot import DEFAULT_RULES
from mutasi_flow.planning.subjects import LOADS
from mutasi_flow.workload.domain import LESSON_HOURS

PERIOD = "periode-"
STAFF = "pegawai"
LONGEST, LONGEST_LIST = 200, 10_000
MOST_PRICE, MOST_MOVES, MOST_FIGURE = 1_000_000.0, 1_000_000, 1_000_000.0
PHI_LABELS: dict[Phi, Text] = {
    Phi.ABS: T("Selisih orang (biasa)"),
    Phi.RASIO: T("Bagian kursi yang kosong"),
    Phi.REL: T("Selisih dibanding kebutuhan"),
    Phi.BEBAN: T("Beban tiap pegawai"),
}
FIGURES = {rule: label for rule, label in RULE_LABELS.items() if rule != CHANGES_JABATAN}
"""Rules of a new plan that are figures; whether it may change jabatan is a choice of its own."""
OPENING_LABELS: dict[str, Text] = {
    "0": T("Tidak: tetap jabatan yang sama, di unit lain"),
    "1": T("Ya, ke jabatan yang syarat pendidikan dan bidang studinya tercatat"),
}
EDIT_LABELS: dict[str, Text] = {
    "close": T("Unit ditutup"),
    "post": T("Angka satu jabatan"),
    "hire": T("Pegawai baru"),
    "rule": T("Aturan lain"),
    "subject": T("Guru menurut mata pelajaran"),
}


def start_plan(today: date) -> Form:
    """Return the form with what is usual; the day stands in for a seed that somebody announces."""
    usual = {rule: f"{DEFAULT_RULES[rule]:g}" for rule in FIGURES}
    return Form({"phi": Phi.ABS.value, CHANGES_JABATAN: "0", "seed": today.isoformat(), **usual})


def read_plan(form: Form, unit_id: int | None) -> NewPlan:
    """Read a new plan.

    Raises:
        InvalidForm: something is missing or not understood.
    """
    basis = form.value("basis")
    key = as_key(basis.removeprefix(PERIOD))
    if basis != STAFF and not (basis.startswith(PERIOD) and key is not None):
        form.fail("basis", T("{label}: pilih salah satu.", label=T("Dasar kebutuhan")))
    rules = {rule: _figure(form, rule, label, DEFAULT_RULES[rule]) for rule, label in FIGURES.items()}
    crosses = float(form.choice(CHANGES_JABATAN, T("Berpindah jabatan"), OPENING_LABELS, required=False) or 0)
    new = NewPlan(
        form.text("name", T("Nama rencana"), max_length=PLAN_NAME),
        form.day("effective_on", T("Tanggal berlaku")),
        form.text("seed", T("Benih undian"), max_length=SEED),
        Basis.STAFF if basis == STAFF else Basis.NEED,
        key,
        unit_id,
        _read_policy(form),
        _read_targets(form),
        {CHANGES_JABATAN: crosses, **{rule: value for rule, value in rules.items() if value != DEFAULT_RULES[rule]}},
        form.text(
            "locks", T("NIP yang tidak dipindahkan"), required=False, max_length=LONGEST_LIST, multiline=True
        ).split(),
    )
    form.check()
    return new


def _figure(form: Form, name: str, label: Text, usual: float) -> float:
    found = form.optional_number(name, label, least=0, most=MOST_FIGURE)
    return usual if found is None else found


def _read_policy(form: Form) -> Policy:
    phi = form.member("phi", T("Ukuran imbang"), Phi)
    price = form.optional_number("move_price", T("Harga per mutasi"), least=0, most=MOST_PRICE)
    return Policy(
        phi,
        USUAL_PRICE.get(phi, 0.0) if price is None else price,
        form.optional_integer("max_moves", T("Paling banyak mutasi"), least=0, most=MOST_MOVES),
        experience=form.optional_number("experience", T("Bobot pengalaman di tempat sulit"), least=0, most=MOST_PRICE)
        or 0.0,
        exact=form.flag("exact"),
    )


def _read_targets(form: Form) -> tuple[Target, ...]:
    """Read one target per line, its figure behind the last colon."""
    found = []
    for line in form.text(
        "targets", T("Sasaran layanan"), required=False, max_length=2_000, multiline=True
    ).splitlines():
        words, colon, figure = line.rpartition(":")
        text, number = (words, figure) if colon else (line, "")
        if text.strip():
            found.append(Target(text.strip()[:LONGEST], number.strip()[:LONGEST]))
    return tuple(found)


def read_scenario(form: Form) -> NewScenario:
    """Read name and policy of a scenario.

    Raises:
        InvalidForm: something is missing or not understood.
    """
    new = NewScenario(form.text("name", T("Nama skenario"), max_length=PLAN_NAME), _read_policy(form))
    form.check()
    return new


def start_scenario() -> Form:
    """Return the form of a new scenario."""
    return Form({"phi": Phi.ABS.value})


def show_scenario(values: Mapping[str, Any]) -> Form:
    """Return the form as a scenario stands."""
    limit = values["max_moves"]
    return Form(
        {
            "name": values["name"],
            "phi": values["phi"],
            "move_price": f"{values['move_price']:g}".replace(".", ","),
            "experience": f"{values['experience']:g}".replace(".", ",") if values["experience"] else "",
            "max_moves": "" if limit is None else str(limit),
            "exact": "ya" if values["is_exact"] else "",
        }
    )


def read_edit(form: Form) -> Edit:
    """Read one edit.

    Raises:
        InvalidForm: something is missing or not understood.
    """
    kind = form.choice("kind", T("Perubahan"), EDIT_LABELS)
    edit = _READERS[kind](form) if kind else CloseUnit("")
    form.check()
    return edit


def _code(form: Form, name: str, label: Text) -> str:
    return form.text(name, label, max_length=LONGEST)


def _read_close(form: Form) -> Edit:
    return CloseUnit(_code(form, "unit", T("Kode unit")))


def _read_post(form: Form) -> Edit:
    return ChangePost(
        _code(form, "unit", T("Kode unit")),
        _code(form, "jabatan", T("Kode jabatan")),
        form.optional_number("need", T("Kebutuhan"), least=0, most=MOST_FIGURE),
        form.optional_integer("minimum", T("Paling sedikit"), least=0),
        form.optional_integer("formation", T("Formasi"), least=0),
    )


def _read_hire(form: Form) -> Edit:
    return Hire(
        _code(form, "unit", T("Kode unit")),
        _code(form, "jabatan", T("Kode jabatan")),
        form.integer("count", T("Jumlah pegawai baru"), least=1, most=MOST_HIRES),
    )


def _read_rule(form: Form) -> Edit:
    rule = form.choice("rule", T("Aturan"), RULE_LABELS)
    return ChangeRule(rule, form.optional_number("value", T("Angka"), least=0, most=MOST_FIGURE) or 0.0)


def _read_subject(form: Form) -> Edit:
    return BySubject(form.optional_number("full_load", T("Beban penuh"), least=LOADS[0], most=LOADS[1]) or LESSON_HOURS)


_READERS: Mapping[str, Callable[[Form], Edit]] = {
    "close": _read_close,
    "post": _read_post,
    "hire": _read_hire,
    "rule": _read_rule,
    "subject": _read_subject,
}
