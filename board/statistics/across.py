"""What one sheet may not tell because another would then tell what is hidden there."""

from board.statistics import measures
from board.statistics.hiding import NOT_SHOWN, SMALLEST, Hidden, hide, hide_steps
from board.statistics.queries import Told


def tells_signed(told: Told) -> bool:
    """Return whether the sheet of how discussions ended tells how many plans are signed."""
    return hide([count for _, count in measures.decided(told.discussions)]).drawn[2] is not None


def hidden_became(told: Told) -> Hidden:
    """Return what became of plans as it may be told: how many fell due must not tell how many were signed."""
    counts = [count for _, count in measures.became(told.discussions)]
    if tells_signed(told):
        return hide(counts)
    unsigned = dict(measures.decided(told.discussions))["No signed plan"]
    rest = len(told.discussions) - sum(counts)
    hidden = hide((*counts, rest))
    if unsigned >= SMALLEST and rest - unsigned < SMALLEST:
        return Hidden((NOT_SHOWN,) * len(counts), NOT_SHOWN, (None,) * len(counts))
    all_told = hidden.complete and hide(counts).complete
    return Hidden(hidden.cells[:-1], str(sum(counts)) if all_told else NOT_SHOWN, hidden.drawn[:-1])


def hidden_steps(told: Told, counts: list[int]) -> Hidden:
    """Return the steps towards a trial as they may be told; the first is how many plans were signed."""
    if tells_signed(told):
        return hide_steps(counts)
    hidden = hide_steps((len(told.discussions), *counts[1:]))
    return Hidden((NOT_SHOWN, *hidden.cells[1:]), NOT_SHOWN, (None, *hidden.drawn[1:]))


def hidden_first(told: Told, chosen: list[int]) -> Hidden:
    """Return how often each option came first; their sum must not tell what is hidden of how discussions ended."""
    if tells_signed(told):
        return hide(chosen)
    hidden = hide((*chosen, len(told.discussions) - sum(chosen)))
    return Hidden(hidden.cells[:-1], NOT_SHOWN, hidden.drawn[:-1])
