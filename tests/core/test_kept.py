"""Kept Indonesian words are sentences again: with their slots, in the reader's language, and never other words."""

from datetime import date
from decimal import Decimal
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutasi_flow.core.catalogue import list_messages, say
from mutasi_flow.core.kept import recognise
from mutasi_flow.core.texts import T, Text, joined

SLOTTED = sorted(message for message in list_messages("en") if "{" in message and "%(" not in message)
NAMES = st.text(st.characters(whitelist_categories=("Lu", "Ll", "Nd"), max_codepoint=0x24F), min_size=1, max_size=12)
VALUES = NAMES | st.dates(date(1950, 1, 1), date(2100, 1, 1)) | st.integers(0, 99_999)


def test_a_sentence_without_slots_is_translated() -> None:
    assert say(recognise("Tidak sedang tugas belajar."), "en") == "Not on a study assignment."


def test_what_an_office_wrote_stays_as_written() -> None:
    assert recognise("Kata kami sendiri {ini}.") == Text("Kata kami sendiri {ini}.")


@pytest.mark.parametrize(
    "words",
    [
        "Guru matematika berlebih di sekolah asal",
        "Usulan pindah karena ikut suami",
        "Kode etik dilanggar",
        "Paket kerja terlalu berat",
    ],
)
def test_what_people_type_is_not_taken_for_a_sentence_of_the_house(words: str) -> None:
    assert say(recognise(words), "en") == words


def test_days_and_figures_in_slots_follow_the_language() -> None:
    told = T("Masa jabatan cukup mulai {day}.", day=date(2027, 5, 1))
    assert recognise(say(told)).values == {"day": date(2027, 5, 1)}
    filled = T("{staff} dari kebutuhan {need} ({percent}%)", staff=5, need=Decimal("6.5"), percent=77)
    reached = T(
        "Asal terisi {origin}, tujuan {target}; sesudah rencana {origin_after} dan {target_after}.",
        **dict.fromkeys(("origin", "target", "origin_after", "target_after"), filled),
    )
    assert "6.5" in say(recognise(say(reached)), "en")


def test_sentences_in_slots_are_translated_too() -> None:
    told = T(
        "Asal terisi {origin}, tujuan {target}; sesudah rencana {origin_after} dan {target_after}.",
        **dict.fromkeys(
            ("origin", "target", "origin_after", "target_after"),
            T("{staff} orang (kebutuhan belum diketahui)", staff=3),
        ),
    )
    assert "kebutuhan" not in say(recognise(say(told)), "en")


def test_names_in_slots_stay_though_they_are_messages() -> None:
    assert "Sekretaris" in list_messages("en")
    told = T("{post} melebihi formasinya.", post="Sekretaris")
    assert "Sekretaris" in say(recognise(say(told)), "en")


def test_several_reasons_in_one_slot_are_read_each() -> None:
    reasons = joined(
        [T("kedudukan hukum tidak aktif"), T("kinerja {value} (minimal {limit})", value=3.5, limit=4.0)], "; "
    )
    said = say(recognise(say(T("Anda tidak diusulkan pindah: {reasons}.", reasons=reasons))), "en")
    assert "3.5" in said
    assert "kinerja" not in said
    assert "kedudukan" not in said


@pytest.mark.parametrize("words", ["", " ", "{", "a; b", "1,5", "27 Mei 2026"])
def test_odd_words_stay(words: str) -> None:
    assert say(recognise(words)) == words


@given(st.sampled_from(SLOTTED), st.data())
def test_recognised_words_are_said_as_they_were_kept(message: str, data: st.DataObject) -> None:
    """Whatever message is found for them, no word is lost."""
    slots = {name for _, name, _, _ in Formatter().parse(message) if name}
    kept = say(Text(message, {name: data.draw(VALUES) for name in sorted(slots)}))
    assert say(recognise(kept)) == kept
