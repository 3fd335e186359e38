"""Find the actors of an export among those that are known, and give the others a row of their own."""

import re
import unicodedata
from collections.abc import Mapping

import pandas as pd

from op1027.ledger.fronts import FIGHTING
from op1027.record.package import Package

STATE = re.compile(r"(?:Military Forces|Police Forces|Government) of (.+)")
IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")


class Actors:
    """Which key an actor's name in an export stands for.

    In this order: what the caller says; the forces of the country's own state (``state`` in the descriptor);
    a name, short name, alias or key of actors.csv, also of a part of the name as ACLED writes it
    (``ABC/XYZ: Long Name (Country)``). Armed groups and alliances go before all others; outlets are never
    fighters. A name that several answer to is not matched.
    """

    def __init__(self, actors: pd.DataFrame, package: Package, chosen: Mapping[str, str]) -> None:
        called = actors.assign(alias=actors["aliases"].str.split("|")).explode("alias")
        names = called.melt(["actor", "kind"], ["name", "short_name", "alias"], value_name="called")
        names = pd.concat([names, actors[["actor", "kind"]].assign(called=actors["actor"])]).dropna(subset="called")
        names = names.assign(called=names["called"].map(bare)).drop_duplicates(["actor", "called"])
        self.any = listed(names)
        self.forces = listed(names[names["kind"].isin(FIGHTING)])
        self.fighters = listed(names[names["kind"] != "media"])
        self.state = package.state if package.state in set(actors["actor"]) else None
        self.chosen = chosen

    def fighter(self, name: str, country: str) -> tuple[str | None, str]:
        """The key that a name stands for, if one does; else why none does."""
        if name in self.chosen:
            return self.chosen[name], ""
        own = STATE.fullmatch(IN_BRACKETS.sub("", name))
        if own and self.state and bare(own[1]) == bare(IN_BRACKETS.sub("", country)):
            return self.state, ""
        why = "no actor of that name"
        for part in parts_of(name):
            for known in (self.forces, self.fighters):
                found = known.get(bare(part), [])
                if len(found) == 1:
                    return found[0], ""
                if found:
                    why = f"may be any of {', '.join(found)}"
        return None, why

    def voices(self, sources: str) -> list[str | None]:
        """The keys that the names in a list of sources stand for, missing where none does."""
        names = [part.strip() for part in sources.split(";") if part.strip()]
        found = [self.any.get(bare(name), []) for name in names]
        return [keys[0] if len(keys) == 1 else None for keys in found]


def listed(names: pd.DataFrame) -> dict[str, list[str]]:
    """Keys by bare name."""
    return {str(name): sorted(keys) for name, keys in names.groupby("called")["actor"]}


def parts_of(name: str) -> list[str]:
    """A name as ACLED builds it, whole and in parts: the whole, without brackets, before and after the colon."""
    short = IN_BRACKETS.sub("", name)
    before, _, after = short.partition(":")
    return [name, short, *before.split("/"), *after.split("/")]


def bare(name: str) -> str:
    """A name as it is compared: without case, accents, blanks and punctuation."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[\W_\u0300-\u036f]+", "", plain)


def new_actors(names: pd.DataFrame, side: str, sides: Mapping[str, str], taken: set[str]) -> pd.DataFrame:
    """Rows of actors.csv for names that no actor answers to.

    Parameters
    ----------
    names : DataFrame
        ``called`` (each once) and ``kind``.
    side : str
        The side of all that ``sides`` does not name.
    sides : mapping of str to str
        Name to side, as the caller gives it.
    taken : set of str
        Keys that are given already.
    """
    rows, used = [], set(taken)
    for called, kind in zip(names["called"], names["kind"], strict=True):
        key = free_key(called, used)
        used.add(key)
        short = IN_BRACKETS.sub("", called).partition(":")[0]
        short = short if len(short) <= 40 else short[:39].rstrip() + "…"
        rows.append((key, called, short, sides.get(called, side), kind))
    return pd.DataFrame(rows, columns=["actor", "name", "short_name", "side", "kind"], dtype="str")


def free_key(name: str, used: set[str]) -> str:
    """A key made of a name, of the form that keys have, that is not used yet."""
    stem = slug(name)[:36].strip("_") or "actor"
    number = 2
    key = stem
    while key in used:
        key, number = f"{stem}_{number}", number + 1
    return key


def slug(name: str) -> str:
    """Small letters, digits and single underscores."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
