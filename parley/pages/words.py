"""Words of the pages of meetings and topics: whose page an account stands on, and what it lacks."""

TIERS = {
    "own": "in its own words",
    "state_media": "by its state media",
    "republication": "from a copy",
    "press": "as the press has it",
}
PAGES = {
    "own": ", on its government's own page",
    "state_media": ", on its state's media",
    "republication": ", on a page that prints another's text",
    "press": ", in the press",
}
UNREAD = {
    "full": "not found (read in full; not counted as silence)",
    "reported": "not found in reports of the account",
}


def unread(read: str, names_subjects: str, frames: bool = False) -> str:
    """Return why a topic that an account is not recorded to mention is no silence of it."""
    if names_subjects == "no":
        other = "no other subject" if frames else "no subject"
        return f"not found: the account names {other}"
    return UNREAD.get(read, "not found in the part that was read")
