"""How days and spans are written."""

import pandas as pd
import pytest

from op1027.text.wording import published


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("2024-01-04", "4 January 2024"),
        ("2024-01-02", "between 2 and 4 January 2024"),
        ("2023-12-30", "between 30 December 2023 and 4 January 2024"),
        ("2023-01-04", "between 4 January 2023 and 4 January 2024"),
        (None, "by 4 January 2024"),
    ],
)
def test_a_page_is_of_a_day_between_two_or_by_one(first: str | None, said: str) -> None:
    assert published(pd.Timestamp(first), pd.Timestamp("2024-01-04")) == said


def test_months_of_one_year_need_no_second_year() -> None:
    assert published(pd.Timestamp("2024-01-30"), pd.Timestamp("2024-02-01"), "%b") == "between 30 Jan and 1 Feb 2024"
