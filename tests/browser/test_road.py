"""The whole road at 360 px as four different people, with axe finding nothing."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Page, ViewportSize
from sqlalchemy import select

from mutasi_flow.access.domain import Role
from mutasi_flow.core.runtime import Runtime
from mutasi_flow.inbox.domain import TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.worker import run_worker
from tests.browser.conftest import check_page
from tests.factories import PASSWORD, make_account, make_employee, make_jabatan, make_office, make_post, make_unit

PHONE: ViewportSize = {"width": 360, "height": 780}

pytestmark = pytest.mark.browser


@pytest.fixture
def people(runtime: Runtime) -> dict[str, int]:
    """Account names and, for employees, their keys."""
    with runtime.database.writing() as session:
        make_office(session, modules={"peers": True})
        root = make_unit(session, "Kabupaten Sagara")
        old, new = make_unit(session, "SDN 12 Pulau Seberang", root), make_unit(session, "SDN 3 Kota Lama", root)
        teacher = make_jabatan(session, "Guru Ahli Muda", retirement_age=60)
        make_post(session, old, teacher, need=5)
        make_post(session, new, teacher, need=4)
        staff = [make_employee(session, old, teacher) for _ in range(4)]
        heads = [make_employee(session, unit) for unit in (old, new)]
        old.head_id, new.head_id = heads[0].id, heads[1].id
        names = {"guru": staff[0], "kepala-lama": heads[0], "kepala-baru": heads[1]}
        names |= {f"rekan-{number}": one for number, one in enumerate(staff[1:], start=1)}
        for name, employee in names.items():
            make_account(session, employee, username=name)
        for role in (Role.VERIFIER, Role.DECIDER, Role.SIGNER):
            make_account(session, make_employee(session, root), [role], username=role.value)
        return {name: employee.id for name, employee in names.items()}


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[[str], Page]]:
    """Sign in on a fresh phone: ``visit(username)``."""
    contexts = []

    def start(username: str) -> Page:
        context = chromium.new_context(viewport=PHONE, base_url=address)
        contexts.append(context)
        page = context.new_page()
        page.goto("/masuk")
        check_page(page)
        page.fill("#username", username)
        page.fill("#password", PASSWORD)
        page.click("main button")
        assert "/masuk" not in page.url
        return page

    yield start
    for context in contexts:
        context.close()


def press(page: Page, name: str) -> None:
    """Press the button or link with this name, and look at the page that follows."""
    page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()
    page.wait_for_load_state()
    check_page(page)


def drain(runtime: Runtime) -> None:
    """Let the worker print what waits, in a thread of its own: the browser's event loop owns this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(run_worker, runtime, once=True).result()


def open_tasks(runtime: Runtime) -> list[Task]:
    with runtime.database.reading() as session:
        return list(session.scalars(select(Task).where(Task.status == TaskStatus.OPEN)))


def ask_for_a_transfer(page: Page) -> str:
    page.goto("/")
    check_page(page)
    press(page, "Cek kelayakan")
    press(page, "Mulai usulan")
    number = page.url.split("/")[-2]
    page.fill("#q", "Kota Lama")
    press(page, "Cari")
    press(page, "SDN 3 Kota Lama")
    press(page, "Pilih")
    press(page, "Lanjut ke alasan")
    page.check("input[value=care]")
    page.fill("#reason", "Merawat orang tua yang sakit.")
    press(page, "Simpan dan lanjut")
    press(page, "Lanjut: periksa dan kirim")
    page.check("#declared")
    press(page, "Kirim usulan")
    press(page, "Lacak usulan")
    return number


def give_opinions(visit: Callable[[str], Page], people: dict[str, int]) -> None:
    for name in [name for name in people if name != "guru"]:
        page = visit(name)
        page.goto("/tugas")
        check_page(page)
        page.locator("main a[href^='/tugas/']").first.click()
        check_page(page)
        page.check("input[name=outcome][value=support]")
        press(page, "Kirim tanggapan")


def take(page: Page, list_path: str, button: str) -> None:
    page.goto(list_path)
    check_page(page)
    page.locator("main table a").first.click()
    check_page(page)
    press(page, button)


def test_four_people_walk_the_road_on_a_phone(
    runtime: Runtime, people: dict[str, int], visit: Callable[[str], Page]
) -> None:
    employee = visit("guru")
    number = ask_for_a_transfer(employee)
    give_opinions(visit, people)
    assert [task.kind for task in open_tasks(runtime)] == ["verify"]
    take(visit("verifier"), "/antrean", "Simpulkan konsultasi")
    take(visit("decider"), "/telaah", "Setujui")
    take(visit("signer"), "/telaah", "Terbitkan SK")
    drain(runtime)
    employee.goto(f"/usulan/{number}/sk")
    check_page(employee)
    pdf = employee.request.get(f"/usulan/{number}/sk.pdf")
    assert pdf.body().startswith(b"%PDF-")
    address = employee.get_by_role("link", name="Lihat halaman verifikasi").get_attribute("href") or ""
    employee.goto("/verifikasi/" + address.rsplit("/", 1)[1])
    check_page(employee)
    assert "elum ditandatangani" in employee.content()
