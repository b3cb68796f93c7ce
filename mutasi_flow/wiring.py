"""Joins what the subjects offer to the pages. Everything is named here; nothing registers itself by being imported."""

from collections.abc import Mapping

from flask import Blueprint

from mutasi_flow.access.pages import BLUEPRINTS as ACCESS_PAGES
from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.sheets.importer import Importer
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import MenuItem, Recall
from mutasi_flow.decrees.batches.pages import BLUEPRINTS as DECREE_BATCH_PAGES
from mutasi_flow.decrees.initials.offers import TASK_KINDS as INITIAL_TASK_KINDS
from mutasi_flow.decrees.initials.offers import WAYS_OF_READING as INITIAL_WAYS
from mutasi_flow.decrees.initials.pages import BLUEPRINTS as INITIAL_PAGES
from mutasi_flow.decrees.signing.offers import WAYS_OF_READING as SIGNING_WAYS
from mutasi_flow.decrees.signing.pages import BLUEPRINTS as SIGNING_PAGES
from mutasi_flow.decrees.signing.pages.desk import has_desk
from mutasi_flow.inbox.api import blueprint as tasks_api
from mutasi_flow.inbox.domain import TaskKind
from mutasi_flow.inbox.offers import RECALLS as INBOX_RECALLS
from mutasi_flow.inbox.pages import pages as inbox_pages
from mutasi_flow.letters.domain import LetterKind
from mutasi_flow.letters.offers import LETTER_KINDS as LETTERS_LETTER_KINDS
from mutasi_flow.letters.pages import BLUEPRINTS as LETTER_PAGES
from mutasi_flow.office.api import blueprint as office_api
from mutasi_flow.office.pages.home import pages as home_pages
from mutasi_flow.office.pages.imports import offer as offer_imports
from mutasi_flow.office.pages.numbering import pages as office_numbering
from mutasi_flow.office.pages.settings import pages as office_settings
from mutasi_flow.office.pages.start import pages as start_pages
from mutasi_flow.office.pages.trail import pages as trail_pages
from mutasi_flow.office.pages.viewing import pages as viewing_pages
from mutasi_flow.office.pages.work import pages as work_pages
from mutasi_flow.people.offers import IMPORTERS as PEOPLE_IMPORTERS
from mutasi_flow.people.pages import BLUEPRINTS as PEOPLE_PAGES
from mutasi_flow.planning.frontline.pages import BLUEPRINTS as FRONTLINE_PAGES
from mutasi_flow.planning.hearings.api import blueprint as hearings_api
from mutasi_flow.planning.hearings.pages import pages as plan_hearings
from mutasi_flow.planning.market.pages import BLUEPRINTS as MARKET_PAGES
from mutasi_flow.planning.matching.offers import IMPORTERS as MATCHING_IMPORTERS
from mutasi_flow.planning.matching.pages import BLUEPRINTS as MATCHING_PAGES
from mutasi_flow.planning.minutes.pages import pages as plan_minutes
from mutasi_flow.planning.plans.api import blueprint as plans_api
from mutasi_flow.planning.plans.pages import BLUEPRINTS as PLAN_PAGES
from mutasi_flow.planning.promotions.api import blueprint as promotions_api
from mutasi_flow.planning.promotions.pages import pages as promotions
from mutasi_flow.planning.publications.api import blueprint as publications_api
from mutasi_flow.planning.publications.pages import BLUEPRINTS as PUBLICATION_PAGES
from mutasi_flow.planning.relief.pages import BLUEPRINTS as RELIEF_PAGES
from mutasi_flow.planning.talent.pages import pages as talent
from mutasi_flow.planning.wishes.offers import IMPORTERS as WISH_IMPORTERS
from mutasi_flow.planning.wishes.pages import pages as wishes
from mutasi_flow.public.api import blueprint as verification_api
from mutasi_flow.public.pages import pages as verification
from mutasi_flow.rules.api import blueprint as eligibility_api
from mutasi_flow.rules.pages import BLUEPRINTS as RULE_PAGES
from mutasi_flow.transfers.api import BLUEPRINTS as TRANSFER_API
from mutasi_flow.transfers.offers import IMPORTERS as TRANSFER_IMPORTERS
from mutasi_flow.transfers.offers import RECALLS as TRANSFER_RECALLS
from mutasi_flow.transfers.offers import TASK_KINDS as TRANSFER_TASK_KINDS
from mutasi_flow.transfers.offers import WAYS_OF_READING as TRANSFER_WAYS
from mutasi_flow.transfers.pages import BLUEPRINTS as TRANSFER_PAGES
from mutasi_flow.transfers.service.signing import OFFICERS
from mutasi_flow.workload.api import blueprint as balance_api
from mutasi_flow.workload.offers import IMPORTERS as WORKLOAD_IMPORTERS
from mutasi_flow.workload.pages import BLUEPRINTS as WORKLOAD_PAGES

IMPORTERS: tuple[Importer, ...] = (
    *PEOPLE_IMPORTERS,
    *WORKLOAD_IMPORTERS,
    *MATCHING_IMPORTERS,
    *TRANSFER_IMPORTERS,
    *WISH_IMPORTERS,
)
"""What can be imported, by page and by shell."""

BLUEPRINTS: tuple[Blueprint, ...] = (
    home_pages,
    *PEOPLE_PAGES,
    *ACCESS_PAGES,
    inbox_pages,
    tasks_api,
    *WORKLOAD_PAGES,
    balance_api,
    *MATCHING_PAGES,
    *FRONTLINE_PAGES,
    *RULE_PAGES,
    eligibility_api,
    *LETTER_PAGES,
    *TRANSFER_PAGES,
    *TRANSFER_API,
    talent,
    wishes,
    *PLAN_PAGES,
    plans_api,
    plan_minutes,
    plan_hearings,
    hearings_api,
    *PUBLICATION_PAGES,
    publications_api,
    promotions,
    promotions_api,
    *MARKET_PAGES,
    *RELIEF_PAGES,
    *DECREE_BATCH_PAGES,
    *INITIAL_PAGES,
    *SIGNING_PAGES,
    office_settings,
    office_numbering,
    start_pages,
    trail_pages,
    work_pages,
    viewing_pages,
    verification,
    verification_api,
    office_api,
    offer_imports(IMPORTERS),
)
"""Pages and API of the subjects."""

TASK_KINDS: tuple[TaskKind, ...] = (*TRANSFER_TASK_KINDS, *INITIAL_TASK_KINDS)
"""What the inbox may hold, and who completes it."""

LETTER_KINDS: tuple[LetterKind, ...] = (*LETTERS_LETTER_KINDS,)
"""What the letter engine can write."""

WAYS_OF_READING: Mapping[str, str] = {**TRANSFER_WAYS, **INITIAL_WAYS, **SIGNING_WAYS}
"""How endpoints show what is confidential; a reading is written down under this word."""

RECALLS: tuple[Recall, ...] = (*INBOX_RECALLS, *TRANSFER_RECALLS)
"""Who may still read an answer that is given again to a repeated request."""


def _audits_all(actor: Actor) -> bool:
    return actor.may(Permission.AUDIT_READ, "")


MENU: tuple[MenuItem, ...] = (
    MenuItem(T("Tugas"), "inbox.tasks"),
    MenuItem(T("Antrean"), "queue.verification", (Permission.TRANSFERS_VERIFY,)),
    MenuItem(
        T("Telaah"),
        "queue.decisions",
        (Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_DECREE, Permission.TRANSFERS_REVIEW),
    ),
    MenuItem(T("Usulan"), "tracking.index"),
    MenuItem(T("Paket SK"), "decree_batches.index", (Permission.TRANSFERS_VERIFY,)),
    MenuItem(T("Tanda tangan"), "signing_runs.index", OFFICERS, is_for=has_desk),
    MenuItem(T("Sidang"), "sittings.index", (Permission.DELIBERATE,)),
    MenuItem(
        T("Kebutuhan"),
        "needs.index",
        (Permission.PLAN, Permission.SUPERVISE),
        ("balance", "forecast", "relief", "relief_asking", "relief_ending"),
    ),
    MenuItem(T("Papan"), "plans.index", (Permission.PLAN,)),
    MenuItem(T("Akun"), "accounts.index", (Permission.ADMIN,)),
    MenuItem(T("Impor"), "imports.index", (Permission.IMPORT,)),
    MenuItem(T("Jejak"), "trail.index", (Permission.AUDIT_READ,), is_for=_audits_all),
    MenuItem(T("Pesan"), "inbox.notices"),
)
"""The service navigation; a visitor sees the first four that are for them."""

FOOTER: tuple[MenuItem, ...] = (
    MenuItem(T("Periksa keaslian surat"), "verification.ask"),
    MenuItem(T("Rencana yang diumumkan"), "published.index"),
)
"""Links at the foot of every page."""

SIGN_IN_ENDPOINT = "access.sign_in"
SIGN_OUT_ENDPOINT = "access.sign_out"
ACCOUNT_ENDPOINT = "account.show"
PASSWORD_ENDPOINT = "account.password"  # noqa: S105 - the name of a page
"""The four pages of access that the frame must know."""
