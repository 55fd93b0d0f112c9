"""Path data as short as it can be said: rounded, in steps, without the blanks nobody needs."""

import re

ROW = 8  # ticks; fewer lines may be dotted, and the dots begin where the line does
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

    A line begins as a step from where the one before it ended. Ticks, of one step each, are
    sorted, and those that fall together are drawn once: their stroke is one stroke either way.
    Of a row of them every other is drawn backwards, from the end that is nearer.
    """
    lines = _lines(words, scale)
    if all(len(steps) == 1 and steps[0][0] in "hv" for _, steps in lines):
        own = {(start, steps[0]) for start, steps in lines}
        lines = [
            (start, [step])
            for start, step in sorted(own, key=lambda each: (each[0][::-1], each[1]))
        ]
        if len(lines) >= ROW:
            lines[1::2] = [_backwards(start, *steps[0]) for start, steps in lines[1::2]]
    parts, before, last = [], "", None
    for start, steps in lines:
        by = start if last is None else (start[0] - last[0], start[1] - last[1])
        for lead, each in [("M" if last is None else "m", by), *steps]:
            told = " ".join(short(part / scale, 3) for part in each)
            parts.append((" " if lead == before == "l" else lead) + told)
            before = lead
        last = _end(start, steps)
    return _close("".join(parts))


def _backwards(start: tuple[int, int], lead: str, by: tuple[int]) -> tuple[tuple[int, int], list]:
    """Return a line of one step from its end."""
    return _end(start, [(lead, by)]), [(lead, (-by[0],))]


def _lines(words: list[str], scale: int) -> list[tuple[tuple[int, int], list]]:
    """Return the start of each line and its steps, a letter and how far each.

    A step straight across or down is written as one, and joined to the one before it that goes
    the same way.
    """
    lines: list[tuple[tuple[int, int], list]] = []
    last, is_move = (0, 0), False
    each_word = iter(words)
    for word in each_word:
        if word in "MLz":
            is_move = word == "M"
            if word == "z":
                lines[-1][1].append(("z", ()))
            continue
        here = (round(float(word) * scale), round(float(next(each_word)) * scale))
        across, down = here[0] - last[0], here[1] - last[1]
        last = here
        if is_move:
            lines.append((here, []))
            is_move = False
            continue
        steps = lines[-1][1]
        lead, by = ("h", (across,)) if not down else ("v", (down,))
        if across and down:
            steps.append(("l", (across, down)))
        elif steps and steps[-1][0] == lead and steps[-1][1][0] * by[0] >= 0:
            steps[-1] = (lead, (steps[-1][1][0] + by[0],))
        elif by[0] or not steps:
            steps.append((lead, by))
    return lines


def _end(start: tuple[int, int], steps: list) -> tuple[int, int]:
    """Return where a line ends: where it began, if it is closed."""
    if steps and steps[-1][0] == "z":
        return start
    across = sum(by[0] for lead, by in steps if lead in "hl")
    return start[0] + across, start[1] + sum(by[-1] for lead, by in steps if lead in "vl")


def _close(d: str) -> str:
    """Leave out the blanks that no reader of path data needs."""
    return re.sub(r"(\.\d+) (?=\.)", r"\1", d.replace(" -", "-"))
