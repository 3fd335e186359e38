"""Made-up records, counted by the package and by plain loops: always the same ones; ``RECORDS=5000`` tries as many."""

import os

from hypothesis import HealthCheck, Phase, given, seed, settings

from made_records import JOINED, all_kinds, both_agree, offsets
from naive import Record

RECORDS = int(os.environ.get("RECORDS", "500"))


@seed(1027)
@settings(
    max_examples=RECORDS // JOINED + 2,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(all_kinds(), offsets)
def test_made_up_records_are_counted_alike(record: Record, offset: int) -> None:
    both_agree(record, offset)
