"""A flow with the same four steps."""

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.models import Process


class RoadFlow(flow.Flow):
    """Start, four steps, end."""

    process_class = Process

    start = flow.StartHandle().Next(this.submit)
    submit = flow.Handle().Next(this.conclude)
    conclude = flow.Handle().Next(this.approve)
    approve = flow.Handle().Next(this.decree)
    decree = flow.Handle().Next(this.end)
    end = flow.End()
