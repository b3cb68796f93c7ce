"""The room of objections: the employee objects to a decision, somebody else rules on it, and the ruling takes effect."""

from mutasi_flow.transfers.objections.answers import complete_objection_task
from mutasi_flow.transfers.objections.deciders import may_rule
from mutasi_flow.transfers.objections.filing import (
    CARRY_OUT,
    RECORDING,
    RULE,
    NewObjection,
    add_term,
    file_objection,
    find_open_decision,
    may_file,
    may_record,
)
from mutasi_flow.transfers.objections.lapsing import lapse_unruled, list_unruled
from mutasi_flow.transfers.objections.records import (
    ABOUT,
    PAGE,
    ListedObjection,
    Objectionable,
    ObjectionRow,
    find_decision,
    find_objection,
    get_objection,
    list_former,
    list_objections,
    list_terms,
)
from mutasi_flow.transfers.objections.ruling import Verdict, carry_out, may_carry_out, rule
from mutasi_flow.transfers.objections.terms import LONGEST_TERM_DAYS, Term, in_force

__all__ = [
    "ABOUT",
    "CARRY_OUT",
    "LONGEST_TERM_DAYS",
    "PAGE",
    "RECORDING",
    "RULE",
    "ListedObjection",
    "NewObjection",
    "ObjectionRow",
    "Objectionable",
    "Term",
    "Verdict",
    "add_term",
    "carry_out",
    "complete_objection_task",
    "file_objection",
    "find_decision",
    "find_objection",
    "find_open_decision",
    "get_objection",
    "in_force",
    "lapse_unruled",
    "list_former",
    "list_objections",
    "list_terms",
    "list_unruled",
    "may_carry_out",
    "may_file",
    "may_record",
    "may_rule",
    "rule",
]
