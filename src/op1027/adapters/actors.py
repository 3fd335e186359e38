"""Find the actors of an export among those that are known, and give the others a row of their own."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

import pandas as pd

from op1027.ledger.fronts import FIGHTING
from op1027.record.package import Package
from op1027.text.wording import free_key

YEARS = re.compile(r"\s*\((?:\d{4})?\s*-\s*(?:\d{4})?\)")
IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)$")
# Why a name was not matched, before the keys that it may stand for.
SEVERAL, SHORT_FORM = "may be any of ", "its short form is that of "
_STATE = re.compile(r"(?:Military Forces|Police Forces|Armed Forces|Government) of (.+)", re.IGNORECASE)
_NOT_SAID = re.compile(r"[\W_\u0300-\u036f]+")
_DASH = re.compile(r"\s+[-\u2013\u2014]\s+")
_BRITISH = {"defense": "defence", "organization": "organisation", "labor": "labour", "forces": "force"}
_SMALL = {"of", "the", "and", "for", "in"}


class Actors:
    """Which key an actor's name in an export stands for.

    In this order: what the caller says; a force of the country's own state (``state`` in the descriptor), whatever
    years or unit are named with it; a name, short name, alias or key of actors.csv, the whole of it; the short form
    before a colon (``ABC/XYZ: Long Name (Country)``) if each part of it is the same actor's and the long form does not
    speak of another; the long form; and a member of a family (``ABC - Place``, ``Place Army``) by its place, else as
    the family. A force of another state is that state's. Armed groups and alliances go before all others; outlets are
    never fighters. A name that several answer to is not matched.
    """

    def __init__(
        self, actors: pd.DataFrame, places: pd.DataFrame, package: Package, country: str, chosen: Mapping[str, str]
    ) -> None:
        names = [
            (actor, kind, called)
            for actor, kind, name, short, aliases in zip(
                *(actors[c].tolist() for c in ("actor", "kind", "name", "short_name", "aliases")), strict=True
            )
            for called in (name, short, *([] if pd.isna(aliases) else aliases.split("|")), actor)
            if not pd.isna(called)
        ]
        self.long = _grouped_by((actor, called) for actor, _, called in names)
        plain = [(_plain_name(called), actor, kind) for actor, kind, called in names]
        self.any = _grouped_by((name, actor) for name, actor, _ in plain)
        self.forces = _grouped_by((name, actor) for name, actor, kind in plain if kind in FIGHTING)
        self.fighters = _grouped_by((name, actor) for name, actor, kind in plain if kind != "media")
        self.state = package.state if package.state in set(actors["actor"]) else None
        self.country = _plain_name(str(package.acled.get("country") or IN_BRACKETS.sub("", country)))
        units = set(actors.loc[actors["part_of"] == self.state, "actor"]) if self.state else set()
        self.units = units | ({self.state} if self.state else set())
        families = set(actors.loc[actors["kind"] == "alliance", "actor"]) | units
        self.families = {name: keys[0] for name, keys in self.forces.items() if len(keys) == 1 and keys[0] in families}
        spelt = [places["name"], places["aliases"].str.split("|").explode(), places["state_region"]]
        self.places = {_plain_name(IN_BRACKETS.sub("", str(name))) for name in pd.concat(spelt).dropna()}
        self.chosen = chosen

    def fighter(self, name: str) -> tuple[str | None, str]:
        """The key that a name stands for, if one does; else why none does."""
        if name in self.chosen:
            return self.chosen[name], ""
        plain = YEARS.sub("", name)
        if own := _STATE.fullmatch(plain):
            return self._of_a_state(own[1], plain)
        whole, why = self._whole(name, plain)
        if whole or why:
            return whole, why
        short, _, long = plain.partition(":")
        key, why = self._by_forms(short, IN_BRACKETS.sub("", long).strip())
        families = [] if key or why else [found for form in (short, long) for found in self._family(self._local(form))]
        return (families[0], "") if families else (key, why or "no actor of that name" if key is None else "")

    def _by_forms(self, short: str, long: str) -> tuple[str | None, str]:
        """The actor of a short form before the colon, or of the long one behind it, the whole of either."""
        of_parts = [self._known(part) for part in short.split("/")]
        same = self._same(short) if long or "/" in short else []
        if len(same) == 1:
            agree = not long or self._agrees(same[0], long)
            return (same[0], "") if agree else (None, f"{SHORT_FORM}{same[0]}, its long form is not")
        found = (self._known(long) or self._same(long)) if long else []
        if len(found) == 1:
            return found[0], ""
        several = sorted({key for keys in of_parts for key in keys}) if long else []
        return None, f"{SEVERAL}{', '.join(several)}" if len(several) > 1 else ""

    def _of_a_state(self, of: str, plain: str) -> tuple[str | None, str]:
        """A force of a state: the country's own, by its unit where that is known; or another state's."""
        land = _plain_name(of)
        if self.state and land.startswith(self.country):
            unit = re.sub(r"^\W*\([^()]*\)", "", of[_length(of, self.country) :])
            keys = [key for key in self._known(unit) if key in self.units]
            if not unit.strip() or not unit.strip()[0].islower():
                return (keys[0] if len(keys) == 1 else self.state), ""
        words = IN_BRACKETS.sub("", of).split()
        lands = (self._known(f"Government of {' '.join(words[:n])}") for n in range(len(words), 0, -1))
        found = self._known(plain) or next(filter(None, lands), [])
        return (found[0], "") if len(found) == 1 and found[0] not in self.units else (None, "a force of another state")

    def _whole(self, name: str, plain: str) -> tuple[str | None, str]:
        """The actor of the whole name, with what stands in brackets behind it or, if that is the country, without."""
        for form in (name, plain, self._local(plain)):
            found = self._known(form)
            if len(found) == 1:
                return found[0], ""
            if found:
                return None, f"{SEVERAL}{', '.join(found)}"
        return None, ""

    def _local(self, name: str) -> str:
        """A name without the country, or its own short form, in brackets behind it; another country's stays."""
        inside = IN_BRACKETS.search(name)
        if not inside:
            return name
        before = name[: inside.start()]
        own = self._known(inside[1])
        return before if _plain_name(inside[1]) == self.country or (own and own == self._known(before)) else name

    def _known(self, name: str) -> list[str]:
        """The keys of all that are called so; those of forces go before others."""
        plain = _plain_name(name)
        return (self.forces.get(plain) or self.fighters.get(plain) or []) if plain else []

    def _same(self, name: str) -> list[str]:
        """The one key that each part of a name between strokes stands for."""
        parts = [self._known(part) for part in name.split("/")]
        return parts[0] if all(part == parts[0] for part in parts) else []

    def _agrees(self, key: str, long: str) -> bool:
        """Whether a long form may be one of an actor's: it has every word of one of that actor's names."""
        words = _plain_words(long)
        names = [_plain_words(name) for name in self.long[key] if " " in name]
        return not names or any(all(any(_alike(a, b) for b in words) for a in name) for name in names)

    def _family(self, name: str) -> list[str]:
        """The member of a family by its place (``Place Family``), else the family."""
        head, *rest = _DASH.split(name, maxsplit=1)
        if rest:
            member = self._known(f"{rest[0]} {head}") or self._known(f"{head} {rest[0]}")
            family = self.families.get(_plain_name(head))
            return member if len(member) == 1 else [family] if family else []
        words = name.split()
        for n in range(1, len(words)):
            place, family = " ".join(words[:n]), self.families.get(_plain_name(" ".join(words[n:])))
            if family and _plain_name(place) in self.places:
                return [family]
        return []

    def voices(self, sources: str) -> list[str | None]:
        """The keys that the names in a list of sources stand for, missing where none does."""
        names = [part.strip() for part in sources.split(";") if part.strip()]
        found = [self.any.get(_plain_name(name), []) for name in names]
        return [keys[0] if len(keys) == 1 else None for keys in found]


def _length(text: str, start: str) -> int:
    """How many characters of a text are used up by a beginning that is compared bare."""
    return next(n for n in range(len(text) + 1) if _plain_name(text[:n]) == start)


def _plain_words(name: str) -> list[str]:
    plain = [_plain_name(word) for word in re.split(r"[\s/]+", name)]
    return [word for word in plain if word and word not in _SMALL]


def _alike(one: str, other: str) -> bool:
    """Whether two words are one, but for their endings."""
    return one == other or (min(len(one), len(other)) > 4 and one[:5] == other[:5])


def _grouped_by(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """All that stand beside the same first, each once, in order."""
    found: dict[str, set[str]] = {}
    for first, second in pairs:
        found.setdefault(first, set()).add(second)
    return {first: sorted(seconds) for first, seconds in found.items()}


def _plain_name(name: str) -> str:
    """A name as it is compared: without case, accents, blanks and punctuation, in British spelling."""
    plain = (name if name.isascii() else unicodedata.normalize("NFKD", name)).casefold()
    for american, british in _BRITISH.items():
        plain = plain.replace(american, british)
    return _NOT_SAID.sub("", plain)


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
        key = free_key(slug(called)[:36].strip("_") or "actor", used)
        used.add(key)
        short = IN_BRACKETS.sub("", called).partition(":")[0]
        short = short if len(short) <= 40 else short[:39].rstrip() + "…"
        rows.append((key, called, short, sides.get(called, side), kind))
    return pd.DataFrame(rows, columns=["actor", "name", "short_name", "side", "kind"], dtype="str")


def slug(name: str) -> str:
    """Small letters, digits and single underscores."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
