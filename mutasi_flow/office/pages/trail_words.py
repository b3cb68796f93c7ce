"""Words for all entries of the trail that an auditor may meet."""

from collections.abc import Mapping
from types import MappingProxyType

from mutasi_flow.access.pages.shown import ACTION_LABELS
from mutasi_flow.core.audit import TrailRow
from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers import trail
from mutasi_flow.transfers.deliberation import SITTING_WORDS
from mutasi_flow.transfers.service.words import WORDS

_OF_PEOPLE = {
    "employee_created": T("Pegawai dicatat"),
    "employee_changed": T("Data pegawai diubah"),
    "left_service": T("Pegawai berhenti bertugas"),
    "departed": T("Pegawai keluar ke instansi lain"),
    "employee_set_aside": T("Calon pegawai tidak jadi masuk"),
    "supervisor_set": T("Atasan langsung diatur"),
    "performance_recorded": T("Predikat kinerja dicatat"),
    "discipline_recorded": T("Hukuman disiplin dicatat"),
    "particular_added": T("Keterangan pegawai atau unit dicatat"),
    "particular_confirmed": T("Pernyataan keluarga disahkan"),
    "particular_ended": T("Keterangan pegawai atau unit diakhiri"),
    "particular_removed": T("Keterangan pegawai atau unit yang keliru dihapus"),
    "placed": T("Penempatan dicatat"),
    "placement_applied": T("Penempatan mulai berlaku"),
    "restored": T("Penempatan semula dipulihkan"),
    "unit_created": T("Unit dibuat"),
    "unit_renamed": T("Unit diganti namanya"),
    "unit_moved": T("Unit dipindah ke induk lain"),
    "unit_closed": T("Unit ditutup"),
    "unit_head_set": T("Kepala unit diatur"),
    "jabatan_saved": T("Jabatan dicatat"),
    "post_saved": T("Formasi dicatat"),
    "wish_added": T("Minat disimpan"),
    "wishes_ordered": T("Urutan minat diubah"),
    "wish_renewed": T("Minat diperpanjang"),
    "wish_withdrawn": T("Minat ditarik"),
    "readiness_declared": T("Kesiapan dinyatakan"),
    "readiness_withdrawn": T("Pernyataan kesiapan ditarik"),
    "jabatan_requirement_added": T("Syarat jabatan dicatat"),
    "jabatan_requirement_ended": T("Syarat jabatan diakhiri"),
    "jabatan_requirement_removed": T("Syarat jabatan yang keliru dihapus"),
    "absence_set": T("Wakil selama tidak di tempat ditunjuk"),
    "absence_ended": T("Masa mewakili diakhiri"),
}
_OF_OFFICE = {
    "office_set_up": T("Kantor disiapkan"),
    "office_changed": T("Data kantor diubah"),
    "modules_switched": T("Fitur dinyalakan atau dimatikan"),
    "route_chosen": T("Urutan pemeriksaan dipilih"),
    "route_published": T("Alur diterbitkan"),
    "route_ended": T("Alur diakhiri"),
    "escalation_set": T("Waktu pemberitahuan atasan diatur"),
    "comment_days_set": T("Masa tanggapan rencana diatur"),
    "recount_declared": T("Hitung ulang batas waktu dinyatakan"),
    "holiday_added": T("Hari libur dicatat"),
    "holiday_removed": T("Hari libur dihapus"),
    "calendar_filled": T("Hari libur nasional ditambahkan"),
    "rule_published": T("Versi aturan diterbitkan"),
    "rule_case_added": T("Contoh uji aturan ditambahkan"),
    "rule_case_removed": T("Contoh uji aturan dihapus"),
    "freeze_window_added": T("Masa pembatasan dicatat"),
    "freeze_window_ended": T("Masa pembatasan diakhiri"),
    "authority_added": T("Wewenang pejabat dicatat"),
    "authority_ended": T("Wewenang pejabat diakhiri"),
    "requirement_added": T("Syarat dokumen dicatat"),
    "document_kind_added": T("Jenis dokumen dicatat"),
    "decree_batch_created": T("Paket SK disusun"),
    "decree_batch_changed": T("Isi paket SK diubah"),
    "decree_batch_read_anew": T("Perubahan dalam paket SK dibaca"),
    "decree_batch_pressed": T("Paket SK diterbitkan"),
    "decree_batch_recomposed": T("SK kolektif paket disusun ulang"),
    "decree_batch_numbered": T("Nomor SK kolektif dari kantor lain dicatat"),
    "decree_batch_paused": T("Penerbitan paket SK dihentikan sementara"),
    "decree_batch_resumed": T("Penerbitan paket SK dilanjutkan"),
    "decree_batch_retried": T("Surat paket SK yang gagal dicetak lagi"),
    "decree_batch_announced": T("SK rahasia dalam paket diumumkan"),
    "decree_batch_closed": T("Paket SK ditutup"),
    "numbers_reserved": T("Nomor surat dicadangkan"),
    "numbers_voided": T("Nomor surat dibatalkan"),
    "number_recorded": T("Nomor surat dari kantor lain dicatat"),
    "register_shaped": T("Penomoran surat diatur"),
    "legal_basis_added": T("Dasar hukum surat dicatat"),
    "legal_basis_ended": T("Masa berlaku dasar hukum surat diatur"),
    "letter_text_saved": T("Konsep naskah surat disimpan"),
    "letter_text_dropped": T("Konsep naskah surat dihapus"),
    "letter_text_published": T("Naskah surat diterbitkan"),
    "letter_style_added": T("Tata surat diatur"),
    "automatic_step_added": T("Langkah otomatis diatur"),
    "opinion_sight_added": T("Pembaca tanggapan diatur"),
    "refusal_reason_added": T("Alasan penolakan dokumen dicatat"),
    "objection_term_added": T("Tenggat keberatan dicatat"),
    "matching_weighed": T("Bobot pencocokan diatur"),
    "experience_set": T("Ambang pengalaman diatur"),
    "hours_shared": T("Pembagian jam mengajar diminta"),
    "talent_rule_recorded": T("Kotak atau ambang talenta dicatat"),
    "match_weighed": T("Akibat perbedaan pertek diatur"),
    "imut_package_shaped": T("Nama dan ukuran berkas kiriman I-MUT diatur"),
    "siasn_status_worded": T("Bunyi status SIASN diatur"),
    "pertek_letter_recorded": T("Surat pertimbangan teknis dicatat"),
    "pertek_row_recorded": T("Baris pertimbangan teknis tanpa usulan dicatat"),
    "team_added": T("Tim penilai kinerja dicatat"),
    "team_changed": T("Data tim penilai kinerja diubah"),
    "team_member_added": T("Anggota tim penilai kinerja dicatat"),
    "team_member_ended": T("Keanggotaan tim penilai kinerja diakhiri"),
    "accounts_created": T("Akun satu unit dibuat"),
    "view_saved": T("Tampilan antrean disimpan"),
    "view_dropped": T("Tampilan antrean dihapus"),
}
_OF_BATCHES = {
    "batch_created": T("Paket disusun"),
    "batch_choices_kept": T("Putusan paket disimpan"),
    "batch_pressed": T("Putusan paket dikirim"),
    "batch_taken_over": T("Paket diambil alih pejabat lain"),
    "left_out_of_batch": T("Usulan dikeluarkan dari paket"),
    "batch_closed": T("Paket ditutup"),
    "signing_run_opened": T("Penandatanganan dimulai"),
    "signing_run_ended": T("Penandatanganan selesai"),
}
_OF_PLANS = {
    "plan_created": T("Rencana disusun"),
    "plan_records_read_anew": T("Data rencana dibaca ulang"),
    "plan_scenario_added": T("Skenario rencana ditambahkan"),
    "plan_scenario_changed": T("Skenario rencana diubah"),
    "plan_scenario_dropped": T("Skenario rencana dihapus"),
    "plan_solving_asked": T("Hitungan skenario diminta"),
    "plan_solving_stopped": T("Hitungan skenario dihentikan"),
    "plan_solved": T("Skenario rencana selesai dihitung"),
    "plan_moves_promoted": T("Mutasi rencana dijadikan usulan"),
    "plan_published": T("Rencana diumumkan"),
    "plan_publication_withdrawn": T("Pengumuman rencana ditarik"),
    "plan_comment_made": T("Tanggapan atas rencana diterima"),
    "plan_comment_answered": T("Tanggapan atas rencana dijawab"),
}
_OF_ROUNDS = {
    "exchange_round_created": T("Putaran bursa mutasi disusun"),
    "exchange_round_opened": T("Putaran bursa mutasi dibuka"),
    "exchange_round_shown": T("Putaran ditutup, poin ditampilkan"),
    "exchange_round_settled": T("Poin putaran ditetapkan"),
    "exchange_round_solved": T("Hasil putaran dihitung"),
    "exchange_round_solved_again": T("Perhitungan putaran diminta lagi"),
    "exchange_round_published": T("Hasil putaran diumumkan"),
    "exchange_round_cancelled": T("Putaran bursa mutasi dibatalkan"),
    "exchange_joined": T("Pegawai ikut putaran"),
    "exchange_left": T("Pegawai mundur dari putaran"),
    "exchange_correction_asked": T("Koreksi poin diminta"),
    "exchange_correction_answered": T("Koreksi poin dijawab"),
    "exchange_verification_asked": T("Hitung ulang putaran diminta"),
    "exchange_round_verified": T("Putaran dihitung ulang"),
    "exchange_transfers_asked": T("Usulan dari hasil putaran diminta"),
    "exchange_transfer_opened": T("Usulan dibuat dari hasil putaran"),
    "exchange_chain_set_aside": T("Kelompok tidak lengkap, usulannya tidak dibuat"),
}
_OF_RELIEF = {
    "relief_asked": T("Bantuan sementara diminta"),
    "relief_arranged": T("Pegawai dipilih untuk bantuan sementara"),
    "relief_withdrawn": T("Permintaan bantuan sementara ditarik"),
    "relief_declined": T("Permintaan bantuan sementara tidak dipenuhi"),
    "relief_end_wanted": T("Hari terakhir lain diminta untuk bantuan sementara"),
    "relief_reviewed": T("Bantuan sementara dinilai"),
}
LABELS: Mapping[str, Text] = MappingProxyType(
    {
        **_OF_RELIEF,
        **_OF_PEOPLE,
        **_OF_OFFICE,
        **_OF_BATCHES,
        **_OF_ROUNDS,
        **_OF_PLANS,
        **ACTION_LABELS,
        **SITTING_WORDS,
        **WORDS,
    }
)
_IMPORTED = T("Berkas data diimpor")


def label(row: TrailRow) -> Text:
    """Return what was done, in words; an action without words stands as it is stored."""
    if row.action == "imported" and row.about_kind != trail.ABOUT:
        return _IMPORTED
    return LABELS.get(row.action, Text(row.action))
