"""The service navigation: at most four places, by what the visitor may do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from flask import request, url_for

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.texts import Text
from mutasi_flow.core.web.visitor import Visitor

LONGEST_MENU = 4


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A place offered in the navigation to whoever has any of ``permissions`` (none: to everybody signed in).

    Items that a person meets first stand first; only four are shown, the rest is reached from the home page.
    ``within`` names the blueprints whose pages belong to the place although their addresses do not begin with its own.
    """

    label: Text
    endpoint: str
    permissions: tuple[Permission, ...] = ()
    within: tuple[str, ...] = ()
    is_for: Callable[[Actor], bool] | None = None
    """What else is asked of those with a permission."""

    def is_open_to(self, actor: Actor) -> bool:
        """Whether the place is for the actor."""
        is_permitted = not self.permissions or any(actor.has(permission) for permission in self.permissions)
        return is_permitted and (self.is_for is None or self.is_for(actor))


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A navigation link as the template shows it."""

    label: Text
    address: str
    is_current: bool


def links_for(visitor: Visitor | None, menu: Sequence[MenuItem]) -> tuple[MenuLink, ...]:
    """Return the links of ``visitor``; strangers get none."""
    if visitor is None or visitor.must_change_password:
        return ()
    shown = (item for item in menu if item.is_open_to(visitor.actor))
    return tuple(_link(item) for item in islice(shown, LONGEST_MENU))


def all_links(items: Sequence[MenuItem]) -> tuple[MenuLink, ...]:
    """Return the links of all ``items``: the footer, which is the same for everybody."""
    return tuple(_link(item) for item in items)


def _link(item: MenuItem) -> MenuLink:
    address = url_for(item.endpoint)
    here = request.path
    is_below = here == address or (address != "/" and here.startswith(address + "/"))
    return MenuLink(item.label, address, is_below or request.blueprint in item.within)
