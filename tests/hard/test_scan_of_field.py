"""Every input of the field counted where it is, and read: the same events, or refused by both."""

from pathlib import Path

import pytest

import op1027
from holds import scan_agrees

pytest.importorskip("ibis", reason="counting tables of any size needs the extra scan")

FIELD = Path(__file__).with_name("field")


@pytest.mark.parametrize("name", sorted(p.name for p in FIELD.iterdir()))
def test_scan_counts_what_is_read(name: str, ours: op1027.Ledger) -> None:
    country = {"country": "Myanmar (Burma)" if "ucdp" in name else "Myanmar"} if "several" in name else {}
    read = op1027.read_ucdp if "ucdp" in name else op1027.read_acled
    try:
        ledger = read(FIELD / name, like=ours, **country)
    except op1027.DataError:
        with pytest.raises(op1027.DataError):
            op1027.scan(FIELD / name, like=ours, **country)
        return
    scan_agrees(op1027.scan(FIELD / name, like=ours, **country), ledger)
