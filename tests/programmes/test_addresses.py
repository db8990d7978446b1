"""Addresses are those of Django, worked out once."""

import pytest
from django.test import override_settings
from django.urls import NoReverseMatch, reverse, set_script_prefix

from programmes.addresses import _worked_out, address


def test_a_route_that_is_not_there() -> None:
    with pytest.raises(NoReverseMatch):
        address("reeks", "overijssel", "een/twee")


def test_nothing_personal_is_remembered() -> None:
    _worked_out.cache_clear()
    assert address("aanmelding", "abc:1:d-e_f") == reverse("aanmelding", args=["abc:1:d-e_f"])
    assert _worked_out.cache_info().currsize == 0
    assert address("reeks", "overijssel", "een") == "/overijssel/een/"
    assert _worked_out.cache_info().currsize == 1


def test_other_routes_and_another_mounting_point() -> None:
    assert address("agenda") == "/"
    try:
        set_script_prefix("/leerlabs/")
        assert address("agenda") == "/leerlabs/"
    finally:
        set_script_prefix("/")
    with override_settings(ROOT_URLCONF="accounts.urls"), pytest.raises(NoReverseMatch):
        address("reeks", "overijssel", "een")
    assert address("agenda") == "/"
