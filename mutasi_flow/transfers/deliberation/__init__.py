"""The room of deliberation: the performance assessment team, its sittings, its advice and its minutes."""

from mutasi_flow.transfers.deliberation.teams import (
    MemberRow,
    NewTeam,
    TeamRow,
    add_member,
    add_team,
    change_team,
    end_member,
    get_team,
    list_members,
    list_own_teams,
    list_teams,
)

__all__ = [
    "MemberRow",
    "NewTeam",
    "TeamRow",
    "add_member",
    "add_team",
    "change_team",
    "end_member",
    "get_team",
    "list_members",
    "list_own_teams",
    "list_teams",
]
