"""Pages about people and the calendar."""

from mutasi_flow.people.pages import calendar, employees, leaving, particulars, places

BLUEPRINTS = (employees.pages, leaving.pages, particulars.pages, places.pages, calendar.pages)

__all__ = ["BLUEPRINTS"]
