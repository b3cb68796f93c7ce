"""The doors of the product on the first page, in groups; each person sees those that are open."""

from collections.abc import Callable, Sequence

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.texts import T
from mutasi_flow.office.pages.doors import Group, Shortcut
from mutasi_flow.office.pages.managing import MANAGING

GROUPS: tuple[Group, ...] = (
    Group(
        T("Pekerjaan mutasi"),
        (
            Shortcut(
                T("Antrean verifikasi"),
                T("Berkas yang menunggu diperiksa, dengan batas waktunya."),
                "queue.verification",
                (Permission.TRANSFERS_VERIFY,),
            ),
            Shortcut(
                T("Pertimbangan teknis BKN"),
                T("Surat pertek, isinya dibandingkan dengan SK, dan impor dari Excel."),
                "pertek.index",
                (Permission.TRANSFERS_VERIFY,),
            ),
            Shortcut(
                T("Telaah dan putusan"),
                T("Usulan yang menunggu putusan atau penerbitan SK."),
                "queue.decisions",
                (Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_DECREE, Permission.TRANSFERS_REVIEW),
            ),
            Shortcut(
                T("Sidang tim penilai kinerja"),
                T("Agenda, calon berdampingan, hasil, dan berita acara."),
                "sittings.index",
                (
                    Permission.DELIBERATE,
                    Permission.TRANSFERS_VERIFY,
                    Permission.TRANSFERS_DECIDE,
                    Permission.TRANSFERS_REVIEW,
                ),
            ),
            Shortcut(
                T("Paket SK"),
                T("Banyak SK sekaligus: periksa, terbitkan, cetak, bagikan per unit."),
                "decree_batches.index",
                (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECREE),
            ),
            Shortcut(
                T("Paraf surat"),
                T("Surat yang Anda periksa dan paraf sebelum ditandatangani."),
                "initials.index",
                (Permission.SUPERVISE, Permission.TRANSFERS_VERIFY),
            ),
            Shortcut(
                T("Buku agenda surat"),
                T("Semua nomor surat, dan SK yang menunggu tanda tangan."),
                "register.show",
                (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECREE, Permission.AUDIT_READ),
            ),
            Shortcut(
                T("Arsip surat"),
                T("Surat yang habis masa simpannya, dan penyerahan ke arsip."),
                "archive.show",
                (Permission.TRANSFERS_VERIFY, Permission.AUDIT_READ),
            ),
            Shortcut(
                T("Keberatan"),
                T("Yang diajukan terhadap keputusan, dan batas jawabannya."),
                "objections.index",
                (Permission.TRANSFERS_READ,),
            ),
            Shortcut(
                T("Berkas rahasia"),
                T("Yang Anda baca sebelum diumumkan, dan pengumumannya."),
                "readers.index",
                (Permission.TRANSFERS_VERIFY, Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_DECREE),
            ),
            Shortcut(
                T("Berapa lama usulan berjalan"),
                T("Waktu dalam hari kerja, menurut keadaan, unit, bulan, dan tugas."),
                "reports.durations",
                (Permission.TRANSFERS_READ,),
            ),
            Shortcut(
                T("Ajukan untuk pegawai"),
                T("Atas permintaan pegawai, atau karena kebutuhan unit."),
                "filing.begin",
                (Permission.TRANSFERS_FILE_FOR, Permission.TRANSFERS_PROPOSE),
            ),
        ),
    ),
    Group(
        T("Untuk Anda"),
        (
            Shortcut(
                T("Cek kelayakan mutasi"),
                T("Dua menit, sebelum mengisi apa pun."),
                "eligibility.show",
                (Permission.SELF,),
            ),
            Shortcut(T("Usulan"), T("Usulan Anda, dan yang boleh Anda lihat."), "tracking.index"),
            Shortcut(T("Jabatan yang cocok"), T("Lowongan yang cocok untuk Anda."), "suited.own", (Permission.SELF,)),
            Shortcut(
                T("Profil saya"), T("Data kepegawaian yang dipakai sistem ini."), "employees.own", (Permission.SELF,)
            ),
            Shortcut(
                T("Minat saya"),
                T("Di mana Anda ingin bertugas, bila ada kesempatan."),
                "wishes.own",
                (Permission.SELF,),
            ),
            Shortcut(
                T("Kesiapan saya"),
                T("Untuk pekerjaan dan tempat seperti apa Anda siap ditugaskan."),
                "readiness.own",
                (Permission.SELF,),
            ),
            Shortcut(
                T("Bursa mutasi"),
                T("Putaran sukarela: bertukar tempat dengan pegawai lain."),
                "market.index",
                (Permission.SELF, Permission.PLAN, Permission.ADMIN),
                module="exchange",
            ),
            Shortcut(
                T("Rencana yang diumumkan"),
                T("Apa yang direncanakan, apa bagi Anda, dan tempat menanggapinya."),
                "published.index",
                (Permission.SELF,),
            ),
            Shortcut(
                T("Talenta saya"),
                T("Hasil penilaian, kompetensi, dan tujuan pengembangan Anda."),
                "talent.own",
                (Permission.SELF,),
                module="nine_box",
            ),
            Shortcut(T("Pesan"), T("Kabar tentang usulan dan tugas Anda."), "inbox.notices"),
        ),
    ),
    Group(
        T("Data"),
        (
            Shortcut(
                T("Daftar pegawai"),
                T("Profil, riwayat, dan masa kerja."),
                "employees.search",
                (Permission.EMPLOYEES_READ,),
            ),
            Shortcut(
                T("Kebutuhan pegawai"),
                T("Siapa paling kurang orang menurut beban kerja, bukan jumlah pegawai."),
                "needs.index",
                (Permission.BALANCE_READ,),
            ),
            Shortcut(
                T("Peta guru dan tenaga kesehatan"),
                T("Kurang dan lebih per sekolah, mata pelajaran, dan profesi."),
                "school_map.index",
                (Permission.BALANCE_READ,),
            ),
            Shortcut(
                T("Bantuan sementara"),
                T("Pegawai dari unit yang lebih ringan, untuk masa tertentu."),
                "relief.index",
                (Permission.BALANCE_READ,),
            ),
            Shortcut(
                T("Papan rencana mutasi"),
                T("Siapa sebaiknya pindah ke mana: skenario, akibat, dan alasannya."),
                "plans.index",
                (Permission.PLAN,),
            ),
            Shortcut(
                T("Minat pegawai"),
                T("Siapa ingin bertugas di mana."),
                "wishes.of_staff",
                (Permission.PLAN, Permission.TRANSFERS_VERIFY, Permission.EMPLOYEES_WRITE),
            ),
            Shortcut(
                T("Yang menyatakan siap"),
                T("Siapa siap untuk pekerjaan dan tempat seperti apa."),
                "readiness.pool",
                (Permission.PLAN, Permission.TRANSFERS_VERIFY, Permission.EMPLOYEES_WRITE),
            ),
            Shortcut(
                T("Lowongan jabatan"),
                T("Yang kurang orang, dan calonnya."),
                "vacancies.index",
                (Permission.BALANCE_READ,),
            ),
            Shortcut(
                T("Peta talenta"),
                T("Kinerja dan potensi dalam sembilan kotak, dan siapa yang belum dinilai."),
                "talent.index",
                (Permission.PLAN, Permission.TRANSFERS_VERIFY, Permission.DELIBERATE),
                module="nine_box",
            ),
            Shortcut(T("Unit"), T("Pohon unit, kepala, dan keterisian."), "units.tree", (Permission.UNITS_READ,)),
            Shortcut(
                T("Tempat kerja"),
                T("Peta, jarak, dan beratnya bertugas di sana."),
                "places.index",
                (Permission.UNITS_READ,),
            ),
            Shortcut(
                T("Impor data"), T("Pegawai, unit, dan kebutuhan dari Excel."), "imports.index", (Permission.IMPORT,)
            ),
        ),
    ),
    MANAGING,
)


def groups_for(actor: Actor, has_module: Callable[[str], bool]) -> Sequence[Group]:
    """Return the doors that are open to the actor in this office; a group without any is left out."""
    open_ones = [
        Group(
            group.title,
            tuple(
                one for one in group.shortcuts if one.is_open_to(actor) and (not one.module or has_module(one.module))
            ),
        )
        for group in GROUPS
    ]
    return [group for group in open_ones if group.shortcuts]
