"""docs/method.md once more, as plainly as can be: loops over lists of dicts, nothing shared with the package.

A record is a dict of tables (``reports``, ``sources``, ``places``, ``actors``, ``fronts``, ``assessments``), each a
list of dicts; days are `datetime.date`, blanks are None. What the codebook says of types is written out here again.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
Record = dict[str, list[Row]]

START = date(2023, 10, 27)
OURS, AGAINST = "resistance", "military"
GOES_AGAINST_OPPONENT = {
    *("town_captured", "town_recaptured", "town_transferred", "base_captured", "base_recaptured"),
    *("town_entered", "siege_begun", "siege_lifted", "arms_seized"),
}
GOES_AGAINST_ACTOR = {"bombardment", "infrastructure_destroyed", "surrender", "withdrawal"}
CHANGES_OF_HANDS = {"town_captured", "town_recaptured", "town_transferred"}
CHANCES = {
    "almost_certain": 0.97,
    "very_likely": 0.875,
    "likely": 0.675,
    "even": 0.5,
    "unlikely": 0.325,
    "very_unlikely": 0.125,
    "almost_no_chance": 0.03,
}
UNITS = {"positions", "bases", "outposts", "battalions"}
SURELY = {
    "positions": UNITS,
    "bases": {"bases", "battalions"},
    "outposts": {"outposts"},
    "battalions": {"battalions"},
}
MAYBE = {
    "positions": UNITS,
    "bases": {"bases", "battalions", "positions"},
    "outposts": {"outposts", "positions"},
    "battalions": {"battalions", "bases"},
}


# --- As known on a day


def last_day(record: Record) -> date:
    """The as-of day of a whole record: that of the last publication, or of a verdict made after it."""
    days = [row["published"] for row in record["sources"]] + [row["as_of"] for row in record["assessments"]]
    return max(days, default=START)


def as_of(record: Record, day: date) -> Record:
    told = {row["source"] for row in record["sources"] if row["published"] <= day}
    return record | {
        "sources": [row for row in record["sources"] if row["source"] in told],
        "reports": [row for row in record["reports"] if row["source"] in told],
        "assessments": [row for row in record["assessments"] if row["as_of"] <= day],
    }


# --- From reports to events and claims


def side(record: Record, actor: str | None) -> str | None:
    for row in record["actors"]:
        if row["actor"] == actor:
            return str(row["side"])
    return None


def accounts(record: Record, kind: str) -> dict[str, list[Row]]:
    """The reports of each item, the first published first, of one day by report_id, each with its voice and its day."""
    pages = {row["source"]: row for row in record["sources"]}
    found: dict[str, list[Row]] = {}
    for row in record["reports"]:
        if row["kind"] == kind:
            page = pages[row["source"]]
            told = row | {"voice": page["origin"] or page["publisher"], "published": page["published"]}
            found.setdefault(row["item"], []).append(told)
    return {item: sorted(rows, key=lambda row: (row["published"], row["report_id"])) for item, rows in found.items()}


def span(said: list[Row]) -> tuple[date, date]:
    precise = []
    for row in said:
        vague = False
        for other in said:
            includes = row["date_start"] <= other["date_start"] and other["date_end"] <= row["date_end"]
            same = row["date_start"] == other["date_start"] and row["date_end"] == other["date_end"]
            vague = vague or (includes and not same)
        if not vague:
            precise.append(row)
    return min(row["date_start"] for row in precise), max(row["date_end"] for row in precise)


def best_day(said: list[Row]) -> date:
    def standing(day: date) -> tuple[int, int, int, date]:
        allow = [row for row in said if row["date_start"] <= day <= row["date_end"]]
        width = min((row["date_end"] - row["date_start"]).days for row in allow)
        return -len({row["voice"] for row in allow}), width, -len(allow), day

    return min((row["date_end"] for row in said), key=standing)


def most_named(said: list[Row], column: str) -> str | None:
    names = {row[column] for row in said if row[column]}

    def standing(name: str) -> tuple[int, date, str]:
        naming = [row for row in said if row[column] == name]
        return -len({row["voice"] for row in naming}), min(row["published"] for row in naming), name

    return min(names, key=standing) if names else None


def naming(record: Record, said: list[Row], column: str) -> list[Row]:
    """Without the reports that name a whole side, where another names a force of it."""
    whole = {row["actor"] for row in record["actors"] if row["actor"] == row["side"] and row["kind"] == "alliance"}
    sides = {side(record, row[column]) for row in said if row[column] and row[column] not in whole}
    return [row for row in said if row[column] not in whole & sides]


def first(said: list[Row], column: str) -> Any:
    for row in said:
        if row[column] is not None:
            return row[column]
    return None


def extreme(pick: Callable[[Iterable[int]], int], said: list[Row], column: str) -> int | None:
    numbers = [row[column] for row in said if row[column] is not None]
    return pick(numbers) if numbers else None


def all_allies(said: list[Row], actor: str | None) -> str | None:
    return "|".join(sorted({name for row in said for name in (row["allies"] or "").split("|")} - {"", actor})) or None


def grade(record: Record, kind: str, actor: str | None, opponent: str | None, said: list[Row]) -> str:
    heard = {side(record, row["claimant"]) for row in said}
    nobody = kind not in GOES_AGAINST_OPPONENT | GOES_AGAINST_ACTOR
    loser = None
    if kind in GOES_AGAINST_ACTOR:
        loser = side(record, actor)
    elif kind in GOES_AGAINST_OPPONENT:
        # of two sides at war the opponent is the other one, where no report names it
        loser = side(record, opponent) or {OURS: AGAINST, AGAINST: OURS}.get(side(record, actor) or "")
    if loser in (OURS, AGAINST) and loser in heard:
        return "conceded"
    if heard - {OURS, AGAINST} or (nobody and {OURS, AGAINST} <= heard):
        return "independent"
    return "claimed"


def common(item: str, rows: list[Row], said: list[Row]) -> Row:
    start, end = span(said)
    low, high = extreme(min, said, "low"), extreme(max, said, "high")
    if low is not None and high is not None and low > high:  # over 100, says one, and nearly 70 another
        low, high = high, low
    return {
        "item": item,
        **{name: first(said, name) for name in ("type", "front", "place", "metric")},
        "date_start": start,
        "date_end": end,
        "actor": most_named(said, "actor"),
        "low": low,
        "high": high,
        "n_reports": len(rows),
        "n_publishers": len({row["voice"] for row in rows}),
        "first_published": said[0]["published"],
        "summary": said[0]["summary"],
    }


def events(record: Record) -> list[Row]:
    found = []
    for item, rows in accounts(record, "event").items():
        said = [row for row in rows if row["stance"] == "affirms"]
        if not said:
            continue
        event = common(item, rows, said)
        for column in ("actor", "opponent"):
            event[column] = most_named(naming(record, said, column), column)
        event["allies"] = all_allies(said, event["actor"])
        event["date"] = best_day(said)
        fitting = [row for row in said if row["date_start"] <= event["date"] <= row["date_end"]]
        event["summary"] = first(fitting, "summary")
        event["evidence"] = grade(record, event["type"], event["actor"], event["opponent"], said)
        event["disputed"] = len(said) < len(rows)
        event["lag_days"] = (event["first_published"] - event["date"]).days
        found.append(event)
    return sorted(found, key=lambda event: (event["date"], event["item"]))


def claims(record: Record) -> list[Row]:
    found = []
    for item, rows in accounts(record, "claim").items():
        said = [row for row in rows if row["stance"] == "affirms"]
        if not said:
            continue
        claim = common(item, rows, said)
        claim["claimant"] = said[0]["claimant"]
        claim["allies"] = all_allies(said, claim["actor"])
        for name in ("qualifier", "since", "resolves_by"):
            claim[name] = first(said, name)
        made = [row for row in record["assessments"] if row["item"] == item]
        claim["assessment"] = max(made, key=lambda row: row["as_of"]) if made else None
        claim["verdict"] = claim["assessment"]["verdict"] if made else None
        found.append(claim)
    return sorted(found, key=lambda claim: (claim["date_start"], claim["item"]))


# --- Control of towns


def control(record: Record) -> list[Row]:
    """Spells, towns by key, each in order."""
    spells = []
    happened = [e for e in events(record) if e["type"] in CHANGES_OF_HANDS and e["place"]]
    for place in sorted({event["place"] for event in happened}):
        here = [event for event in happened if event["place"] == place]
        here.sort(key=lambda event: (event["date"], event["date_start"], event["first_published"], event["item"]))
        held: Row | None = None
        for event in here:
            taker = side(record, event["actor"])
            if held and event["type"] != "town_transferred" and side(record, held["holder"]) == taker:
                continue
            spell = {
                "place": place,
                "front": event["front"],
                "holder": event["actor"],
                "began": event["date"],
                "start": event["date_start"],
                "start_latest": event["date_end"],
                "evidence": event["evidence"],
                "end": None,
                "end_latest": None,
                "ended": None,
                "item_end": None,
                "item_start": event["item"],
                "side": taker,
                "allies": event["allies"],
                "firm": event["evidence"] != "claimed" and not event["disputed"],
            }
            if held:
                held |= {"end": event["date_start"], "end_latest": event["date_end"], "ended": event["date"]}
                held["item_end"] = event["item"]
            held = spell
            spells.append(spell)
    return spells


def holdings(record: Record) -> list[Row]:
    """The offensive's holdings that began on its first day or later: hand-overs within the side are no end of one."""
    found: list[Row] = []
    open_one: Row | None = None
    for spell in control(record):
        if open_one and (spell["place"] != open_one["place"] or spell["side"] != OURS):
            open_one = None
        if spell["side"] == OURS and open_one is None:
            open_one = {name: spell[name] for name in ("place", "front", "began", "firm")}
            found.append(open_one)
        if open_one:
            open_one["ended"] = spell["ended"]
    return [holding for holding in found if holding["began"] >= START]


# --- Progress


def days_to(last: date) -> list[date]:
    return [START + timedelta(days=n) for n in range(max((last - START).days, 0) + 1)]


def fronts_in_order(record: Record) -> list[str]:
    return [row["front"] for row in sorted(record["fronts"], key=lambda row: row["order"]) if row["front"] != "all"]


def base_count(event: Row) -> tuple[bool, int, int]:
    """Whether a report names one base, and the least and most bases it tells of."""
    low, high = event["low"], event["high"]
    if low is None and high is None:
        low = high = 1
    low = 0 if low is None else low
    high = low if high is None else high
    return low == high == 1, low, high


def bases_range(taken: list[Row], low_of: list[Row] | None = None) -> tuple[int, int]:
    """Low takes the greater of the sums of single and of counted bases, high adds them."""
    single = counted = most = 0
    for event in taken if low_of is None else low_of:
        one, low, _ = base_count(event)
        single, counted = (single + low, counted) if one else (single, counted + low)
    for event in taken:
        most += base_count(event)[2]
    return max(single, counted), most


def our_bases(record: Record) -> list[Row]:
    return [e for e in events(record) if e["type"] == "base_captured" and side(record, e["actor"]) == OURS]


def progress(record: Record, days: list[date]) -> list[Row]:
    held, fronts, rows = holdings(record), fronts_in_order(record), []
    bases = [event for event in our_bases(record) if event["date"] >= START]
    for front in fronts:
        towns = sum(row["kind"] == "town" and row["front"] == front for row in record["places"])
        for day in days:
            taken = [h for h in held if h["front"] == front and h["began"] <= day]
            lost = [h for h in taken if h["ended"] and h["ended"] <= day]
            low, high = bases_range([e for e in bases if e["front"] == front and e["date"] <= day])
            rows.append(
                {
                    "front": front,
                    "date": day,
                    "towns_captured": len(taken),
                    "towns_lost": len(lost),
                    "towns_total": towns,
                    "bases_low": low,
                    "bases_high": high,
                    "towns_firm": sum(h["firm"] for h in taken) - sum(h["firm"] for h in lost),
                }
            )
    counts = ("towns_captured", "towns_lost", "towns_total", "bases_low", "bases_high", "towns_firm")
    for day in days:
        today = [row for row in rows if row["date"] == day and row["front"] in fronts]
        rows.append({"front": "all", "date": day} | {name: sum(row[name] for row in today) for name in counts})
    for row in rows:
        row["towns_held"] = row["towns_captured"] - row["towns_lost"]
        row["share_held"] = row["towns_held"] / row["towns_total"] if row["towns_total"] else None
    return rows


def known_history(record: Record, known_on: date) -> list[Row]:
    days, fronts, found = days_to(known_on), fronts_in_order(record), []
    held = {(row["front"], row["date"]): row["towns_held"] for row in progress(record, days)}
    then = {}
    for day in days:
        for row in progress(as_of(record, day), [day]):
            then[row["front"], day] = row["towns_held"]
    since = [event for event in events(record) if event["date"] >= START]
    for front in [*fronts, "all"]:
        here = [event for event in since if event["front"] in (fronts if front == "all" else [front])]
        for day in days:
            now = [event for event in here if event["date"] <= day]
            known = [event for event in now if event["first_published"] <= day]
            row = {"front": front, "date": day, "towns_known": then[front, day], "towns_now": held[front, day]}
            found.append(row | {"events_known": len(known), "events_now": len(now)})
    return found


# --- Published totals


def force(record: Record, actor: str) -> set[str]:
    """An actor with all that belong to it; one called like its side is the whole side."""
    if side(record, actor) == actor:
        return {row["actor"] for row in record["actors"] if row["side"] == actor}
    found = {actor}
    for _ in record["actors"]:
        found |= {row["actor"] for row in record["actors"] if row["part_of"] in found}
    return found


def bodies_above(record: Record, actor: str) -> set[str]:
    part_of = {row["actor"]: row["part_of"] for row in record["actors"]}
    found: set[str] = set()
    while part_of[actor] and part_of[actor] not in found:
        actor = part_of[actor]
        found.add(actor)
    return found


def places_in(record: Record, place: str) -> set[str]:
    around = next(row for row in record["places"] if row["place"] == place)
    columns = {
        "township": ("township_pcode",),
        "district": ("district", "state_region"),
        "state_region": ("state_region",),
    }
    found = {place}
    for row in record["places"]:
        same = [row[name] is not None and row[name] == around[name] for name in columns.get(around["kind"], ())]
        if around["kind"] == "area":  # as Bago is, of Bago (East) and Bago (West)
            same = [(row["state_region"] or "").split(" (")[0] == around["name"]]
        if same and all(same):
            found.add(row["place"])
    return found


def check_tallies(record: Record) -> list[Row]:
    found, towns, bases = [], control(record), our_bases(record)
    for claim in claims(record):
        if claim["type"] != "tally" or (claim["low"] is None and claim["high"] is None):
            continue
        row = {"item": claim["item"], "ours_low": None, "ours_high": None, "verdict": "not_checkable"}
        if claim["metric"] in {"towns", *UNITS} and side(record, claim["actor"]) == OURS:
            low, high = our_count(record, claim, towns, bases)
            row |= {"ours_low": low, "ours_high": high, "verdict": judge(claim, low, high)}
        found.append(row | {"date": claim["date_end"]})
    return sorted(found, key=lambda row: (row["date"], row["item"]))


def our_count(record: Record, claim: Row, towns: list[Row], bases: list[Row]) -> tuple[int, int]:
    own = force(record, claim["actor"])
    wide = own | bodies_above(record, claim["actor"])
    for ally in (claim["allies"] or "").split("|"):
        wide |= force(record, ally) if ally else set()
    since = claim["since"] or START

    def inside(deed: Row) -> bool:
        if claim["place"]:
            return deed["place"] in places_in(record, claim["place"])
        return claim["front"] in ("all", deed["front"])

    def joint(deed: Row) -> bool:
        return bool(own & set((deed["allies"] or "").split("|")))

    if claim["metric"] == "towns":
        spells = [spell for spell in towns if inside(spell)]
        sure = {
            s["place"]
            for s in spells
            if s["holder"] in own
            and s["firm"]
            and s["start"] >= since
            and s["start_latest"] <= claim["date_start"]
            and not (s["end"] and s["end"] <= claim["date_end"])
        }
        may = {
            s["place"]
            for s in spells
            if (s["holder"] in wide or joint(s))
            and s["start"] <= claim["date_end"]
            and (claim["since"] is None or s["start_latest"] >= since)
        }
        return len(sure), len(may)
    taken = [event for event in bases if inside(event)]
    least = [
        e
        for e in taken
        if e["actor"] in own
        and (e["metric"] or "bases") in SURELY[claim["metric"]]
        and e["evidence"] != "claimed"
        and not e["disputed"]
        and e["date_start"] >= since
        and e["date_end"] <= claim["date_start"]
    ]
    most = [
        e
        for e in taken
        if (e["actor"] in wide or joint(e))
        and (e["metric"] or "bases") in MAYBE[claim["metric"]]
        and e["date_start"] <= claim["date_end"]
        and (claim["since"] is None or e["date_end"] >= since)
    ]
    return bases_range(most, least)


def judge(claim: Row, low: int, high: int) -> str:
    least, most = claim["low"], claim["high"]
    # in fifths, so that nothing is rounded
    least5 = 4 * most if least is None else 5 * least
    if least5 <= 5 * high and (most is None or low <= most):
        return "borne_out"
    if most is not None and most < low:  # the total is the lower one
        if 5 * most >= 4 * low:
            return "partly"
        return "open" if claim["since"] is None else "not_borne_out"
    if high and 4 * least5 <= 5 * 5 * high:
        return "partly"
    if claim["metric"] != "towns" or claim["since"] is None or claim["since"] < START:
        return "open"
    return "not_borne_out"


def check_sums(record: Record) -> list[Row]:
    told = [r for r in record["reports"] if r["type"] == "tally" and r["stance"] == "affirms" and r["actor"]]

    def group(row: Row) -> tuple[Any, ...]:
        unit = "bases" if row["metric"] in UNITS else row["metric"]
        return row["source"], row["claimant"], unit, row["date_end"]

    found = []
    for total in told:
        page = [row for row in told if group(row) == group(total)]
        parts = [part for part in page if narrower(record, total, part)]
        where = [part["place"] or part["front"] for part in parts]
        whose = [part["actor"] for part in parts]
        apart = len(set(where)) == len(parts) or len(set(whose)) == len(parts)
        if len(parts) < 2 or not apart:
            continue
        lows, highs = ([part[end] for part in parts] for end in ("low", "high"))
        low, high = (None if None in ends else sum(ends) for ends in (lows, highs))
        finding = "adds_up"
        if high is not None and total["low"] is not None and high < total["low"]:
            finding = "parts_short"
        elif low is not None and total["high"] is not None and low > total["high"]:
            finding = "parts_over"
        row = {"source": total["source"], "total": total["item"], "parts": "|".join(sorted(p["item"] for p in parts))}
        found.append(row | {"parts_low": low, "parts_high": high, "finding": finding})
    return sorted(found, key=lambda row: (row["source"], row["total"]))


def narrower(record: Record, total: Row, part: Row) -> bool:
    if all(total[name] == part[name] for name in ("front", "place", "actor")):
        return False
    if total["place"]:
        covered = part["place"] is not None and part["place"] in places_in(record, total["place"])
    else:
        covered = total["front"] in ("all", part["front"])
    whose = force(record, total["actor"])
    for ally in (total["allies"] or "").split("|"):
        whose |= force(record, ally) if ally else set()
    return covered and part["actor"] in whose


# --- Forecasts and judgements


def score_forecasts(record: Record) -> list[Row]:
    outcomes = {"borne_out": "hit", "partly": "partly", "not_borne_out": "miss", None: "open"}
    found = []
    for claim in claims(record):
        if claim["type"] not in ("forecast", "judgement"):
            continue
        verdict = claim["verdict"]
        outcome = outcomes.get(verdict, verdict)
        chance = CHANCES.get(claim["qualifier"] or "")
        chance = 1 - chance if chance is not None and chance < 0.5 else chance
        brier = None
        if chance is not None and outcome in ("hit", "miss"):
            brier = (chance - (outcome == "hit")) ** 2
        made = claim["assessment"]
        found.append(
            {
                "item": claim["item"],
                "said_on": claim["first_published"],
                "outcome": outcome,
                "brier": brier,
                "side": side(record, claim["claimant"]),
                "probability": chance,
                "type": claim["type"],
                "resolves_by": claim["resolves_by"],
                "as_of": made["as_of"] if made else None,
                "reason": made["reason"] if made else None,
            }
        )
    return sorted(found, key=lambda row: (row["said_on"], row["item"]))


def brier_by_side(record: Record) -> dict[str, Row]:
    scores = [row for row in score_forecasts(record) if row["type"] == "forecast"]
    found = {}
    for name in ("resistance", "military", "third"):
        mine = [row for row in scores if row["side"] == name]
        scored = [row["brier"] for row in mine if row["brier"] is not None]
        found[name] = {
            "forecasts": len(mine),
            "with_likelihood": sum(row["probability"] is not None for row in mine),
            "n": len(scored),
            "brier": sum(scored) / len(scored) if scored else None,
        }
    return found
