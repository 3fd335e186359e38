"""What a Burmese page writes: days, numbers and names, read as the record writes them."""

import re
import unicodedata

import pandas as pd

_DIGITS = str.maketrans("၀၁၂၃၄၅၆၇၈၉", "0123456789")
# Signs that look alike and are typed for each other: the digits 0 and 7, the letters wa and ra.
_TWINS = str.maketrans("၀၇", "ဝရ")
_KINDS = {"မြို့နယ်": "township", "မြို့": "town", "ခရိုင်": "district", "ပြည်နယ်": "state_region", "တိုင်းဒေသကြီး": "state_region"}
_MONTHS = (
    *("ဇန်နဝါရီ", "ဖေဖော်ဝါရီ", "မတ်", "ဧပြီ", "မေ", "ဇွန်"),
    *("ဇူလိုင်", "ဩဂုတ်", "စက်တင်ဘာ", "အောက်တိုဘာ", "နိုဝင်ဘာ", "ဒီဇင်ဘာ"),
)
_OTHER_MONTHS = {"ဇန်န၀ါရီ": 1, "ဖေဖေါ်ဝါရီ": 2, "သြဂုတ်": 8}  # other spellings in use
_WEEKDAYS = ("တနင်္လာ", "အင်္ဂါ", "ဗုဒ္ဓဟူး", "ကြာသပတေး", "သောကြာ", "စနေ", "တနင်္ဂနွေ")
_AGO = {"ယနေ့": 0, "ဒီနေ့": 0, "ယမန်နေ့": 1, "မနေ့က": 1, "တမြန်နေ့": 2, "တစ်မြန်နေ့": 2}
_ONES = {"တစ်": 1, "တ": 1, "နှစ်": 2, "သုံး": 3, "လေး": 4, "ငါး": 5, "ခြောက်": 6}
_ONES |= {"ခုနစ်": 7, "ခုနှစ်": 7, "ရှစ်": 8, "ကိုး": 9}
_TENS = {"ဆယ်": 10, "ရာ": 100, "ထောင်": 1_000, "သောင်း": 10_000, "သိန်း": 100_000}
_NUMERAL = re.compile("|".join(sorted((*_ONES, *_TENS, "[0-9]+"), key=len, reverse=True)))
# No syllable of Unicode begins with a vowel sign or holds these letters of other tongues; Zawgyi's do.
_ZAWGYI = re.compile("(?:^|[\\s။၊])[\u1031\u103b]|[\u1060-\u1097]")


def _is_burmese(text: str) -> bool:
    """Whether a text holds any letter or digit of the Burmese script."""
    return any("\u1000" <= letter <= "\u109f" for letter in text)


def refuse_zawgyi(text: str) -> None:
    """Refuse text in the old encoding, whose letters stand for others.

    Raises
    ------
    ValueError
        If the text looks like Zawgyi.
    """
    if _ZAWGYI.search(text):
        raise ValueError(f"{text!r} looks like Zawgyi; convert it to Unicode first")


def read_name(text: str) -> tuple[str, str]:
    """A place's name without the word for what it is, and that kind of place; blank where no word says so.

    Examples
    --------
    >>> read_name("လားရှိုးမြို့")
    ('လားရှိုး', 'town')
    """
    text = unicodedata.normalize("NFC", text).strip()
    for word, kind in _KINDS.items():
        if text.endswith(word) and text != word:
            return text.removesuffix(word).strip(), kind
    return text, ""


def folded(text: str) -> str:
    """A name by which spellings are compared: signs in one order, letters for the digits typed in their place."""
    return unicodedata.normalize("NFC", text).translate(_TWINS)


def read_day(text: str, published: str) -> str:
    """A day as Burmese pages write it, as YYYY-MM-DD; text that is not Burmese stays as it is.

    Understood are a date with the month's name (``၂၀၂၃ ခုနှစ် အောက်တိုဘာလ ၂၇ ရက်``; without a year the last such day
    before publication), numbers in the order of day, month and year, or year first (``၂၇.၁၀.၂၀၂၃``), and days told from
    the day of publication: today, yesterday, the day before it, the last Monday and its like.

    Parameters
    ----------
    text : str
    published : str
        Day of publication, YYYY-MM-DD.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If it is Burmese and not understood.

    Examples
    --------
    >>> read_day("အောက်တိုဘာလ ၂၇ ရက်", "2023-11-02")
    '2023-10-27'
    """
    if not _is_burmese(text):
        return text
    refuse_zawgyi(text)
    plain, told = text.translate(_DIGITS).strip(), pd.to_datetime(published, errors="coerce")
    if found := re.fullmatch(r"(\d{1,4})\s*[-./၊]\s*(\d{1,2})\s*[-./၊]\s*(\d{1,4})", plain):
        first, month, last = map(int, found.groups())
        return _iso(*((first, month, last) if first > 31 else (last, month, first)), text)
    months = dict(zip(_MONTHS, range(1, 13), strict=True)) | {k.translate(_DIGITS): n for k, n in _OTHER_MONTHS.items()}
    named = [(word, n) for word, n in months.items() if word in plain]
    if named:
        word, month = max(named, key=lambda pair: len(pair[0]))
        before, _, after = plain.partition(word)
        year, number = re.search(r"\d{4}", before), re.search(r"\d{1,2}", after)
        if number and year:
            return _iso(int(year[0]), month, int(number[0]), text)
        if number and not pd.isna(told):
            this = _iso(told.year, month, int(number[0]), text)
            return this if pd.Timestamp(this) <= told else _iso(told.year - 1, month, int(number[0]), text)
    if not pd.isna(told):
        if ago := [n for word, n in sorted(_AGO.items(), key=lambda pair: -len(pair[0])) if word in plain]:
            return f"{told - pd.Timedelta(days=ago[0]):%Y-%m-%d}"
        if weekday := [n for n, word in enumerate(_WEEKDAYS) if word in plain]:
            return f"{told - pd.Timedelta(days=(told.weekday() - weekday[0]) % 7):%Y-%m-%d}"
    raise ValueError(f"{text!r} is not understood as a day; write it as YYYY-MM-DD")


def _iso(year: int, month: int, number: int, text: str) -> str:
    try:
        return f"{pd.Timestamp(year, month, number):%Y-%m-%d}"
    except ValueError:
        raise ValueError(f"{text!r} is no day of the calendar") from None


def read_number(text: str) -> str:
    """A count in Burmese digits or words (``၁၅၀``, ``၅ သောင်း``, ``နှစ်ရာ့ငါးဆယ်``) in digits; other text as it is.

    Raises
    ------
    ValueError
        If it is Burmese and not understood.

    Examples
    --------
    >>> read_number("၅ သောင်း")
    '50000'
    """
    if not _is_burmese(text):
        return text
    refuse_zawgyi(text)
    plain = re.sub(r"[\s,၊]", "", text.translate(_DIGITS)).replace("့", "")
    words = _NUMERAL.findall(plain)
    if "".join(words) != plain:
        raise ValueError(f"{text!r} is not understood as a number; write it in digits")
    total, waiting = 0, 0
    for word in words:
        if word in _TENS:
            total, waiting = total + (waiting or 1) * _TENS[word], 0
        else:
            waiting = _ONES[word] if word in _ONES else int(word)
    return str(total + waiting)
