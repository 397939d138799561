"""What a decision record says: plain values, exactly what is printed."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from board.documents.course import Timeline
from board.documents.findings import Eligibility, Genetics, Measure, Missing, Patient
from board.documents.plain import from_plain, to_plain

CONFIDENTIAL = (
    "Confidential patient information. Paper is valid only while its digest matches the record."
)
COPY = "Confidential patient information. Copy without votes: you stepped aside. It is no record."


class State(StrEnum):
    """What the record is worth."""

    DRAFT = "draft"
    FINAL = "final"
    SUPERSEDED = "superseded"
    #: For somebody who stepped aside for the case: what was decided, and nothing of how anybody voted.
    COPY = "copy without votes"


@dataclass(frozen=True)
class OtherVersion:
    """The version before or after this one, and when it was signed."""

    number: int
    at: datetime


@dataclass(frozen=True)
class SupportingFact:
    """A fact of the case that speaks for a recommendation: its path, its name, what it said and when."""

    path: str
    name: str
    value: str
    dated: str = ""


@dataclass(frozen=True)
class Recommendation:
    """One numbered step of the decision; what is coded stands in the words of `board.decisions.codes`."""

    text: str
    #: When it holds: "Platelets 50 or more at leukapheresis".
    condition: str = ""
    #: Printed after "If not feasible:".
    if_not_feasible: str = ""
    #: Small print: "off-label", "in label", the guideline it rests on. It repeats the fields below.
    basis: str = ""
    kind: str = ""
    when: str = ""
    label: str = ""
    intent: str = ""
    evidence: str = ""
    reference: str = ""
    #: The option of the brief it is, if it is one.
    option_id: str = ""
    facts: tuple[SupportingFact, ...] = ()


@dataclass(frozen=True)
class OptionVotes:
    """How many chose one option of a ballot."""

    letter: str
    text: str
    votes: int


@dataclass(frozen=True)
class Vote:
    """How one person voted: an option's letter, or "abstain"."""

    name: str
    discipline: str
    choice: str
    reason: str = ""


@dataclass(frozen=True)
class Recusal:
    """Who stepped out of the vote, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Ballot:
    """A closed ballot. No named votes: the ballot was anonymous."""

    question: str
    options: tuple[OptionVotes, ...]
    abstained: int = 0
    votes: tuple[Vote, ...] = ()
    recused: tuple[Recusal, ...] = ()
    #: "Round 2 of 2; 7 entitled, 6 voted."
    note: str = ""
    #: What has to be known beside the counts: a tie, no quorum, how many changed their opinion.
    remark: str = ""
    anonymous: bool = False
    #: Why people voted as they did, without their names: "A: spares BCMA".
    reasons: tuple[str, ...] = ()
    #: Why no counts are printed; empty when they are.
    withheld: str = ""


@dataclass(frozen=True)
class Dissent:
    """Who disagrees, what they would do instead, and why."""

    name: str
    discipline: str
    instead: str
    why: str


@dataclass(frozen=True)
class Alternative:
    """An option that was discussed and not chosen first."""

    option: str
    why_not: str


@dataclass(frozen=True)
class SupportiveLine:
    """One line of the supportive plan: its lane ("Pharmacy"), what is done, who signed it off."""

    lane: str
    text: str
    by: str


@dataclass(frozen=True)
class Logistic:
    """One thing that has to be in place: "apheresis slot", "arranged", by when, who sees to it."""

    step: str
    state: str
    on: date | None = None
    owner: str = ""
    note: str = ""


@dataclass(frozen=True)
class Told:
    """Who tells whom ("the patient", "the referring doctor"), and by when."""

    whom: str
    by: str
    until: date | None = None


@dataclass(frozen=True)
class Card:
    """An option as its card showed it when the plan was signed: its verdict, its rule, line by line."""

    option: str
    verdict: str
    rule: str = ""
    lines: tuple[str, ...] = ()
    option_id: str = ""
    #: The whole card as JSON text, format option-card/1: of options that were voted on or recommended.
    frozen: str = ""


@dataclass(frozen=True)
class Note:
    """A remark that was pinned to the record: its kind ("clinical"), what it says, who wrote it."""

    kind: str
    text: str
    by: str


@dataclass(frozen=True)
class Action:
    """Something somebody does, with a box to tick."""

    text: str
    responsible: str
    due: date | None = None


@dataclass(frozen=True)
class Person:
    """Somebody at the table, or somebody missed there. `part`: "chair", "recused", ""."""

    name: str
    discipline: str
    part: str = ""


@dataclass(frozen=True)
class Basis:
    """A report the decision rests on, its day, and where to find it ("Lab 4471902")."""

    what: str
    dated: date | None = None
    reference: str = ""


@dataclass(frozen=True)
class Signature:
    """One sign-off. `at` is aware, in the board's own time zone; both times are printed."""

    name: str
    role: str
    meaning: str
    at: datetime
    method: str
    #: "Europe/Berlin".
    zone: str = ""
    #: The digest of what was stated or checked; the last signature has that of the record itself.
    sha256: str = ""


@dataclass(frozen=True)
class Verification:
    """How a reader checks the paper: the text of the QR code and the address in words."""

    qr_text: str
    address: str


@dataclass(frozen=True, kw_only=True)
class PlanDocument:
    """Exactly what is printed; beside it only `rules`. If it is no field here, it is not on paper."""

    board: str
    hospital: str
    record_id: str
    case_number: str
    version: int
    state: State
    patient: Patient
    diagnosis: str
    #: Aware, in the board's own time zone.
    board_at: datetime
    #: One line, printed as "Presented as": "3rd relapse, del(17p) and TP53".
    reason: str
    presented_by: str
    question: str
    printed_at: datetime
    printed_by: str

    title: str = "Multidisciplinary decision record"
    synthetic: bool = False
    replaces: OtherVersion | None = None
    superseded_by: OtherVersion | None = None
    #: What an amended version changes, and why.
    amendment: str = ""

    headline: str = ""
    recommendations: tuple[Recommendation, ...] = ()
    #: Why there is none, and the next step; printed when there are no recommendations.
    no_recommendation: str = ""
    #: The same in its parts: the coded reason, and the next test.
    none_because: str = ""
    next_test: str = ""
    intent: str = ""
    agreement: str = ""
    start: str = ""
    #: "Valid until 2026-12-31; present again if platelets stay below 50."
    present_again: str = ""
    #: The same in its parts: "progression", "a new result: GPRC5D lost".
    valid_until: date | None = None
    triggers: tuple[str, ...] = ()

    ballots: tuple[Ballot, ...] = ()
    dissents: tuple[Dissent, ...] = ()
    rationale: tuple[str, ...] = ()
    #: What the room wrote together, line by line.
    wording: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    supportive: tuple[SupportiveLine, ...] = ()
    #: Pinned notes. Records signed before there was a field for them have them in `supportive`.
    notes: tuple[Note, ...] = ()
    #: Who of supportive care stands for its lane: "E. Brandt, nursing, 24-Nov-2026 13:00", one each.
    lane_signed: tuple[str, ...] = ()
    #: Why no supportive line is needed, when there is none.
    no_supportive: str = ""
    logistics: tuple[Logistic, ...] = ()
    actions: tuple[Action, ...] = ()
    patient_preference: str = ""
    #: Who tells the patient, and when.
    patient_information: str = ""
    #: The same in its parts, the referring doctor too.
    told: tuple[Told, ...] = ()
    #: "Agrees to being presented", "Was not asked".
    presentation: str = ""
    key_worker: str = ""
    #: The days on which the board asks what became of the plan.
    follow_up: tuple[date, ...] = ()
    guideline: str = ""
    #: "follows the guideline"; `deviation`: why it does not.
    adherence: str = ""
    deviation: str = ""
    trials: str = ""
    #: Genetic counselling: "recommended", "not indicated"; which further tests the board asks for.
    counselling: str = ""
    tests_asked: str = ""
    #: "before treatment", and "prospective" or "retrospective".
    conference: str = ""
    timing: str = ""

    course: Timeline | None = None
    genetics: Genetics | None = None
    status: tuple[Measure, ...] = ()
    eligibility: tuple[Eligibility, ...] = ()
    #: Kept in record.json and not on paper.
    cards: tuple[Card, ...] = ()
    missing: tuple[Missing, ...] = ()

    present: tuple[Person, ...] = ()
    apologies: tuple[Person, ...] = ()
    quorum: str = ""
    #: Whether somebody was there who knows the patient.
    known_by: str = ""
    basis: tuple[Basis, ...] = ()
    #: Guidelines, rule set, trials screened: one sentence each.
    references: tuple[str, ...] = ()
    #: Kept in record.json and not on paper: by which rule, in which text, each answer came about.
    rules: tuple[str, ...] = ()
    #: What the case says otherwise since it was discussed; whoever signed had it before them.
    since_discussion: tuple[str, ...] = ()
    #: "Entered from paper by H. Park, 2026-11-25 09:12", when it was.
    entered_later: str = ""
    #: How far a draft is: "Stated by the chair, not checked yet".
    stage: str = ""
    #: Stated, checked, signed: in this order. Records from before had the last alone.
    signatures: tuple[Signature, ...] = ()
    verification: Verification | None = None
    #: Attached to the PDF as record.json; the printed digest is taken over its UTF-8 bytes.
    record_json: str = field(default="", repr=False)
    #: The same record in the words of FHIR, attached as bundle.fhir.json; no part of what is signed.
    fhir_json: str = field(default="", repr=False)
    confidentiality: str = CONFIDENTIAL

    def __post_init__(self) -> None:
        """Refuse a signed draft, an unsigned final record, and times without a time zone."""
        if (self.state is State.DRAFT) == bool(self.signatures):
            raise ValueError("A draft carries no signature, and every other record at least one.")
        others = (v.at for v in (self.replaces, self.superseded_by) if v)
        signed = (signature.at for signature in self.signatures)
        if any(at.tzinfo is None for at in (self.board_at, self.printed_at, *others, *signed)):
            raise ValueError("Every time on a record must be aware of its time zone.")

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the attached record in hexadecimal, or "" when none is attached."""
        return hashlib.sha256(self.record_json.encode()).hexdigest() if self.record_json else ""

    def without_votes(self, at: datetime, by: str) -> Self:
        """Return the unsealed copy of a signed record that *by* may have, who stepped aside for its case.

        That a decision was taken without its quorum is told; how many voted is not.
        """
        return replace(
            self,
            state=State.COPY,
            agreement="",
            ballots=(),
            dissents=(),
            quorum="No quorum." if self.quorum.startswith("No quorum") else "",
            printed_at=at,
            printed_by=by,
            verification=None,
            record_json="",
            fhir_json="",
            confidentiality=COPY,
        )

    def to_json(self) -> str:
        """Return the document as JSON text that `from_json` reads back unchanged."""
        return json.dumps(to_plain(self), indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the document that `to_json` wrote; raise TypeError or ValueError on another."""
        document: Self = from_plain(cls, json.loads(text))
        return document
