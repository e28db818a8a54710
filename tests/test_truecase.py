"""Case restored: the same length always, and names told from common words in sentences written for this."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract import truecase as module
from kg.extract.truecase import lacks_case, restore, truecase
from tests.tables import cases


@pytest.mark.parametrize(("capitals", "expected"), cases("truecase.tsv"))
def test_case_is_restored(capitals: str, expected: str) -> None:
    assert truecase(capitals) == expected


@given(st.text(max_size=300))
def test_offsets_never_move(text: str) -> None:
    cased = restore(text)
    assert len(cased) == len(text)
    assert cased.casefold() == text.casefold() or len(text.lower()) != len(text) or len(text.upper()) != len(text)


def test_each_stretch_is_decided_by_itself() -> None:
    text = "CURFEW IN THE CAPITAL AFTER RIOTS\nThe army sent NATO-made vehicles to Kampala."
    cut = text.index("\n")
    cased = truecase(text, ((0, cut), (cut + 1, len(text))))
    assert cased == "Curfew in the capital after riots\nThe army sent NATO-made vehicles to Kampala."


def test_lines_of_capital_letters_alone_are_told_from_acronyms() -> None:
    assert lacks_case("THE ARMY SAID SO")
    assert not lacks_case("The UN and NATO said so.")
    assert not lacks_case("UN")


def test_the_model_loads_quickly() -> None:
    module._model.cache_clear()
    begin = time.thread_time()
    module._model()
    assert time.thread_time() - begin < 2


@pytest.mark.parametrize("piece", ["A.", "'S ", "O'", "[AB] ", "\u0130", "0", "\ud800"])
def test_time_is_linear_in_odd_text(piece: str) -> None:
    begin = time.thread_time()
    text = piece * 20_000
    assert len(restore(text)) == len(text)
    assert time.thread_time() - begin < 10
