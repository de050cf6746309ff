"""What came of each brief, kept by content hash: a build reads and renders again only what has changed.

Each file of `<snapshot>/.cache/` is named after all that decides what is in it: the brief's bytes, the registry's, and
our code. It is written aside and renamed; one that is torn is as good as none. The builder alone writes there, so that
its pickles are as trustworthy as the snapshot beside them.
"""

import hashlib
import pickle
import sys
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import zstandard

import app
from app.content.yaml_file import YamlFile
from app.publish.usage import Usage
from app.snapshot.compile import unwritable
from app.snapshot.record import Record

FOLDER = ".cache"
_DIGEST = 16


class Rendered(NamedTuple):
    """The entries of one brief, or of what briefs share, ready for the index, and what of the registry they use."""

    records: list[Record]
    usage: Usage


class Cache:
    """Readings and renderings by key: in a folder, or in memory for a single use.

    Raises SnapshotUnwritable where the folder cannot be written.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._memory: dict[str, bytes] = {}
        self._used: set[str] = set()
        if folder:
            with unwritable(folder.parent):
                folder.mkdir(exist_ok=True)

    def recall(self, key: str) -> Any:
        """What has been kept under the key; None where nothing has, or where it is no longer whole."""
        content = self._content(key)
        if content is None or hashlib.blake2b(content[_DIGEST:], digest_size=_DIGEST).digest() != content[:_DIGEST]:
            return None
        self.use(key)
        return pickle.loads(content[_DIGEST:])  # stops where the first pickle ends

    def rendered(self, key: str) -> Rendered:
        """What was kept beside what has been recalled."""
        content = self._content(key)
        assert content is not None
        start = int.from_bytes(content[-8:], "big")
        found: Rendered = pickle.loads(zstandard.decompress(content[start:-8]))
        return found

    def keep(self, key: str, value: Any, rendered: Rendered | None = None) -> None:
        """A value, and a rendering to be fetched when it is needed."""
        first = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        second = zstandard.compress(pickle.dumps(rendered, pickle.HIGHEST_PROTOCOL), 1) if rendered else b""
        content = first + second + (_DIGEST + len(first)).to_bytes(8, "big")
        content = hashlib.blake2b(content, digest_size=_DIGEST).digest() + content
        self.use(key)
        if self.folder is None:
            self._memory[key] = content
            return
        with unwritable(self.folder.parent):
            aside = self.folder / f"{key}.aside"
            aside.write_bytes(content)
            aside.rename(self.folder / key)

    def use(self, key: str) -> None:
        """What another process has kept is used too."""
        self._used.add(key)

    def prune(self) -> None:
        """Remove what this build has not used."""
        if self.folder:
            for path in self.folder.iterdir():
                if path.name not in self._used:
                    path.unlink(missing_ok=True)

    def _content(self, key: str) -> bytes | None:
        if self.folder is None:
            return self._memory.get(key)
        try:
            return (self.folder / key).read_bytes()
        except OSError:
            return None


@dataclass(frozen=True, slots=True)
class Keys:
    """The key of the registry's reading, and of each brief's beside it, and of what they share."""

    registry: str

    @classmethod
    def of(cls, registry: list[YamlFile]) -> "Keys":
        return cls(_digest(_code(), *map(_parts, registry)))

    def key(self, brief: YamlFile) -> str:
        return _digest(self.registry.encode(), _parts(brief))

    def shared(self, usage: Usage) -> str:
        """Of what briefs share, as they use it."""
        return _digest(self.registry.encode(), usage.dump())


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()[:32]


@cache
def _code() -> bytes:
    """A digest of what turns bytes into entries: our code, and the packages whose data it takes in."""
    digest = hashlib.sha256(sys.version.encode())
    for package in ("babel", "pycountry", "pydantic", "pyyaml"):
        digest.update(_part(f"{package} {version(package)}".encode()))
    for path in sorted(Path(app.__file__).parent.rglob("*.py")):
        digest.update(_part(path.read_bytes()))
    return digest.digest()


def _parts(file: YamlFile) -> bytes:
    return _part(file.name.encode("utf-8", "surrogateescape")) + _part(file.content)


def _part(content: bytes) -> bytes:
    return len(content).to_bytes(8, "big") + content
