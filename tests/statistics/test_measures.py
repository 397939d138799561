"""Counting, on a handful of cases that can be counted on fingers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from board.decisions.shifts import Move
from board.followup.models import Became, BestResponse, TrialStep
from board.followup.reasons import Reason
from board.statistics import measures
from board.statistics.told import After, Brought, Decision, Discussion, Sitting, Typed

MET = datetime(2026, 11, 3, 17, 45, tzinfo=UTC)
SIGNED = MET + timedelta(hours=2)
FOLLOWED = After(
    Became.FULLY, started_on=date(2026, 11, 10), response=BestResponse.PR, trial=TrialStep.ENROLLED
)
DECLINED = After(Became.NOT, Reason.PATIENT_REFUSAL, trial=TrialStep.OFFERED)
PLAN = Decision(SIGNED, "Dara-Kd", False, True, True, FOLLOWED)
TALK = Discussion(
    submitted_at=MET - timedelta(days=6),
    met_at=MET,
    met_on=MET.date(),
    place=1,
    of=4,
    minutes_planned=10,
    seconds=720,
    corrections=0,
    again=False,
    given=frozenset(measures.REQUIRED),
    decision=PLAN,
)
NONE_YET = replace(TALK, decision=None, place=4, seconds=300)
NOT_DONE = replace(TALK, decision=replace(PLAN, recommends_trial=True, after=DECLINED), place=2)
SITTING = Sitting(
    on=MET.date(),
    booked=timedelta(minutes=75),
    drift=timedelta(minutes=7, seconds=40),
    people=9,
    disciplines=frozenset({"haematology", "pharmacy"}),
    quorate=True,
    discussed=3,
    carried_over=1,
)


def test_how_discussions_end():
    nothing = replace(TALK, decision=replace(PLAN, first=""))

    assert measures.decided([TALK, NOT_DONE, NONE_YET, nothing]) == (
        ("A recommendation", 2),
        ("No recommendation", 1),
        ("No signed plan", 1),
    )


def test_a_plan_counts_as_followed_once_it_has_fallen_due():
    young = replace(TALK, decision=replace(PLAN, due=False))
    silent = replace(TALK, decision=replace(PLAN, after=After()))

    assert dict(measures.became([TALK, NOT_DONE, NONE_YET, young, silent])) == {
        "Done fully": 1,
        "Done partly": 0,
        "Not done": 1,
        "Not known": 1,
    }
    assert measures.reasons([TALK, NOT_DONE, young]) == (("Patient declined", 1),)


def test_the_steps_towards_a_trial_hold_each_other():
    enrolled = replace(TALK, decision=replace(PLAN, recommends_trial=True))

    assert measures.trial_steps([TALK, NOT_DONE, enrolled, NONE_YET]) == (
        ("Plans signed", 3),
        ("A trial recommended", 2),
        ("Offered", 2),
        ("Screened", 1),
        ("Enrolled", 1),
    )


def test_the_days_between_the_steps_of_a_case():
    again = replace(TALK, again=True)

    waited = measures.days_waited([TALK, again, NONE_YET])

    assert waited["Submission to meeting"] == [
        6,
        6,
    ]  # a discussion that comes back waited for no first one
    assert [round(days, 2) for days in waited["Meeting to signed plan"]] == [0.08, 0.08]
    assert waited["Signed plan to treatment"] == [7, 7]
    assert waited["Submission to treatment"] == [13]


def test_minutes_are_compared_between_the_halves_of_an_agenda():
    spent = measures.minutes_spent([TALK, NOT_DONE, NONE_YET])

    assert spent["First half of the agenda"] == [12, 12]
    assert spent["Second half of the agenda"] == [5]
    assert spent["As planned"] == [10, 10, 10]


def test_a_median_is_told_from_five_on():
    assert measures.spread([1, 2, 3, 4]) is None

    told = measures.spread([9, 1, 5, 3, 7])

    assert (told.count, told.median, told.lower, told.upper) == (5, 5, 3, 7)


def test_what_came_of_each_option():
    stable = replace(PLAN, after=After(Became.FULLY, response=BestResponse.SD))
    other = replace(PLAN, first="Cilta-cel", after=After())

    found = measures.outcomes(
        [TALK, NOT_DONE, *(replace(TALK, decision=one) for one in (stable, other))]
    )

    assert [
        (one.option, one.chosen, one.responded, one.not_responded, one.not_known) for one in found
    ] == [
        ("Dara-Kd", 3, 1, 1, 1),
        ("Cilta-cel", 1, 0, 0, 1),
    ]


def test_required_facts_are_counted_one_by_one():
    bare = replace(TALK, given=frozenset({"Comorbidity"}), corrections=2, again=True)

    assert dict(measures.complete([TALK, bare]))["Comorbidity"] == 2
    assert dict(measures.complete([TALK, bare]))["Performance status"] == 1
    assert measures.corrected([TALK, bare]) == (("As submitted", 1), ("Corrected before", 1))
    assert measures.presented([TALK, bare]) == (("First discussion", 1), ("Discussed again", 1))


def test_opinions_and_votes_are_counted_by_how_they_stand_to_each_other():
    moves = [Move.SAME, Move.SAME, Move.CHANGED, Move.NO_OPINION]

    assert [count for _, count in measures.moved(moves)] == [2, 1, 0, 1]


def test_meetings_are_counted_by_quorum_discipline_and_week():
    later = replace(
        SITTING, on=date(2026, 11, 17), quorate=False, disciplines=frozenset({"pharmacy"})
    )

    assert measures.quorate([SITTING, later]) == (1, 2)
    assert measures.attended([SITTING, later]) == (("pharmacy", 2), ("haematology", 1))
    assert measures.weeks_met([SITTING, later]) == (2, 3)
    assert measures.weeks_met([]) == (0, 0)
    assert measures.drifts([SITTING]) == [(date(2026, 11, 3), 8)]


def test_what_accreditation_asks_for():
    late = replace(TALK, decision=replace(PLAN, prospective=False))

    assert measures.prospective([TALK, late, NONE_YET]) == (1, 2)
    assert measures.brought_and_discussed([Brought(MET, MET), Brought(MET, None)]) == (1, 2)


def test_new_cases_and_corrections_are_typed_apart():
    typed = [Typed(timedelta(minutes=6), False), Typed(timedelta(seconds=90), True)]

    assert measures.minutes_typed(typed) == {"A new case": [6], "A correction": [1.5]}
