"""From notebooks to pages, from pages to a site, and the gate before it is published."""
