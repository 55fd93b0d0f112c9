"""Charts of the words for talks, by what they draw."""

import matplotlib.dates as mdates
import pandas as pd
import pytest
from matplotlib.figure import Figure

from parley.charts import descriptors as charts
from parley.charts import style

COUNTS = pd.DataFrame({"descriptor": ["candid", "frank"], "us": [3, 0], "prc": [2, 4]})
USED = pd.DataFrame(
    {
        "descriptor": ["candid", "candid", "frank"],
        "side": ["us", "prc", "prc"],
        "start_date": pd.to_datetime(["2023-01-05", "2023-03-05", "2024-02-05"]),
    }
)
YEARS = pd.DataFrame(
    {
        "period": pd.PeriodIndex(["2023", "2023", "2024", "2024"], freq="Y"),
        "side": ["us", "prc"] * 2,
        "with_word": [1, 1, 0, 1],
        "without": [2, 0, 1, 3],
    }
)
NONE = pd.DataFrame(columns=["first", "last"])
ENDS = {"first": pd.Timestamp("2023-01-01"), "last": pd.Timestamp("2024-12-31")}


@pytest.mark.parametrize("phone", [False, True])
def test_two_bars_a_word_with_their_counts(phone):
    ax = charts.words_by_side(COUNTS, ax=Figure().subplots(), phone=phone)
    assert [bar.get_width() for bar in ax.patches] == [3, 0, 2, 4]
    said = [text.get_text() for text in ax.texts if text.get_visible()]
    assert {"3", "2", "4"} <= set(said)
    assert "0" not in said, "a word that is not on record is left blank, not called none"


def test_a_word_is_marked_as_the_records_own():
    ax = charts.words_by_side(COUNTS, ax=Figure().subplots())
    assert {label.get_gid() for label in ax.get_yticklabels()} == {style.RECORD}


def test_no_word_is_said():
    ax = charts.words_by_side(COUNTS.head(0), ax=Figure().subplots())
    assert [text.get_text() for text in ax.texts] == ["No word is recorded"]


def strips(phone=False, used=USED, years=YEARS, words=("candid", "frank")):
    return charts.words_over_time_grid(
        used, years, NONE, figure=Figure(figsize=(7, 5)), phone=phone, words=list(words), **ENDS
    ).axes


@pytest.mark.parametrize("phone", [False, True])
def test_a_tick_an_account_above_the_line_or_under_it(phone):
    upper, _ = strips(phone)
    lines = {line.get_gid(): line for line in upper.get_lines()}
    assert mdates.num2date(lines["us-0"].get_xdata()[0]).strftime("%Y-%m-%d") == "2023-01-05"
    assert lines["us-0"].get_ydata()[:2].max() < 0 < lines["prc-0"].get_ydata()[:2].min()
    assert not len(lines["us-1"].get_xdata()), "no US account on record says frank"
    assert len(lines["prc-1"].get_xdata()) == 3


def test_accounts_without_a_recorded_word_stand_pale_on_those_with():
    _, foot = strips()
    pale = [bar for bar in foot.patches if bar.get_facecolor()[:3] not in _colours()]
    heights = [(bar.get_y(), bar.get_height()) for bar in foot.patches]
    assert (1, 2) in heights, "two blanks of the US on one account with a word"
    assert pale


def _colours():
    from matplotlib.colors import to_rgb

    return {to_rgb(style.C1), to_rgb(style.C2)}


def test_an_empty_record_draws_empty_strips():
    upper, foot = strips(used=USED.head(0), years=YEARS.head(0), words=())
    assert not upper.get_lines() and not foot.patches
