"""The one door out for charts and tables. What passes is dressed, described and sourced."""

from parley.figures.door import Figure, Table, save, table
from parley.figures.palette import page_css
from parley.figures.tabular import TableSpec
from parley.figures.views import preview

__all__ = ["Figure", "Table", "TableSpec", "page_css", "preview", "save", "table"]
