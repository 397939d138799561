"""The wall is seen from the corridor: it names nobody until the chair says so."""

import pytest

from tests.factories import a_room


@pytest.fixture
def meeting(app, cast):
    with app.app_context():
        return a_room(cast).meeting_id


def test_the_wall_names_the_patient_once_the_chair_says_so_and_no_longer_than_that(
    as_person, meeting
):
    chen, park = as_person("chen"), as_person("park")
    before = park.get(f"/meetings/{meeting}/wall").text

    chen.post(f"/meetings/{meeting}/wall/name", data={"shown": "yes"})
    shown = park.get(f"/meetings/{meeting}/wall").text
    chen.post(f"/meetings/{meeting}/wall/name", data={"shown": "no"})
    after = park.get(f"/meetings/{meeting}/wall").text

    assert "Agnes" not in before + after
    assert "Agnes" in shown
    assert "Show the name on the wall" in chen.get(f"/meetings/{meeting}/room").text
    assert "Show the name on the wall" not in park.get(f"/meetings/{meeting}/room").text
