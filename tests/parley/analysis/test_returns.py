"""How often contacts come back, and statements on the next one, on cases counted by hand."""

import pandas as pd
import pytest

from parley.analysis import channels, returns

DAY = pd.Timestamp


def contacts(*days: str, channel: str = "ai") -> pd.DataFrame:
    when = pd.to_datetime(list(days))
    return pd.DataFrame({"channel": channel, "start": when, "stop": when, "meetings": 1})


def spans(*pairs: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame([(DAY(a), DAY(b)) for a, b in pairs], columns=["first", "last"])


def test_a_rate_is_events_by_the_time_that_was_watched():
    days = pd.Series(pd.date_range("2023-01-15", periods=12, freq="MS"))
    found = returns.rate(days, spans(("2023-01-01", "2023-12-31")))
    assert (found.events, found.days) == (11, 365), "the twelfth lies outside"
    assert found.rate == pytest.approx(11 / 365 * 365.25)
    assert found.low < found.rate < found.high
    assert found.dispersion == 1, "even counts are not called more even than chance"
    # log rate ± 1.96 / root of the events where the dispersion is one
    assert found.high / found.rate == pytest.approx(2.718281828 ** (1.959964 / 11**0.5), rel=1e-6)


def test_bursts_widen_the_interval():
    watched = spans(("2023-01-01", "2024-12-31"))
    even = pd.Series(pd.date_range("2023-01-10", periods=16, freq="45D"))
    burst = pd.Series(pd.date_range("2023-01-10", periods=16, freq="2D"))
    one, other = returns.rate(even, watched), returns.rate(burst, watched)
    assert one.rate == other.rate
    assert other.dispersion > 5
    assert other.high / other.low > 3 * one.high / one.low


@pytest.mark.parametrize("count", [0, 1, 4])
def test_under_five_events_no_rate_is_given(count):
    days = pd.Series(pd.date_range("2023-01-10", periods=count, freq="9D"))
    found = returns.rate(days, spans(("2023-01-01", "2023-12-31")))
    assert (found.events, found.rate, found.low) == (count, None, None)


def test_time_that_makes_no_rate_is_refused():
    days = pd.Series(pd.to_datetime(["2023-01-10"]))
    for bad in (spans(), spans(("2023-02-01", "2023-01-01"))):
        with pytest.raises(ValueError, match="a rate needs"):
            returns.rate(days, bad)
    with pytest.raises(ValueError, match="a rate needs"):
        returns.rate(pd.Series([pd.NaT]), spans(("2023-01-01", "2023-12-31")))


def test_an_administration_ends_the_day_before_the_next_begins():
    met = contacts("2021-01-19", "2021-01-20", "2025-01-19", "2025-01-20")
    table = returns.by_administration(met, DAY("2020-01-01"), DAY("2025-12-31"))
    assert table["events"].tolist() == [1, 2, 1]
    assert table["until"].tolist()[:2] == [DAY("2021-01-19"), DAY("2025-01-19")]
    assert returns.by_administration(met, DAY("2020-01-01"), pd.NaT).empty
    none = contacts("2021-01-19", channel="other")
    assert (
        returns.by_administration(none, DAY("2020-01-01"), DAY("2025-12-31"))["events"].sum() == 0
    )


def test_a_channel_that_met_once_is_in_no_rate_of_standing_channels():
    met = pd.concat([contacts("2021-02-01", "2021-03-01"), contacts("2021-04-01", channel="once")])
    span = DAY("2021-01-20"), DAY("2021-12-31")
    assert returns.by_administration(met, *span)["events"].tolist() == [2]
    alone = contacts("2021-04-01", channel="once")
    assert returns.by_administration(alone, *span)["events"].tolist() == [1], "alone it is shown"


def test_a_pair_is_watched_while_both_hold_office():
    people = pd.DataFrame({"person_id": ["a", "x"], "name_en": ["A", "X"]})
    offices = pd.DataFrame(
        {
            "person_id": ["a", "a", "x", "x"],
            "date_precision": ["day", "day", "day", "seen"],
            "from_date": pd.to_datetime(["2020-01-01", "2023-01-01", "2022-01-01", "2010-01-01"]),
            "to_date": pd.to_datetime(["2021-12-31", None, "2023-12-31", "2010-01-01"]),
        }
    )
    when = pd.date_range("2023-02-01", periods=6, freq="30D")
    met = pd.DataFrame({"us": "A", "prc": "X", "start_date": when})
    table = returns.by_pair(met, offices, people, DAY("2017-01-20"), DAY("2024-12-31"))
    assert table[["us", "prc", "events", "days"]].iloc[0].tolist() == ["A", "X", 6, 365]
    assert returns.by_pair(met.head(4), offices, people, DAY("2017-01-20"), DAY("2024-12-31")).empty


def said(met: pd.DataFrame, last: str) -> pd.DataFrame:
    return returns.statements(met, {"ai": (DAY("2020-01-01"), DAY(last))})


def test_a_channel_that_meets_every_thirty_days_keeps_its_word():
    met = contacts(*pd.date_range("2020-01-11", periods=40, freq="30D").strftime("%Y-%m-%d"))
    table = said(met, "2023-03-31")
    assert set(table["verdict"]) == {"true"}
    assert (table["within"] + table["waited"] == 30).all()
    assert table["day"].min() == DAY("2020-07-01"), "six contacts are five gaps"


def test_one_that_breaks_off_misses_and_then_has_nothing_to_say():
    met = contacts(*pd.date_range("2020-01-11", periods=12, freq="30D").strftime("%Y-%m-%d"))
    table = said(met, "2021-12-31").set_index("day")["verdict"]
    assert table[DAY("2020-10-01")] == "true"
    assert table[DAY("2021-01-01")] == "missed"
    assert set(table[DAY("2021-04-01") :]) == {"not_said"}


def test_only_what_lay_before_the_day_is_used():
    met = contacts(*pd.date_range("2020-01-11", periods=12, freq="30D").strftime("%Y-%m-%d"))
    later = pd.concat([met, contacts("2021-06-01", "2022-06-01")], ignore_index=True)
    one, other = (said(each, "2022-12-31").set_index("day") for each in (met, later))
    same = one.index[one.index <= DAY("2021-06-01")]
    assert one.loc[same, "within"].equals(other.loc[same, "within"])


def test_a_statement_whose_days_are_not_over_is_not_judged_even_if_it_has_come_true():
    met = contacts(*pd.date_range("2020-01-11", periods=8, freq="30D").strftime("%Y-%m-%d"))
    assert said(met, "2020-07-09")["verdict"].tolist() == ["true"], "its days are over"
    soon = pd.concat([met.head(6), contacts("2020-07-02")], ignore_index=True)
    assert said(soon, "2020-07-03")["verdict"].tolist() == ["not_yet"]


def test_counts_and_the_rest_class_is_not_asked():
    met = contacts(*pd.date_range("2020-01-11", periods=40, freq="30D").strftime("%Y-%m-%d"))
    table = said(met, "2023-03-31")
    told = returns.verdicts(table)
    assert (told.judged, told.true, told.missed, told.share) == (len(table), len(table), 0, 1)
    assert returns.by_channel(table, {"ai": "AI"})["name"].tolist() == ["AI"]
    none = returns.statements(
        met.assign(channel="other"), {"other": (DAY("2020-01-01"), DAY("2023-01-01"))}
    )
    assert none.empty
    assert returns.verdicts(none).share is None
    assert returns.by_channel(none, {}).empty


def test_the_wait_that_half_of_the_waits_as_long_had_ended_by(monkeypatch):
    monkeypatch.setattr(returns, "PROMISED", 0.5)
    # of gaps of 10, 20, 30, 40 days with 15 waited, half of the three longer ended by 30
    assert returns._within(pd.Series([10, 20, 30, 40]), 15) == 15
    assert returns._within(pd.Series([10, 20]), 25) is None
    assert channels.FEWEST_GAPS == returns.FEWEST
