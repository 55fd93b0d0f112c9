"""A saved page as the text that it is about: headline, date and body, without what frames it."""

from parley.coding.refusals import refused


def article(raw: bytes) -> str:
    """Return the text of a saved page, its headline and date above it.

    Raises
    ------
    TextRefusedError
        If no text can be told from its frame.
    UsageError
        If trafilatura is not installed.

    Notes
    -----
    What is outside the article (menus, other news) would else be read as if it were of the talk.
    """
    try:
        import trafilatura
    except ImportError as error:
        raise refused(
            "a saved page",
            "what reads pages, trafilatura, is not installed",
            "Install it (pip install trafilatura), or paste the text alone",
        ) from error
    body = trafilatura.extract(raw, include_comments=False, include_tables=False, deduplicate=False)
    if not body:
        raise refused("a page", "no article is found in it", "Paste the text alone")
    about = trafilatura.extract_metadata(raw)
    date = str(about.date) if about and about.date else ""
    title = str(about.title).strip() if about and about.title else ""
    above = [line for line in (title, date) if line and line not in body[:300]]
    return "\n\n".join([*above, body])
