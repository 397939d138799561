"""Small bars that need no colour."""

from xml.etree import ElementTree

from board.documents.charts import Share, clone_bar, votes_bar

SVG = "{http://www.w3.org/2000/svg}"
SHARES = [
    Share("A", 4),
    Share("B", 1),
    Share("C", 1),
    Share("D", 0),
    Share("Abstain", 1, hollow=True),
]


def test_a_ballot_s_bar_names_every_option_and_its_votes():
    picture = ElementTree.fromstring(votes_bar(SHARES))

    assert picture[0].text == "Votes: A 4, B 1, C 1, D 0, Abstain 1."
    assert [t.text for t in picture.iter(f"{SVG}text")] == ["A 4", "B 1", "C 1", "D 0", "Abstain 1"]


def test_an_option_without_votes_is_fainter():
    faint = [t.text for t in ElementTree.fromstring(votes_bar(SHARES)) if t.get("fill-opacity")]

    assert faint == ["D 0"]


def test_each_of_four_options_is_filled_in_its_own_way():
    fills = []
    for position in range(4):
        shares = [Share(letter, int(n == position)) for n, letter in enumerate("ABCD")]
        picture = ElementTree.fromstring(votes_bar(shares))
        paths = [p.get("d", "")[:200] for p in picture.iter(f"{SVG}path")]
        fills.append(tuple(paths))

    assert len(set(fills)) == 4


def test_a_ballot_without_votes_is_an_empty_bar():
    empty = ElementTree.fromstring(votes_bar([Share("A", 0)]))

    assert empty[0].text == "Votes: A 0."
    assert {p.get("fill") for p in empty.iter(f"{SVG}path")} == {"none", "currentColor"}


def test_a_label_is_escaped():
    assert "<b>" not in votes_bar([Share("<b>", 1)])


def test_a_clone_bar_is_as_long_as_the_clone_is_large():
    half = ElementTree.fromstring(clone_bar(50, width=60))

    assert half[0].text == "Found in 50 per cent of cells."
    assert half[2].get("d") == "M0 1h30.0v6h-30.0z"


def test_a_clone_beyond_all_cells_ends_with_the_bar():
    assert "h60.0v6" in clone_bar(130, width=60)
    assert "h0.0v6" in clone_bar(-5, width=60)
