"""Which reading of an account decides whether it names a topic.

Where the whole text was read, the reading of the whole text decides, whatever an opening or a
report of it had suggested. Two such readings that differ are settled by a third. People's
readings are compared with these, and change a mention only when somebody changes the row.
"""

import pandas as pd

UNIT = ["meeting_id", "side", "topic"]
FIRST, SECOND, THIRD = "first", "second", "third"


def decided(codings: pd.DataFrame) -> pd.DataFrame:
    """Return what the readings of whole texts say, a row for each meeting, side and topic read so.

    Parameters
    ----------
    codings : DataFrame
        The table ``codings``.

    Returns
    -------
    DataFrame
        meeting_id, side, topic; ``named`` (1, 0, or missing where two readings differ and no
        third has settled it); ``coder`` by which, and ``source_id`` of the text it read.

    Examples
    --------
    >>> rows = [("first", 0), ("second", 1), ("third", 1)]
    >>> read = pd.DataFrame(rows, columns=["coder", "value"])
    >>> read = read.assign(meeting_id="m", side="us", topic="ai", basis="full", source_id="s")
    >>> [(int(row.named), row.coder) for row in decided(read).itertuples()]
    [(1, 'third')]
    """
    whole = codings["basis"].eq("full") & codings["coder"].isin([FIRST, SECOND, THIRD])
    order = codings[whole].sort_values([*UNIT, "coder"], kind="stable")
    told = order.groupby(UNIT, sort=False, as_index=False).agg(
        named=("value", "last"),
        coder=("coder", "last"),
        source_id=("source_id", "last"),
        least=("value", "min"),
        most=("value", "max"),
    )
    split = (told["least"] != told["most"]) & (told["coder"] != THIRD)
    told["named"] = told["named"].astype("Int64").mask(split)
    return told.drop(columns=["least", "most"])
