"""The one door out for charts and tables. What passes is dressed, described and sourced."""

from parley.figures.door import Figure, Table, save, table
from parley.figures.explore import explore
from parley.figures.palette import lab_style, page_css
from parley.figures.tabular import TableSpec
from parley.figures.views import preview

__all__ = ["Figure", "Table", "TableSpec", "explore", "lab_style", "page_css", "preview", "save", "table"]
