"""Rows checked again against their sources, and how many errors that still allows."""

from typing import Any

import pandas as pd

from parley.analysis.sentences import say
from parley.analysis.shares import wilson


def audited(audits: pd.DataFrame) -> dict[str, Any]:
    """Return what the checks found.

    Parameters
    ----------
    audits : DataFrame
        The table ``audits``.

    Returns
    -------
    dict
        ``checked``, ``wrong`` and ``unconfirmed`` rows; ``most``, the share of wrong rows that
        the checks still allow, 0 to 1: the upper end of Wilson's 95 % interval, over the rows
        that could be confirmed or refuted; None where none was.
    """
    verdicts = audits["verdict"].value_counts()
    wrong, unconfirmed = int(verdicts.get("wrong", 0)), int(verdicts.get("not_confirmable", 0))
    judged = len(audits) - unconfirmed
    most = wilson(wrong, judged).high if judged else None
    return {"checked": len(audits), "wrong": wrong, "unconfirmed": unconfirmed, "most": most}


def audit_sentence(audits: pd.DataFrame) -> dict[str, Any]:
    """Return the error rate as a sentence, with what it still allows."""
    known = audited(audits)
    if known["most"] is None:
        return say("No row has been checked again by then.", [(known["wrong"], "==", 0)])
    return say(
        "{checked} rows drawn by lot were checked again against their sources by a reading that "
        "had not entered them: {wrong} wrong, {unconfirmed} not confirmable. That still allows up "
        "to {most:.0%} of wrong rows.",
        [(known["wrong"], "<=", known["checked"])],
        **known,
    )


def audit_title(audits: pd.DataFrame) -> dict[str, Any]:
    """Return the title of the table of checks."""
    known = audited(audits)
    del known["most"]
    return say(
        "{checked} rows checked again: {wrong} wrong, {unconfirmed} not confirmable",
        [(known["wrong"], "<=", known["checked"])],
        **known,
    )


def audit_table(audits: pd.DataFrame) -> dict[str, Any]:
    """Return the checks by table of the record, as `figures.table` takes them."""
    verdicts = ["right", "wrong", "not_confirmable"]
    counted = pd.crosstab(audits["table"], audits["verdict"])
    counted = counted.reindex(columns=verdicts, fill_value=0).rename_axis(columns=None)
    labels = {"table": "Table", "right": "Right", "wrong": "Wrong",
              "not_confirmable": "Not confirmable"}  # fmt: skip
    return {"frame": counted.reset_index(), "labels": labels}
