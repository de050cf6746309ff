"""The nearest of some names to a misspelt one."""

import difflib
from collections.abc import Iterable


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The name that `word` was most likely meant to be, or None when none is near."""
    by_fold = {name.casefold(): name for name in names}
    found = difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6 if len(word) <= 4 else 0.7)
    return by_fold[found[0]] if found else None
