"""Performance status: what the ECOG and Karnofsky scales say of each other.

Source: Oken et al. 1982 (OKEN82:M). The map is approximate, so it gives ranges: neither scale is
ever turned into the other without saying so.
"""

APPROXIMATE = "Approximate: ask for the scale itself; the rules never convert one into the other."
#: From this Karnofsky value on: the lowest and highest ECOG it can mean.
KARNOFSKY_TO_ECOG = ((90, 0, 1), (70, 1, 2), (50, 2, 3), (30, 3, 3), (0, 4, 4))


def ecog_for_karnofsky(karnofsky: int) -> tuple[int, int]:
    """Return the lowest and highest ECOG that *karnofsky* (0 to 100) can mean, approximately."""
    return next((low, high) for floor, low, high in KARNOFSKY_TO_ECOG if karnofsky >= floor)


def karnofsky_for_ecog(ecog: int) -> tuple[int, int]:
    """Return the lowest and highest Karnofsky value that *ecog* (0 to 4) can mean, approximately."""
    fitting = [kps for kps in range(0, 101, 10) if _means(kps, ecog)]
    return min(fitting), max(fitting)


def _means(karnofsky: int, ecog: int) -> bool:
    low, high = ecog_for_karnofsky(karnofsky)
    return low <= ecog <= high
