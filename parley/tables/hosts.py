"""What a web address tells of who stands behind it: its tier, and hosts that no source may rest on.

Which hosts are a government's own, its state media or the press is said in the record
(``[hosts]`` of ``record.toml``), as suffixes: ``mfa.gov.cn`` also means ``www.mfa.gov.cn``. The
longest suffix decides; ``?`` and ``*`` stand for characters of one label.
"""

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from urllib.parse import urlsplit

TIERS = ("own", "state_media", "republication", "press")
ARCHIVE = re.compile(
    r"^https?://(?:web\.archive\.org/web|archive\.(?:ph|today|is))/\w+/(?=https?:)"
)
GOVERNMENTS = frozenset(("gov", "go", "gouv", "gob", "gub", "govt", "mil"))  # before a country
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
    return told_by(url, hosts) or "republication"


def told_by(url: str, hosts: Mapping[str, Iterable[str]]) -> str:
    """Return the tier of which an address's host is listed; blank if it is of none."""
    return _tier(host_of(url), *_suffixes(tuple(tuple(hosts.get(tier, ())) for tier in TIERS)))


def _tier(host: str, exact: Mapping[str, str], forms: list[tuple[str, str]]) -> str:
    labels = host.split(".")
    for start in range(len(labels)):
        suffix = ".".join(labels[start:])
        fit = (tier for form, tier in forms if fits(suffix, form))
        if found := exact.get(suffix) or next(fit, ""):
            return found
    return ""


@lru_cache(maxsize=4)
def _suffixes(hosts: tuple[tuple[str, ...], ...]) -> tuple[dict[str, str], list]:
    by_tier = reversed(list(zip(TIERS, hosts, strict=True)))
    exact = {suffix: tier for tier, suffixes in by_tier for suffix in suffixes}
    return exact, [(form, tier) for form, tier in exact.items() if "*" in form or "?" in form]


def fits(suffix: str, form: str) -> bool:
    """Return True if a host's suffix is of a form with as many labels."""
    return suffix.count(".") == form.count(".") and fnmatchcase(suffix, form)


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


def country_of(url: str) -> str:
    """Return the country whose government publishes at an address; blank if none is told by it.

    Examples
    --------
    >>> country_of("https://www.mfa.gov.cn/a"), country_of("https://www.state.gov/")
    ('CN', 'US')
    >>> country_of("https://www.mofa.go.jp/"), country_of("https://example.cn/")
    ('JP', '')
    """
    *_, second, last = ["", *host_of(url).split(".")]
    if last in ("gov", "mil"):
        return "US"
    is_official = second in GOVERNMENTS and len(last) == 2
    return {"UK": "GB"}.get(last.upper(), last.upper()) if is_official else ""


def same_page(one: str, other: str) -> bool:
    """Return True if two addresses are one page: scheme, ``www.`` and a last slash aside."""
    return _bare(one) == _bare(other)


def _bare(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url.strip()).rstrip("/")
