"""Small numbers are hidden, and cannot be worked out from what is shown."""

from collections import defaultdict
from itertools import product

import pytest

from board.statistics.hiding import FEWER, NOT_SHOWN, hide, hide_steps, percent, share


@pytest.mark.parametrize(
    ("counts", "cells", "total"),
    [
        ((12, 7, 0), ("12", "7", "0"), "19"),
        ((12, 2, 3), ("12", FEWER, FEWER), "17"),
        ((12, 7, 2), ("12", NOT_SHOWN, NOT_SHOWN), "21"),  # 21 − 12 − 7 would tell it
        ((12, 1, 1), (NOT_SHOWN, NOT_SHOWN, NOT_SHOWN), "14"),  # two together can only be one each
        ((12, 4, 4), (NOT_SHOWN, NOT_SHOWN, NOT_SHOWN), "20"),
        ((3, 0), (NOT_SHOWN, NOT_SHOWN), FEWER),
        ((4, 3, 0), (NOT_SHOWN, NOT_SHOWN, NOT_SHOWN), NOT_SHOWN),
        ((0, 0), ("0", "0"), "0"),
        ((), (), "0"),
    ],
)
def test_counts_of_one_to_four_are_not_told(counts, cells, total):
    told = hide(counts)

    assert (told.cells, told.total) == (cells, total)


@pytest.mark.parametrize(("cells", "most"), [(2, 14), (3, 11), (4, 8)])
def test_whoever_knows_how_counts_are_hidden_cannot_work_one_out(cells, most):
    alike = defaultdict(list)
    for counts in product(range(most + 1), repeat=cells):
        told = hide(counts)
        alike[told.cells, told.total].append(counts)

    for (shown, total), tables in alike.items():
        if max(max(counts) for counts in tables) > most - 6:
            continue  # at the edge of what was tried, tables that look the same are missing
        for place, words in enumerate(shown):
            if not words.isdigit():
                assert len({counts[place] for counts in tables}) > 1, (shown, total, tables)


def test_what_is_drawn_is_what_is_told():
    told = hide((12, 7, 2))

    assert told.drawn == (12, None, None)
    assert not told.complete
    assert hide((12, 7)).complete


@pytest.mark.parametrize(
    ("counts", "cells"),
    [
        ((40, 20, 12, 6), ("40", "20", "12", "6")),
        ((40, 20, 18, 6), ("40", "20", NOT_SHOWN, "6")),  # only two were lost there
        ((40, 20, 8, 3), ("40", "20", "8", FEWER)),
        ((40, 20, 0, 0), ("40", "20", "0", "0")),
        ((3, 0, 0), (FEWER, "0", "0")),
        ((), ()),
    ],
)
def test_a_step_is_not_told_when_few_took_it_or_few_were_lost(counts, cells):
    assert hide_steps(counts).cells == cells


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (18, 30, "18 of 30 (60 %)"),
        (20, 20, "20 of 20 (100 %)"),
        (0, 20, "0 of 20 (0 %)"),
        (18, 20, NOT_SHOWN),
        (2, 20, NOT_SHOWN),
        (2, 3, f"{FEWER} in all"),
        (0, 0, "none"),
    ],
)
def test_a_share_is_told_when_neither_side_of_it_is_small(part, whole, words):
    assert share(part, whole) == words


def test_shares_are_rounded_half_up():
    assert (percent(1, 8), percent(1, 3), percent(2, 3), percent(0, 0)) == (13, 33, 67, 0)
