"""Names for new things, made from what people write."""

from pressroom.build.starting import slug


def key(text: str, longest: int = 40) -> str:
    """Return words as a code of a table: lower case, with underscores; blank if none is left.

    Examples
    --------
    >>> key("South China Sea (disputes)")
    'south_china_sea_disputes'
    """
    found = slug(text, longest).replace("-", "_")
    return found if not found or found[0].isalpha() else f"t_{found}"


def class_name(code: str) -> str:
    """Return a table's name as a class: ``trade_flows`` becomes ``TradeFlows``."""
    return "".join(part.capitalize() for part in code.split("_"))


def free(wanted: str, taken) -> str:
    """Return `wanted`, or with the first number behind it that is not taken.

    Examples
    --------
    >>> free("a", {"a", "a-2"})
    'a-3'
    """
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name
