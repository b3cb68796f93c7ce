"""Every page says who may see it, reading never writes, and every link leads somewhere."""

import re

from flask import Flask

from tests.house.addresses import is_answered, python_links, template_links

READING = {"GET", "HEAD", "OPTIONS"}
PART = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*|<(?:[a-z]+(?:\([^)]*\))?:)?[a-z_]+>(?:\.[a-z]+)?")


def test_every_endpoint_names_a_permission_or_is_public(house: Flask) -> None:
    unguarded = [
        endpoint
        for endpoint, view in house.view_functions.items()
        if not hasattr(view, "permissions") and not getattr(view, "is_public", False)
    ]
    assert unguarded == []


def test_no_endpoint_is_public_and_guarded(house: Flask) -> None:
    both = [e for e, v in house.view_functions.items() if hasattr(v, "permissions") and hasattr(v, "is_public")]
    assert both == []


def test_reading_never_writes(house: Flask) -> None:
    reading = {rule.endpoint for rule in house.url_map.iter_rules() if (rule.methods or set()) <= READING}
    marked = {endpoint for endpoint, view in house.view_functions.items() if getattr(view, "writes", False)}
    assert reading & marked == set()


def test_addresses_are_small_words_with_dashes(house: Flask) -> None:
    odd = [
        str(rule)
        for rule in house.url_map.iter_rules()
        if not str(rule).startswith("/static/")
        and not all(PART.fullmatch(part) for part in str(rule).strip("/").split("/") if part)
    ]
    assert odd == []


def test_every_link_in_templates_leads_somewhere(house: Flask) -> None:
    links = list(template_links(house.jinja_env))
    assert [link for link in links if not is_answered(house, link)] == []


def test_every_link_in_python_leads_somewhere(house: Flask) -> None:
    assert [link for link in python_links() if not is_answered(house, link)] == []
