"""The only writers of people, units, posts, placements and the office."""

from mutasi_flow.people.service.employees import (
    EmployeeRecord,
    SavedEmployee,
    record_discipline,
    record_performance,
    save_employee,
    set_supervisor,
)
from mutasi_flow.people.service.kinships import drop_kinship, record_kinship
from mutasi_flow.people.service.office import (
    YEARS_AHEAD,
    YEARS_BACK,
    OfficeData,
    add_holiday,
    change_office,
    choose_route,
    fill_calendar,
    remove_holiday,
    seed_calendar,
    seed_office,
    set_escalation,
    switch_modules,
)
from mutasi_flow.people.service.placements import apply_due_placements, place, restore
from mutasi_flow.people.service.posts import save_jabatan, save_post, seed_jabatan
from mutasi_flow.people.service.units import (
    NewUnit,
    close_unit,
    create_unit,
    move_unit,
    rename_unit,
    set_unit_head,
)

__all__ = [
    "YEARS_AHEAD",
    "YEARS_BACK",
    "EmployeeRecord",
    "NewUnit",
    "OfficeData",
    "SavedEmployee",
    "add_holiday",
    "apply_due_placements",
    "change_office",
    "choose_route",
    "close_unit",
    "create_unit",
    "drop_kinship",
    "fill_calendar",
    "move_unit",
    "place",
    "record_discipline",
    "record_kinship",
    "record_performance",
    "remove_holiday",
    "rename_unit",
    "restore",
    "save_employee",
    "save_jabatan",
    "save_post",
    "seed_calendar",
    "seed_jabatan",
    "seed_office",
    "set_escalation",
    "set_supervisor",
    "set_unit_head",
    "switch_modules",
]
