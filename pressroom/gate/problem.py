"""What the gate says when a page misses a target."""

from typing import NamedTuple


class Problem(NamedTuple):
    """One target that the site misses.

    Attributes
    ----------
    page : str
        Site path of the page; empty for the site as a whole.
    check : str
        Short name of the check.
    what : str
        What was found.
    remedy : str
        What to do.
    """

    page: str
    check: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.page or 'the site'}: {self.check}: {self.what}. {self.remedy}"
