"""`make bench`: run every measure and print its ratio, then all of them as one JSON object."""

import json

from benchmarks import knowledge, paper, votes

MEASURES = (*knowledge.MEASURES, *votes.MEASURES, *paper.MEASURES)


def main() -> None:
    """Print one line a measure: name, ratio, what it is a ratio of."""
    found = {}
    for measure in MEASURES:
        ratio = measure()
        found[measure.__name__] = round(ratio, 2)
        print(f"{measure.__name__:28} {ratio:8.2f}  {measure.__doc__}", flush=True)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
