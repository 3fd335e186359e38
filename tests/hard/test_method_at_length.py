"""Five thousand made-up records, counted by the package and by plain loops; `tests/unit/test_method.py` has 500."""

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from made_records import JOINED, all_kinds, both_agree, offsets
from naive import Record

PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_five_thousand_records_are_counted_alike(part: int) -> None:
    @seed(1027 + part)
    @settings(
        max_examples=5_000 // JOINED // PARTS + 2,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(all_kinds(), offsets)
    def alike(record: Record, offset: int) -> None:
        both_agree(record, offset)

    alike()
