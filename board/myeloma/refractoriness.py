"""Which drugs were given, and which of them the myeloma is refractory to.

Source: IMWG definitions (Rajkumar et al., Blood 2011;117:4691): less than a minor response, or
progression on a drug or within 60 days of its last dose, day 60 included. The last dose counts
per drug, so a drug that was dropped earlier, or was not being taken, is not called refractory.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from board.myeloma.agents import ONE_OFF, PREPARING, UNREPORTED, of_class, recognise
from board.myeloma.courses import Course
from board.myeloma.dates import Span, at_most_days, days_between, not_after, span_or_none
from board.myeloma.kleene import Truth, all_of, any_of
from board.myeloma.lines import TherapyLine, TherapyLines
from board.myeloma.response import Progression

#: Progression up to this many days after the last dose counts as refractory.
REFRACTORY_DAYS = 60
NO_RESPONSE = ("SD", "PD")
#: Phases whose best response says nothing of a drug's failure when it is SD or missing.
RESPONSE_NOT_THE_AIM = ("maintenance", "consolidation", "bridging", "mobilisation")
RESPONDED = ("sCR", "CR", "VGPR", "PR", "MR")
#: Reasons for stopping that by themselves say the disease had not progressed.
STOPPED_WITHOUT_PD = ("toxicity", "non_adherence", "patient_choice")


@dataclass(frozen=True)
class Answer:
    """A truth with the reason in words."""

    truth: Truth
    why: str


@dataclass(frozen=True)
class Treatment:
    """The whole treatment so far, asked drug by drug and class by class."""

    lines: TherapyLines
    progression: Progression

    @cached_property
    def drugs(self) -> tuple[str, ...]:
        """Return every drug given, except steroids, conditioning, transplants and support."""
        named: dict[str, None] = {}
        for course in self.lines.courses:
            for agent in course.agents:
                if agent.drug_class not in UNREPORTED:
                    named[agent.id] = None
            for token in course.unmapped:
                named[token.lower()] = None
        return tuple(named)

    @cached_property
    def unmapped(self) -> tuple[str, ...]:
        """Return the tokens that the drug dictionary lacks."""
        return tuple({t.lower(): t for c in self.lines.courses for t in c.unmapped}.values())

    @property
    def all_known(self) -> bool:
        """Say whether a drug that is not listed was surely not given."""
        return self.lines.complete and not self.unmapped

    def exposed(self, drug: str) -> Truth:
        """Say whether *drug* was given; a drug not listed is absent only in a full history."""
        if drug in self._courses_with:
            return True
        return False if self.all_known else None

    def class_exposed(self, drug_class: str) -> Truth:
        """Say whether any drug of *drug_class* was given."""
        return any_of(self.exposed(drug) for drug in of_class(drug_class))

    def refractory(self, drug: str) -> Answer:
        """Say whether the disease is refractory to *drug*, and why."""
        if drug not in self._answers:
            self._answers[drug] = self._refractory(drug)
        return self._answers[drug]

    def class_refractory(self, drug_class: str) -> Truth:
        """Say whether the disease is refractory to any drug of *drug_class*."""
        return any_of(self.refractory(drug).truth for drug in of_class(drug_class))

    def count_exposed(self, drug_class: str, number: int) -> Truth:
        """Say whether at least *number* drugs of *drug_class* were given."""
        return _at_least(number, [self.exposed(drug) for drug in of_class(drug_class)])

    def count_refractory(self, drug_class: str, number: int) -> Truth:
        """Say whether the disease is refractory to at least *number* drugs of *drug_class*."""
        return _at_least(number, [self.refractory(drug).truth for drug in of_class(drug_class)])

    def primary_refractory(self) -> Truth:
        """Say whether no treatment ever reached a minor response."""
        best = [c.regimen.best_response for c in self.lines.courses]
        if any(response in RESPONDED for response in best):
            return False
        if not best or None in best or not self.lines.complete:
            return None
        return True

    @cached_property
    def _courses_with(self) -> Mapping[str, list[Course]]:
        found: dict[str, list[Course]] = {}
        for course in self.lines.courses:
            for drug in _ids(course):
                found.setdefault(drug, []).append(course)
        return found

    @cached_property
    def _answers(self) -> dict[str, Answer]:
        return {}

    def _refractory(self, drug: str) -> Answer:
        if self.exposed(drug) is not True:
            gap = "never given" if self.all_known else "not known whether it was given"
            return Answer(False if self.all_known else None, gap)
        given = [self._in_course(drug, course) for course in self._courses_with[drug]]
        truth = any_of(answer.truth for answer in given)
        return next(answer for answer in reversed(given) if answer.truth is truth)

    def _in_course(self, drug: str, course: Course) -> Answer:
        agent = recognise(drug)
        once = agent is not None and agent.drug_class in ONE_OFF
        best = course.regimen.best_response
        if once:
            return _judged_once(best)
        if course.one_off and agent is not None and agent.drug_class in PREPARING:
            return Answer(False, "given as part of a cell product or transplant")
        cycles = course.regimen.cycles
        if cycles is not None and cycles < 1:
            return Answer(None, "less than one cycle given: cannot be judged")
        both = [self._by_progression(drug, course), _by_response(course)]
        truth = any_of(answer.truth for answer in both)
        return next(answer for answer in both if answer.truth is truth)

    def _by_progression(self, drug: str, course: Course) -> Answer:
        if course.regimen.ongoing_at_pd and drug not in _own_last_doses(course):
            if course.regimen.adherence_uncertain:
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
        truth = any_of(answer.truth for answer in answers)
        return next(answer for answer in answers if answer.truth is truth)

    def _against(self, drug: str, course: Course, pd: Span) -> Answer:
        last = span_or_none(course.last_dose(drug))
        if last is None:
            return Answer(None, "date of the last dose not known")
        days = days_between(last, pd)
        began = None if course.start is None else not_after(course.start, pd)
        near = all_of([at_most_days(days, REFRACTORY_DAYS), began])
        if near is not False and course.regimen.adherence_uncertain:
            return Answer(None, "it is not certain that the drug was taken up to progression")
        span = f"{days.least}" if days.least == days.most else f"{days.least} to {days.most}"
        words = {
            True: f"progression {span} days after the last dose (60 or fewer)",
            False: f"progression {span} days after the last dose (more than 60)",
            None: f"progression {span} days after the last dose: partial dates do not decide it",
        }
        if near is True and days.most <= 0:
            return Answer(True, "progression while the drug was being given")
        return Answer(near, words[near])

    def _later_progressions(self, course: Course) -> list[Span]:
        dated = [c.pd for line in self.lines.lines for c in line.courses if c.pd is not None]
        dated += [c.pd for c in self.lines.not_counted if c.pd is not None]
        line = self._line_of(course)
        if line is self.lines.current and (line is None or line.pd is None):
            on = self.progression.on
            dated += [Span(on, on)] if on is not None else []
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
        return next((line for line in self.lines.lines if course in line.courses), None)


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
    if best == "SD" and phase in RESPONSE_NOT_THE_AIM:
        return Answer(False, "stable on maintenance means the response was unchanged")
    return Answer(best in NO_RESPONSE, f"best response {best}")


def _ids(course: Course) -> frozenset[str]:
    return frozenset(a.id for a in course.agents) | {t.lower() for t in course.unmapped}


def _own_last_doses(course: Course) -> set[str]:
    found = ((recognise(token), token) for token in course.regimen.drug_last_dose)
    return {agent.id if agent else token.lower() for agent, token in found}


def _at_least(number: int, truths: Iterable[Truth]) -> Truth:
    known = list(truths)
    if sum(truth is True for truth in known) >= number:
        return True
    return False if sum(truth is not False for truth in known) < number else None
