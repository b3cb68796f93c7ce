"""Writers of the inbox: tasks, notices, mail, reminders."""

from mutasi_flow.inbox.service.absences import end_absence, set_absence
from mutasi_flow.inbox.service.mail import Envelope, Item, compose, drop_mail, lease_mail, note_failure, note_sent
from mutasi_flow.inbox.service.notices import mark_read, notify, notify_readers
from mutasi_flow.inbox.service.recusals import LONGEST_WORDS, recuse
from mutasi_flow.inbox.service.reminders import escalate, remind
from mutasi_flow.inbox.service.restoring import deadlines_of, move_deadline, restore_open
from mutasi_flow.inbox.service.tasks import (
    announce_all,
    close,
    close_all,
    complete,
    lapse,
    open_tasks,
    reassign,
    settle,
    settle_all,
)
from mutasi_flow.inbox.service.unattended import tell_unattended

__all__ = [
    "LONGEST_WORDS",
    "Envelope",
    "Item",
    "announce_all",
    "close",
    "close_all",
    "complete",
    "compose",
    "deadlines_of",
    "drop_mail",
    "end_absence",
    "escalate",
    "lapse",
    "lease_mail",
    "mark_read",
    "move_deadline",
    "note_failure",
    "note_sent",
    "notify",
    "notify_readers",
    "open_tasks",
    "reassign",
    "recuse",
    "remind",
    "restore_open",
    "set_absence",
    "settle",
    "settle_all",
    "tell_unattended",
]
