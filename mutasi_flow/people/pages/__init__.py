"""Pages about people and the calendar."""

from mutasi_flow.people.pages import calendar, employees

BLUEPRINTS = (employees.pages, calendar.pages)

__all__ = ["BLUEPRINTS"]
