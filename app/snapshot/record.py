"""An entry made ready for the index, as often as it is written: analysed, put in order, digested."""

import hashlib
from base64 import b64decode, b64encode
from typing import NamedTuple

import orjson
import zstandard

from app.snapshot.identity import hash41
from app.snapshot.layout import FILTERS, MODIFIED, WHOLE, Entry, order_keys

_LEVEL = 3  # of zstd: more would take longer than it spares


class Record(NamedTuple):
    """What a builder needs of an entry, and nothing that it would have to make again.

    `documents` are the index's own, as JSON: of the entry, and of what stands apart from it. `order` is its newest
    order key, `digest` is of all that makes it what it is, `number` tells whether what stands apart is as it was.
    """

    kind: str
    key: str
    visible: int
    order: int
    digest: bytes
    number: int
    documents: tuple[str, ...]

    @property
    def whole(self) -> bytes:
        """What stands apart from the entry; nothing where nothing does."""
        return unpacked(b64decode(orjson.loads(self.documents[1])["json"])) if len(self.documents) > 1 else b""


def unpacked(whole: bytes) -> bytes:
    """What stands apart from an entry, as it is stored: a whole brief has each of its sources many times."""
    return zstandard.ZstdDecompressor().decompress(whole)


def record(entry: Entry) -> Record:
    lot = hash41(entry.key)
    newest, oldest = order_keys(entry, lot)
    if unknown := entry.values.keys() - set(FILTERS):
        raise AssertionError(f"{', '.join(unknown)} is not a filter")
    numbers = {
        "newest": newest,
        "oldest": oldest,
        "lot": lot,
        "group": _group(entry),
        "first": entry.first,
        "last": entry.last,
        "past_first": entry.happened and entry.happened[0],
        "past_last": entry.happened and entry.happened[1],
        "visible": entry.visible,
    }
    document = {
        "key": entry.key,
        "kind": entry.kind,
        **{name: values for name, values in sorted(entry.values.items()) if values},
        "name": f"{entry.name}\0{entry.id}",
        **{name: number for name, number in numbers.items() if number is not None},
        **dict(sorted(entry.prose.items())),
        "json": b64encode(entry.json).decode(),
    }
    number = int.from_bytes(hashlib.blake2b(entry.whole, digest_size=7).digest(), "big")
    apart = [_apart(entry)] if entry.whole else []
    dumped = orjson.dumps(document)
    # Of what is stored, not of how it is packed: that may differ between versions of zstd.
    digest = hashlib.sha256(dumped + entry.whole).digest()
    return Record(entry.kind, entry.key, entry.visible, newest, digest, number, (dumped.decode(), *apart))


def stamp(record: Record, since: int) -> str:
    """Since when a brief is as it is, as the index's own JSON."""
    group = hash41(record.key)
    stamped = {"key": f"{MODIFIED}/{record.key}", "kind": MODIFIED, "group": group, "number": record.number}
    return orjson.dumps(stamped | {"lot": since}).decode()


def _apart(entry: Entry) -> str:
    document = {
        "key": f"{WHOLE}/{entry.key}",
        "kind": WHOLE,
        "visible": entry.visible,
        "json": b64encode(zstandard.compress(entry.whole, _LEVEL)).decode(),
    }
    return orjson.dumps(document).decode()


def _group(entry: Entry) -> int | None:
    """The number of the brief that it is, or that it stands in; not of those that share it."""
    brief = entry.id.partition("/")[0]
    return hash41(f"brief/{brief}") if entry.kind == "brief" or "/" in entry.id else None
