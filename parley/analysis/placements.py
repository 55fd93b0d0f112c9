"""A list of events at every place in time that it fits, with the change around it there."""

import numpy as np

MEASURES = ("level", "growth")


def changes(logs: np.ndarray, k: int, measure: str = "level") -> np.ndarray:
    """Return the change around every month of one or many series.

    Parameters
    ----------
    logs : ndarray
        Log values, shape (…, months).
    k : int
        Months on each side.
    measure : str
        level or growth.

    Returns
    -------
    ndarray
        Same shape; missing in the first and last k months.

    Raises
    ------
    ValueError
        If the measure is unknown, or k is below 1 (level) or 2 (growth).
    """
    least = {"level": 1, "growth": 2}.get(measure)
    if least is None or k != int(k) or k < least:
        raise ValueError(
            f"{measure!r} over {k} months: measures are {', '.join(MEASURES)}, k ≥ 1, 2"
        )
    found = np.full(logs.shape, np.nan)
    if logs.shape[-1] < 2 * k + 1:
        return found
    windows = np.lib.stride_tricks.sliding_window_view(logs, 2 * k + 1, axis=-1)
    if measure == "level":
        inner = windows[..., k + 1 :].mean(-1) - windows[..., :k].mean(-1)
    else:
        growth = windows[..., -1] - windows[..., k + 1] - windows[..., k - 1] + windows[..., 0]
        inner = growth / (k - 1)
    found[..., k:-k] = inner
    return found


def placements(
    logs: np.ndarray, positions: np.ndarray, k: int, measure: str = "level"
) -> tuple[np.ndarray, np.ndarray]:
    """Return how far a list of events can move, and the mean change at each placement.

    Parameters
    ----------
    logs : ndarray
        Log values, shape (…, months).
    positions : ndarray of int
        Where the events stand, 0-based, each with k months on both sides; shape (events,).
    k, measure
        As `changes`.

    Returns
    -------
    moves : ndarray of int
        Months moved, shape (placements,); 0 among them.
    means : ndarray of float
        Mean change over the events, shape (…, placements).

    Raises
    ------
    ValueError
        As `changes`.
    """
    around = changes(logs, k, measure)
    moves = np.arange(k - positions.min(), logs.shape[-1] - k - positions.max())
    return moves, around[..., positions[None, :] + moves[:, None]].mean(-1)
