"""The tests: what `make quick` runs, and all tests without a browser, in processor time."""

from pathlib import Path

from benchmarks.measure import Row, child

ROOMS, REST = ("tests/unit",), ("tests/record", "tests/hard")


def measure(work: Path) -> list[Row]:
    rules, rooms, rest = child("style"), child("tests", *ROOMS), child("tests", *REST)
    found, others = child("collected", *ROOMS), child("collected", *REST)
    quick, whole = rules["cpu_seconds"] + rooms["cpu_seconds"], rooms["cpu_seconds"] + rest["cpu_seconds"]
    return [
        Row("processor time of make quick", "finding its tests", quick, found["cpu_seconds"]),
        Row(
            "processor time of all tests without a browser",
            "finding them",
            whole,
            found["cpu_seconds"] + others["cpu_seconds"],
        ),
    ]
