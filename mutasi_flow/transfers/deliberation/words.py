"""Words for the entries of the trail about a sitting."""

from mutasi_flow.core.texts import T, Text

SITTING_WORDS: dict[str, Text] = {
    "sitting_called": T("Sidang dibuat, anggota diundang"),
    "attendance_noted": T("Kehadiran dicatat"),
    "took_part_again": T("Anggota ikut membahas lagi"),
    "advised": T("Hasil pembahasan ditulis"),
    "plan_put_on_agenda": T("Rencana masuk agenda sidang"),
    "plan_taken_off_agenda": T("Rencana dikeluarkan dari agenda sidang"),
    "plan_deliberated": T("Rencana dibahas dalam sidang"),
    "sitting_closed": T("Sidang ditutup dengan berita acara"),
    "sitting_adjourned": T("Sidang ditunda"),
    "minutes_corrected": T("Berita acara diperbaiki"),
    "minutes_signed": T("Tanda tangan anggota pada berita acara dicatat"),
}
"""Acts that only a sitting knows; the others have their words on the road."""
