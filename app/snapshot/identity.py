"""What makes two snapshots the same: their entries and the layout's version."""

import hashlib

import orjson

from app.snapshot.layout import HASH_MASK, VERSION, Entry


class Identity:
    """A running digest of entries, given in order of their keys within each brief."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256(f"layout {VERSION}".encode())

    def add(self, entry: Entry) -> None:
        for part in (entry.key.encode(), entry.json, entry.whole, _values(entry)):
            self._digest.update(len(part).to_bytes(8, "big") + part)

    def digest(self, names: bytes) -> str:
        """The id of the snapshot of all entries so far, with the names that filters know."""
        digest = self._digest.copy()
        digest.update(names)
        return digest.hexdigest()[:16]


def _values(entry: Entry) -> bytes:
    """Everything of an entry that is not JSON already: what it is found by."""
    return orjson.dumps(
        {
            "values": dict(sorted(entry.values.items())),
            "name": entry.name,
            "prose": dict(sorted(entry.prose.items())),
            "dates": [entry.date, entry.first, entry.last, entry.happened, entry.visible],
        }
    )


def edition(snapshot: str, instants_passed: int) -> str:
    """What is visible now: a digest of the snapshot and of how many publication instants have passed."""
    return hashlib.sha256(f"{snapshot}:{instants_passed}".encode()).hexdigest()[:16]


def hash41(key: str) -> int:
    """41 bits of the key's hash: breaks ties between entries of one day."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") & HASH_MASK
