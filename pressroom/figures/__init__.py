"""The one door out for charts and tables. What passes is dressed, described and sourced."""

from pressroom.figures.door import save, table
from pressroom.figures.draw import explore, preview
from pressroom.figures.palette import lab_style, page_css
from pressroom.figures.plain import show
from pressroom.figures.tabular import TableSpec

__all__ = ["TableSpec", "explore", "lab_style", "page_css", "preview", "save", "show", "table"]
