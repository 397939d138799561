"""One case read once: everything the criteria and the brief ask about, computed from the facts."""

from dataclasses import dataclass

from board.myeloma.dates import not_after, under_months
from board.myeloma.disease.categories import ResponseCourse, response_course
from board.myeloma.disease.markers import Markers, in_order, markers
from board.myeloma.disease.relapse import RelapseAnswer, relapse
from board.myeloma.disease.response import Progression, progression
from board.myeloma.facts import CaseFacts, Genetics, Sample
from board.myeloma.genome.samples import at_diagnosis, ever
from board.myeloma.health.comorbidity import hct_ci
from board.myeloma.health.frailty import Score, imwg_frailty, simplified_frailty
from board.myeloma.health.kidney import Kidney, kidney
from board.myeloma.kleene import Truth, any_of
from board.myeloma.once import once
from board.myeloma.risk import Ims, ims_2025, plasma_cell_leukaemia
from board.myeloma.treatment.courses import Course
from board.myeloma.treatment.intervals import LineIntervals, line_intervals
from board.myeloma.treatment.lines import TherapyLine, TherapyLines, lines_of_therapy
from board.myeloma.treatment.refractoriness import Treatment
from board.myeloma.treatment.timing import EARLY_EITHER, Times, times


@dataclass(frozen=True)
class CaseReading:
    """The facts with what follows from them; each answer is worked out when first asked."""

    facts: CaseFacts

    @once
    def lines(self) -> TherapyLines:
        """Return the lines of therapy."""
        return lines_of_therapy(self.facts)

    @once
    def markers(self) -> Markers:
        """Return the markers since the baseline of the current line."""
        current = self.lines.current
        return markers(self.facts, current.start if current else None, self.samples)

    @once
    def samples(self) -> list[Sample]:
        """Return the samples by date."""
        return in_order(self.facts.series)

    @once
    def progression(self) -> Progression:
        """Return whether the current line has progressed."""
        return progression(self.facts, self.markers)

    @once
    def relapse(self) -> RelapseAnswer:
        """Return the type of relapse."""
        return relapse(self.facts, self.markers, self.progression)

    @once
    def treatment(self) -> Treatment:
        """Return exposure and refractoriness."""
        return Treatment(self.lines, self.progression)

    @once
    def response(self) -> ResponseCourse:
        """Return how the current line responded, sample by sample."""
        return response_course(self.facts, self.markers, self.lines.current, self.progression)

    @once
    def intervals(self) -> tuple[LineIntervals, ...]:
        """Return how long each line held."""
        return line_intervals(self.facts, self.lines, self.progression, self.response)

    @once
    def times(self) -> Times:
        """Return the intervals and early-relapse flags."""
        return times(self.lines, self.progression)

    @once
    def kidney(self) -> Kidney:
        """Return kidney function."""
        return kidney(self.facts)

    @once
    def ims(self) -> Ims:
        """Return the IMS/IMWG 2025 group."""
        labs = self.facts.labs_diagnosis
        return ims_2025(self.genetics, labs.b2m_mg_L, labs.creatinine_mg_dL)

    @once
    def genetics(self) -> Genetics:
        """Return the genetic findings ever seen."""
        return ever(self.facts)

    @once
    def genetics_staged(self) -> Genetics:
        """Return the genetic findings that staging takes."""
        return at_diagnosis(self.facts)

    @once
    def imwg_frailty(self) -> Score:
        """Return the IMWG frailty index."""
        who = self.facts.patient
        return imwg_frailty(who.age, who.adl, who.iadl, who.cci)

    @once
    def simplified_frailty(self) -> Score:
        """Return the simplified frailty scale."""
        who = self.facts.patient
        return simplified_frailty(who.age, who.cci, who.ecog)

    @once
    def hct_ci(self) -> Score:
        """Return the transplant comorbidity index."""
        return hct_ci(self.facts.patient.hctci_items)

    @property
    def first_line(self) -> TherapyLine | None:
        """Return the first line, or None while the history is incomplete or empty."""
        return self.lines.lines[0] if self.lines.complete and self.lines.lines else None

    @once
    def transplants(self) -> tuple[Course, ...]:
        """Return the recorded autologous transplants."""
        return tuple(course for course in self.lines.courses if course.autologous)

    def prior_asct(self) -> Truth:
        """Say whether there was an autologous transplant; *no* needs a full history."""
        if self.transplants:
            return True
        return False if self.treatment.all_known else None

    def maintenance_after_asct(self) -> Truth:
        """Say whether maintenance followed the last transplant."""
        if not self.transplants:
            return self.prior_asct()
        start = self.transplants[-1].start
        later = [c for c in self.lines.courses if c.phase == "maintenance"]
        given = any_of(
            None if start is None or c.start is None else not_after(start, c.start) for c in later
        )
        if given is False and self._unnamed_after(self.transplants[-1]):
            return None
        return None if given is False and not self.lines.complete else given

    def _unnamed_after(self, transplant: Course) -> bool:
        # A regimen without a phase after the transplant in its line may have been maintenance.
        line = next((line for line in self.lines.lines if transplant in line.courses), None)
        courses = line.courses if line else ()
        after = courses[courses.index(transplant) + 1 :] if line else ()
        return any(not course.phase for course in after)

    def pd_on_last_therapy(self) -> Truth:
        """Say whether the last line ended in progression."""
        current = self.lines.current
        if current is not None and current.pd is not None:
            return True
        return self.progression.pd

    def early_after_first_asct(self) -> Truth:
        """Say whether relapse came within 24 months of a transplant in the first line."""
        first = self.first_line
        if first is None:
            return None
        if not first.transplants:
            return False
        return under_months(self.times.l1_transplant_to_pd, EARLY_EITHER)

    def high_risk_trigger(self) -> Truth:
        """Say whether disease biology justifies discussing an allogeneic transplant."""
        high = {"high": True, "standard": False}.get(self.ims.group)
        return any_of(
            [
                high,
                self.early_after_first_asct(),
                plasma_cell_leukaemia(self.facts),
                self.facts.imaging.extramedullary,
            ]
        )
