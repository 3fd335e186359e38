"""Text that charts draw as it stands."""

import re

from hypothesis import given
from hypothesis import strategies as st

from op1027.text.escape import in_plotly


@given(st.text(alphabet="<>&$%{}#;ab160ltg", max_size=30))
def test_what_is_made_plain_reads_as_before_and_holds_no_markup(text: str) -> None:
    told = in_plotly(text)
    assert not re.search(r"[<>$]|%\{", told)
    shown = re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), told)
    assert shown == text or re.search(r"&#\d+;", text), "plotly resolves the entities, once"
