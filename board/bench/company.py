"""The room beside others: those who make the house slow, and the same room in PostgreSQL."""

from board.bench.figures import Figures, best, load_share
from board.bench.load import Crowd, Round
from board.bench.neighbours import beside
from board.bench.place import ROUNDS, Place, books, crowd_of, in_turn, stage, warm
from board.bench.server import free_port, product

#: Votes a second, and seconds of each measure.
PACE, STEADY, SUSTAINED = 50.0, 4.0, 2.0
#: What makes a house slow: uploads and prints at the same time, and one who never stops talking.
UPLOADS, PRINTS = 12, 20


async def measure_neighbours(place: Place, room: Crowd) -> Figures:
    """Vote at a steady pace alone, then beside slow uploads, prints, and somebody who never stops talking."""
    await room.enter()
    alone = [await room.steady(PACE, STEADY)]
    cookies, plans = place.staged["cookies"], place.staged["plans"]
    prints = [f"/plans/{plans[n % len(plans)]}/record.pdf" for n in range(PRINTS)] if plans else []
    noisy = {"meeting": place.staged["meeting"], "uploads": UPLOADS, "prints": prints}
    async with beside(place.ours, cookies=cookies[-8:], **noisy):
        beside_them = [await room.steady(PACE, STEADY) for _ in range(ROUNDS)]
    figures: Figures = {"clients": len(room.voters)}
    figures["alone_ack_p95_ms"] = round(best(alone, lambda one: one.acks) * 1000, 1)
    figures["ack_p95_ms"] = round(best(beside_them, lambda one: one.acks) * 1000, 1)
    figures["load_cpu"] = load_share([*alone, *beside_them])
    figures |= books(place, room, [*alone, *beside_them])
    room.leave()
    return figures


async def beside_postgres(clients: int, folder: str, url: str) -> Figures:
    """Measure the same room in PostgreSQL and in SQLite, in turn."""
    lite = f"sqlite:///{folder}/beside.sqlite3"
    with_lite, with_postgres = product(free_port(), lite), product(free_port(), url)
    staged = [stage(clients, lite), stage(clients, url)]
    try:
        with_lite.start()
        with_postgres.start()
        crowds = [
            crowd_of(server, where, where["seq"])
            for server, where in zip((with_lite, with_postgres), staged, strict=True)
        ]
        for crowd in crowds:
            await warm(crowd)
            await crowd.enter()
        slow, quick = crowds[1], crowds[0]
        bursts = await in_turn(slow, quick, lambda crowd: crowd.burst())
        steady = await in_turn(slow, quick, lambda crowd: crowd.steady(PACE, STEADY))
        sustained = await in_turn(slow, quick, lambda crowd: crowd.sustained(SUSTAINED))
    finally:
        with_lite.stop()
        with_postgres.stop()

    def ratio(rounds: tuple[list[Round], list[Round]]) -> float:
        ours, other = (best(side, lambda one: one.acks) for side in rounds)
        return round(ours / other, 2)

    return {
        "postgres_ratio_burst_ack_p95": ratio(bursts),
        "postgres_ratio_steady_ack_p95": ratio(steady),
        "postgres_votes_per_s": round(max(one.votes_per_s for one in sustained[0])),
        "postgres_sqlite_votes_per_s": round(max(one.votes_per_s for one in sustained[1])),
    }
