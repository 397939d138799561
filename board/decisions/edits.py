"""Edits of a text that several people write at once, and how two made at the same time go together.

An edit is a list of steps over the whole text: a positive number keeps so many characters, a negative one
deletes them, a string is inserted. Characters are code points, as Python counts them and as JavaScript's
`Array.from` does; what a person sees as one character may be several. `static/js/live/edits.js` does the
same in the browser; `tests/decisions/edits.json` holds both to the same answers.
"""

from collections.abc import Iterable

from board.errors import Invalid

Step = int | str
Edit = list[Step]

#: Characters of a whole text, and steps of one edit.
LONGEST = 20_000
MOST_STEPS = 2_000


def read(steps: object) -> Edit:
    """Return *steps*, as they came over the wire, as an edit in its shortest form, or refuse them."""
    if not isinstance(steps, list) or len(steps) > MOST_STEPS:
        raise Invalid("This is no edit.", {"steps": f"A list of at most {MOST_STEPS} steps."})
    for step in steps:
        if isinstance(step, bool) or not isinstance(step, int | str) or not _is_small(step):
            raise Invalid("This is no edit.", {"steps": "Numbers keep or delete, texts insert."})
    return _shortest(steps)


def apply(text: str, edit: Edit) -> str:
    """Return *text* after *edit*; `Invalid` when the edit is of a text of another length."""
    if before(edit) != len(text):
        raise Invalid("This edit is of another text.", {"steps": "Fetch the text and edit again."})
    done: list[str] = []
    at = 0
    for step in edit:
        if isinstance(step, str):
            done.append(step)
        elif step > 0:
            done.append(text[at : at + step])
        at += 0 if isinstance(step, str) else abs(step)
    return "".join(done)


def before(edit: Edit) -> int:
    """Return the length of the texts this edit can be applied to."""
    return sum(abs(step) for step in edit if isinstance(step, int))


def after(edit: Edit) -> int:
    """Return the length of the text once it is applied."""
    return sum(len(step) if isinstance(step, str) else max(step, 0) for step in edit)


def rebase(edit: Edit, over: Edit, first: bool = False) -> Edit:
    """Return *edit* as it is to be applied after *over*, which was made of the same text.

    Where both insert at one place, *over* stands first, unless this edit is the *first* one.
    """
    if before(edit) != before(over):
        raise Invalid("This edit is of another text.", {"steps": "Fetch the text and edit again."})
    mine, theirs, moved = _Reader(edit), _Reader(over), []
    while mine.step is not None or theirs.step is not None:
        if isinstance(mine.step, str) and (first or not isinstance(theirs.step, str)):
            moved.append(mine.take(len(mine.step)))
        elif isinstance(theirs.step, str):
            moved.append(len(theirs.take(len(theirs.step))))  # type: ignore[arg-type]
        else:
            size = min(mine.left, theirs.left)
            ours, kept = mine.take(size), theirs.take(size) > 0  # type: ignore[operator]
            if kept:
                moved.append(ours)
    return _shortest(moved)


def join(one: Edit, two: Edit) -> Edit:
    """Return the one edit that does *one* and then *two*."""
    if after(one) != before(two):
        raise Invalid("This edit is of another text.", {"steps": "Fetch the text and edit again."})
    first, second, joined = _Reader(one), _Reader(two), []
    while first.step is not None or second.step is not None:
        if isinstance(second.step, str):
            joined.append(second.take(len(second.step)))
        elif isinstance(first.step, int) and first.step < 0:
            joined.append(first.take(first.left))
        else:
            size = min(first.left, second.left)
            made, kept = first.take(size), second.take(size) > 0  # type: ignore[operator]
            if kept:
                joined.append(made)
            elif not isinstance(made, str):
                joined.append(-size)
    return _shortest(joined)


def between(old: str, new: str) -> Edit:
    """Return one edit that makes *new* of *old*."""
    most = min(len(old), len(new))
    start = next((at for at in range(most) if old[at] != new[at]), most)
    most -= start
    end = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    return _shortest([start, new[start : len(new) - end], start + end - len(old), end])


def undoing(edit: Edit, text: str) -> Edit:
    """Return the edit that takes *edit*, which was made of *text*, back."""
    back: Edit = []
    at = 0
    for step in edit:
        if isinstance(step, str):
            back.append(-len(step))
        else:
            back.append(step if step > 0 else text[at : at - step])
            at += abs(step)
    return _shortest(back)


class _Reader:
    """Takes the steps of an edit in pieces of any size."""

    def __init__(self, edit: Edit) -> None:
        self._rest = iter(edit)
        self.step: Step | None = next(self._rest, None)

    @property
    def left(self) -> int:
        """How many characters the step at hand still covers."""
        return len(self.step) if isinstance(self.step, str) else abs(self.step or 0)

    def take(self, size: int) -> Step:
        """Return the first *size* characters of the step at hand."""
        step = self.step
        assert step is not None, "both edits cover the same text"  # noqa: S101
        if size == self.left:
            self.step = next(self._rest, None)
            return step
        if isinstance(step, str):
            self.step = step[size:]
            return step[:size]
        sign = 1 if step > 0 else -1
        self.step = step - sign * size
        return sign * size


def _shortest(steps: Iterable[Step]) -> Edit:
    """Return the steps without empty ones, neighbours joined, an insertion before a deletion beside it."""
    edit: Edit = []
    for step in steps:
        if not step:
            continue
        if edit and isinstance(step, str) and isinstance(edit[-1], int) and edit[-1] < 0:
            deleted = edit.pop()
            _put(edit, step)
            edit.append(deleted)
        else:
            _put(edit, step)
    return edit


def _put(edit: Edit, step: Step) -> None:
    if edit and _are_alike(edit[-1], step):
        edit[-1] += step  # type: ignore[operator]
    else:
        edit.append(step)


def _are_alike(one: Step, other: Step) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return isinstance(one, str) and isinstance(other, str)
    return (one > 0) == (other > 0)


def _is_small(step: Step) -> bool:
    if isinstance(step, int):
        return abs(step) <= LONGEST
    return len(step) <= LONGEST and not any(_is_no_text(sign) for sign in step)


def _is_no_text(sign: str) -> bool:
    return sign == "\x00" or "\ud800" <= sign <= "\udfff"
