"""A source's key and its tier, told by who published it and by the host of its address."""

from parley.record import Record
from parley.tables.hosts import host_of, told_by
from pressroom.build.starting import slug


def spelt(words: str, longest: int) -> str:
    """Return words of any script as a part of a key, about as they sound; blank if none is left.

    Examples
    --------
    >>> spelt("Rödelheim", 30), spelt("外交部", 30), spelt("…", 30)
    ('rodelheim', 'waijiaobu', '')
    """
    from anyascii import anyascii  # its tables are read by few

    return slug(anyascii("".join(c for c in words if c.isalnum() or c.isascii())), longest)


def stem(publisher: str, url: str) -> str:
    """Return what a source's key begins with: its publisher, else the host of its address.

    Examples
    --------
    >>> stem("外交部", ""), stem("…", "https://www.mfa.gov.cn/a"), stem("", "")
    ('waijiaobu', 'mfa-gov-cn', 'source')
    """
    return spelt(publisher, 30) or slug(host_of(url).removeprefix("www."), 30) or "source"


def tier(url: str, rec: Record) -> str:
    """Return the tier of an address as the record lists its host, else as its rows agree on it.

    Returns
    -------
    str
        Blank where neither tells.
    """
    if found := told_by(url, rec.settings.hosts):
        return found
    held = rec.sources[["url", "tier"]].dropna()
    tiers = set(held.loc[held["url"].map(host_of).eq(host_of(url)), "tier"])
    return tiers.pop() if len(tiers) == 1 else ""
