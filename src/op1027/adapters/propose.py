"""Who the names may be that an export's reader did not match: a proposal to look through, change and paste."""

import re
from dataclasses import dataclass

import pandas as pd

from op1027.adapters.actors import IN_BRACKETS, SEVERAL, SHORT_FORM, YEARS
from op1027.ledger.model import Ledger
from op1027.text.suggest import suggestions
from op1027.text.wording import count

_KEY_NAMED = re.compile(rf"(?:{SEVERAL}|{SHORT_FORM})([a-z0-9_]+)")


@dataclass(frozen=True, eq=False, repr=False)
class Proposal:
    """What `propose_actors` proposes; its text is ready to paste.

    Attributes
    ----------
    names : DataFrame
        One row a name that was not matched, the most frequent first: ``name``, ``rows``, ``actor`` (a key, missing
        where none comes near), ``sure`` (``likely``, ``perhaps`` or ``not known``), ``why``.
    """

    names: pd.DataFrame

    def __repr__(self) -> str:
        lines = []
        for name, rows, actor, sure in self.names[["name", "rows", "actor", "sure"]].itertuples(index=False):
            entry = f"{name!r}: {'' if pd.isna(actor) else actor!r},".replace(": ,", ': "",')
            lines.append(f"    {'' if sure == 'likely' else '# '}{entry}  # {count(rows, 'row')}, {sure}")
        return "\n".join(["ACTORS = {", *lines, "}"])


def propose_actors(ledger: Ledger) -> Proposal:
    """Propose who the actors are that `read_acled` or `read_ucdp` did not match, by name and number of rows.

    Only what is likely (spelt nearly as a name that is known) stands ready; the rest is commented out: take the ``#``
    off what you know to be right. Nobody is matched by a proposal until it is given as ``actors``.

    Parameters
    ----------
    ledger : Ledger
        Of an export.

    Returns
    -------
    Proposal
        Its text is ready to paste; ``names`` is the frame behind it.

    Examples
    --------
    >>> import op1027
    >>> propose_actors(op1027.read_acled("notebooks/synthetic_acled_export.csv", like=op1027.load()))
    ACTORS = {
        # 'Synthetic Volunteers (...)': '',  # 3 rows, not known
        # 'Unidentified Armed Group (...)': '',  # 1 row, not known
    }
    """
    actors = ledger.unmatched[ledger.unmatched["part"] == "actor"]
    actors = actors[actors["taken_as"].str.contains(", side ", regex=False).fillna(False)]
    found = actors.groupby("value").agg(rows=("line", "size"), why=("why", "first")).reset_index()
    found = found.rename(columns={"value": "name"}).sort_values(["rows", "name"], ascending=[False, True])
    known = ledger.actors[~ledger.actors["name"].isin(found["name"]) & (ledger.actors["kind"] != "media")]
    named = known.assign(called=known["aliases"].str.split("|")).explode("called")
    spelt = {**dict(zip(named["called"].dropna(), named.dropna(subset="called")["actor"], strict=True))}
    spelt |= dict(zip(known["name"], known["actor"], strict=True))
    spelt = {name: actor for name, actor in spelt.items() if " " in name}
    long = found["name"].map(lambda name: IN_BRACKETS.sub("", YEARS.sub("", name).rpartition(":")[2]).strip())
    near = long.map({name: keys[0] for name, keys in suggestions(long, spelt).items() if len(keys) == 1}).astype("str")
    told = found["why"].str.extract(_KEY_NAMED)[0]
    sure = near.notna().map({True: "likely", False: "not known"}).mask(told.notna(), "perhaps")
    return Proposal(
        found.assign(actor=told.fillna(near), sure=sure)[["name", "rows", "actor", "sure", "why"]].reset_index(
            drop=True
        )
    )
