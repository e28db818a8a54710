"""One key for all spellings of a name: the table of conventions, and that folding settles at once."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.gazetteer.fold import distance_within, fold, plain, skeleton
from tests.tables import cases


@pytest.mark.parametrize(("how", "one", "other"), cases("place_spellings.tsv"))
def test_spellings_of_one_name_share_a_key(how: str, one: str, other: str) -> None:
    assert (fold(one) == fold(other)) == (how == "="), (fold(one), fold(other))


@given(st.text(max_size=60))
def test_folding_is_idempotent(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text(alphabet="aeiouyhwqctsdjzkgb' -rlnm", max_size=30))
def test_folding_is_idempotent_on_names(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text(max_size=40))
@example("\u1d78")  # a small raised letter that comes apart into one of another alphabet
def test_keys_hold_letters_and_digits_only(name: str) -> None:
    assert all(c.isalnum() for c in fold(name))
    assert plain(plain(name)) == plain(name)


def test_an_article_alone_stays() -> None:
    assert fold("Al") == fold("al")
    assert fold("El")


def test_nothing_of_nothing() -> None:
    assert fold("") == ""
    assert fold("---") == ""


def test_skeleton_keeps_the_first_letter() -> None:
    assert skeleton(fold("Manbij")) == skeleton(fold("Menbej"))
    assert skeleton("idlib") == "idlb"


@given(st.text(alphabet="abcd", max_size=8), st.text(alphabet="abcd", max_size=8), st.integers(0, 4))
def test_distance_is_symmetric_and_bounded(a: str, b: str, most: int) -> None:
    far = distance_within(a, b, most)
    assert far == distance_within(b, a, most)
    assert far is None or far <= most
    assert (distance_within(a, b, 20) or 0) <= max(len(a), len(b))
    if a == b:
        assert far == 0


def test_swapped_letters_are_one_step() -> None:
    assert distance_within("idlib", "ildib", 2) == 1
    assert distance_within("idlib", "hums", 2) is None
