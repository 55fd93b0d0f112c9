"""Do the two sides' accounts of one visit name the same topics? Frames in, frames and facts out."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from parley import sides
from parley.analysis.fact import fact, once
from parley.analysis.paired import CELLS, paired_table
from parley.analysis.topics.accounts import FRAMING, SOURCED, codebook_number, framed, silences

READINGS = {"strict": ("read_full",), "agreed": ("read_full", "agreed")}
SIDES = ("us", "prc")
NAMES_NOTHING, BOTH_MENTION = "names_nothing", "both_mention"
WORDS = {
    "both": "both",
    "us_only": "{us_name} only",
    "prc_only": "{prc_name} only",
    "neither": "neither",
    BOTH_MENTION: "both mention it, not comparable",
    "us_mentions": "{us_name} mentions it, not comparable",
    "prc_mentions": "{prc_name} mentions it, not comparable",
    "one_silent": "no mention, not comparable",
    NAMES_NOTHING: "no subject beside the relationship",
}
SIGNS = dict(zip(WORDS, "●◐◑○buc·×", strict=True))
MOST_CELLS = 1700  # what a page of 4,000 elements can hold beside its charts
KEPT = [*CELLS, "meetings", "us_share", "prc_share", "difference", "low", "high", "result"]


@once
def comparisons(
    held: pd.DataFrame,
    accounts: pd.DataFrame,
    mentions: pd.DataFrame,
    comparable: pd.DataFrame,
    topics: pd.DataFrame,
    *,
    reading: str = "agreed",
    channel: str | None = None,
) -> pd.DataFrame:
    """Return what the two sides' accounts of each visit say of each topic.

    Parameters
    ----------
    held : DataFrame
        Meetings to compare, of every channel, as `topics.held_meetings` returns them.
    accounts, mentions, comparable, topics : DataFrame
        The tables of those names.
    reading : {"agreed", "strict"}
        strict: both texts read in full; agreed: also an opening with reports that agree, but for
        the topics of `topics.accounts.FRAMING`.
    channel : str, optional
        Keep the sessions of this channel, and those that share an account with one; all if left
        out.

    Returns
    -------
    DataFrame
        One row per visit and topic of which something is known: ``visit_id``, ``topic``,
        ``state``, ``sessions`` (int). States: both, us_only, prc_only, neither where each side's
        silence would be one in all its accounts of the visit; both_mention, us_mentions,
        prc_mentions, one_silent where not; names_nothing where the accounts of a side name no
        subject at all. Nothing stands for a visit and topic of which no account can be compared.

    Raises
    ------
    ValueError
        If `reading` is neither strict nor agreed.

    Notes
    -----
    The sessions of a visit are one comparison, and all its accounts count: one account often
    speaks for several sessions, and a topic that a side's account of another session may name is
    no silence of that side. A mention has a source; what the press alone says is none. An account
    that names nothing, or (on other topics) the relationship alone, is passed over.
    """
    if reading not in READINGS:
        raise ValueError(f"reading is {reading!r}: take one of {', '.join(READINGS)}")
    grouped = session_groups(held, _known_of(accounts, mentions))
    if channel is not None:
        inside = grouped.loc[grouped["channel"] == channel, "group"]
        grouped = grouped[grouped["group"].isin(inside)]
    allowed = _allowed(comparable, topics, reading)
    parts = []
    for rows, is_framing in ((grouped, False), (framed(grouped, mentions), True)):
        own = (table[table["topic"].isin(FRAMING) == is_framing] for table in (mentions, allowed))
        parts.append(_cells(rows, *own))
    return _visits(pd.concat(parts, ignore_index=True), grouped)


def sessions_apart(held: pd.DataFrame) -> pd.DataFrame:
    """Return the meetings as if each were a visit of its own, for comparing them one by one."""
    return held.assign(visit_id=held["meeting_id"])


def session_groups(held: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Return the published accounts of each session, and which sessions share one.

    Returns
    -------
    DataFrame
        One row per meeting and side with a published account: ``meeting_id``, ``visit_id``,
        ``channel``, ``side``, ``account`` (its source, or the meeting where none is given),
        ``names_subjects`` and ``group``, one meeting's id for all sessions of a visit that
        an account covers together.
    """
    published = accounts[accounts["published"] == "yes"]
    columns = ["meeting_id", "side", "source_id", "names_subjects"]
    rows = held[["meeting_id", "visit_id", "channel"]].merge(published[columns], on="meeting_id")
    rows["account"] = rows["source_id"].fillna(rows["meeting_id"])
    group, meetings = pd.factorize(rows["meeting_id"], sort=True)
    shared = rows.groupby(["visit_id", "side", "account"]).ngroup()
    for _ in range(3):  # a session may share its US account with one, its Chinese with another
        for by in (shared, rows["meeting_id"]):
            group = pd.Series(group, rows.index).groupby(by).transform("min")
    return rows.drop(columns="source_id").assign(group=meetings[group])


def _known_of(accounts: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the accounts, those published of which a sourced mention speaks: it has a source."""
    unit = ["meeting_id", "side"]
    said = pd.MultiIndex.from_frame(mentions.loc[mentions["basis"].isin(SOURCED), unit])
    found = pd.MultiIndex.from_frame(accounts[unit]).isin(said)
    return accounts.assign(published=accounts["published"].mask(found, "yes"))


def _allowed(comparable: pd.DataFrame, topics: pd.DataFrame, reading: str) -> pd.DataFrame:
    """Return the rows of `comparable` that a reading accepts and whose topic was coded then."""
    rows = silences(comparable)
    rows = rows[rows["basis"].isin(READINGS[reading])]
    rows = rows.merge(topics[["topic", "coded_from"]], on="topic")
    coded = codebook_number(rows["codebook"]) >= codebook_number(rows["coded_from"])
    return rows.loc[coded, ["meeting_id", "side", "topic"]]


def _cells(grouped: pd.DataFrame, mentions: pd.DataFrame, allowed: pd.DataFrame) -> pd.DataFrame:
    """Return, per visit, side and topic: are all its accounts comparable, and does one name it."""
    key = ["visit_id", "side", "topic"]
    naming = grouped[grouped["names_subjects"].ne("no")]
    accounts = naming.groupby(key[:2])["account"].nunique().rename("accounts")
    rows = grouped.merge(allowed, on=["meeting_id", "side"])
    said = mentions[mentions["basis"].isin(SOURCED)][["meeting_id", "side", "topic"]]
    said = grouped[["meeting_id", "visit_id", "side"]].merge(said, on=["meeting_id", "side"])
    known = rows[rows["names_subjects"].ne("no")].groupby(key)["account"].nunique()
    cells = pd.concat([rows[key], said[key]]).drop_duplicates(ignore_index=True)
    cells = cells.join(known.rename("comparable"), on=key).join(accounts, on=key[:2])
    named = pd.MultiIndex.from_frame(said[key].drop_duplicates())
    return cells.assign(
        said=pd.MultiIndex.from_frame(cells[key]).isin(named),
        known=cells["comparable"].eq(cells["accounts"]),
        touched=cells["comparable"].notna(),
        nothing=cells["accounts"].isna(),
    )


def _visits(cells: pd.DataFrame, grouped: pd.DataFrame) -> pd.DataFrame:
    """Return one row per visit and topic of which some account can be compared."""
    key, columns = ["visit_id", "topic"], ["said", "known", "touched", "nothing"]
    wide = {side: cells[cells["side"] == side].set_index(key)[columns] for side in SIDES}
    rows = pd.concat([wide[side].add_suffix(f"_{side}") for side in SIDES], axis=1)
    rows = rows.astype(object).where(rows.notna(), False).astype(bool)
    kept = [f"{name}_{side}" for name in ("touched", "nothing") for side in SIDES]
    rows = rows[rows[kept].any(axis=1)]
    sessions = grouped.groupby("visit_id")["meeting_id"].nunique()
    found = rows.assign(state=_states(rows)).reset_index()
    found["sessions"] = found["visit_id"].map(sessions)
    return found[["visit_id", "topic", "state", "sessions"]].sort_values(key, ignore_index=True)


def _states(rows: pd.DataFrame) -> np.ndarray:
    us, prc, pair = rows["said_us"], rows["said_prc"], rows["known_us"] & rows["known_prc"]
    nothing = rows["nothing_us"] | rows["nothing_prc"]
    states = [NAMES_NOTHING, *CELLS, BOTH_MENTION, "us_mentions", "prc_mentions"]
    cases = [nothing, pair & us & prc, pair & us, pair & prc, pair, us & prc, us, prc]
    return np.select(cases, states, "one_silent")


def by_topic(
    compared: pd.DataFrame, topics: pd.DataFrame, *, firm: frozenset | None = None
) -> pd.DataFrame:
    """Return every topic's four counts, the paired difference and what can be told of it.

    Parameters
    ----------
    compared : DataFrame
        As `comparisons` returns it; the four states of two-sided rows are counted.
    topics : DataFrame
        The table `topics`; each has its row, also one that nobody could compare.
    firm : frozenset of str, optional
        Topics whose result stays however it is counted, as `specifications.firm` finds them.

    Returns
    -------
    DataFrame
        ``topic``, ``label`` and the columns of `paired.paired_table`: topics tested, from
        the US more often to China more often, then those with too few, the best known first.
        ``meetings`` counts visits. ``is_firm``; ``differ``, visits at which one side alone
        mentions it; ``interval`` in words. Never a missing ``result``.

    Notes
    -----
    Mid-p McNemar, Newcombe's paired interval, Benjamini-Hochberg over the topics tested.
    """
    counts = compared.groupby(["topic", "state"]).size().unstack(fill_value=0)
    counts = counts.reindex(index=topics["topic"], columns=list(CELLS), fill_value=0)
    found = paired_table(topics[["topic", "label"]].merge(counts.reset_index(), on="topic"))
    found["is_firm"] = found["topic"].isin(firm or ())
    found["differ"] = found["us_only"] + found["prc_only"]
    ends = found[["low", "high"]].itertuples(index=False)
    found["interval"] = [_interval(*each) for each in ends]
    tested = found[~found["too_few"]].sort_values(["difference", "topic"], ascending=[False, True])
    rest = found[found["too_few"]].sort_values(
        ["differ", "meetings", "both", "topic"], ascending=[False, False, False, True]
    )
    return pd.concat([tested, rest]).reset_index(drop=True)


def _interval(low: float, high: float) -> str:
    """Return an interval in points, as "+1 to +15"; blank where there is none."""
    ends = [round(100 * end) for end in (low, high) if end == end]
    return " to ".join(f"{end:+d}" if end else "0" for end in ends).replace("-", "−")


def readings(
    held: pd.DataFrame,
    accounts: pd.DataFrame,
    mentions: pd.DataFrame,
    comparable: pd.DataFrame,
    topics: pd.DataFrame,
    *,
    channel: str | None = None,
) -> pd.DataFrame:
    """Return the results of both readings side by side, a row a topic.

    Returns
    -------
    DataFrame
        ``topic``, ``label`` and, for agreed and strict, the four counts, ``meetings``,
        shares, ``difference``, ``low``, ``high`` and ``result``, as in ``agreed_both``, and
        ``agreed``, ``strict`` as readers see them ("1 / 9 of 52: cannot tell"). In the order of
        `by_topic` of the agreed reading.
    """
    tables = (held, accounts, mentions, comparable, topics)
    order = None
    for reading in reversed(READINGS):
        compared = comparisons(*tables, reading=reading, channel=channel)
        found = by_topic(compared, topics).set_index("topic")
        named = found[KEPT].add_prefix(f"{reading}_").assign(**{reading: in_short(found)})
        order = found[["label"]].join(named) if order is None else order.join(named)
    return order.reset_index()


def in_short(results: pd.DataFrame) -> list[str]:
    """Return each result as a table has room for it: "1 / 9 of 52: cannot tell"."""
    rows = results[["us_only", "prc_only", "meetings", "result"]].itertuples(index=False)
    return [f"{us} / {prc} of {n}: {result}" if n else "–" for us, prc, n, result in rows]


def naming_nothing(
    held: pd.DataFrame, accounts: pd.DataFrame, compared: pd.DataFrame
) -> pd.DataFrame:
    """Return the accounts that name nothing, or the relationship alone: no silence on a subject.

    Returns
    -------
    DataFrame
        ``start_date``, ``title``, ``meeting_id``, ``visit_id``, ``side``, ``source_id``, ``name``
        of the side, ``page``, and ``left_out``, in words: a comparison of that visit was set
        apart for it, or not. Newest first; empty where every account read in full names something.

    Notes
    -----
    Only a text read in full can be known to name nothing.
    """
    own = accounts[(accounts["published"] == "yes") & (accounts["names_subjects"] == "no")]
    columns = ["meeting_id", "visit_id", "start_date", "title"]
    rows = held[columns].merge(own[["meeting_id", "side", "source_id"]], on="meeting_id")
    apart = compared.loc[compared["state"] == NAMES_NOTHING, "visit_id"]
    words = {True: "Set apart", False: "Others compared"}
    rows["left_out"] = rows["visit_id"].isin(apart).map(words)
    rows["name"] = rows["side"].map(sides.names())
    rows["page"] = "../../meetings/" + rows["meeting_id"] + "/index.html"
    order = ["start_date", "meeting_id", "side"]
    return rows.sort_values(order, ascending=[False, True, True]).reset_index(drop=True)


def read_in_full(held: pd.DataFrame, accounts: pd.DataFrame) -> int:
    """Return how many accounts of these meetings were read in full."""
    own = accounts[(accounts["published"] == "yes") & (accounts["read"] == "full")]
    return int(own["meeting_id"].isin(held["meeting_id"]).sum())


def matrix(compared: pd.DataFrame, held: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each visit and a column for each topic, with the state of its accounts.

    Returns
    -------
    DataFrame
        ``visit_id``, ``start_date``, ``title`` (of the first session, with how many more the
        visit has), ``meeting`` (day and title), ``page`` (link to the page of the visit; of the
        meeting where it has one session),
        ``is_compared`` (both sides' silences would count on some topic) and a column for each
        topic's label, the topic compared most first: the state, blank where no account can be
        compared. Newest first; empty where nothing is known.
    """
    order = compared[compared["state"].isin(CELLS)]["topic"].value_counts()
    ranked = topics.assign(n=topics["topic"].map(order).fillna(0))
    ranked = ranked.sort_values(["n", "label"], ascending=[False, True])
    wide = compared.set_index(["visit_id", "topic"])["state"].unstack()
    wide = wide.reindex(columns=ranked["topic"].tolist())
    named = _named(held).reindex(wide.index)
    named["is_compared"] = wide.isin(CELLS).any(axis=1)
    wide = wide.astype(object).where(wide.notna(), "")
    wide.columns = ranked["label"].tolist()
    table = named.join(wide).rename_axis("visit_id").reset_index()
    return table.sort_values(["start_date", "visit_id"], ascending=[False, True], ignore_index=True)


def _named(held: pd.DataFrame) -> pd.DataFrame:
    """Return date and title of each visit, those of its first session, and its page."""
    first = held.sort_values(["start_date", "meeting_id"]).drop_duplicates("visit_id")
    named = first.set_index("visit_id")[["meeting_id", "start_date", "title"]]
    more = held["visit_id"].value_counts().reindex(named.index) - 1
    ends = more.map(lambda n: f" (and {n} more session{'s' if n > 1 else ''})" if n else "")
    named["title"] = named["title"].astype(object) + ends.astype(object)
    named["meeting"] = named["start_date"].dt.strftime("%-d %b %Y, ") + named["title"]
    one = "../../meetings/" + named["meeting_id"] + "/index.html"
    named["page"] = one.where(more == 0, "../../visits/" + named.index.astype(str) + ".html")
    return named[["start_date", "title", "meeting", "page"]]


class Reach(fact("names fewest most others next least unseen holds")):
    """How many visits the topics could be compared at: few far more often than the rest."""


def reach(results: pd.DataFrame) -> Reach:
    """Return which topics could be compared at more than half of the most visits, and the rest."""
    most, least = (int(found) for found in results["meetings"].agg(["max", "min"]))
    often = results[results["meetings"] > most / 2]
    rest = results.loc[results["meetings"] <= most / 2, "meetings"]
    unseen = int((results[["both", "us_only", "prc_only"]].sum(axis=1) == 0).sum())
    ends = int(often["meetings"].min()) if len(often) else 0, int(rest.max()) if len(rest) else most
    return Reach(tuple(often["label"]), ends[0], most, len(rest), ends[1], least, unseen)


def standing_alone(both: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `readings` in which some account stands alone; all where none does."""
    alone = both[[f"{way}_{who}_only" for way in READINGS for who in SIDES]].sum(axis=1) > 0
    return both[alone] if alone.any() else both


class Shown(NamedTuple):
    """What a page shows of the matrix, and how much it leaves to the file."""

    frame: pd.DataFrame
    words: pd.DataFrame
    signs: dict[str, str]
    columns: dict[str, str]
    rows: int
    compared: int
    rest: int


def shown(table: pd.DataFrame) -> Shown:
    """Return the rows of the matrix that fit on a page, in signs, and all of it in words."""
    topics = list(table.columns[6:])
    named = sides.filled(WORDS)
    fitting = table[table["is_compared"]].head(MOST_CELLS // (len(topics) + 4))
    signed = fitting.assign(**{name: fitting[name].map(SIGNS).fillna("") for name in topics})
    signed["says"] = [_says(row, topics) for row in fitting.to_dict("records")]
    words = table.assign(**{name: table[name].map(named).fillna("") for name in topics})
    heads = {"meeting": "Meeting", "page": "Page"} | {name: name for name in topics}
    if signed.empty:
        signed = pd.DataFrame({"meeting": ["None"], "page": [""], "says": [""]})
        heads = dict([*heads.items()][:2])
        words = words if len(words) else signed
    signs = {SIGNS[state]: named[state] for state in WORDS}
    compared = int(table["is_compared"].sum())
    return Shown(signed, words, signs, heads, len(fitting), compared, len(table) - len(fitting))


def _says(row: dict, topics: list[str]) -> str:
    """Return what a row of the matrix states, for the gate to hold against the visit's page."""
    told = [f"{name.replace(' ', '-')}={row[name]}" for name in topics if row[name] in CELLS]
    return f"visit/{row['visit_id']}: {' '.join(told)}"


def key() -> list[str]:
    """Return each sign of the matrix with its words."""
    return [f"{SIGNS[state]} {text}" for state, text in sides.filled(WORDS).items()]
