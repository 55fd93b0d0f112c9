"""A report's page: an executed notebook in Parley's dress."""

from pressroom.page.exporter import ParleyExporter, render

__all__ = ["ParleyExporter", "render"]
