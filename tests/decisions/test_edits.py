"""Edits made at the same time go together, whatever is typed and in whichever order it arrives."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.decisions.edits import (
    LONGEST,
    after,
    apply,
    before,
    between,
    join,
    read,
    rebase,
    undoing,
)
from board.errors import Invalid

ROWS = json.loads(Path(__file__).with_name("edits.json").read_text(encoding="utf-8"))
TEXTS = st.text("aé漢😀\n e\u0301", max_size=20)


@st.composite
def edits_of(draw, text):
    """Any edit of *text*."""
    steps, left = [], len(text)
    while left:
        size = draw(st.integers(1, left))
        steps.append(draw(st.sampled_from([size, -size])))
        if draw(st.booleans()):
            steps.append(draw(st.text("xyé😀", min_size=1, max_size=3)))
        left -= size
    return read([*steps, draw(st.text("z漢", max_size=2))])


@given(st.data(), TEXTS)
def test_two_edits_made_at_the_same_time_give_one_text_in_either_order(data, text):
    one, other = data.draw(edits_of(text)), data.draw(edits_of(text))

    this_way = apply(apply(text, one), rebase(other, one))
    that_way = apply(apply(text, other), rebase(one, other, first=True))

    assert this_way == that_way


@given(st.data(), TEXTS)
def test_two_edits_join_into_one_and_each_can_be_undone(data, text):
    one = data.draw(edits_of(text))
    between_them = apply(text, one)
    two = data.draw(edits_of(between_them))

    assert apply(text, join(one, two)) == apply(between_them, two)
    assert apply(between_them, undoing(one, text)) == text
    assert (before(one), after(one)) == (len(text), len(between_them))


@given(TEXTS, TEXTS)
def test_the_edit_between_two_texts_leads_from_one_to_the_other(old, new):
    assert apply(old, between(old, new)) == new


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_the_answers_the_browser_is_held_to_as_well(row):
    one, other = row["one"], row["other"]

    assert apply(row["text"], one) == row["after_one"]
    assert rebase(other, one) == row["other_rebased"]
    assert rebase(one, other, first=True) == row["one_rebased_first"]
    assert apply(row["after_one"], row["other_rebased"]) == row["both"]
    assert join(one, row["then"]) == row["joined"]
    assert undoing(one, row["text"]) == row["undone"]


@pytest.mark.parametrize(
    "steps",
    [
        None,
        "text",
        [None],
        [True],
        [1.5],
        [{"insert": "x"}],
        [LONGEST + 1],
        ["x" * (LONGEST + 1)],
        ["\x00"],
        ["\ud800"],
        [1] * 3000,
    ],
    ids=str,
)
def test_what_is_no_edit_is_refused(steps):
    with pytest.raises(Invalid, match="no edit"):
        read(steps)


def test_an_edit_of_another_text_is_refused():
    for act in (lambda: apply("abc", [2]), lambda: rebase([3], [2]), lambda: join([3], [2])):
        with pytest.raises(Invalid, match="another text"):
            act()
