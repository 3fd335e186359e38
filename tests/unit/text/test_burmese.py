"""Days, numbers and names as Burmese pages write them."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from op1027.text import burmese

DIGITS = str.maketrans("0123456789", "၀၁၂၃၄၅၆၇၈၉")
DAYS = st.dates(pd.Timestamp("1990-01-01").date(), pd.Timestamp("2100-01-01").date())


@given(DAYS)
def test_a_whole_date_is_read_in_each_form(day: object) -> None:
    stamp = pd.Timestamp(day)  # type: ignore[call-overload]
    iso, month = f"{stamp:%Y-%m-%d}", burmese._MONTHS[stamp.month - 1]
    long = f"{stamp.year} ခုနှစ်၊ {month}လ {stamp.day} ရက်".translate(DIGITS)
    for text in (long, f"{stamp:%d.%m.%Y}".translate(DIGITS), f"{stamp:%Y-%m-%d}".translate(DIGITS)):
        assert burmese.read_day(text, "2000-01-01") == iso
    assert burmese.read_day(iso, "") == iso


@given(DAYS, st.integers(0, 364))
def test_a_day_without_a_year_is_the_last_before_publication(day: object, ago: int) -> None:
    told = pd.Timestamp(day)  # type: ignore[call-overload]
    meant = told - pd.Timedelta(days=ago)
    text = f"{burmese._MONTHS[meant.month - 1]} {meant.day} ရက်".translate(DIGITS)
    if (meant.month, meant.day) != (2, 29):
        assert burmese.read_day(text, f"{told:%Y-%m-%d}") == f"{meant:%Y-%m-%d}"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("ယနေ့", "2024-01-10"),
        ("မနေ့က", "2024-01-09"),
        ("ယမန်နေ့", "2024-01-09"),
        ("တမြန်နေ့က", "2024-01-08"),
        ("တနင်္လာနေ့", "2024-01-08"),
        ("တနင်္ဂနွေနေ့", "2024-01-07"),
        ("ဗုဒ္ဓဟူးနေ့", "2024-01-10"),
        ("သြဂုတ် ၁ ရက်", "2023-08-01"),
    ],
)
def test_day_words_count_from_publication(text: str, iso: str) -> None:
    assert burmese.read_day(text, "2024-01-10") == iso  # a Wednesday


@pytest.mark.parametrize("text", ["၃၁.၀၂.၂၀၂၄", "မကြာမီ", "ယေန႔ ျမန္မာ"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no day of the calendar|not understood|Zawgyi"):
        burmese.read_day(text, "2024-01-10")


@given(st.integers(0, 10**9))
def test_digits_are_read(number: int) -> None:
    assert burmese.read_number(f"{number:,}".translate(DIGITS)) == str(number)
    assert burmese.read_number(f"{number:,}") == f"{number:,}", "others' writing is not ours to judge"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("၅ သောင်း", 50_000),
        ("နှစ်ရာ့ငါးဆယ်", 250),
        ("တစ်ထောင့်သုံးရာ", 1_300),
        ("၃ သိန်း", 300_000),
        ("ဆယ်", 10),
        ("ခုနစ်", 7),
        ("တစ်ရာ", 100),
    ],
)
def test_number_words_are_read(text: str, number: int) -> None:
    assert burmese.read_number(text) == str(number)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not understood as a number"):
        burmese.read_number("၅ ယောက်")


def test_names_lose_the_word_for_what_they_name() -> None:
    assert burmese.read_name("သိန္နီမြို့") == ("သိန္နီ", "town")
    assert burmese.read_name("လားရှိုးမြို့နယ်") == ("လားရှိုး", "township")
    assert burmese.read_name("မြို့") == ("မြို့", "")
    assert burmese.folded("၀ိုင်းမော်") == burmese.folded("ဝိုင်းမော်")
