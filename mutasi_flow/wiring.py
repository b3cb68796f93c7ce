"""Joins what the subjects offer. Everything that runs is named here; nothing registers itself by being imported."""

from typing import Any

import click
from flask import Blueprint

from mutasi_flow.core.jobs import Job, Sweep
from mutasi_flow.core.sheets.importer import Importer
from mutasi_flow.core.web import MenuItem
from mutasi_flow.inbox.domain import TaskKind
from mutasi_flow.letters.domain import LetterKind
from mutasi_flow.letters.offers import JOBS as LETTER_JOBS
from mutasi_flow.letters.offers import LETTER_KINDS as LETTERS_LETTER_KINDS
from mutasi_flow.people.offers import IMPORTERS as PEOPLE_IMPORTERS

BLUEPRINTS: tuple[Blueprint, ...] = ()
"""Pages and API of the subjects."""

JOBS: tuple[Job[Any, Any], ...] = (*LETTER_JOBS,)
"""Work that is enqueued with a change and done by a worker."""

SWEEPS: tuple[Sweep, ...] = ()
"""Work that the clock brings."""

TASK_KINDS: tuple[TaskKind, ...] = ()
"""What the inbox may hold, and who completes it."""

LETTER_KINDS: tuple[LetterKind, ...] = (*LETTERS_LETTER_KINDS,)
"""What the letter engine can write."""

IMPORTERS: tuple[Importer, ...] = (*PEOPLE_IMPORTERS,)
"""What can be imported, by page and by shell."""

CLI_COMMANDS: tuple[click.Command, ...] = ()
"""What the subjects add to the command ``mutasi``."""

MENU: tuple[MenuItem, ...] = ()
"""The service navigation; a visitor sees the first four that are for them."""

FOOTER: tuple[MenuItem, ...] = ()
"""Links at the foot of every page."""

SIGN_IN_ENDPOINT = ""
SIGN_OUT_ENDPOINT = ""
PASSWORD_ENDPOINT = ""
"""The three pages of access that the frame must know."""
