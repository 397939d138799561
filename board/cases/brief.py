"""The brief of one case version: computed from its facts whenever it is shown, never stored."""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from board.cases.matrix import Matrix, matrix_of
from board.cases.models import CaseVersion, Patient
from board.cases.overrides import in_force
from board.cases.provenance import Provenance
from board.documents import timeline as chart
from board.myeloma.dates import span
from board.myeloma.disease.markers import chains_shown
from board.myeloma.eligibility.overrides import Override
from board.myeloma.eligibility.trials import trials
from board.myeloma.facts import CaseFacts
from board.myeloma.precision import precise
from board.myeloma.reading import CaseReading
from board.myeloma.telling.brief import CaseSummary, Figure
from board.myeloma.telling.chart import Bar, Point, Timeline
from board.myeloma.telling.summary import summarise
from board.myeloma.treatment.agents import recognise
from board.web.filters import age, plural

#: The sections of the brief in order: id and anchor, name, icon.
SECTIONS = (
    ("summary", "Summary", "file-text"),
    ("genetics", "Genetics", "dna"),
    ("timeline", "Timeline", "activity"),
    ("lines", "Lines", "list-checks"),
    ("eligibility", "Eligibility", "scale"),
    ("health", "Overall health", "heart-pulse"),
    ("supportive", "Supportive care", "shield"),
    ("missing", "Missing data", "circle-dashed"),
)
#: The figures at the top, in the unit that is usual where the labels come from.
KEY_FIGURES = {
    "US": ("serum_m", "involved_flc", "prior_lines", "refractory_to", "egfr", "imwg_frailty"),
    "EU": ("serum_m_g_L", "involved_flc", "prior_lines", "refractory_to", "egfr", "imwg_frailty"),
}
#: Answers that say why something is not known, and what it is.
UNKNOWN = {
    "ecog_unknown": "ECOG",
    "cci_unknown": "Charlson index",
    "wishes_unknown": "Patient’s wishes",
}
#: Lanes of the rules whose name is not that of the drawing.
LANES = {
    "anti-cd38": chart.Lane.CD38,
    "celmod": chart.Lane.IMID,
    "bcma conjugate": chart.Lane.BCMA,
}


@dataclass(frozen=True)
class Row:
    """One day of the table beside the drawing; amounts in g/L and mg/L, empty when not measured."""

    date: date
    events: tuple[str, ...]
    m_protein: str
    light_chain: str


@dataclass(frozen=True)
class Computed:
    """What follows from the facts alone."""

    facts: CaseFacts
    summary: CaseSummary
    matrix: Matrix
    #: The course of the disease, ready to be drawn on screen or paper.
    timeline: chart.Timeline
    #: The same, drawn for a wide screen and for a phone, and as a table.
    wide_chart: Markup
    phone_chart: Markup
    wall_chart: Markup
    rows: tuple[Row, ...]
    #: The thresholds that the board set itself, by which everything was judged.
    own: tuple[Override, ...]


@dataclass(frozen=True)
class Brief:
    """Everything the brief and the printed record show of a case version."""

    version: CaseVersion
    computed: Computed
    #: Completed years on the day the facts are about.
    age: int
    #: Where each fact came from.
    provenance: Provenance

    @property
    def facts(self) -> CaseFacts:
        """What the case says."""
        return self.computed.facts

    @property
    def summary(self) -> CaseSummary:
        """What follows from it."""
        return self.computed.summary

    @property
    def timeline(self) -> chart.Timeline:
        """The course of the disease as plain values."""
        return self.computed.timeline

    @property
    def patient(self) -> Patient:
        """Whom it is about."""
        return self.version.case.patient

    @property
    def key_figures(self) -> tuple[Figure, ...]:
        """The few numbers that place the case."""
        by_id = {figure.id: figure for figure in self.summary.key_figures}
        wanted = KEY_FIGURES[self.summary.jurisdiction]
        return tuple(by_id[name] for name in wanted if name in by_id)

    @property
    def gaps(self) -> int:
        """How many facts are missing or old."""
        return len(self.summary.missing) + len(self.summary.old)

    @property
    def deciding_gaps(self) -> int:
        """How many of the missing facts stand in the way of a verdict."""
        return sum(1 for fact in self.summary.missing if fact.blocks)

    @property
    def unknown_because(self) -> list[tuple[str, str]]:
        """What the submitter could not answer, and why: label and reason."""
        facts, answers = self.facts, self.version.answers
        known = {
            "ecog_unknown": facts.patient.ecog is not None,
            "cci_unknown": facts.patient.cci is not None,
            "wishes_unknown": not self.version.wishes.startswith("Not known, because"),
        }
        return [
            (label, answers[name])
            for name, label in UNKNOWN.items()
            if answers.get(name) and not known[name]
        ]

    @property
    def origins_shown(self) -> list[tuple[str, str]]:
        """Where the facts came from: the source and how many; what was typed has no entry here."""
        found = Counter(_source(origin) for origin in self.version.origins.values())
        return [(source, plural(count, "fact")) for source, count in found.items()]


#: Briefs computed lately, by the digest of their case version and the board's own thresholds.
_kept: OrderedDict[tuple[str, tuple[Override, ...]], Computed] = OrderedDict()
MOST_KEPT = 256


def brief_of(version: CaseVersion) -> Brief:
    """Return the brief of *version* under the thresholds its board has in force.

    What is computed is kept by the digest of its content.
    """
    own = in_force(version.case.board_id)
    computed = _kept.get((version.sha256, own))
    if computed is None:
        computed = _kept[version.sha256, own] = _compute(version, own)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    born, on = version.case.patient.born, first_day(computed.summary.as_of)
    return Brief(version, computed, age(born, on), Provenance(version))


def first_day(partial: str) -> date:
    """Return the first day a date as typed can mean; that is where it is drawn."""
    return span(partial).first


def _compute(version: CaseVersion, own: tuple[Override, ...]) -> Computed:
    facts = CaseFacts.model_validate(version.facts)
    summary = summarise(facts, own)
    matrix = matrix_of(summary, trials(CaseReading(facts), own))
    timeline = _timeline(summary.timeline, first_day(summary.as_of))
    # The drawing escapes every word it is given: board.documents.pen.
    wide, phone, wall = (
        Markup(chart.draw(timeline, style))
        for style in (chart.Style.SCREEN, chart.Style.PHONE, chart.Style.WALL)
    )
    rows = _rows(summary.timeline, timeline)
    return Computed(facts, summary, matrix, timeline, wide, phone, wall, rows, own)


def _rows(plain: Timeline, drawn: chart.Timeline) -> tuple[Row, ...]:
    """Return what is drawn day by day; both light chains while nobody said which is involved."""
    events = {row.date: row.events for row in chart.as_rows(drawn)}
    serum: dict[date, list[str]] = defaultdict(list)
    chains: dict[date, list[str]] = defaultdict(list)
    for point in plain.points:
        day = first_day(point.date)
        if point.serum_m_g_L is not None:
            serum[day].append(precise("serum_m_g_L", point.serum_m_g_L))
        if words := _chains(point, plain.flc_chain):
            chains[day].append(words)
    days = sorted({*events, *serum, *chains})
    return tuple(
        Row(day, events.get(day, ()), ", ".join(serum[day]), ", ".join(chains[day])) for day in days
    )


def _chains(point: Point, chain: str | None) -> str:
    if chain is None:
        return chains_shown(point.kappa_mg_L, point.lambda_mg_L)
    involved = point.involved_flc_mg_L
    return "" if involved is None else precise("flc_mg_L", involved)


def _timeline(plain: Timeline, as_of: date) -> chart.Timeline:
    return chart.Timeline(
        as_of=as_of,
        lanes=tuple(_bars(plain)),
        lines=tuple(
            chart.LineBand(
                band.number,
                band.label,
                first_day(band.start),
                _not_before(band.end, band.start),
                band.best_response,
                _not_before(band.pd_date, band.start),
            )
            for band in plain.bands
            if band.start
        ),
        marks=tuple(chart.Mark(mark.label, first_day(mark.date)) for mark in plain.marks),
        points=tuple(
            chart.Point(first_day(point.date), point.serum_m_g_L, point.involved_flc_mg_L)
            for point in plain.points
        ),
        light_chain=chart.LightChain(plain.flc_chain) if plain.flc_chain else None,
    )


def _bars(plain: Timeline) -> Iterator[chart.Bar]:
    """Return the treatment bars; one whose end nobody knows is drawn as its first day."""
    for bar in plain.bars:
        if bar.start:
            start = first_day(bar.start)
            end = _not_before(bar.end, bar.start)
            yield chart.Bar(_lane(bar), bar.label, start, end if end or bar.ongoing else start)


def _not_before(partial: str | None, start: str) -> date | None:
    """Return the first day of *partial*, no earlier than *start*: "2023" ends after "2023-05"."""
    return max(first_day(partial), first_day(start)) if partial else None


def _lane(bar: Bar) -> chart.Lane:
    """Return the lane a drug is drawn in: that of its class, or of what it targets."""
    agent = recognise(bar.drug)
    for name in (bar.lane.lower(), agent.target.lower() if agent else ""):
        if name in LANES:
            return LANES[name]
        if name in set(chart.Lane):
            return chart.Lane(name)
    return chart.Lane.OTHER


def _source(origin: object) -> str:
    if isinstance(origin, dict):
        return ", ".join(str(word) for word in (origin.get("by"), origin.get("from")) if word)
    return str(origin)
