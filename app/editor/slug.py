"""An id made of a title."""

import re
import unicodedata

from app.content.scalars import MAX_ID

# Letters that are not a plain one with an accent.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})


def slug(text: str) -> str:
    """Accents and case taken away, words joined by hyphens, cut at a hyphen. Empty where no letter is Latin."""
    letters = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]|(?<=\b[a-z])\.", "", plain))
    id = "-".join(words)
    return id if len(id) <= MAX_ID else id[: MAX_ID + 1].rpartition("-")[0] or id[:MAX_ID]
