"""What a web address tells of who stands behind it: its tier, and hosts that no source may rest on.

Which hosts are a government's own, its state media or the press is said in the record
(``[hosts]`` of ``record.toml``), as suffixes: ``mfa.gov.cn`` also means ``www.mfa.gov.cn``. The
longest suffix decides; ``?`` and ``*`` stand for characters of one label.
"""

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

TIERS = ("own", "state_media", "republication", "press")
ARCHIVE = re.compile(
    r"^https?://(?:web\.archive\.org/web|archive\.(?:ph|today|is))/\w+/(?=https?:)"
)
NUMBER = re.compile(r"\d{1,3}(\.\d{1,3}){3}|\[?[0-9a-f:]*:[0-9a-f:]*\]?")
TRIAL = re.compile(
    r"(^|[.-])(test|testing|stag|stage|staging|demo|dev|uat|preview|sandbox|localhost)\d*([.-]|$)"
)


def host_of(url: str) -> str:
    """Return the host of a web address, lower case; of an archived copy that of the original.

    Examples
    --------
    >>> host_of("https://web.archive.org/web/2025/https://www.state.gov/a")
    'www.state.gov'
    """
    try:
        return (urlsplit(ARCHIVE.sub("", url)).hostname or "").rstrip(".")
    except ValueError:
        return ""


def tier_of(url: str, hosts: Mapping[str, Iterable[str]]) -> str:
    """Return the tier that an address's host gives it; blank if the record lists no hosts.

    Parameters
    ----------
    url : str
        Where the text is published.
    hosts : mapping of tier to suffixes
        As in ``record.toml``.

    Returns
    -------
    str
        own: the body whose words or figures they are; state_media: media of its state; press: a
        house with reporters of its own; republication: any other host, of which nothing is known.

    Examples
    --------
    >>> known = {"own": ["gov"], "republication": ["wv.gov"]}
    >>> tier_of("https://www.state.gov/a", known), tier_of("https://technology.wv.gov/", known)
    ('own', 'republication')
    """
    if not url or not any(hosts.values()):
        return ""
    labels = host_of(url).split(".")
    for start in range(len(labels)):
        suffix = ".".join(labels[start:])
        for exact in (True, False):
            for tier in TIERS:
                if any(fits(suffix, pattern, exact) for pattern in hosts.get(tier, ())):
                    return tier
    return "republication"


def fits(suffix: str, pattern: str, exact: bool) -> bool:
    """Return True if a host's suffix is the pattern, or else is of its form."""
    if exact:
        return suffix == pattern
    return suffix.count(".") == pattern.count(".") and fnmatchcase(suffix, pattern)


def contradicts(tier: str, url: str, hosts: Mapping[str, Iterable[str]]) -> str:
    """Return the tier that the host has instead; blank if `tier` may stand.

    Notes
    -----
    A government's host and a state medium's are what they are. Of any other host a person may
    know better than the list whether it reports or reprints.
    """
    found = tier_of(url, hosts)
    if not found or tier == found or {tier, found} <= {"republication", "press"}:
        return ""
    return found


def unfit(url: str) -> str:
    """Return why a host cannot be relied on to be there tomorrow; blank if nothing is known.

    Examples
    --------
    >>> unfit("http://203.0.113.7/a.html")
    'a bare number instead of a name'
    >>> unfit("https://news-demo.example.org/a")
    'a test, staging or demonstration site'
    >>> unfit("https://www.latest-news.example.org/a")
    ''
    """
    host = host_of(url)
    if NUMBER.fullmatch(host):
        return "a bare number instead of a name"
    return "a test, staging or demonstration site" if TRIAL.search(host) else ""


def same_page(one: str, other: str) -> bool:
    """Return True if two addresses are one page: scheme, ``www.`` and a last slash aside."""
    return _bare(one) == _bare(other)


def _bare(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url.strip()).rstrip("/")
