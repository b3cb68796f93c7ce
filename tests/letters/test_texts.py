"""The office's own texts: the shipped ones say what the composers say, hostile ones are refused, none goes out unseen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from mutasi_flow.access.domain import Role
from mutasi_flow.access.model import Account
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound, Refused
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.letters.contexts import (
    SHIPPED,
    DecreeMove,
    DecreePerson,
    House,
    LetterText,
    SampleOffice,
    Subject,
    canonical,
    freeze,
    transfer_amendment,
    transfer_decree,
    transfer_revocation,
)
from mutasi_flow.letters.contexts.collective_samples import sample_collective_decree
from mutasi_flow.letters.contexts.samples import DECREE
from mutasi_flow.letters.contexts.worded_samples import SLOTS, shipped_text, worded_sample
from mutasi_flow.letters.domain import (
    DATA,
    LONGEST_PART,
    MOST_NESTED,
    PARTS,
    always_shows,
    check_part,
    fill,
    side_by_side,
)
from mutasi_flow.letters.domain.texts import SINGLE
from mutasi_flow.letters.model import Letter
from mutasi_flow.letters.queries import find_draft, get_house, list_texts_in_force, list_versions
from mutasi_flow.letters.render.engines import render
from mutasi_flow.letters.service import (
    digest_of,
    drop_draft,
    preview_text,
    publish_text,
    read_unpreviewed,
    save_draft,
    store_preview,
)
from mutasi_flow.people.domain import EmploymentStatus
from tests.browsing import Browser
from tests.factories import NOW, TODAY, make_account, make_office
from tests.transfers.scene import build_scene

KIND = "transfer_decree"
names = st.text("abdeghkmnprst", min_size=4, max_size=9).map(str.capitalize)
moves = st.builds(DecreeMove, names, names, names, names, st.booleans(), st.sampled_from([None, date(2026, 9, 30)]))
people = st.builds(
    DecreePerson, names, st.just("198604122010012014"), st.sampled_from(EmploymentStatus), st.just("Penata, III/c")
)
houses = st.sampled_from([SHIPPED, House(first_label="PERTAMA")])


def with_shipped(house: House, kind: str) -> House:
    return replace(house, texts=(LetterText(kind, 0, shipped_text(kind)),))


@given(people, moves, houses)
def test_the_shipped_text_says_what_the_composer_says(person: DecreePerson, move: DecreeMove, house: House) -> None:
    def composed(house: House) -> Any:
        return transfer_decree(
            office=SampleOffice(),
            person=person,
            move=move,
            considered=("Usul",),
            effective_on=date(2026, 4, 1),
            dated_on=date(2026, 3, 2),
            house=house,
        )

    assert composed(with_shipped(house, KIND)) == composed(house)


@given(people, moves, st.sampled_from(["transfer_amendment", "transfer_revocation"]), houses)
def test_so_do_those_of_changes(person: DecreePerson, move: DecreeMove, kind: str, house: House) -> None:
    def composed(house: House) -> Any:
        subject = Subject(SampleOffice(), person, move, house=house)
        if kind == "transfer_revocation":
            return transfer_revocation(subject, DECREE, "data keliru", date(2026, 4, 6))
        return transfer_amendment(subject, DECREE, "data keliru", date(2026, 5, 1), date(2026, 4, 6))

    assert composed(with_shipped(house, kind)) == composed(house)


@pytest.mark.parametrize("people_in_it", [1, 2, 3])
def test_so_does_the_collective_one(people_in_it: int) -> None:
    kind = "collective_decree"
    assert sample_collective_decree(people_in_it, with_shipped(SHIPPED, kind)) == sample_collective_decree(people_in_it)


@pytest.mark.parametrize("kind", SLOTS)
def test_shipped_texts_pass_their_own_checks(kind: str) -> None:
    for name, source in shipped_text(kind).items():
        assert check_part(name, source, SLOTS[kind]) == source


HOSTILE = [
    ("{% for x in range(1000000000) %}x{% endfor %}", "Perintah for"),
    ("{% for x in nama %}{% for y in nama %}x{% endfor %}{% endfor %}", "Perintah for"),
    ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "Perintah macro"),
    ("{% include '/etc/passwd' %}", "Perintah include"),
    ("{% import 'letters/parts.html' as p %}", "Perintah import"),
    ("{% extends 'letters/layout.html' %}", "Perintah extends"),
    ("{% set x = 1 %}", "Perintah set"),
    ("{{ open('/etc/passwd').read() }}", "hanya ada isian"),
    ("{{ nama.__class__.__mro__ }}", "hanya ada isian"),
    ("{{ ''.__class__ }}", "hanya ada isian"),
    ("{{ nama['x'] }}", "hanya ada isian"),
    ("{{ 'x' * 1000000000 }}", "hanya ada isian"),
    ("{{ 9 ** 9 ** 9 }}", "hanya ada isian"),
    ("{{ [1] * 9 }}", "hanya ada isian"),
    ("{{ self }}", "Isian self"),
    ("{{ cycler }}", "Isian cycler"),
    ("{{ rahasia }}", "Isian rahasia"),
    ("{{ nama | center(1000000000) }}", "Penyaring center"),
    ("{{ nama | upper(1) }}", "Penyaring upper"),
    ("{% if nama is defined %}x{% endif %}", "hanya ada isian"),
    ("{{ nama", "isian dalam kurung kurawal"),
    ("{% if nama %}tanpa akhir", "isian dalam kurung kurawal"),
    ('<img src="http://127.0.0.1/x">', "tanda <"),
    ("<link rel=attachment href='file:///etc/passwd'>", "tanda <"),
    ("<script>alert(1)</script>", "tanda <"),
    ("\U0001f600", "tidak dapat dicetak"),
    ("{{ " + "not " * 500 + "nama }}", "bertumpuk"),
    ("{{ nama" + " | upper" * 500 + " }}", "bertumpuk"),
    ("{% if sementara %}" * 150 + "x" + "{% endif %}" * 150, "bertumpuk"),
    ("{{ " + "nama if sementara else " * 150 + "nama }}", "bertumpuk"),
    ("{{ " + "(" * 3_000 + "nama" + ")" * 3_000 + " }}", "isian dalam kurung kurawal"),
    ("x" * (LONGEST_PART + 1), "paling banyak"),
    ("{{ nama }}" * 700, "terlalu banyak isian"),
    (" \n ", "belum diisi"),
    ("a\n" * 11, "diktum"),
]


@pytest.mark.parametrize(("source", "words"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_refused_with_words(source: str, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_part("clauses", source, SLOTS[KIND])
    assert words in str(refused.value)
    assert refused.value.field == "clauses"


@given(st.text(max_size=80))
def test_whatever_is_typed_is_refused_in_words_or_can_be_filled(source: str) -> None:
    values: dict[str, object] = {**dict.fromkeys(SLOTS[KIND], "x"), "sementara": True, "permintaan_sendiri": False}
    try:
        checked = check_part("clauses", source, SLOTS[KIND])
        fill(checked, values)
    except InvalidInput:
        return


def test_what_is_one_paragraph_stays_one() -> None:
    for part in SINGLE:
        with pytest.raises(InvalidInput, match="cukup satu paragraf"):
            check_part(part, "satu\ndua", SLOTS[KIND])


def test_a_text_that_cannot_be_filled_says_so_instead_of_printing_a_gap() -> None:
    with pytest.raises(InvalidInput, match="tidak dapat diisi"):
        fill("Memindahkan {{ nama }}.", {})


@given(names, st.text("{}%# abc<", max_size=30))
def test_values_are_words_and_never_commands(name: str, value: str) -> None:
    said = fill("{{ nama }} {{ pegawai }}", {"nama": name, "pegawai": value})
    assert " ".join(said) == " ".join(f"{name} {value}".split())


def test_conditions_within_conditions_can_be_filled_as_deep_as_they_are_allowed() -> None:
    deepest = MOST_NESTED - 2
    nested = "{% if sementara %}" * deepest + "{{ nama }}" + "{% endif %}" * deepest
    assert fill(check_part("closing", nested, SLOTS[KIND]), {"sementara": True, "nama": "Wulan"}) == ("Wulan",)


def test_differences_stand_beside_each_other() -> None:
    assert side_by_side("a\nb\nc", "a\nx\ny\nc") == (
        ("a", "a", True),
        ("b", "x", False),
        ("", "y", False),
        ("c", "c", True),
    )
    assert all(same for *_, same in side_by_side("a\nb", "a\nb"))


def own(**parts: str) -> dict[str, str]:
    return {**shipped_text(KIND), "closing": "Keputusan ini disampaikan dengan hormat.", **parts}


def keep(session: Session, parts: dict[str, str], seen: str = "", kind: str = KIND) -> str:
    return save_draft(session, kind, parts, seen=seen, actor=SYSTEM, at=NOW).digest


def put_out(session: Session, seen: str, from_on: date = TODAY) -> int:
    return publish_text(session, KIND, seen=seen, from_on=from_on, actor=SYSTEM, today=TODAY, at=NOW)


def look_at(session: Session, runtime: Runtime) -> None:
    draft = find_draft(session, KIND)
    assert draft is not None
    args = {"text": draft.id}
    store_preview(session, args, preview_text(read_unpreviewed(session, args), runtime))


def test_nothing_is_published_unseen(session: Session, runtime: Runtime) -> None:
    digest = keep(session, own())
    assert digest == digest_of({name: own()[name] for name in PARTS})
    with pytest.raises(Refused):
        put_out(session, digest)
    look_at(session, runtime)
    draft = find_draft(session, KIND)
    assert draft is not None
    assert runtime.files.get(draft.preview_key).startswith(b"%PDF")
    assert read_unpreviewed(session, {"text": draft.id}) is None, "a preview is made once"
    changed = keep(session, own(closing="Lain lagi."), digest)
    with pytest.raises(Refused):
        put_out(session, changed)
    with pytest.raises(Conflict):
        put_out(session, digest)
    look_at(session, runtime)
    with pytest.raises(InvalidInput):
        put_out(session, changed, TODAY - timedelta(days=1))
    assert put_out(session, changed) == 1
    assert find_draft(session, KIND) is None
    assert [one.version for one in list_versions(session, KIND)] == [1]


def test_a_preview_of_former_words_is_not_kept(session: Session, runtime: Runtime) -> None:
    digest = keep(session, own())
    draft = find_draft(session, KIND)
    assert draft is not None
    printed = preview_text(draft, runtime)
    keep(session, own(closing="Berubah."), digest)
    store_preview(session, {"text": draft.id}, printed)
    assert not find_draft(session, KIND).is_previewed  # type: ignore[union-attr]


def test_two_writers_do_not_overwrite_each_other(session: Session) -> None:
    digest = keep(session, own())
    with pytest.raises(Conflict):
        keep(session, own(closing="Dari orang lain."))
    keep(session, own(closing="Menyusul."), digest)
    drop_draft(session, KIND, actor=SYSTEM, at=NOW)
    with pytest.raises(NotFound):
        drop_draft(session, KIND, actor=SYSTEM, at=NOW)


def test_a_decree_without_its_person_is_refused(session: Session) -> None:
    with pytest.raises(InvalidInput) as refused:
        keep(session, own(clauses="Memindahkan pegawai."))
    assert refused.value.field == "clauses"
    with pytest.raises(InvalidInput):
        keep(session, own(closing="{{ data }}"))
    with pytest.raises(InvalidInput):
        keep(session, own(closing="{% if nama > 3 %}x{% endif %}y"))
    with pytest.raises(NotFound):
        keep(session, own(), kind="cover_letter")


HIDDEN = [
    "{% if sementara %}Menempatkan: {{ data }}{% endif %}\nKeputusan ini mulai berlaku.",
    "{% if permintaan_sendiri %}Memindahkan: {{ data }}{% else %}Memindahkan pegawai.{% endif %}",
    "{% if pangkat %}Memindahkan: {{ data }}{% elif nip %}Memindahkan: {{ data }}{% else %}Tanpa data.{% endif %}",
    "Memindahkan: {{ data if jabatan_lama else nama }}",
]


@pytest.mark.parametrize("clauses", HIDDEN, ids=range(len(HIDDEN)))
def test_a_condition_does_not_drop_the_data(session: Session, clauses: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        keep(session, own(clauses=clauses))
    assert (refused.value.field, "setiap cabangnya" in str(refused.value)) == ("clauses", True)


def test_data_in_every_branch_are_well(session: Session) -> None:
    both = (
        "{% if sementara %}Menempatkan: {{ data }}{% elif nip %}Memindahkan: {{ data }}{% else %}{{ data }}{% endif %}"
    )
    assert keep(session, own(clauses=both))


@pytest.mark.parametrize("kind", SLOTS)
def test_no_part_is_empty_for_some_letters(session: Session, kind: str) -> None:
    parts = {**shipped_text(kind), "closing": "{% if sementara or nip or pemerintah %}{% endif %}"}
    if kind == "collective_decree":
        parts["closing"] = "{% if jumlah == '1' %}{% else %}Disampaikan.{% endif %}"
    with pytest.raises(InvalidInput) as refused:
        keep(session, parts, kind=kind)
    assert refused.value.field == "closing"


def test_a_published_text_that_hides_the_data_stops_the_letter() -> None:
    parts = {**shipped_text(KIND), "clauses": HIDDEN[0]}
    with pytest.raises(InvalidInput, match="tidak memuat data"):
        worded_sample(KIND, replace(SHIPPED, texts=(LetterText(KIND, 1, parts),)))


branches = st.recursive(
    st.sampled_from(["{{ data }}", "{{ data | upper }}", "kata", "{{ data if nip else nama }}"]),
    lambda inner: (
        st.builds(
            "{{% if {} %}}{}{{% elif nip %}}{}{{% else %}}{}{{% endif %}}".format,
            st.sampled_from(["sementara", "permintaan_sendiri and not nip"]),
            inner,
            inner,
            inner,
        )
        | st.builds("{} {}".format, inner, inner)
    ),
    max_leaves=8,
)


@given(branches, st.booleans(), st.booleans(), st.sampled_from(["", "1986"]))
def test_what_always_shows_is_shown(source: str, temporary: bool, asked: bool, nip: str) -> None:
    values = {"sementara": temporary, "permintaan_sendiri": asked, "nip": nip, "nama": "Wulan", DATA: "DATA"}
    if always_shows(source, DATA):
        assert "DATA" in " ".join(fill(source, values))


@given(names, names)
def test_a_line_break_in_a_value_makes_no_paragraph(one: str, other: str) -> None:
    values = {"nama": f"{one}\n{other}", "pimpinan_unit": f"Pimpinan {one};\nPimpinan {other};"}
    assert fill("Kepada {{ nama }}", values) == (f"Kepada {one} {other}",)
    assert len(fill("{{ pimpinan_unit }}\nArsip.", values, "copies")) == 3
    assert len(fill("{{ pimpinan_unit }}", values, "clauses")) == 1


def publish_now(session: Session, runtime: Runtime, from_on: date, **parts: str) -> None:
    digest = keep(session, own(**parts))
    look_at(session, runtime)
    put_out(session, digest, from_on)


def test_a_letter_keeps_the_words_with_which_it_was_frozen(session: Session, runtime: Runtime) -> None:
    scene = build_scene(session)
    publish_now(session, runtime, TODAY)
    publish_now(session, runtime, TODAY + timedelta(days=9), closing="Nanti.")
    assert [one.version for one in list_texts_in_force(session, TODAY)] == [1]
    assert [one.version for one in list_texts_in_force(session, TODAY + timedelta(days=9))] == [2]
    scene.to_decreed()
    context = session.query(Letter.context).filter(Letter.kind == KIND).scalar()
    assert (context["closing"], context["wording"]) == ("Keputusan ini disampaikan dengan hormat.", 1)
    assert context["clauses"][0]["rows"], "the data go with the clause that announces them"
    before = render(context).data
    publish_now(session, runtime, TODAY, closing="Sudah lain sekali.")
    assert get_house(session, TODAY).text_of(KIND).parts["closing"] == "Sudah lain sekali."  # type: ignore[union-attr]
    assert render(context).data == before


@pytest.mark.parametrize("kind", SLOTS)
def test_samples_are_worded(kind: str) -> None:
    parts = {**shipped_text(kind), "closing": "Penutup kantor."}
    sample = worded_sample(kind, replace(SHIPPED, texts=(LetterText(kind, 4, parts),)))
    assert (sample["closing"], sample["wording"]) == ("Penutup kantor.", 4)
    assert canonical(freeze(sample))
    assert (DATA in SLOTS[kind]) == (kind != "collective_decree")


@pytest.fixture
def admin(client: Browser, runtime: Runtime, sign_in: Callable[[Browser, Account], None]) -> Browser:
    with runtime.database.writing() as session:
        make_office(session)
        account = make_account(session, roles=(Role.ADMIN,))
    sign_in(client, account)
    return client


def test_from_the_draft_to_the_version_by_the_pages(admin: Browser, runtime: Runtime) -> None:
    place = f"/admin/naskah/{KIND}"
    assert "naskah bawaan" in admin.get("/admin/naskah").text
    assert "Tulis konsep" in admin.get(place).text
    assert admin.get("/admin/naskah/cover_letter").status_code == 404
    assert admin.get(f"{place}/pratinjau.pdf").status_code == 404
    refused = admin.post(place, data={**own(closing="{% include 'x' %}"), "seen": ""})
    assert refused.status_code == 422
    assert "Perintah include" in refused.text
    assert admin.post(place, data={**own(), "seen": ""}).status_code == 303
    page = admin.get(place).text
    assert "Pratinjau sedang dibuat" in page
    assert "<ins>Keputusan ini disampaikan dengan hormat.</ins>" in page
    with runtime.database.writing() as session:
        look_at(session, runtime)
        draft = find_draft(session, KIND)
    assert draft is not None
    assert admin.get(f"{place}/pratinjau.pdf").data.startswith(b"%PDF")
    assert admin.post(f"{place}/terbit", data={"seen": draft.digest, "from_on": "2020-01-01"}).status_code == 422
    given = {"seen": draft.digest, "from_on": TODAY.isoformat()}
    assert admin.post(f"{place}/terbit", data=given).status_code == 303
    assert "versi 1" in admin.get("/admin/naskah").text
    assert admin.post(f"{place}/hapus").status_code == 404
