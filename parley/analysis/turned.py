"""When each series turned from rising to falling, by one method, and which came first.

A turn is a join after which the line falls, and faster than before; if several, nearest the top.
"""

import pandas as pd

from parley.analysis import joinpoint, supply
from parley.analysis.deaths import turning
from parley.analysis.deaths.canada import quarters
from parley.analysis.deaths.facts import per_day
from parley.analysis.deaths.series import final_of, monthly_series, newest_vintage
from parley.analysis.fact import fact

FIRST = "2020-09"  # no fit begins before: it would run across the first months of the pandemic
DRAWS, MARGIN, HALF = 199, 6, 6  # HALF: months from the end of twelve to their middle
TENTH = 0.1
MONTHLY = ("nonfatal_opioid_overdoses", "powder_purity", "pill_fentanyl")
ANCHOR = "us_deaths"
ROWS = (ANCHOR, "canada_deaths", *MONTHLY, "seizures", "fentanyl_reports")
TURN = (
    *("joins", "month", "low", "high", "open_low", "open_high"),
    *("growth_before", "growth_after"),
)


class Near(fact("first last share holds")):
    """The first and the last period near a series' top, and how near that is, as a share."""


def values_of(official: pd.DataFrame, series: str, area: str = "us") -> pd.DataFrame:
    """Return ``period``, ``value`` and ``source_id`` of a series' newest vintage.

    Raises
    ------
    ValueError
        If there is none, or if its values are sums over twelve months: their neighbours share
        eleven, so that no line may be fitted to them and no month dated by them.
    """
    rows = official[(official["series"] == series) & (official["area"] == area)]
    if rows.empty:
        raise ValueError(f"no row of {series} in {area}")
    if (rows["period_type"] == "12_months").any():
        raise ValueError(f"{series} is summed over twelve months; a turn needs months")
    rows = newest_vintage(rows).sort_values("period")
    freq = "Y" if (rows["period_type"] == "year").all() else "M"
    periods = pd.PeriodIndex(rows["period"], freq=freq)
    values, sources = rows["value"].to_numpy(dtype=float), rows["source_id"].to_numpy()
    return pd.DataFrame({"period": periods, "value": values, "source_id": sources})


def drawn(
    official: pd.DataFrame,
    monthly: pd.DataFrame,
    canada: pd.DataFrame,
    seizures: pd.DataFrame,
    first: str,
) -> pd.DataFrame:
    """Return every series from `first` on, one below the other, as it is drawn.

    Returns
    -------
    DataFrame
        ``series`` (in the order of ``ROWS``), ``period`` (object: months, quarters, years),
        ``date`` (Timestamp, its middle), ``value`` (counts a day; rates and purity as they are),
        ``is_open`` (bool: still filling up).
    """
    deaths = monthly_series(final_of(monthly)).set_index("month")["deaths"]
    north = quarters(canada)
    caught = supply.monthly(seizures).set_index("month")["pounds"].dropna()
    parts = {
        ANCHOR: (per_day(deaths), set()),
        "canada_deaths": (
            per_day(north.set_index("quarter")["deaths"].dropna()),
            set(north.loc[north["is_tail"], "quarter"]),
        ),
        "seizures": (per_day(caught), set()),
    }
    for series in (*MONTHLY, "fentanyl_reports"):
        values = values_of(official, series).set_index("period")["value"]
        newest = {values.index[-1]} if series == "fentanyl_reports" else set()
        parts[series] = (values, newest)
    frames = [_part(series, *parts[series]) for series in ROWS]
    whole = pd.concat(frames, ignore_index=True)
    return whole[whole["date"] >= pd.Period(first, "M").start_time].reset_index(drop=True)


def by_year(values: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return the mean of each series in each year, a row a series, named; missing where none."""
    year = values["date"].dt.year
    wide = values.assign(year=year).pivot_table("value", "series", "year", sort=False).round(1)
    wide = wide.set_axis(wide.columns.astype(str), axis=1).reset_index()
    return wide.assign(series=wide["series"].map(names))


def _part(series: str, values: pd.Series, still_filling: set) -> pd.DataFrame:
    middle = [p.start_time + (p.end_time - p.start_time) / 2 for p in values.index]
    return pd.DataFrame(
        {
            "series": series,
            "period": values.index.astype(object),
            "date": pd.to_datetime(middle).normalize(),
            "value": values.to_numpy(dtype=float),
            "is_open": [period in still_filling for period in values.index],
        }
    )


def turns(
    official: pd.DataFrame,
    monthly: pd.DataFrame,
    canada: pd.DataFrame,
    seizures: pd.DataFrame,
    first: str,
) -> pd.DataFrame:
    """Return the turn of each monthly and quarterly series, with its interval.

    Parameters
    ----------
    official, monthly, canada, seizures : DataFrame
        The tables ``official_series``, ``us_deaths_monthly``, ``canada_deaths``, ``seizures``.
    first : str
        First month of every fit, ``YYYY-MM``; September 2020 or later.

    Returns
    -------
    DataFrame
        ``series``, ``first``, ``last`` (months fitted), ``joins`` (Int64), ``month``, ``low``,
        ``high`` (Period[M], missing where no turn is found), ``open_low``, ``open_high`` (bool:
        the interval runs to the end of what was tried), ``growth_before``, ``growth_after``
        (per cent a year; missing for Canada, whose table gives none).

    Raises
    ------
    ValueError
        If `first` is before September 2020: the fit would run across March 2020.
    """
    if pd.Period(first, "M") < pd.Period(FIRST, "M"):
        raise ValueError(f"a fit from {first} runs across March 2020: begin in {FIRST} or later")
    deaths = turning.counts_from(monthly_series(final_of(monthly)), first)
    caught = supply.monthly(seizures).set_index("month")["pounds"].dropna()
    counts = {ANCHOR: deaths, "seizures": caught}
    for series in MONTHLY:
        values = values_of(official, series).set_index("period")["value"]
        counts[series] = values * values.index.days_in_month  # a level, not a count a day
    rows = {name: _turn(name, values[values.index >= first]) for name, values in counts.items()}
    rows["canada_deaths"] = _canada(canada, first)
    return _typed([rows[name] for name in ROWS if name in rows])


def near_top(values: pd.DataFrame, series: str) -> Near:
    """Return the first and last period in which a series lies within a tenth of its top."""
    rows = values[(values["series"] == series) & ~values["is_open"]]
    near = rows[rows["value"] >= (1 - TENTH) * rows["value"].max()]
    first, last = near["period"].iloc[0], near["period"].iloc[-1]
    return Near(first, last, TENTH, ((first, "<", last, "more than one period is near the top"),))


def by_area(official: pd.DataFrame, first: str) -> pd.DataFrame:
    """Return the turn of all overdose deaths in each Census division, as `turns` with ``area``."""
    names = official.loc[official["series"] == "overdose_deaths", "area"].unique()
    rows = []
    for area in names:
        values = values_of(official, "overdose_deaths", area).set_index("period")["value"]
        rows.append(_turn(area, values[values.index >= first]))
    frame = _typed(rows).rename(columns={"series": "area"})
    return frame.sort_values(["month", "area"], na_position="last").reset_index(drop=True)


def turn_of(values: pd.Series, draws: int = DRAWS) -> pd.Series | None:
    """Return the turn of a monthly count; None where its line has none, or months are too few.

    Parameters
    ----------
    values : Series
        Counts by month (Period[M] index), no month missing.

    Notes
    -----
    How many joins there are is settled by permutation, three at most (Kim, Fay, Feuer and
    Midthune, Statistics in Medicine 2000;19:335), as for the deaths.
    """
    if len(values) < 4 * MARGIN:
        return None
    joins = joinpoint.by_permutation(values, margin=MARGIN, draws=draws).joins
    if not joins:
        return None
    table = joinpoint.turns(values, joins=joins, margin=MARGIN).table.assign(joins=joins)
    falls = (table["growth_after"] < 0) & (table["growth_after"] < table["growth_before"])
    edges = table["open_low"] & table["open_high"]
    found = table[falls & ~edges]
    if found.empty:
        return None
    top = per_day(values).idxmax()
    return found.loc[min(found.index, key=lambda row: abs((found.loc[row, "month"] - top).n))]


def _turn(name: str, values: pd.Series) -> dict:
    ends = (values.index[0], values.index[-1]) if len(values) else (pd.NaT, pd.NaT)
    row = {"series": name, "first": ends[0], "last": ends[1]}
    found = turn_of(values, turning.DRAWS if name == ANCHOR else DRAWS)
    return row if found is None else row | found[list(TURN)].to_dict()


def _canada(canada: pd.DataFrame, first: str) -> dict:
    north = quarters(canada)
    found = turning.canada_opinion(north, first).iloc[0]
    begin = max(pd.Period(first, "Q"), pd.Period(turning.CANADA_FIRST, "Q")).asfreq("M", "s")
    last = north.loc[~north["is_tail"], "quarter"].max().asfreq("M", "e")
    row = found[["joins", "month", "low", "high"]].to_dict()
    row |= {"series": "canada_deaths", "first": begin, "last": last}
    low, high = (found["open_end"] in (way, "both") for way in ("earlier", "later"))
    return row | {"open_low": low, "open_high": high}


def _typed(rows: list[dict]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["series", "first", "last", *TURN])
    for column in ("first", "last", "month", "low", "high"):
        frame[column] = pd.PeriodIndex(frame[column], freq="M")
    for column in ("open_low", "open_high"):
        frame[column] = frame[column].eq(True)
    return frame.astype({"joins": "Int64", "growth_before": float, "growth_after": float})


def comes_before(one: pd.Series, other: pd.Series) -> bool:
    """Return whether a turn's interval ends before another's begins, both ends being known."""
    open_ended = one["open_high"] or other["open_low"]
    return not open_ended and bool(one["high"] < other["low"])


def order(turned: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return the turns by month, each with the series that turned before it beyond doubt.

    Columns as of `turns`, with ``name`` and ``earlier``: the names of the series whose interval
    ends before this one begins.
    """
    rows = turned.sort_values("month", na_position="last", kind="stable").reset_index(drop=True)
    earlier = [
        ", ".join(names[one["series"]] for _, one in rows.iterrows() if comes_before(one, row))
        for _, row in rows.iterrows()
    ]
    growth = rows[["growth_before", "growth_after"]].round() + 0.0  # no minus before nought
    return rows.assign(name=rows["series"].map(names), earlier=earlier, **growth)


class Sequence(fact("fitted turned earlier later untold pairs ordered month low high holds")):
    """How the other turns stand to that of the US deaths: ``month``, ``low``, ``high``.

    Of `fitted` series beside the deaths `turned` have a turn: those named in `earlier` and `later`
    have an interval apart from that of the deaths, of those in `untold` the order cannot be told.
    Of `pairs` of turns, the deaths among them, `ordered` have an order.
    """


def sequence(turned: pd.DataFrame, names: dict[str, str]) -> Sequence:
    """Return which series turned before and after the US deaths, beyond their intervals."""
    rows = turned.set_index("series", drop=False)
    deaths, others = rows.loc[ANCHOR], [row for name, row in rows.iterrows() if name != ANCHOR]
    found = [row for row in others if not pd.isna(row["month"])]
    earlier = [names[row["series"]] for row in found if comes_before(row, deaths)]
    later = [names[row["series"]] for row in found if comes_before(deaths, row)]
    untold = [n for n in (names[row["series"]] for row in found) if n not in earlier + later]
    has = not pd.isna(deaths["month"])
    every = [*found, deaths] if has else found
    ordered = sum(comes_before(a, b) for a in every for b in every)
    at = tuple(deaths[["month", "low", "high"]]) if has else (None, None, None)
    pairs = len(every) * (len(every) - 1) // 2
    holds = ((has, "==", True, "the deaths have a turn"),)
    return Sequence(len(others), len(found), earlier, later, untold, pairs, ordered, *at, holds)


def dates(meetings: pd.DataFrame, acts: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return talks on drugs and controls of drugs and precursors, by who set them.

    Returns
    -------
    DataFrame
        ``kind`` (``talks``, or the actor of ``policy_events``), ``name`` (as `names` calls it;
        kinds that it lacks are left out), ``date``; in the order of `names`, then by day.
    """
    held = meetings[(meetings["status"] == "held") & (meetings["channel"] == "counternarcotics")]
    talks = held[["start_date"]].set_axis(["date"], axis=1).assign(kind="talks")
    listed = (acts["kind"] == "scheduling") | (
        (acts["kind"] == "export_control") & (acts["actor"] == "prc")
    )
    controls = acts[listed & (acts["topic"] == "fentanyl")].rename(columns={"kind": "act"})
    controls = controls.rename(columns={"actor": "kind"})[["date", "kind"]]
    whole = pd.concat([talks, controls]).assign(name=lambda rows: rows["kind"].map(names))
    order = {name: place for place, name in enumerate(dict.fromkeys(names.values()))}
    whole = whole.dropna(subset=["name"]).assign(place=lambda rows: rows["name"].map(order))
    return whole.sort_values(["place", "date"])[["kind", "name", "date"]].reset_index(drop=True)


DIVISIONS = {
    "new_england": "ct,me,ma,nh,ri,vt",
    "middle_atlantic": "nj,ny,pa,yc",
    "east_north_central": "il,in,mi,oh,wi",
    "west_north_central": "ia,ks,mn,mo,ne,nd,sd",
    "south_atlantic": "de,dc,fl,ga,md,nc,sc,va,wv",
    "east_south_central": "al,ky,ms,tn",
    "west_south_central": "ar,la,ok,tx",
    "mountain_states": "az,co,id,mt,nv,nm,ut,wy",
    "pacific_states": "ak,ca,hi,or,wa",
}


def state_peaks(official: pd.DataFrame, nation: pd.DataFrame) -> pd.DataFrame:
    """Return the twelve months in which each state's sum stood at its peak.

    Parameters
    ----------
    official, nation : DataFrame
        The table ``official_series``; the nation's sums, as from `deaths.trailing_of`.

    Returns
    -------
    DataFrame
        ``area`` (division, or us), ``state``, ``ending``, ``middle`` (Period[M]), ``deaths``
        (Int64), of sums that end with a quarter; only states with a sum at each of them.

    Notes
    -----
    Of equal sums the first. It dates no turn: twelve months overlap their neighbours, and three
    months pass from one sum to the next.
    """
    rows = official[official["series"] == "synthetic_opioid_deaths"]
    rows = newest_vintage(rows[rows["area"] != "us"])
    wide = rows.pivot_table("value", "period", "area").dropna(axis=1)
    ends = pd.PeriodIndex(wide.index, freq="M")
    us = nation.set_index("month_ending")["reported"].reindex(ends).astype(float)
    wide = wide.assign(us=us.to_numpy())
    of = {state: area for area, states in DIVISIONS.items() for state in states.split(",")}
    ending = pd.PeriodIndex(wide.idxmax(), freq="M")
    found = {
        "area": [of.get(state, state) for state in wide.columns],
        "state": wide.columns,
        "ending": ending,
        "middle": ending - HALF,
        "deaths": wide.max().astype("Int64").to_numpy(),
    }
    return pd.DataFrame(found)


class Spread(fact("states early same late divisions turned apart first last nation holds")):
    """How far apart the peaks of the states' twelve months lie, and the turns of the divisions.

    Of `states` the peak ends before the `nation`'s in `early`, with it in `same`, after it in
    `late`, from `first` to `last`. Of `divisions`, `turned` have a turn, and the interval of
    `apart` does not meet the nation's.
    """


def spread(peaks: pd.DataFrame, areas: pd.DataFrame, turned: pd.DataFrame) -> Spread:
    """Return how states and divisions lie about the nation's peak and turn."""
    states = peaks.loc[peaks["state"] != "us", "ending"]
    nation = peaks.loc[peaks["state"] == "us", "ending"].iloc[0]
    early, same, late = (states < nation).sum(), (states == nation).sum(), (states > nation).sum()
    one = turned.set_index("series").loc[ANCHOR]
    found = areas.dropna(subset=["month"])
    apart = [comes_before(one, row) or comes_before(row, one) for _, row in found.iterrows()]
    counts = int(early), int(same), int(late), len(areas), len(found), sum(apart)
    holds = ((early, ">", 0, "states before"), (late, ">", 0, "states after"))
    return Spread(len(states), *counts, states.min(), states.max(), nation, holds)
