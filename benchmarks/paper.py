"""Paper in warm printers, against WeasyPrint called bare on the same pages and styles, and Chromium."""

from functools import cache

from board.bench.documents import measure
from board.cli.database import migrate

CASES = 30


@cache
def _measured() -> dict[str, float | int]:
    return measure(CASES, migrate, lambda _said: None)


def pack_cold() -> float:
    """a pack of 30 cases, nothing printed yet, two processes, to a bare HTML(string).write_pdf('pdf/a-3a')"""
    return _measured()["cold_ratio"]


def pack_warm() -> float:
    """the same pack after one case changed, to the bare engine"""
    return _measured()["warm_ratio"]


def pack_warm_to_chromium() -> float:
    """the same pack after one case changed, to Chromium printing the same page"""
    return _measured()["warm_to_chromium"]


def pack_memory() -> float:
    """the most memory a printing process took, to that of the bare engine"""
    return _measured()["rss_ratio"]


def record_to_naive() -> float:
    """a decision record from the warm printer process to a bare HTML(string).write_pdf('pdf/a-3a')"""
    return _measured()["record_ratio"]


MEASURES = (pack_cold, pack_warm, pack_warm_to_chromium, pack_memory, record_to_naive)
