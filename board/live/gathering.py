"""Work of the same kind that arrives while a thread is busy is done in one go next."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
A = TypeVar("A")
#: Is told the answer to a request, or what it met with; it raises nothing.
Settle = Callable[[A | Exception], None]

#: More than this in one go would only keep the first waiting for the last.
MOST = 512
#: A message that has arrived passes through so many turns of the loop before it is a request here.
TURNS = 8


class Gathering(Generic[T, A]):
    """Gathers single requests into lists, one list at a time; each gets its own answer.

    What arrived while the last list was worked on is the next list: nothing ever waits for company.
    """

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[Sequence[A | Exception]]]) -> None:
        self._work = work
        self._waiting: deque[tuple[T, Settle[A]]] = deque()
        self._worker: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> bool:
        """Whether requests wait for the list that is worked on."""
        return bool(self._waiting)

    @property
    def working(self) -> bool:
        """Whether a list is worked on."""
        return self._worker is not None

    async def ask(self, request: T) -> A:
        """Return the answer to one request, or raise what it met with."""
        future: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self.put(request, lambda answer: _settle(future, answer))
        return await future

    def put(self, request: T, settle: Settle[A]) -> None:
        """Let *settle* be told the answer to one request; nobody waits for it in a task of their own."""
        self._waiting.append((request, settle))
        if self._worker is None:
            self._worker = asyncio.ensure_future(self._run())

    async def _until_all_are_in(self) -> None:
        """Let the loop hand over what has arrived already; nobody waits for what has not."""
        quiet, known = 0, len(self._waiting)
        while quiet < TURNS and known < MOST:
            await asyncio.sleep(0)
            quiet, known = (quiet + 1 if len(self._waiting) == known else 0), len(self._waiting)

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._until_all_are_in()
                now = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
                answers: Sequence[A | Exception]
                try:
                    answers = await self._work([request for request, _ in now])
                except Exception as error:
                    answers = [error] * len(now)
                for (_, settle), answer in zip(now, answers, strict=True):
                    settle(answer)
        finally:
            self._worker = None


def _settle(future: asyncio.Future[A], answer: A | Exception) -> None:
    if future.done():  # whoever asked has gone
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
