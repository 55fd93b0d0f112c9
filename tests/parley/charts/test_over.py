"""Ticks lead to pages, crowded ones together to their year; marks say their value."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from parley.charts import over as shapes
from parley.charts import style


@pytest.fixture
def ax():
    _, axes = plt.subplots(figsize=(7.2, 4.0))
    yield axes
    plt.close("all")


def rows(*days):
    dates = pd.to_datetime(list(days))
    return pd.DataFrame({"start_date": dates, "meeting_id": [f"m{n}" for n in range(len(dates))]})


def gids(ax, table, phone=False):
    ax.set_xlim(*style.days(["2017-01-01", "2027-01-01"]))
    shapes.meetings(ax, table, 0, 1, name="Leaders", phone=phone)
    return [artist.get_gid() for artist in ax.patches + ax.artists if artist.get_gid()]


def test_ticks_apart_lead_to_meetings_and_crowded_ones_to_their_year(ax):
    table = rows("2018-01-01", "2020-01-01", "2020-01-09", "2020-02-20", "2020-02-25", "2026-05-01")
    assert gids(ax, table) == [
        "go:../../meetings/m0/index.html|1 Jan 2018",
        "go:../../years/2020.html|4 in 2020",
        "goal:../../meetings/m5/index.html|Leaders, the newest: 1 May 2026",
    ]


def test_the_newest_tick_is_a_link_of_its_own_and_a_phone_has_none(ax):
    table = rows("2020-12-31", "2021-01-01")
    assert len(gids(ax, table)) == 2
    assert gids(ax, table, phone=True) == gids(ax, table.drop(columns="meeting_id"))


def test_boxes_say_their_text_and_the_last_is_a_stop(ax):
    shapes.values(ax, [(n, 0, 1, 1) for n in range(5)], list("abcde"), stops=2)
    told = [artist.get_gid() for artist in ax.patches if artist.get_gid()]
    assert told == ["tip:a", "stop:b", "tip:c", "tip:d", "stop:e"]
