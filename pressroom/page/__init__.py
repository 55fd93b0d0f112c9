"""A report's page: an executed notebook dressed for its site."""

from pressroom.page.exporter import PageExporter, render

__all__ = ["PageExporter", "render"]
