"""What a door on the first page is, and a group of them."""

from dataclasses import dataclass

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.texts import Text


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A door for whoever has any of the permissions (none: everybody signed in)."""

    title: Text
    hint: Text
    endpoint: str
    permissions: tuple[Permission, ...] = ()
    is_for_whole: bool = False
    """Whether only a permission over the whole office opens it."""
    module: str = ""
    """The switch of the office that opens it; empty: it is always there."""

    def is_open_to(self, actor: Actor) -> bool:
        """Whether the actor may go in."""
        asked = actor.has if not self.is_for_whole else lambda permission: actor.may(permission, "")
        return not self.permissions or any(asked(permission) for permission in self.permissions)


@dataclass(frozen=True, slots=True)
class Group:
    """Doors that belong together."""

    title: Text
    shortcuts: tuple[Shortcut, ...]
