"""What makes two snapshots the same: their entries and the layout's version."""

import hashlib

from app.snapshot.layout import HASH_MASK, VERSION


class Identity:
    """A running digest of entries, given in their order."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256(f"layout {VERSION}".encode())

    def add(self, digest: bytes) -> None:
        """The digest of one more entry (Record.digest)."""
        self._digest.update(digest)

    def digest(self, names: bytes) -> str:
        """The id of the snapshot of all entries so far, with the names that filters know."""
        digest = self._digest.copy()
        digest.update(names)
        return digest.hexdigest()[:16]


def edition(snapshot: str, instants_passed: int) -> str:
    """What is visible now: a digest of the snapshot and of how many publication instants have passed."""
    return hashlib.sha256(f"{snapshot}:{instants_passed}".encode()).hexdigest()[:16]


def hash41(key: str) -> int:
    """41 bits of the key's hash: breaks ties between entries of one day."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") & HASH_MASK
