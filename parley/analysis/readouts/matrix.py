"""Visits by topics: who mentions what, as one table with a link a row."""

import pandas as pd

from parley.analysis.paired import CELLS
from parley.analysis.readouts.compare import NAMES_NOTHING

WORDS = {
    "both": "both",
    "us_only": "{us_name} only",
    "prc_only": "{prc_name} only",
    "neither": "neither",
    "us_mentions": "{us_name} mentions it, {prc_name} not comparable",
    "prc_mentions": "{prc_name} mentions it, {us_name} not comparable",
    "one_silent": "one account, which does not mention it",
    NAMES_NOTHING: "an account names no subject",
}
SIGNS = {
    "both": "●",
    "us_only": "◐",
    "prc_only": "◑",
    "neither": "○",
    "us_mentions": "u",
    "prc_mentions": "c",
    "one_silent": "·",
    NAMES_NOTHING: "×",
}
MOST_CELLS = 2000  # what a page of 4,000 elements can hold beside its charts


def matrix(compared: pd.DataFrame, held: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each visit and a column for each topic, with the state of both accounts.

    Parameters
    ----------
    compared : DataFrame
        As `comparisons` returns it.
    held, topics : DataFrame
        Meetings and topics looked at.

    Returns
    -------
    DataFrame
        ``visit_id``, ``start_date``, ``title`` (of a session compared, with how many more the
        visit has), ``page`` (link to that session's page), ``is_compared`` (both silences would
        count on some topic) and a column for each topic's label, the topic compared most first:
        the state, blank where no account could be compared. Newest first; empty where
        nothing is known.
    """
    order = compared[compared["state"].isin(CELLS)]["topic"].value_counts()
    ranked = topics.assign(n=topics["topic"].map(order).fillna(0))
    ranked = ranked.sort_values(["n", "label"], ascending=[False, True])
    wide = compared.set_index(["visit_id", "topic"])["state"].unstack()  # noqa: PD010
    wide = wide.reindex(columns=ranked["topic"].tolist())
    named = _named(compared, held).reindex(wide.index)
    named["is_compared"] = wide.isin(CELLS).any(axis=1)
    wide = wide.astype(object).where(wide.notna(), "")
    wide.columns = ranked["label"].tolist()
    table = named.join(wide).rename_axis("visit_id").reset_index()
    order = ["start_date", "visit_id"]
    return table.sort_values(order, ascending=[False, True]).reset_index(drop=True)


def _named(compared: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Return date, title and page of each visit, by a session that was compared."""
    named = compared.sort_values("meeting_id").drop_duplicates("visit_id")
    named = named[["visit_id", "meeting_id"]].merge(
        held[["meeting_id", "start_date", "title"]], on="meeting_id"
    )
    named = named.set_index("visit_id")
    more = held["visit_id"].value_counts().reindex(named.index) - 1
    ends = more.map(lambda n: f" (and {n} more session{'s' if n > 1 else ''})" if n else "")
    named["title"] = named["title"].astype(object) + ends.astype(object)
    named["page"] = "../../meetings/" + named["meeting_id"] + "/index.html"
    return named[["start_date", "title", "page"]]
