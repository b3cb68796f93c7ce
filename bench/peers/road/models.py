"""A request with the same five states."""

from django.db import models
from django_fsm import FSMField, transition
from django_fsm_log.decorators import fsm_log_by


class Request(models.Model):
    """One request."""

    state = FSMField(default="draft", protected=True)
    employee = models.IntegerField()
    reason = models.TextField()
    changed_at = models.DateTimeField(auto_now=True)

    @fsm_log_by
    @transition(field=state, source="draft", target="proposed")
    def submit(self, by=None) -> None:
        """Send."""

    @fsm_log_by
    @transition(field=state, source="proposed", target="consulted")
    def conclude(self, by=None) -> None:
        """Conclude."""

    @fsm_log_by
    @transition(field=state, source="consulted", target="approved")
    def approve(self, by=None) -> None:
        """Approve."""

    @fsm_log_by
    @transition(field=state, source="approved", target="decreed")
    def decree(self, by=None) -> None:
        """Decree."""
