"""Pages about people and the calendar."""

from mutasi_flow.people.pages import calendar, employees, leaving, particulars

BLUEPRINTS = (employees.pages, leaving.pages, particulars.pages, calendar.pages)

__all__ = ["BLUEPRINTS"]
