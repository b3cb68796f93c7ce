"""Forms of the rules: versions, test cases and freeze windows as typed values."""

from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.rules.domain import (
    FIELDS,
    Act,
    Authority,
    Case,
    FieldKind,
    FreezeWindow,
    Level,
    Occasion,
    Outcome,
    Rule,
    Version,
    election_start,
    new_head_end,
)

OFF = "off"
LONGEST = 300


def start_form(version: Version, today: str) -> Form:
    """Return the form of a next version, filled with what holds now."""
    return Form(
        {
            "level": version.level.value if version.level else OFF,
            "message": version.message,
            "advice": str(version.advice),
            "source": version.source,
            "permitted_by": version.exempted_by.value if version.exempted_by else "",
            "from_on": today,
            **{name: str(value) for name, value in version.limits.items()},
        }
    )


def read_version(form: Form, rule: Rule) -> Version:
    """Read a version that is not published yet."""
    level = form.choice("level", T("Bobot"), [OFF, *Level])
    limits = {one.name: form.integer(one.name, one.label, least=one.least, most=one.most) for one in rule.parameters}
    message = form.text("message", T("Kalimat bila belum terpenuhi"), required=False, max_length=LONGEST)
    advice = form.text("advice", T("Saran"), required=False, max_length=LONGEST)
    source = form.text("source", T("Dasar aturan"), max_length=LONGEST)
    permitted_by = form.choice("permitted_by", T("Yang dapat mengecualikan"), set(Authority), required=False)
    from_on = form.day("from_on", T("Berlaku mulai"))
    to_on = form.optional_day("to_on", T("Berlaku sampai"))
    form.check()
    return Version(
        rule,
        None if level == OFF else Level(level),
        limits,
        source,
        message,
        Text(advice) if advice else rule.advice,
        Authority(permitted_by) if permitted_by else None,
        from_on,
        to_on,
    )


def read_case(form: Form) -> Case:
    """Read a test case: every field that was filled in, or marked as not on record."""
    name = form.text("name", T("Nama contoh kasus"))
    expected = form.member("expected", T("Hasil yang diharapkan"), Outcome)
    missing = set(form.values("missing"))
    changes: dict[str, str | None] = {}
    for one in FIELDS:
        if one.name in missing:
            changes[one.name] = None
        elif one.kind is FieldKind.DAY:
            day = form.optional_day(one.name, one.label)
            if day:
                changes[one.name] = day.isoformat()
        elif form.value(one.name).strip():
            changes[one.name] = form.value(one.name).strip()
    form.check()
    return Case(name, changes, expected)


def read_window(form: Form) -> FreezeWindow:
    """Read a freeze window; the day from which it is counted may stand for one of its ends."""
    occasion = form.member("occasion", T("Peristiwa"), Occasion)
    name = form.text("name", T("Nama"))
    counted_from = form.optional_day("counted_from", T("Penetapan calon atau pelantikan"))
    months = form.integer("months", T("Lama (bulan)"), least=1, most=24) if counted_from else 0
    from_on = form.optional_day("from_on", T("Berlaku mulai"))
    to_on = form.optional_day("to_on", T("Berlaku sampai"))
    if counted_from and occasion is Occasion.ELECTION:
        from_on = from_on or election_start(counted_from, months)
    elif counted_from:
        from_on, to_on = from_on or counted_from, to_on or new_head_end(counted_from, months)
    kinds = form.choices("kinds", T("Jenis jabatan"), set(JabatanKind), required=True)
    acts = form.choices("acts", T("Langkah yang dibatasi"), set(Act), required=True)
    level = form.member("level", T("Bobot"), Level)
    permitted_by = form.choice("permitted_by", T("Yang dapat mengizinkan"), set(Authority), required=False)
    source = form.text("source", T("Dasar aturan"), max_length=LONGEST)
    if from_on is None:
        form.fail("from_on", T("Isi tanggal mulai, atau tanggal penetapan calon atau pelantikan."))
    form.check()
    return FreezeWindow(
        occasion,
        name,
        from_on,  # type: ignore[arg-type]
        to_on,
        frozenset(JabatanKind(kind) for kind in kinds),
        frozenset(Act(act) for act in acts),
        level,
        Authority(permitted_by) if permitted_by else None,
        source,
    )
