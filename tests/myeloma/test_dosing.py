"""Doses by kidney function: lenalidomide at every edge of its bands, and the other drugs."""

import pytest

from board.myeloma.health import dosing
from board.myeloma.health.dosing import bands, renal_dose, renal_doses
from board.myeloma.rulefiles import RuleFileError
from board.myeloma.sources import cite
from board.myeloma.telling.brief_fitness import dose_rows
from tests.myeloma.cases import read

FULL, TEN, FIFTEEN = "25 mg on days 1 to 21", "10 mg daily, may go to 15 mg", "15 mg every 48 hours"


@pytest.mark.parametrize(
    ("crcl", "us", "eu"),
    [(90, FULL, FULL), (60, FULL, FULL), (59.9, TEN, FULL), (50, TEN, FULL), (49.9, TEN, TEN),
     (30, TEN, TEN), (29.9, FIFTEEN, FIFTEEN), (0, FIFTEEN, FIFTEEN)],
)  # fmt: skip
def test_lenalidomide_has_other_bands_in_the_us_than_in_the_eu(
    crcl: float, us: str, eu: str
) -> None:
    told = [renal_dose("lenalidomide", crcl, False, place).text for place in ("US", "EU")]

    assert told == [us, eu]


@pytest.mark.parametrize("place", ["US", "EU"])
def test_on_dialysis_lenalidomide_is_five_milligrams_after_it(place: str) -> None:
    found = renal_dose("lenalidomide", None, True, place)

    assert (found.text, found.change) == ("5 mg daily, after dialysis on dialysis days", "adapt")


@pytest.mark.parametrize(
    ("drug", "off", "under_30", "on"),
    [("pomalidomide", "none", "none", "adapt"), ("ixazomib", "none", "adapt", "adapt"),
     ("bortezomib", "none", "none", "none"), ("carfilzomib", "none", "none", "adapt"),
     ("daratumumab", "none", "none", "none"), ("isatuximab", "none", "none", "none"),
     ("selinexor", "none", "none", "review"), ("melphalan-HD", "none", "adapt", "adapt"),
     ("zoledronate", "review", "avoid", "avoid"), ("denosumab", "none", "review", "review")],
)  # fmt: skip
def test_the_other_drugs_change_where_their_labels_say(
    drug: str, off: str, under_30: str, on: str
) -> None:
    told = [renal_dose(drug, 80, False, "US"), renal_dose(drug, 29, False, "US"),
            renal_dose(drug, None, True, "US")]  # fmt: skip

    assert [one.change for one in told] == [off, under_30, on]


def test_selinexor_is_not_studied_under_fifteen() -> None:
    assert renal_dose("selinexor", 15, False, "US").change == "none"
    assert renal_dose("selinexor", 14.9, False, "US").change == "review"


def test_maintenance_has_bands_of_its_own() -> None:
    told = [renal_dose("lenalidomide", 45, False, place, "maintenance") for place in ("US", "EU")]

    assert told[0].text == "5 mg daily as maintenance"
    assert told[1].change == "review"


def test_without_a_clearance_only_what_never_changes_is_told() -> None:
    told = {(one.drug, one.use): one.change for one in renal_doses(None, False, False, "US")}

    assert told["lenalidomide", ""] == "not_known"
    assert told["bortezomib", ""] == told["pomalidomide", ""] == "none"


def test_in_unstable_injury_no_band_is_told() -> None:
    told = {one.drug: one for one in renal_doses(20, False, True, "US")}

    assert told["lenalidomide"].change == "not_known"
    assert "nephrology" in told["lenalidomide"].text
    assert told["daratumumab"].change == "none"


def test_dialysis_settles_the_dose_whatever_else_is_known() -> None:
    rows = {
        row.drug: row for row in dose_rows(read(health={"dialysis": True, "unstable_aki": True}))
    }

    assert rows["carfilzomib"].text == "no change of dose; give it after dialysis"


def test_every_band_has_a_source_and_no_two_hold_at_once() -> None:
    for (drug, use), rows in bands().items():
        for place in ("US", "EU"):
            here = [band for band in rows if band.place in ("", place)]
            assert all(cite(band.source) for band in here)
            for crcl, dialysis in (
                (0, False),
                (14, False),
                (29, False),
                (45, False),
                (55, False),
                (80, False),
                (None, True),
            ):
                held = [band for band in here if band.holds(crcl, dialysis)]
                assert len(held) == 1, (drug, use, place, crcl, dialysis)


def test_a_change_that_is_not_known_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = {"dose": [{"drug": "x", "text": "y", "source": "LABEL:M", "change": "double"}]}
    monkeypatch.setattr(dosing, "load", lambda name: odd)
    bands.cache_clear()

    try:
        with pytest.raises(RuleFileError, match="unknown change double"):
            bands()
    finally:
        bands.cache_clear()
