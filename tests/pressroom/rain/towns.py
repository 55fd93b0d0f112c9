"""What the notebooks of this project share: code of one's own, beside them."""

from pressroom.figures.palette import palette


def by_month(frame, *, ax, phone=False):
    """Draw the rain of each month as a bar."""
    ax.bar(range(len(frame)), frame["rain_mm"], color=palette()["light"]["c1"])
    ax.set_xticks(range(len(frame)), [f"{month:%b}" for month in frame["month"]])
