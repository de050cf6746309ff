"""The opaque text by which a client continues a list."""

import binascii
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Literal

_FORM = struct.Struct(">c8s8sQ")
_WAYS: dict[bytes, Literal["after", "before", "offset"]] = {b"a": "after", b"b": "before", b"o": "offset"}
_LETTERS = {way: letter for letter, way in _WAYS.items()}


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins or ends.

    `after` and `before` hold the order key of the entry next to the page, and survive a publish; `offset` counts
    entries, and holds only in the edition that it was made in. `scope` tells which list and filters it belongs to.
    """

    way: Literal["after", "before", "offset"]
    value: int
    scope: str
    edition: str

    def __str__(self) -> str:
        packed = _FORM.pack(_LETTERS[self.way], bytes.fromhex(self.scope), bytes.fromhex(self.edition), self.value)
        return urlsafe_b64encode(packed).rstrip(b"=").decode()


def parse(text: str) -> Cursor:
    """Raises ValueError for anything that `str(cursor)` does not give."""
    try:
        packed = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        letter, scope, edition, value = _FORM.unpack(packed)
        cursor = Cursor(_WAYS[letter], value, scope.hex(), edition.hex())
    except (UnicodeEncodeError, binascii.Error, struct.error, KeyError) as error:
        raise ValueError("not a cursor") from error
    if str(cursor) != text:
        raise ValueError("not a cursor")
    return cursor
