"""Joins what the subjects offer. Everything that runs is named here; nothing registers itself by being imported."""

from flask import Blueprint

from mutasi_flow.core.web import MenuItem

BLUEPRINTS: tuple[Blueprint, ...] = ()
"""Pages and API of the subjects."""

MENU: tuple[MenuItem, ...] = ()
"""The service navigation; a visitor sees the first four that are for them."""

FOOTER: tuple[MenuItem, ...] = ()
"""Links at the foot of every page."""

SIGN_IN_ENDPOINT = ""
SIGN_OUT_ENDPOINT = ""
PASSWORD_ENDPOINT = ""
"""The three pages of access that the frame must know."""
