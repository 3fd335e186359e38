"""Counting more than fits into memory, and on Spark: minutes, so `make scale` runs it and `make test` does not.

Every row here is synthetic: invented, and of no real event.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import op1027
from op1027.adapters.scan import scan

ibis = pytest.importorskip("ibis", reason="counting tables of any size needs the extra scan")
duckdb = pytest.importorskip("duckdb")
pytestmark = pytest.mark.slow
MEGABYTES = 400
LIMIT = "100MB"
COLUMNS = (
    *("event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "country", "admin1", "admin2"),
    *("admin3", "location", "latitude", "longitude", "geo_precision", "notes"),
)
MAKE = """
COPY (
    SELECT 'SYN' || (i * 2654435761 % 4294967296) AS event_id_cnty,
        DATE '2023-10-27' + (i * 7919 % 900)::INT AS event_date,
        1 + i % 3 AS time_precision, 'Battles' AS event_type,
        ['Armed clash', 'Air/drone strike', 'Looting/property destruction',
         'Non-state actor overtakes territory'][1 + i % 4] AS sub_event_type,
        'Military Forces of Myanmar (2021-)' AS actor1, 'Invented Army ' || i % 300 AS actor2,
        'Myanmar' AS country, state_region AS admin1,
        coalesce(district, '') AS admin2, coalesce(township, '') AS admin3,
        name AS location, lat AS latitude, lon AS longitude, 1 + i % 2 AS geo_precision,
        i % 5 AS fatalities,
        repeat('synthetic, invented; ', 9) AS notes
    FROM range({rows}) AS r(i) JOIN (SELECT *, row_number() OVER () AS n FROM places) AS p ON p.n = 1 + i % {places}
) TO '{path}' (FORMAT {form})
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """The same rows, some hundred megabytes of them, as CSV and as Parquet."""
    folder = tmp_path_factory.mktemp("large")
    paths = {form: folder / f"synthetic.{form}" for form in ("csv", "parquet")}
    with duckdb.connect() as connection:
        places = op1027.load().places.query("kind == 'town'")
        connection.register("places", places[["name", "township", "district", "state_region", "lat", "lon"]])
        rows = MEGABYTES * 1_000_000 // 330
        for form, path in paths.items():
            connection.execute(MAKE.format(rows=rows, places=len(places), path=path, form=form))
    assert paths["csv"].stat().st_size > MEGABYTES * 0.9e6
    yield paths
    for path in paths.values():
        path.unlink()


@pytest.fixture(scope="module")
def counted(large: dict[str, Path]) -> pd.DataFrame:
    return scan(large["parquet"])


def test_a_file_larger_than_the_memory_it_is_given(large: dict[str, Path], counted: pd.DataFrame) -> None:
    """In a process of its own, which says how much memory it took at most."""
    code = (
        "import resource, sys, op1027\n"
        f"frame = op1027.scan(sys.argv[1], memory={LIMIT!r})\n"
        "frame.to_pickle(sys.argv[2])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    target = large["csv"].with_name("frame.pickle")
    done = subprocess.run(
        [sys.executable, "-c", code, large["csv"], target], capture_output=True, text=True, check=False, timeout=550
    )
    assert done.returncode == 0, done.stderr
    took = int(done.stdout.split()[-1]) / 1024
    print(f"{large['csv'].stat().st_size / 1e6:.0f} MB of CSV, DuckDB given {LIMIT}: {took:.0f} MB at most in all")
    assert took < 650, "pandas, plotly and ibis take 250 MB of it before a row is read"
    pd.testing.assert_frame_equal(pd.read_pickle(target), counted)


def test_an_export_of_a_million_rows_is_read_whole(large: dict[str, Path], counted: pd.DataFrame) -> None:
    """In a process of its own: each row a report or listed. Its rows are short and each has a name that is new."""
    code = (
        "import resource, sys, op1027\n"
        "ledger = op1027.read_acled(sys.argv[1])\n"
        "left_out = (ledger.unmatched['taken_as'] == 'left out').sum()\n"
        "print(len(ledger.reports) + left_out, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, large["csv"]], capture_output=True, text=True, check=False, timeout=550
    )
    assert done.returncode == 0, done.stderr
    rows, took = map(int, done.stdout.split()[-2:])
    size = large["csv"].stat().st_size
    print(f"{rows:,} rows, {size / 1e6:.0f} MB of CSV: {took * 1024 / size:.1f} times the file at most")
    assert rows == counted["events"].sum()
    assert took * 1024 < 6 * size


@pytest.mark.filterwarnings("ignore")  # of Spark 4.0 itself, with pandas 3
def test_spark_counts_the_same(large: dict[str, Path], counted: pd.DataFrame) -> None:
    sql = pytest.importorskip("pyspark.sql", reason="needs the extra spark, and Java 17")
    builder: Any = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "4").config("spark.driver.memory", "1g").getOrCreate()
    try:
        connection = ibis.pyspark.connect(session)
        for form, read in (("parquet", connection.read_parquet), ("csv", connection.read_csv)):
            table = read(large[form], **({"header": True} if form == "csv" else {}))
            pd.testing.assert_frame_equal(scan(table), counted)
    finally:
        session.stop()
