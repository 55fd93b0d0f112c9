"""What is said of two accounts of the same meetings, whatever can be told of them."""

from typing import Any

import pandas as pd

from parley import sides
from parley.analysis.readouts.matrix import SIGNS, WORDS
from parley.analysis.readouts.results import changed, hanging, tested, told
from parley.analysis.sentences import fitting, joined, plural, say, words

MOST_NAMED = 3
MOST_SAID, MOST_DOTS = 8, 6  # a description has room for no more
HEADLINE_WORDS = 20


def widest(results: pd.DataFrame) -> pd.Series | None:
    """Return the topic tested whose shares lie furthest apart; None where none was tested."""
    own = tested(results)
    return None if own.empty else own.loc[own["difference"].abs().idxmax()]


def headline(results: pd.DataFrame) -> dict[str, Any]:
    """Return the page's finding, or why there is none."""
    most, own, clear = results["meetings"].max(), tested(results), told(results)
    if most == 0:
        return say("No two accounts can be compared for these dates and filters", [(most, "==", 0)])
    if own.empty:
        return say(
            "Too few comparable meetings to tell the two sides' accounts apart",
            [(len(own), "==", 0)],
        )
    if clear.empty:
        return say(
            "On none of the topics tested ({tests}) can the two sides' accounts firmly be told "
            "apart", [(len(clear), "==", 0)], tests=len(own),
        )  # fmt: skip
    named = _named(clear)
    return named if words(named) <= HEADLINE_WORDS else _counted(clear, own)


def _named(clear: pd.DataFrame) -> dict[str, Any]:
    us, prc = (clear[clear["result"] == sides.more_often(who)] for who in sides.CODES)
    holds = [
        *[(row.us_only, ">", row.prc_only, row.topic) for row in us.itertuples()],
        *[(row.prc_only, ">", row.us_only, row.topic) for row in prc.itertuples()],
    ]
    names = {"us": joined(us["label"]) if len(us) else "", "prc": ""}
    names["prc"] = joined(prc["label"]) if len(prc) else ""
    if len(us) and len(prc):
        return say("More often in {us_s} accounts: {us}; in {prc_s} ones: {prc}", holds, **names)
    who, which = ("{us_s}", names["us"]) if len(us) else ("{prc_s}", names["prc"])
    side = sides.fill(who)
    return say("More often in {side} accounts: {which}", holds, side=side, which=which)


def _counted(clear: pd.DataFrame, own: pd.DataFrame) -> dict[str, Any]:
    return say(
        "The two sides' accounts differ on {clear} of {tests} topics tested",
        [(len(clear), "<=", len(own))], clear=len(clear), tests=len(own),
    )  # fmt: skip


def points(
    results: pd.DataFrame, both: pd.DataFrame, table: pd.DataFrame, held: pd.DataFrame
) -> list[dict[str, Any]]:
    """Return three to five main points.

    Parameters
    ----------
    results, both, table : DataFrame
        As `by_topic`, `readings` and `matrix` return them.
    held : DataFrame
        Meetings looked at.
    """
    clear = told(results)
    leading = clear.drop_duplicates("result")
    clear = leading if len(leading) == 2 else clear.head(2)
    first = [one_topic(row) for _, row in clear.iterrows()] or [_nothing_told(results)]
    return [*first, how_many_compared(table, held), how_many_tested(results), in_strict(both)]


def one_topic(row: pd.Series) -> dict[str, Any]:
    """Return a topic's counts, the difference in points and its interval."""
    values = {name: int(row[name]) for name in ("both", "us_only", "prc_only", "neither")}
    total = int(row["meetings"])
    return say(
        "{label}: of {total} comparable meetings both accounts mention it at {both}, {the_us} "
        "alone at {us_only}, {the_prc} alone at {prc_only}, neither at {neither}; a difference of "
        "{wide} points, with an interval from {low} to {high}.",
        [(sum(values.values()), "==", total), (row["low"], "<=", row["difference"])],
        label=row["label"], total=total, **values, **_in_points(row),
    )  # fmt: skip


def _in_points(row: pd.Series) -> dict[str, int]:
    """Return the difference and the ends of its interval in points, the smaller in size first."""
    ends = sorted((row["low"], row["high"]), key=abs)
    sign = 1 if row["difference"] >= 0 else -1
    named = dict(zip(("wide", "low", "high"), (row["difference"], *ends), strict=True))
    return {name: round(sign * 100 * value) for name, value in named.items()}


def _nothing_told(results: pd.DataFrame) -> dict[str, Any]:
    row = widest(results)
    if row is None:
        most = int(results["meetings"].max())
        return say(
            "The topic compared most often could be compared at {most} {meetings}; a difference "
            "needs five at which one account alone mentions a topic.",
            [(most, ">=", 0)], most=most, meetings=plural(most, "meeting"),
        )  # fmt: skip
    return say(
        "The widest difference is that of {label}: {the_us} alone at {us_only}, {the_prc} alone at "
        "{prc_only} of {total} meetings; so much may come by chance.",
        [(abs(row["difference"]), ">=", tested(results)["difference"].abs().max())],
        label=row["label"], us_only=int(row["us_only"]), prc_only=int(row["prc_only"]),
        total=int(row["meetings"]),
    )  # fmt: skip


def how_many_compared(table: pd.DataFrame, held: pd.DataFrame) -> dict[str, Any]:
    """Return at how many of the meetings held two accounts can be compared on some topic."""
    count, total = int(table["is_compared"].sum()), held["visit_id"].nunique()
    return say(
        "Of {total} meetings held, sessions of a visit counted once, {count} {have} two accounts "
        "read far enough to compare; that is no sample of the others.",
        [(count, "<=", total)], count=count, total=total, have=plural(count, "has", "have"),
    )  # fmt: skip


def reach(results: pd.DataFrame) -> dict[str, Any]:
    """Return which topics could be compared at far more meetings than the others."""
    most = int(results["meetings"].max())
    often = results[results["meetings"] > most / 2]
    rest = results[results["meetings"] <= most / 2]
    least = int(results["meetings"].min())
    if least == most:
        return say(
            "Every topic could be compared at {most} {meetings}.", [(least, "==", most)],
            most=most, meetings=plural(most, "meeting"),
        )  # fmt: skip
    if rest.empty:
        return say(
            "Topics were compared at {least} to {most} meetings.", [(least, "<=", most)],
            least=least, most=most,
        )  # fmt: skip
    fewest, next_ = int(often["meetings"].min()), int(rest["meetings"].max())
    return say(
        "{names} could be compared at {fewest} to {most} meetings, the {others} other topics at "
        "{next_} at most: what can be told depends on what was looked for.",
        [(next_, "<", fewest)], names=joined(often["label"]), fewest=fewest, most=most,
        others=len(rest), next_=next_,
    )  # fmt: skip


def how_many_tested(results: pd.DataFrame) -> dict[str, Any]:
    """Return how many topics were tested together, and how many have too few to."""
    count, few = len(tested(results)), int(results["too_few"].sum())
    if not count:
        return say(
            "No topic could be tested: on each of the {topics}, fewer than five meetings have one "
            "account alone mention it.", [(few, "==", len(results))], topics=len(results),
        )  # fmt: skip
    firm, loose = len(told(results)), len(hanging(results))
    return say(
        "On {count} of {topics} topics one account alone mentions it at five meetings or more, "
        "enough to test. Judged together, {firm} differ however the sessions of a visit are "
        "counted, {loose} more only if a visit counts once.",
        [(count + few, "==", len(results)), (firm + loose, "<=", count)],
        count=count, topics=len(results), firm=firm, loose=loose,
    )  # fmt: skip


def in_strict(both: pd.DataFrame) -> dict[str, Any]:
    """Return how many meetings are left where both texts were read in full, and what they tell."""
    most = int(both["strict_meetings"].max())
    few = int((both["strict_result"] == "too few to compare").sum())
    if few == len(both):
        return say(
            "Where both texts were read in full, {most} {meetings} {are} left: too few to compare "
            "on every topic.", [(few, "==", len(both))],
            most=most, meetings=plural(most, "meeting"), are=plural(most, "is", "are"),
        )  # fmt: skip
    return say(
        "Where both texts were read in full, at most {most} meetings are left; {few} of {topics} "
        "topics have too few to compare.",
        [(few, "<", len(both)), (most, ">=", int(both["strict_meetings"].min()))],
        most=most, few=few, topics=len(both),
    )  # fmt: skip


def strict_and_agreed(both: pd.DataFrame) -> list[dict[str, Any]]:
    """Return how the results change between the two readings: one to four sentences."""
    other = changed(both)
    count = len(other)
    if not count:
        first = say("The strict reading tells the same on every topic.", [(count, "==", 0)])
    else:
        first = say(
            "{count} of {topics} results change when both texts must have been read in full.",
            [(count, "<=", len(both))], count=count, topics=len(both),
        )  # fmt: skip
    clear = both["agreed_result"].str.endswith("more often")
    named = both[clear | both["strict_result"].str.endswith("more often")]
    named = named.sort_values("agreed_difference", key=abs, ascending=False).head(MOST_NAMED)
    return [first, *[_both_ways(row) for _, row in named.iterrows()]]


def _both_ways(row: pd.Series) -> dict[str, Any]:
    names = ("us_only", "prc_only", "meetings")
    values = {f"{way}_{n}": int(row[f"{way}_{n}"]) for way in ("agreed", "strict") for n in names}
    holds = [(values[f"{way}_us_only"] + values[f"{way}_prc_only"], "<=", values[f"{way}_meetings"])
             for way in ("agreed", "strict")]  # fmt: skip
    return say(
        "{label}: {the_us} alone at {agreed_us_only} and {the_prc} alone at {agreed_prc_only} of "
        "{agreed_meetings} meetings; read in full, at {strict_us_only} and {strict_prc_only} of "
        "{strict_meetings}: {result}.",
        holds, label=row["label"], result=row["strict_result"], **values,
    )  # fmt: skip


def session_by_session(results: pd.DataFrame, apart: pd.DataFrame) -> dict[str, Any]:
    """Return whether counting the sessions of a visit one by one would tell something else."""
    merged = results[["topic", "label", "result"]].merge(apart[["topic", "result"]], on="topic",
                                                         suffixes=("", "_apart"))  # fmt: skip
    other = merged[merged["result"] != merged["result_apart"]]
    ends = {"visits": int(results["meetings"].max()), "sessions": int(apart["meetings"].max())}
    if other.empty and ends["visits"] == ends["sessions"]:
        return say("Counting the sessions of a visit one by one changes no result.",
                   [(len(other), "==", 0)])  # fmt: skip
    if other.empty:
        return say(
            "Counting the sessions of a visit one by one ({sessions} instead of {visits} for the "
            "topic compared most often) changes no result.", [(len(other), "==", 0)], **ends,
        )  # fmt: skip
    return say(
        "Counting the sessions of a visit one by one ({sessions} instead of {visits} for the topic "
        "compared most often) changes the result on {names}.", [(len(other), ">", 0)],
        names=joined(other["label"]), **ends,
    )  # fmt: skip


def shares_title(results: pd.DataFrame) -> dict[str, Any]:
    """Return the title of the dumbbell chart."""
    row = told(results).head(1)
    if row.empty:
        count = int((results["meetings"] > 0).sum())
        return say(
            "The two sides' mentions of {count} topics, where they can be compared",
            [(count, "<=", len(results))], count=count,
        )  # fmt: skip
    row = row.iloc[0]
    us, prc = (int(row["both"] + row[f"{side}_only"]) for side in ("us", "prc"))
    values = {"us": us, "prc": prc, "total": int(row["meetings"])}
    holds = [(abs(us - prc), ">", 0)]
    return fitting(
        say("{label}: in {us} {us_s} and {prc} {prc_s} accounts of {total} meetings", holds,
            label=row["label"], **values),
        say("The clearest difference: {us} {us_s} and {prc} {prc_s} accounts of {total}", holds,
            **values),
    )  # fmt: skip


def differences_title(results: pd.DataFrame) -> dict[str, Any]:
    """Return the title of the chart of differences."""
    own, clear = tested(results), told(results)
    if own.empty:
        return say("No topic has enough meetings to compare the two sides", [(len(own), "==", 0)])
    return say(
        "On {clear} of {tests} topics tested the sides differ, however sessions are counted",
        [(len(clear), "<=", len(own))], clear=len(clear), tests=len(own),
    )  # fmt: skip


def shares_description(results: pd.DataFrame) -> dict[str, Any]:
    """Return what the dumbbell chart shows, for who cannot see it."""
    own = tested(results)
    one, two = sides.names().values()
    parts = [f"{row.label}: {one} {row.both + row.us_only}, {two} {row.both + row.prc_only} of "
             f"{row.meetings}" for row in own.head(MOST_DOTS).itertuples()]  # fmt: skip
    parts += [f"and {len(own) - MOST_DOTS} more"] if len(own) > MOST_DOTS else []
    said = "; ".join(parts) if parts else "none has enough meetings"
    return say(
        "A row a topic, {topics} in all, with two dots, {the_us} round and {the_prc} square, "
        "joined by a line. In colour the topics tested: {said}. In grey {few} with too few to "
        "compare.",
        [(len(own) + int(results["too_few"].sum()), "==", len(results))],
        topics=len(results), said=said, few=int(results["too_few"].sum()),
    )  # fmt: skip


def differences_description(results: pd.DataFrame) -> dict[str, Any]:
    """Return what the chart of differences shows."""
    own = tested(results)
    parts = [f"{row.label} {_signed(row.difference)} ({_signed(row.low)} to {_signed(row.high)})"
             for row in own.head(MOST_SAID).itertuples()]  # fmt: skip
    parts += [f"and {len(own) - MOST_SAID} more"] if len(own) > MOST_SAID else []
    said = "; ".join(parts) if parts else "none"
    return say(
        "For each topic tested a dot on its interval, in points of the {us_s} share minus the "
        "{prc_s} share, around a line at no difference: {said}.",
        [(len(own), "<=", len(results))], said=said,
    )  # fmt: skip


def in_strict_title(both: pd.DataFrame) -> dict[str, Any]:
    """Return the title of the table of both readings."""
    agreed, strict = (int(both[f"{way}_meetings"].max()) for way in ("agreed", "strict"))
    return say(
        "Agreed, up to {agreed} meetings compare; read in full, up to {strict}",
        [(strict, "<=", agreed)], agreed=agreed, strict=strict,
    )  # fmt: skip


def signs_said() -> dict[str, Any]:
    """Return the key of the matrix."""
    words = sides.filled(WORDS)
    key = [f"{SIGNS[state]} {words[state]}" for state in SIGNS]
    return say(
        "{key}. Blank: no account that could be compared on the topic.",
        [(len(key), "==", len(WORDS))], key="; ".join(key),
    )  # fmt: skip


def _signed(share: float) -> str:
    return f"{100 * share:+.0f}".replace("-", "−")


def naming_title(silent: pd.DataFrame, full: int) -> dict[str, Any]:
    """Return how many accounts name no subject at all, of `full` read in full."""
    count = len(silent)
    if not count:
        return say("No account read in full is without a subject", [(count, "==", 0)])
    return say(
        "{count} of {full} accounts read in full {names} no subject at all",
        [(count, "<=", full)], count=count, full=full, names=plural(count, "names", "name"),
    )  # fmt: skip


def matrix_title(table: pd.DataFrame) -> dict[str, Any]:
    """Return how many visits the matrix holds."""
    count = int(table["is_compared"].sum())
    if not count:
        return say("No meeting lets two accounts be compared", [(count, "==", 0)])
    return say(
        "{count} {meetings} at which two accounts can be compared", [(count, "<=", len(table))],
        count=count, meetings=plural(count, "meeting"),
    )  # fmt: skip
