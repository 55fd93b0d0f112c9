"""Path data as short as it can be said: rounded, in steps, without the blanks nobody needs."""

import re

NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")


def short(number: float, digits: int = 1) -> str:
    """Return a number with at most `digits` decimals, without a nought before its point.

    Examples
    --------
    >>> short(-0.25), short(3.0), short(12.34)
    ('-.2', '3', '12.3')
    """
    text = f"{number:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else re.sub(r"^(-?)0\.", r"\1.", text)


def outline(d: str, digits: int = 1) -> str:
    """Return path data with short numbers; straight lines as steps, which are shorter still.

    Examples
    --------
    >>> outline("M 0 0 L 10 0 L 20 0 L 20 5.25 L 0 0 z")
    'M0 0h20v5.2l-20-5.2z'
    """
    if not re.search("[CQ]", d):
        return _stepped(d.split(), 10**digits)
    rounded = NUMBER.sub(lambda match: short(float(match[0]), digits), " ".join(d.split()))
    return _close(re.sub(r" ?([MLCQz]) ?", r"\1", rounded))


def _stepped(words: list[str], scale: int) -> str:
    """Return moves and lines as whole steps of 1/scale: rounded first, so they do not drift.

    A step straight across or down is written as one, and joined to the one before it that goes
    the same way.
    """
    steps: list[tuple[str, tuple[int, ...]]] = []
    last, is_move = (0, 0), False
    each_word = iter(words)
    for word in each_word:
        if word in "MLz":
            is_move = word == "M"
            steps += [("z", ())] if word == "z" else []
            continue
        here = tuple(round(float(part) * scale) for part in (word, next(each_word)))
        across, down = here[0] - last[0], here[1] - last[1]
        last = here
        if is_move:
            steps.append(("M", here))
            is_move = False
            continue
        lead, by = ("h", (across,)) if not down else ("v", (down,))
        if across and down:
            steps.append(("l", (across, down)))
        elif steps[-1][0] == lead and steps[-1][1][0] * by[0] >= 0:
            steps[-1] = (lead, (steps[-1][1][0] + by[0],))
        else:
            steps.append((lead, by))
    parts, before = [], ""
    for lead, by in steps:
        told = [short(each / scale, 3) for each in by]
        parts.append((" " if lead == before == "l" else lead) + " ".join(told))
        before = lead
    return _close("".join(parts))


def _close(d: str) -> str:
    """Leave out the blanks that no reader of path data needs."""
    return re.sub(r"(\.\d+) (?=\.)", r"\1", d.replace(" -", "-"))
