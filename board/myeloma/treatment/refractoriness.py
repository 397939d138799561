"""Which drugs were given, and which of them the myeloma is refractory to.

Source: IMWG definitions (Rajkumar et al., Blood 2011;117:4691): less than a minor response, or
progression on a drug or within 60 days of its last dose, day 60 included. The last dose counts
per drug, so a drug that was dropped earlier, or was not being taken, is not called refractory.
A drug refractory at a low dose is refractory; the dose is kept with the answer (CARTITUDE-4).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from board.myeloma.dates import Days, Span, at_most_days, days_between, not_after, span_or_none
from board.myeloma.disease.response import Progression
from board.myeloma.kleene import Truth, all_of, any_of, negate
from board.myeloma.treatment.agents import (
    ONE_OFF,
    PREPARING,
    SUPPORT,
    UNREPORTED,
    Agent,
    agents,
    of_class,
)
from board.myeloma.treatment.courses import Course
from board.myeloma.treatment.lines import TherapyLine, TherapyLines

#: Progression up to this many days after the last dose counts as refractory.
REFRACTORY_DAYS = 60
NO_RESPONSE = ("SD", "PD")
#: Phases in which SD means that the response was unchanged (mobilisation is never a line).
SD_IS_NO_FAILURE = ("maintenance", "consolidation", "mobilisation")
#: Phases of which no response is asked: a missing one says nothing.
RESPONSE_NOT_THE_AIM = (*SD_IS_NO_FAILURE, "bridging")
RESPONDED = ("sCR", "CR", "VGPR", "PR", "MR")
_ANSWERS = frozenset(RESPONDED)
#: Reasons for stopping that by themselves say the disease had not progressed.
STOPPED_WITHOUT_PD = ("toxicity", "non_adherence", "patient_choice")
#: What the labels ask for: so many drugs of each class. CELMoDs count as no IMiD.
LABELS: Mapping[str, Mapping[str, int]] = {
    "double": {"PI": 1, "IMiD": 1},
    "triple": {"PI": 1, "IMiD": 1, "antiCD38": 1},
    "penta": {"PI": 2, "IMiD": 2, "antiCD38": 1},
}


class Answer(NamedTuple):
    """A truth with the reason in words, and the dose at which the drug failed, where recorded."""

    truth: Truth
    why: str
    dose: str | None = None


NEVER_GIVEN = Answer(False, "never given")
NOT_KNOWN_WHETHER_GIVEN = Answer(None, "not known whether it was given")
_WITHIN: Mapping[Truth, str] = {
    True: " (60 or fewer)",
    False: " (more than 60)",
    None: ": partial dates do not decide it",
}


@dataclass(frozen=True)
class Terms:
    """How the disease is called after the treatment so far (Rajkumar et al. 2011)."""

    relapsed: Truth  #: treated, progressed, and not refractory to the last line
    refractory: Truth  #: to the last line
    relapsed_and_refractory: Truth  #: a response once, and refractory to a later line
    primary_refractory: Truth  #: never a minor response with any treatment


class Treatment:
    """The whole treatment so far, asked drug by drug and class by class.

    *drugs* are those given, except steroids, conditioning, transplants and support; *unmapped*
    the tokens that the drug dictionary lacks; *all_known* says that a drug that is not listed was
    surely not given.
    """

    def __init__(self, lines: TherapyLines, progression: Progression) -> None:
        self.lines, self.progression = lines, progression
        self._courses_with: dict[str, list[Course]] = {}
        self._given: dict[str, list[str]] = {}
        self._answers: dict[str, Answer] = {}
        self._usual: dict[str, Answer] = {}
        self._failed: dict[str, tuple[int, int]] = {}
        named: dict[str, None] = {}
        typed: dict[str, str] = {}
        for course in lines.courses:
            self._take(course, named, typed)
        self.drugs = tuple(named)
        self.unmapped = tuple(typed.values())
        self.all_known = lines.complete and not typed
        # What is known of a drug that is not listed: whether given, and whether it failed.
        self._never_given: Truth = False if self.all_known else None
        self._lines_by_course = {one.id: line for line in lines.lines for one in line.courses}
        counted = [one.pd for line in lines.lines for one in line.courses if one.pd is not None]
        self._dated = counted + [one.pd for one in lines.not_counted if one.pd is not None]

    def _take(self, course: Course, named: dict[str, None], typed: dict[str, str]) -> None:
        for agent in course.agents:
            courses = self._courses_with.setdefault(agent.id, [])
            if not courses:
                self._given.setdefault(agent.drug_class, []).append(agent.id)
            courses.append(course)
            if agent.drug_class not in UNREPORTED:
                named[agent.id] = None
        for token in course.unmapped:
            name = token.lower()
            named[name], typed[name] = None, token
            courses = self._courses_with.setdefault(name, [])
            if course not in courses:
                courses.append(course)

    def exposed(self, drug: str) -> Truth:
        """Say whether *drug* was given; a drug not listed is absent only in a full history."""
        if drug in self._courses_with:
            return True
        return False if self.all_known else None

    def class_exposed(self, drug_class: str) -> Truth:
        """Say whether any drug of *drug_class* was given."""
        return True if drug_class in self._given else self._never_given

    def refractory(self, drug: str) -> Answer:
        """Say whether the disease is refractory to *drug*, and why."""
        found = self._answers.get(drug)
        if found is None:
            found = self._answers[drug] = self._refractory(drug)
        return found

    def class_refractory(self, drug_class: str) -> Truth:
        """Say whether the disease is refractory to any drug of *drug_class*."""
        return self.count_refractory(drug_class, 1)

    def count_exposed(self, drug_class: str, number: int) -> Truth:
        """Say whether at least *number* drugs of *drug_class* were given."""
        given = len(self._given.get(drug_class, ()))
        if given >= number:
            return True
        return None if self._never_given is None and len(of_class(drug_class)) >= number else False

    def count_refractory(self, drug_class: str, number: int) -> Truth:
        """Say whether the disease is refractory to at least *number* drugs of *drug_class*."""
        surely, perhaps = self._failed_of(drug_class)
        if surely >= number:
            return True
        return None if surely + perhaps >= number else False

    def _failed_of(self, drug_class: str) -> tuple[int, int]:
        """Return how many drugs of *drug_class* failed, and of how many it is not known."""
        found = self._failed.get(drug_class)
        if found is None:
            given = self._given.get(drug_class, ())
            truths = [self.refractory(drug).truth for drug in given]
            if self._never_given is None:
                truths += [None] * (len(of_class(drug_class)) - len(given))
            found = self._failed[drug_class] = truths.count(True), truths.count(None)
        return found

    def label_exposed(self, label: str) -> Truth:
        """Say whether drugs of all classes of *label* (double, triple, penta) were given."""
        return all_of([self.count_exposed(name, n) for name, n in LABELS[label].items()])

    def label_refractory(self, label: str) -> Truth:
        """Say whether the disease is refractory to all that *label* (double, …) asks for."""
        return all_of([self.count_refractory(name, n) for name, n in LABELS[label].items()])

    def primary_refractory(self) -> Truth:
        """Say whether no treatment ever reached a minor response."""
        if not _ANSWERS.isdisjoint([c.regimen.best_response for c in self.lines.courses]):
            return False
        best = [c.regimen.best_response for line in self.lines.lines for c in line.courses]
        if not best or None in best or not self.lines.complete:
            return None
        return True

    def line_refractory(self, line: TherapyLine) -> Truth:
        """Say whether *line* as a whole failed: no minor response, or progression on or near it."""
        answers = [
            self._by_progression(drug, course).truth
            for course in line.courses
            for drug in course.ids
            if _sixty_days_apply(agents().get(drug), course)
        ]
        return any_of([_no_response(line), *answers])

    def terms(self) -> Terms:
        """Return how the disease is called: relapsed, refractory, both, or never responding."""
        current = self.lines.current
        if current is None:
            nothing = False if self.lines.complete else None
            return Terms(nothing, nothing, nothing, nothing)
        progressed = True if current.pd is not None else self.progression.pd
        refractory = self.line_refractory(current)
        primary = self.primary_refractory()
        return Terms(
            relapsed=all_of([progressed, negate(refractory)]),
            refractory=refractory,
            relapsed_and_refractory=all_of([self.lines.at_least(2), negate(primary), refractory]),
            primary_refractory=primary,
        )

    def _refractory(self, drug: str) -> Answer:
        courses = self._courses_with.get(drug)
        if courses is None:
            return NEVER_GIVEN if self.all_known else NOT_KNOWN_WHETHER_GIVEN
        if len(courses) == 1:
            return self._in_course(drug, courses[0])
        given = [self._in_course(drug, course) for course in courses]
        return _deciding(given[::-1])

    def _in_course(self, drug: str, course: Course) -> Answer:
        agent = agents().get(drug)
        if agent is not None and agent.drug_class in ONE_OFF:
            return _judged_once(course.regimen.best_response)
        if agent is not None and _prepares(agent, course):
            return Answer(False, "given as part of a cell product or transplant")
        answer = self._taken_in(drug, course)
        if answer.truth and course.regimen.doses:
            return answer._replace(dose=course.dose(drug))
        return answer

    def _taken_in(self, drug: str, course: Course) -> Answer:
        # Drugs of one regimen differ only in a last dose of their own.
        if drug in course.own_last_doses:
            return self._judged(drug, course)
        found = self._usual.get(course.id)
        if found is None:
            found = self._usual[course.id] = self._judged(drug, course)
        return found

    def _judged(self, drug: str, course: Course) -> Answer:
        cycles = course.regimen.cycles
        if cycles is not None and cycles < 1:
            return Answer(None, "less than one cycle given: cannot be judged")
        if _stopped_too_early(course):
            return Answer(None, "stopped for toxicity before a response was assessed")
        return _deciding([self._by_progression(drug, course), _by_response(course)])

    def _by_progression(self, drug: str, course: Course) -> Answer:
        if course.regimen.ongoing_at_pd and drug not in course.own_last_doses:
            if _before(course.pd, course.start):
                return Answer(None, "the date of progression lies before the start")
            if _adherence_uncertain(course):
                return Answer(None, "progression on the drug, but it is not certain it was taken")
            when = f" ({course.regimen.pd_date})" if course.regimen.pd_date else ""
            return Answer(True, f"progression on the drug{when}")
        later = self._later_progressions(course)
        if not later:
            return self._without_progression_date(course)
        answers = [self._against(drug, course, pd) for pd in later]
        if not self._own_progression_known(course):
            # The line ended without a date of progression; a later one settles only a yes.
            answers.append(self._without_progression_date(course))
        return _deciding(answers)

    def _against(self, drug: str, course: Course, pd: Span) -> Answer:
        last = span_or_none(course.last_dose(drug))
        if last is None:
            return Answer(None, "date of the last dose not known")
        days = days_between(last, pd)
        began = None if course.start is None else not_after(course.start, pd)
        near = all_of([at_most_days(days, REFRACTORY_DAYS), began])
        if near is not False and _adherence_uncertain(course):
            return Answer(None, "it is not certain that the drug was taken up to progression")
        if near is True and days.most <= 0:
            return Answer(True, "progression while the drug was being given")
        return Answer(near, f"progression {_after(days)} the last dose{_WITHIN[near]}")

    def _later_progressions(self, course: Course) -> list[Span]:
        dated, line, on = self._dated, self._line_of(course), self.progression.on
        if on is not None and line is self.lines.current and (line is None or line.pd is None):
            dated = [*dated, Span(on, on)]
        start = course.start
        return [pd for pd in dated if start is None or not_after(start, pd) is not False]

    def _own_progression_known(self, course: Course) -> bool:
        line = self._line_of(course)
        if line is None or line.pd is not None:
            return True
        return line is self.lines.current and self.progression.on is not None

    def _without_progression_date(self, course: Course) -> Answer:
        if course.regimen.stop_reason == "progression":
            return Answer(None, "stopped for progression, but its date is not known")
        if course.regimen.stop_reason in STOPPED_WITHOUT_PD and course.end is not None:
            reason = (course.regimen.stop_reason or "").replace("_", " ")
            return Answer(False, f"stopped for {reason}, no progression recorded")
        line = self._line_of(course)
        if line is self.lines.current and self.progression.pd is False:
            return Answer(False, "no progression so far")
        return Answer(None, "date of progression not known")

    def _line_of(self, course: Course) -> TherapyLine | None:
        return self._lines_by_course.get(course.id)


def _after(days: Days) -> str:
    """Return how long after something that was: "12 days after", "from 3 days before to 1 day after"."""
    if days.least == days.most:
        return f"{_days(days.least)} after"
    if days.least < 0:
        return f"from {_days(-days.least)} before to {_days(days.most)} after"
    return f"{days.least} to {_days(days.most)} after"


def _days(number: int) -> str:
    return f"{number} day" if number == 1 else f"{number} days"


def _deciding(answers: Sequence[Answer]) -> Answer:
    """Return the first of *answers* with what any of them together say."""
    truth = any_of([answer.truth for answer in answers])
    return next(answer for answer in answers if answer.truth is truth)


def _prepares(agent: Agent, course: Course) -> bool:
    """Say whether *agent* only prepared for the cell product or transplant of *course*."""
    if not course.one_off:
        return False
    others = [a for a in course.agents if a.drug_class not in ONE_OFF]
    return all(a.drug_class in PREPARING for a in [agent, *others])


def _sixty_days_apply(agent: Agent | None, course: Course) -> bool:
    """Say whether progression soon after the last dose says something; not of support or a product."""
    if agent is None:
        return True
    return agent.drug_class not in SUPPORT | ONE_OFF and not _prepares(agent, course)


def _stopped_too_early(course: Course) -> bool:
    """Say whether toxicity ended it before anybody can have seen a response or a progression."""
    regimen = course.regimen
    if regimen.stop_reason != "toxicity":
        return False
    silent = regimen.best_response is None and course.phase not in RESPONSE_NOT_THE_AIM
    unseen = regimen.response_assessed is False or silent
    on_drug = regimen.ongoing_at_pd or (
        course.pd is not None and _not_before(course.end, course.pd)
    )
    assessed = regimen.response_assessed is True
    return unseen and not assessed and not on_drug


def _adherence_uncertain(course: Course) -> bool:
    """Say whether it is doubtful that the drugs were taken when the progression came."""
    said = course.regimen.adherence_uncertain
    stopped = course.regimen.stop_reason == "non_adherence" and bool(course.regimen.ongoing_at_pd)
    return stopped if said is None else said


def _no_response(line: TherapyLine) -> Truth:
    """Say whether no regimen of *line* reached a minor response."""
    asked = [c for c in line.courses if c.phase not in RESPONSE_NOT_THE_AIM]
    best = [course.regimen.best_response for course in line.courses]
    if any(response in RESPONDED for response in best):
        return False
    if not asked or any(course.regimen.best_response is None for course in asked):
        return None
    return True


def _before(a: Span | None, b: Span | None) -> bool:
    return a is not None and b is not None and not_after(b, a) is False


def _not_before(a: Span | None, b: Span | None) -> bool:
    return a is not None and b is not None and not_after(b, a) is True


def _judged_once(best: str | None) -> Answer:
    if best is None:
        return Answer(None, "best response not known")
    failed = best in NO_RESPONSE
    return Answer(failed, f"given once, best response {best} (the 60-day rule does not apply)")


def _by_response(course: Course) -> Answer:
    best, phase = course.regimen.best_response, course.phase
    if course.regimen.response_assessed is False:
        return Answer(None, "stopped before a response could be assessed")
    if best is None:
        if phase in RESPONSE_NOT_THE_AIM:
            return Answer(False, "response was not the aim of this phase")
        return Answer(None, "best response not known")
    if best == "SD" and phase in SD_IS_NO_FAILURE:
        return Answer(False, f"stable on {phase} means the response was unchanged")
    return Answer(best in NO_RESPONSE, f"best response {best}")
