"""Every page of the road and the common pages as the fitting person: on a phone, on a desk, and on a scale."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import update

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role, grants_of
from mutasi_flow.access.model import Account
from mutasi_flow.app import create_app
from mutasi_flow.core.actor import SYSTEM
from mutasi_flow.core.clock import Clock
from mutasi_flow.core.runtime import Runtime, open_runtime
from mutasi_flow.decrees.batches import service as decree_batches
from mutasi_flow.decrees.batches.domain import DecreeForm
from mutasi_flow.decrees.batches.queries import Wish
from mutasi_flow.decrees.signing.model import SigningRun
from mutasi_flow.letters.domain import SigningMethod
from mutasi_flow.letters.model import Letter
from mutasi_flow.people.model import Employee, Jabatan, Post
from mutasi_flow.people.model import Place as PlaceOfWork
from mutasi_flow.planning.frontline.service import ask_sharing, keep_sharing, read_sharing, share
from mutasi_flow.planning.hearings.service import Proposal, propose
from mutasi_flow.planning.hours.problem import Terms
from mutasi_flow.planning.plans.domain import Basis, Target
from mutasi_flow.planning.plans.queries import list_moves, list_scenarios
from mutasi_flow.planning.plans.service import NewPlan, NewScenario, add_scenario, create_plan
from mutasi_flow.planning.policy import Phi, Policy
from mutasi_flow.planning.publications.domain import Category, Window
from mutasi_flow.planning.publications.service.commenting import comment
from mutasi_flow.planning.publications.service.publishing import NewPublication, publish
from mutasi_flow.planning.relief.model import ReliefHelper
from mutasi_flow.planning.relief.service import asking
from mutasi_flow.planning.relief.service.asking import NewRequest
from mutasi_flow.transfers import deliberation, domain
from mutasi_flow.transfers.deliberation import NewSitting, NewTeam
from mutasi_flow.transfers.domain.links import LinkKind
from mutasi_flow.transfers.domain.team import Duty
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.objections import NewObjection, file_objection
from mutasi_flow.transfers.queries import find_card_by_id
from mutasi_flow.transfers.review import create_batch, link_transfers
from mutasi_flow.transfers.workflow import Action
from mutasi_flow.workload.model import NeedTask
from mutasi_flow.workload.service import NewPeriod, open_period
from tests.browser.conftest import check_page, serving
from tests.browsing import Browser, enter_as
from tests.budgets import check_phone_budget
from tests.conftest import Ground
from tests.factories import NOW, make_account, make_employee
from tests.planning.plans.workshop import do_waiting
from tests.transfers.scene import Scene, build_scene
from tests.transfers.test_route_engine import make_managerial
from tests.transfers.test_sittings import member_of

pytestmark = pytest.mark.browser

SIZES = ({"width": 360, "height": 780}, {"width": 1280, "height": 900})
NARROWEST = {"width": 320, "height": 700}
STAFF = (
    Role.VERIFIER,
    Role.DECIDER,
    Role.SIGNER,
    Role.AUDITOR,
    Role.PLANNER,
    Role.STAFFING,
    Role.SUPERVISOR,
    Role.ADMIN,
)
VISITS = {
    "stranger": (
        "/",
        "/masuk",
        "/masuk?lang=en",
        "/verifikasi",
        "/verifikasi/{code}",
        "/rencana",
        "/rencana/{publication}",
    ),
    "drafting": (
        "/",
        "/?lang=en",
        "/tugas",
        "/tugas/wakil",
        "/pesan",
        "/profil",
        "/cocok",
        "/minat",
        "/talenta/saya",
        "/kesiapan",
        "/bursa",
        "/minat?unit={new_unit}",
        "/akun",
        "/akun/sandi",
        "/cek",
        "/cek?q=sdn",
        "/cek?unit={new_unit}",
        "/usulan",
        "/usulan/{draft}",
        "/usulan/{draft}/isi",
        "/usulan/{draft}/tujuan",
        "/usulan/{draft}/tujuan?q=sdn",
        "/usulan/{draft}/tujuan?unit={new_unit}",
        "/usulan/{draft}/alasan",
        "/usulan/{draft}/dokumen",
        "/usulan/{draft}/periksa",
        "/usulan/{draft}/langkah/withdraw",
        "/usulan/{draft}/surat/signed_request",
    ),
    "sent": (
        "/",
        "/rencana/{publication}",
        "/rencana/{publication}/mengapa?tentang=pindah",
        "/usulan/{proposed}",
        "/usulan/{proposed}?lang=en",
        "/usulan/{proposed}/bukti",
        "/usulan/{proposed}/jejak",
    ),
    "peer": ("/", "/tanggapan/{peer_task}"),
    "head": ("/", "/tugas", "/tanggapan/{head_task}", "/usulan/baru"),
    "moved": (
        "/usulan/{decreed}",
        "/usulan/{decreed}/sk",
        "/usulan/{decreed}/keberatan",
        "/usulan/{decreed}/hasil-aturan",
    ),
    "verifier": (
        "/",
        "/antrean",
        "/antrean/berkas/{answered}",
        "/antrean/massal?tindakan=postpone&pilih={answered}:2&pilih={consulted}:1",
        "/laporan/waktu",
        "/buku-agenda",
        "/buku-agenda/sk/nomor",
        "/keterangan/menunggu",
        "/paraf",
        "/paraf/{letter}",
        "/surat/{letter}/tanda-tangan",
        "/telaah/{answered}",
        "/telaah/{answered}?lang=en",
        "/telaah/{answered}/surat-pejabat",
        "/usulan/{answered}",
        "/usulan/{answered}/langkah/return",
        "/usulan/{answered}/langkah/postpone",
        "/usulan/{answered}/surat/release",
        "/usulan/{answered}/dokumen/ganti/release",
        "/usulan/{consulted}/bahan-putusan",
        "/usulan/{consulted}/kaitan",
        "/usulan/{answered}/kaitan",
        "/antrean?tahap=decide",
        "/telaah/paket",
        "/usulan",
    ),
    "decider": (
        "/",
        "/telaah",
        "/telaah/{consulted}",
        "/usulan/{consulted}/langkah/reject",
        "/telaah/paket/{batch}",
        "/keberatan",
        "/usulan/{objected}/keberatan",
    ),
    "official": (
        "/telaah/paket",
        "/telaah/paket/baru",
        "/telaah/paket/{batch}",
        "/telaah/paket/{batch}?lang=en",
        "/telaah/paket/{batch}/periksa",
        "/telaah/paket/{batch}/hasil",
    ),
    "team_member": (
        "/",
        "/sidang",
        "/sidang/baru",
        "/sidang/{sitting}",
        "/sidang/{sitting}?lang=en",
        "/sidang/{sitting}/hadir",
        "/sidang/{sitting}/agenda",
        "/sidang/{sitting}/usulan/{heard}",
        "/sidang/{sitting}/usulan/R{plan}-1",
        "/sidang/{sitting}/rencana/1",
        "/sidang/{sitting}/rencana/1?lang=en",
    ),
    "decree_signer": (
        "/sk/paket",
        "/sk/paket/baru",
        "/sk/paket/{decree_batch}",
        "/sk/paket/{decree_batch}?lang=en",
        "/sk/paket/{decree_batch}/terbitkan",
        "/tanda-tangan/{run}",
        "/sk/paket/{decree_batch}/sk",
    ),
    "signer": (
        "/usulan/{decreed}/sk/perbaikan",
        "/telaah",
        "/tanda-tangan",
        "/tanda-tangan?lang=en",
        "/usulan/{decreed}/langkah/revoke",
    ),
    "auditor": ("/arsip", "/admin/jejak", "/admin/jejak/periksa", "/pengecualian", "/usulan/{decreed}", "/verifikasi"),
    "planner": (
        "/kebutuhan",
        "/kebutuhan?tingkat=post&urut=load",
        "/kebutuhan/periode",
        "/kebutuhan/periode/banding",
        "/kebutuhan/periode/{period}/tutup",
        "/kebutuhan/{new_unit}/{jabatan}",
        "/proyeksi",
        "/keterisian",
        "/keterisian/{new_unit}/guru",
        "/peta-guru",
        "/peta-guru/{new_unit}",
        "/peta-nakes",
        "/ambang-pengalaman",
        "/jam-mengajar",
        "/jam-mengajar/{sharing}",
        "/bantuan-sementara",
        "/bantuan-sementara/baru",
        "/bantuan-sementara/baru/{new_unit}/{jabatan}",
        "/bantuan-sementara/{relief}",
        "/bantuan-sementara/pegawai/{helper}/masa",
        "/unit",
        "/unit/{new_unit}",
        "/usulan?unit={new_unit}",
        "/tempat",
        "/tempat/{workplace}",
        "/peta",
        "/pegawai",
        "/pegawai/{person}",
        "/pegawai/{person}/cocok",
        "/lowongan",
        "/lowongan/{new_unit}/{vacant}",
        "/lowongan/{new_unit}/{vacant}/calon/{person}",
        "/keahlian?q=pendidikan",
        "/penempatan/belum-sesuai",
        "/penempatan/siap-pindah",
        "/penempatan/rotasi",
        "/talenta?q=unit",
        "/kesiapan/pegawai",
        "/talenta/kotak/5",
        "/talenta/belum/both",
        "/talenta/pegawai/{person}",
        "/talenta/aturan?ubah=kotak",
        "/talenta/aturan?ubah=ambang",
        "/rotasi",
        "/rotasi/kelompok/baru",
        "/rotasi/kritis/baru",
        "/syarat-jabatan",
        "/syarat-jabatan/{vacant}",
        "/bobot-kecocokan",
        "/laporan/waktu",
        "/usulan/{decreed}/pencabutan",
        "/minat/pegawai",
        "/bursa/baru",
        "/papan",
        "/papan/baru",
        "/papan/{plan}",
        "/papan/{plan}/banding",
        "/papan/skenario/{scenario}",
        "/papan/skenario/{scenario}?unit={new_unit}&jabatan_lain=guru",
        "/papan/baru?q=unit",
        "/papan/hasil/{solution}",
        "/papan/hasil/{solution}/alur",
        "/papan/hasil/{solution}/usulan",
        "/papan/hasil/{solution}/kurva",
        "/papan/hasil/{solution}/mengapa/{person}",
        "/papan/hasil/{solution}/umumkan",
        "/papan/hasil/{solution}/sidang",
        "/papan/{plan}/pengumuman",
        "/papan/{plan}/berita-acara",
        "/papan/{plan}/berita-acara/baru",
        "/papan/pengumuman/{publication}",
    ),
    "supervisor": ("/bantuan-sementara/pegawai/{helper}/nilai/helped",),
    "staffing": ("/", "/usulan", "/usulan/baru?q=a", "/akun/slip", "/akun/slip/{new_unit_id}"),
    "admin": (
        "/",
        "/admin/akun",
        "/admin/dasar-hukum",
        "/admin/tata-surat",
        "/admin/naskah",
        "/admin/paraf",
        "/admin/retensi",
        "/admin/naskah/transfer_decree",
        "/admin/akun/baru",
        "/admin/akun/{account}",
        "/admin/akun/{account}/peran",
        "/admin/akun/{account}/nonaktif",
        "/admin/akun/{account}/lihat-sebagai",
        "/admin/alur",
        "/admin/alur/baru",
        "/admin/alur/teacher/1",
        "/admin/penomoran",
        "/admin/penomoran/sk",
        "/admin/aturan",
        "/admin/aturan/R04",
        "/admin/masa-pembatasan",
        "/admin/kalender",
        "/admin/kalender/hitung-ulang",
        "/admin/kantor",
        "/admin/keberatan",
        "/admin/kesehatan",
        "/admin/pekerjaan",
        "/admin/syarat-dokumen",
        "/admin/wewenang",
        "/admin/tim",
        "/admin/tim/{team}",
        "/impor",
        "/impor/employees",
        "/impor/units",
    ),
}


@dataclass(frozen=True)
class Place:
    """The application, where it answers, the accounts by name, and what the addresses need."""

    app: Flask
    address: str
    keys: Mapping[str, int]
    slots: Mapping[str, object]

    def client_of(self, who: str) -> Browser:
        """Return a browser without pictures, signed in."""
        client = self.app.test_client()
        assert isinstance(client, Browser)
        if who in self.keys:
            enter_as(client, self.keys[who])
        return client


def _send(scene: Scene, employee: Employee, outcome: str = "", reason: str = "") -> str:
    """Send a request of ``employee``; with ``outcome`` everybody answers it."""
    scene.employee = employee
    number = scene.draft()
    scene.press(number, Action.SUBMIT, scene.me)
    if outcome:
        scene.answer_all(outcome, reason)
    return number


def _walk(scene: Scene) -> dict[str, str]:
    """Leave one transfer at each stage."""
    decided, checked, sent, drafting, refused = scene.peers[:5]
    decreed = scene.to_decreed()
    consulted = _send(scene, decided, "conditions", "Setuju bila ada pengganti paling lambat sebulan kemudian.")
    answered = _send(scene, checked, "against", "Unit kami sudah kekurangan.")
    objected = _send(scene, refused, "support")
    scene.press(objected, Action.CONCLUDE_CONSULTATION, "verifier")
    scene.press(objected, Action.REJECT, "decider", reason="Unit asal belum mendapat pengganti.")
    plea = NewObjection(domain.Ground.FACTS, "Pengganti saya sudah ditempatkan sejak bulan lalu.")
    file_objection(scene.session, objected, plea, actor=scene.me, clock=scene.clock)
    proposed = _send(scene, sent)
    scene.employee = drafting
    names = {
        "decreed": decreed,
        "consulted": consulted,
        "answered": answered,
        "proposed": proposed,
        "objected": objected,
    }
    return names | {"draft": scene.draft()}


def _batch(scene: Scene, worried: str) -> tuple[int, int]:
    """Put two transfers before an official, one of them to be weighed; return account and batch."""
    session, easy = scene.session, _send(scene, scene.peers[5], "support")
    scene.press(worried, Action.CONCLUDE_CONSULTATION, "verifier")
    scene.press(easy, Action.CONCLUDE_CONSULTATION, "verifier")
    account = make_account(session, make_employee(session, scene.root), [Role.DECIDER])
    numbers, clerk = [worried, easy], scene.actors["verifier"]
    link_transfers(session, worried, LinkKind.COUPLE, [easy], actor=clerk, clock=scene.clock)
    return account.id, create_batch(session, "Mutasi guru", numbers, account.id, actor=clerk, clock=scene.clock)


def _decree_batch(scene: Scene) -> dict[str, object]:
    """Put an approved transfer into a batch of decrees."""
    signer, number = scene.actors["signer"].account_id or 0, _send(scene, scene.peers[7], "support")
    scene.press(number, Action.CONCLUDE_CONSULTATION, "verifier")
    scene.press(number, Action.APPROVE, "decider")
    new = decree_batches.NewBatch("SK mutasi guru", signer, Wish(), form=DecreeForm.COLLECTIVE)
    made = decree_batches.create_batch(scene.session, new, actor=scene.actors["verifier"], clock=scene.clock)
    return {"decree_batch": made, "decree_signer": signer}


def _deliberate(scene: Scene, employee: Employee) -> dict[str, object]:
    """Put a managerial move before a team of one."""
    scene.employee, former = employee, scene.employee
    member, today = member_of(scene, "chair"), scene.clock.today()
    make_managerial(scene)
    heard = _send(scene, employee)
    scene.press(heard, Action.CONCLUDE_CONSULTATION, "verifier")
    scene.employee = former
    decree = NewTeam("Tim Penilai Kinerja PNS", "800/12/BKPSDM/2026", today, today)
    team_id = deliberation.add_team(scene.session, decree, actor=SYSTEM, at=NOW)
    key = member.employee_id or 0
    deliberation.add_member(scene.session, team_id, key, Duty.CHAIR, from_on=today, actor=SYSTEM, at=NOW)
    new = NewSitting(team_id, today, "Ruang Rapat Sekretaris Daerah", (heard,))
    sitting = deliberation.call_sitting(scene.session, new, actor=member, clock=scene.clock)
    return {"sitting": sitting, "team": team_id, "heard": heard, "member": member.account_id}


def _slots(scene: Scene) -> dict[str, object]:
    session = scene.session
    slots: dict[str, object] = {**_walk(scene), "new_unit": scene.new.code, "drafting": scene.employee.id}
    vacant = session.get_one(Employee, scene.employee.id).jabatan_id
    slots["vacant"] = session.get_one(Jabatan, vacant).code
    for task in scene.open_tasks():
        card = find_card_by_id(session, task.about_id)
        if card and card.number == slots["proposed"]:
            slots["peer_task" if task.kind == "opinion_peer" else "head_task"] = task.id
            slots["peer" if task.kind == "opinion_peer" else "head"] = task.holder_employee_id
    slots["official"], slots["batch"] = _batch(scene, str(slots["consulted"]))
    slots |= _decree_batch(scene)
    slots |= _figures(scene, int(str(slots["decree_signer"])))
    slots |= _relief(scene, str(slots["decreed"]))
    letter = session.query(Letter).one()
    slots |= {"code": letter.code, "letter": letter.id}
    return slots | _deliberate(scene, scene.peers[6]) | _workplace(scene)


def _workplace(scene: Scene) -> dict[str, object]:
    """A place of work on an island, where the receiving unit is, and another to be far from."""
    island = PlaceOfWork(code="P1", name="Pulau Seruling", district="Pulau Seruling", latitude=-5.0, longitude=104.5)
    seat = PlaceOfWork(code="P2", name="Kantor Bupati", district="Muara Pelangi", latitude=-4.6, longitude=104.2)
    scene.session.add_all((island, seat))
    scene.session.flush()
    scene.new.place_id, scene.old.place_id = island.id, seat.id
    return {"workplace": island.code}


def _figures(scene: Scene, signer: int) -> dict[str, object]:
    """An open analysis with a task of the post asked for, and a run that waits for its passphrase."""
    session, planner = scene.session, replace(SYSTEM, grants=grants_of(Role.PLANNER, ""))
    period = open_period(session, NewPeriod("ABK 2026", 2026), actor=planner, at=NOW)
    session.add(
        NeedTask(
            period_id=period, unit_id=scene.new.id, jabatan_id=scene.teacher.id, name="Mengajar", volume=900, minutes=75
        )
    )
    run = SigningRun(account_id=signer, method=SigningMethod.P12, created_at=NOW)
    session.add(run)
    session.flush()
    return {"period": period, "run": run.id, "jabatan": scene.teacher.code}


def _relief(scene: Scene, number: str) -> dict[str, object]:
    """A request for help, and the one whose help soon ends."""
    session, today = scene.session, scene.clock.today()
    planner = replace(SYSTEM, grants=grants_of(Role.PLANNER, ""))
    days = today, today + timedelta(days=90)
    new = NewRequest(scene.new.id, scene.teacher.id, 2, 60, *days, "Dua guru cuti melahirkan.")
    request = asking.ask(session, new, actor=planner, clock=scene.clock)
    transfer = session.query(Transfer).filter_by(number=number).one()
    transfer.effective_on, transfer.until_on = today, today + timedelta(days=9)
    figures = {"staff": 1.4, "need": 3.2}
    helper = ReliefHelper(
        request_id=request, transfer_id=transfer.id, before={"helped": figures, "lent": figures}, added_at=NOW
    )
    session.add(helper)
    session.flush()
    return {"relief": request, "helper": helper.id}


def _keys(scene: Scene, slots: dict[str, object]) -> dict[str, int]:
    """Who signs in under which name: the account."""
    official, signer = int(str(slots.pop("official"))), int(str(slots.pop("decree_signer")))
    people = {name: slots.pop(name) for name in ("moved", "sent", "drafting", "peer", "head")}
    accounts = {name: scene.session.query(Account).filter_by(employee_id=key).one() for name, key in people.items()}
    for role in STAFF:
        accounts[role.value] = make_account(scene.session, make_employee(scene.session, scene.root), [role])
    keys = {name: account.id for name, account in accounts.items()}
    return keys | {"official": official, "decree_signer": signer, "team_member": int(str(slots.pop("member")))}


def _plan(runtime: Runtime, account_id: int, short_unit_id: int, sitting_id: int) -> dict[str, object]:
    """A plan without need figures that fills one unit, solved twice, published, commented on; and lesson hours shared out."""
    with runtime.database.writing() as session:
        session.execute(update(Post).where(Post.unit_id == short_unit_id).values(minimum=2))
        planner = access.load_actor(session, account_id, runtime.clock.today())
        day, clock = runtime.clock.today(), runtime.clock
        new = NewPlan(
            "Pemerataan guru", day, "benih", Basis.STAFF, policy=Policy(Phi.RASIO), targets=(Target("Guru", "1"),)
        )
        plan_id = create_plan(session, new, actor=planner, clock=clock)
        add_scenario(session, plan_id, NewScenario("Sedikit", Policy(max_moves=1)), actor=planner, clock=clock)
        sharing = ask_sharing(session, None, Terms(), 1, actor=planner, clock=clock)
        asked = {"sharing": sharing}
        keep_sharing(session, asked, share(read_sharing(session, asked), runtime))
    do_waiting(runtime)
    with runtime.database.reading() as session:
        first, *_others = list_scenarios(session, plan_id)
        mover, *_rest = list_moves(session, first.solution_id or 0)
    with runtime.database.writing() as session:
        told = NewPublication(Window(day, day + timedelta(days=9)), "Mohon ditanggapi.")
        key = publish(session, runtime.files, first.solution_id or 0, told, actor=planner, clock=clock)
        person = replace(SYSTEM, employee_id=mover.employee_id, grants=grants_of(Role.EMPLOYEE, ""))
        comment(session, key, Category.DISTANCE, "Terlalu jauh dari rumah.", actor=person, clock=clock)
        heard = Proposal(first.solution_id or 0, sitting_id, "Paling seimbang.")
        propose(session, runtime.files, heard, actor=planner, clock=clock)
    return {
        "plan": plan_id,
        "scenario": first.id,
        "solution": first.solution_id,
        "publication": key,
        "sharing": sharing,
    }


@pytest.fixture(scope="module")
def place(grounds: dict[str, Ground], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A small office with a transfer at every stage; nothing here writes to it afterwards."""
    clock = Clock(ZoneInfo("Asia/Jakarta"), lambda: NOW)
    with open_runtime(grounds["sqlite"].fresh(tmp_path_factory.mktemp("pages"))) as opened:
        runtime = replace(opened, clock=clock)
        with runtime.database.writing() as session:
            scene = build_scene(session, peers=8)
            moved, sent = scene.employee.id, scene.peers[2].id
            slots = _slots(scene) | {"moved": moved, "sent": sent, "person": sent, "new_unit_id": scene.new.id}
            keys = _keys(scene, slots)
            slots["account"] = keys["sent"]
        slots |= _plan(runtime, keys["planner"], scene.new.id, int(str(slots["sitting"])))
        app = create_app(runtime.settings, runtime)
        app.testing, app.test_client_class = True, Browser
        with serving(app) as address:
            yield Place(app, address, keys, slots)


@pytest.fixture(scope="module")
def screen_of(chromium: Chromium, place: Place) -> Iterator[Callable[[str], Page]]:
    """Open a window for somebody: ``screen_of(who)``, one for each person."""
    windows: dict[str, BrowserContext] = {}

    def open_window(who: str) -> Page:
        if who not in windows:
            windows[who] = chromium.new_context(base_url=place.address)
            windows[who].new_page()
            if who in place.keys:
                kept = place.client_of(who).get_cookie(place.app.config["SESSION_COOKIE_NAME"])
                assert kept is not None
                windows[who].add_cookies([{"name": kept.key, "value": kept.value, "url": place.address}])
        return windows[who].pages[0]

    yield open_window
    for window in windows.values():
        window.close()


@pytest.mark.parametrize(
    ("who", "pattern"), [(who, pattern) for who, patterns in VISITS.items() for pattern in patterns]
)
def test_page(place: Place, screen_of: Callable[[str], Page], who: str, pattern: str) -> None:
    address = pattern.format(**place.slots)
    page = screen_of(who)
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        check_page(page)
    page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"], address
    check_phone_budget(place.client_of(who), address)
