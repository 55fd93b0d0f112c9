"""Other readings of the fall in deaths, to stand beside every chart of it in equal type."""

import pandas as pd

READINGS = (
    (
        "Less fentanyl, or weaker",
        "Fewer or weaker doses reached people who use drugs, whoever brought that about",
        "Purity of seized drugs, prices",
    ),
    ("Naloxone", "More people were revived in time", "Doses handed out, ambulance records"),
    ("Treatment", "More people took methadone or buprenorphine", "Prescriptions by month"),
    (
        "Fewer people at risk",
        "Many of those at the highest risk had died, and fewer began to use",
        "Estimates of how many use opioids",
    ),
    (
        "Other habits",
        "People smoked in place of injecting, tested, or did not use alone",
        "Surveys, injecting-equipment counts",
    ),
    (
        "Another mix of drugs",
        "Other substances took fentanyl’s place in what is sold",
        "Results of drug checking",
    ),
    (
        "After the pandemic",
        "The years from 2020 were far above those before; a part may be a return",
        "Deaths of other kinds in the same years",
    ),
)


def rivals() -> pd.DataFrame:
    """Return the rival readings of the fall in deaths, in no order of weight.

    Returns
    -------
    DataFrame
        ``reading``, ``what_it_says``, ``what_would_show_it``; none of it is counted in this
        record, and dates of talks cannot choose between them.
    """
    return pd.DataFrame(READINGS, columns=["reading", "what_it_says", "what_would_show_it"])
