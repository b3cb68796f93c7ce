"""Writers of the inbox: tasks and notices."""

from mutasi_flow.inbox.service.notices import mark_read, notify
from mutasi_flow.inbox.service.tasks import close, close_all, complete, lapse, open_tasks, reassign, settle

__all__ = ["close", "close_all", "complete", "lapse", "mark_read", "notify", "open_tasks", "reassign", "settle"]
