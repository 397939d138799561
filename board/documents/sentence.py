"""The picture in one sentence, for those who hear it and for the PDF's reader."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup, escape

from board.documents.course import LightChain, Timeline
from board.documents.letters import visible
from board.web.filters import day

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
CHAINS = {
    LightChain.KAPPA: "involved kappa free light chain",
    LightChain.LAMBDA: "involved lambda free light chain",
    None: "involved free light chain",
}


def sentence(timeline: Timeline) -> Markup:
    """Return one factual sentence: lines, responses, progressions, lowest and last values."""
    parts = [_lines(timeline), _progressions(timeline)]
    parts.append(_course("serum M-protein", "g/L", timeline.m_protein()))
    parts.append(_course(CHAINS[timeline.light_chain], "mg/L", timeline.involved_flc()))
    if not timeline.points:
        parts.append("no M-protein or free light chain on record")
    return escape(visible("; ".join(part for part in parts if part)) + ".")


def amount(value: float) -> str:
    """Return a value as it is written beside a curve: "0.4", "23.6", "2,310"."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def _lines(timeline: Timeline) -> str:
    count = len(timeline.lines)
    if not count:
        return "No line of therapy"
    number = NUMBERS[count] if count < len(NUMBERS) else str(count)
    since = min(line.start for line in timeline.lines)
    words = f"{number} line{'s' if count > 1 else ''} of therapy since {day(since)}"
    told = [line for line in timeline.lines if line.best_response]
    best = [f"{line.best_response} on line {line.number}" for line in told]
    return f"{words}, best response {_and(best)}" if best else words


def _progressions(timeline: Timeline) -> str:
    days = [day(line.pd_date) for line in timeline.lines if line.pd_date]
    return f"progression on {_and(days)}" if days else ""


def _course(name: str, unit: str, values: list[tuple[date, float]]) -> str:
    if not values:
        return ""
    (last_day, last), (low_day, low) = values[-1], min(values, key=lambda pair: pair[1])
    end = f"{amount(last)} {unit} on {day(last_day)}"
    if low_day == last_day:
        return f"{name} {end}"
    return f"{name} lowest at {amount(low)} {unit} on {day(low_day)} and {end}"


def _and(words: Sequence[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]
