"""The tests: what `make quick` runs, and all tests without a browser, in processor time."""

from pathlib import Path

from benchmarks.measure import Row, child

ROOMS, ALL = ("--hypothesis-profile", "quick", "tests/unit"), ("tests/unit", "tests/record", "tests/hard")


def measure(work: Path) -> list[Row]:
    rules, rooms, whole = (child(*words)["cpu_seconds"] for words in (("style",), ("tests", *ROOMS), ("tests", *ALL)))
    found, all_found = (child("collected", *words)["cpu_seconds"] for words in (ROOMS, ALL))
    return [
        Row("processor time of make quick", "finding its tests", rules + rooms, found),
        Row("processor time of all tests without a browser", "finding them", whole, all_found),
    ]
