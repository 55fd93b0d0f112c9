"""What a stranger's word for a rank, a channel or a manner is in the record's codes."""

import re

from parley.coding.gazetteer import bare
from parley.desk.names import key
from parley.tables import cells, talks

SAID: dict[str, dict[str, str]] = {
    "level": {
        "leader": "leaders heads_of_state heads_of_government heads_of_state_and_government summit "
        "president presidents prime_ministers principals ceo_level staats-_und_regierungschefs "
        "gipfel chefs_d'etat chefs_d'état_et_de_gouvernement sommet dirigeants jefes_de_estado "
        "presidentes cumbre 元首 领导人 首脑 国家元首",
        "minister": "ministers ministerial ministerial_level foreign_ministers cabinet secretaries "
        "secretary ministerebene ministre ministres ministériel ministro ministros ministerial "
        "部长 部长级 外长",
        "vice_minister": "vice_ministers vice-ministers deputy_ministers deputy_minister deputies "
        "vice_ministerial deputy state_secretaries staatssekretäre staatssekretär vice-ministre "
        "vice-ministres viceministro viceministros 副部长 副部长级",
        "working": "working_level working-level officials official senior_officials experts expert "
        "technical staff arbeitsebene beamte niveau_de_travail fonctionnaires experts_techniques "
        "nivel_técnico técnico funcionarios 工作层 工作级 司局级 专家",
    },
    "format": {
        "in_person": "in-person face_to_face on_site präsenz vor_ort persönlich en_personne "
        "présentiel presencial en_persona meeting visit 面对面 线下 会晤 访问",
        "call": "phone telephone phone_call telephone_call telefonat anruf appel téléphone llamada "
        "teléfono 电话 通话",
        "video": "video_call video_conference videoconference virtual online videokonferenz "
        "visioconférence videoconferencia 视频 线上",
    },
    "channel": {
        "leaders": "leader summit heads_of_state",
        "foreign_ministers": "foreign_minister foreign_affairs diplomacy außenminister "
        "affaires_étrangères 外长",
        "defense": "defence military verteidigung défense defensa 防务",
        "economic": "economy trade finance wirtschaft économie économique economía 经济 经贸",
        "climate": "environment klima climat clima 气候",
    },
}
CODES = {"level": talks.LEVELS, "format": talks.FORMATS, "channel": talks.CHANNELS}


def code(part: str, said: str) -> str:
    """Return the code that a word means; blank where it is none.

    Examples
    --------
    >>> code("level", "Ministers"), code("level", "Vice-Ministers"), code("format", "Telefonat")
    ('minister', 'vice_minister', 'call')
    >>> code("level", "grand"), code("channel", "Foreign Ministers' track")
    ('', '')
    """
    plain = key_of(said)
    for one in CODES[part]:
        if plain in (key_of(one), key_of(one).rstrip("s"), f"{key_of(one)}s"):
            return one
        if plain in {key_of(word) for word in SAID[part].get(one, "").split()}:
            return one
    return ""


BOTH = ("both", "beide", "les deux", "ambos", "ambas partes", "joint", "双方", "共同")
PRESS = ("press", "media", "presse", "medien", "médias", "prensa", "medios", "newspaper", "媒体")


def sides_of(said: str, names: dict[str, list[str]]) -> tuple[str, ...] | None:
    """Return the sides whose account a word means; None if it means none.

    Parameters
    ----------
    said : str
        A cell.
    names : dict
        By the code of each side its key and names.

    Examples
    --------
    >>> sides_of("Beide", {"us": ["eu"], "prc": ["japan"]}), sides_of("Mars", {})
    (('us', 'prc'), None)
    """
    plain = key_of(said)
    for side, known in names.items():
        if plain in map(key_of, known):
            return (side,)
    if plain in map(key_of, BOTH):
        return talks.SIDES
    return ("press",) if plain in map(key_of, PRESS) else None


def topics(cell: str, known, divided_by: str = "") -> list[str]:
    """Return the topics that a cell lists; commas divide where each part is a topic, or if told.

    Examples
    --------
    >>> topics("Trade; Chips、AI", ()), topics("Trade, Chips", ()), topics("Trade, Chips", (), ",")
    (['Trade', 'Chips', 'AI'], ['Trade, Chips'], ['Trade', 'Chips'])
    """
    found = []
    for part in re.split(r"[;；|\n、]", cell):
        pieces = [piece.strip() for piece in re.split("[,，]", part)]
        is_list = divided_by == "," or all(piece.casefold() in known for piece in pieces)
        found += pieces if is_list else [part.strip()]
    return [each for each in found if each]


def hours(cell: str) -> str:
    """Return a length in hours as the record writes it; ValueError in words if it is none.

    Examples
    --------
    >>> hours("1,5"), hours("2 h"), hours("90 min")
    ('1.5', '2', '1.5')
    """
    said = re.fullmatch(
        r"([0-9]{1,4}(?:[.,][0-9]{1,3})?)\s*(h|hours?|hrs?|stunden?|std\.?|heures?|horas?|小时|min\w*|分钟)?",
        cell.strip(),
        re.IGNORECASE,
    )
    number = float(said[1].replace(",", ".")) if said else -1.0
    if said and said[2] and said[2].lower().startswith(("min", "分")):
        number /= 60
    if not 0 <= number <= 240:
        raise ValueError(f"{cell[:40]!r} is no length in hours: write it like 1.5")
    return f"{number:.2f}".rstrip("0").rstrip(".")


def coded(words: str) -> str:
    """Return the key of a topic's words; of words in another script their numbers in Unicode.

    Examples
    --------
    >>> coded("Arms control"), coded("贸易"), coded("US")
    ('arms_control', 'u8d38_u6613', 'us_topic')
    """
    if (plain := key(words)) in talks.SIDES:
        return f"{plain}_topic"  # the code's own words for the sides stay free of topics
    return plain or "_".join(f"u{ord(c):x}" for c in words if c.isalnum())[:60]


def refused(text: str, longest: int) -> str:
    """Return why a text may not stand in a cell, with the remedy; blank if it may."""
    try:
        cells.Text(longest).read(text)
    except cells.CellError as error:
        return f"{error.problem}. {error.remedy}"
    return ""


def key_of(words: str) -> str:
    """Return words without accents, capitals, hyphens and underscores."""
    return " ".join(re.sub(r"[_\-–]", " ", bare(words)).split())
