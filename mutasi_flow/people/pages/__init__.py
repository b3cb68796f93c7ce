"""Pages about people and the calendar."""

from mutasi_flow.people.pages import calendar, employees, particulars

BLUEPRINTS = (employees.pages, particulars.pages, calendar.pages)

__all__ = ["BLUEPRINTS"]
