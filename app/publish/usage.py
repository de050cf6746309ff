"""From when each registered thing may be spoken of: the first instant at which a brief that names it is visible."""

from collections.abc import Iterable

import orjson

from app.publish.claims import Tags


class Usage:
    """The earliest instant, in seconds since 1970, for each kind and id that a published brief uses."""

    def __init__(self) -> None:
        self._seen: dict[str, dict[str, int]] = {}
        self._briefs: dict[tuple[str, str], dict[str, None]] = {}
        self.parties: dict[str, tuple[str, ...]] = {}

    def see(self, kind: str, ids: Iterable[str], visible: int, brief: str = "") -> None:
        seen = self._seen.setdefault(kind, {})
        for id in ids:
            seen[id] = min(visible, seen.get(id, visible))
            if brief:
                self._briefs.setdefault((kind, id), {})[brief] = None

    def see_tags(self, tags: Tags, visible: int) -> None:
        self.see("country", tags.countries, visible)
        self.see("organisation", tags.organisations, visible)
        self.see("topic", tags.topics, visible)
        self.see("person", tags.people, visible)
        self.see("initiative", tags.initiatives, visible)
        self.see("speaker", tags.speakers, visible)
        self.see("person", (speaker for speaker in tags.speakers if speaker not in tags.organisations), visible)
        self.see("publisher", tags.publishers, visible)

    def see_partnership(self, id: str, parties: Iterable[str], visible: int, brief: str = "") -> None:
        self.see("partnership", [id], visible, brief)
        self.parties.setdefault(id, tuple(sorted(parties, key=str.lower)))

    def merge(self, other: "Usage") -> None:
        """Add what another brief uses."""
        for kind, instants in other._seen.items():
            seen = self._seen.setdefault(kind, {})
            for id, visible in instants.items():
                seen[id] = min(visible, seen.get(id, visible))
        for key, briefs in other._briefs.items():
            self._briefs.setdefault(key, {}).update(briefs)
        for id, parties in other.parties.items():
            self.parties.setdefault(id, parties)

    def dump(self) -> bytes:
        """All that is known, by which two uses can be compared."""
        briefs = [(*key, list(ids)) for key, ids in self._briefs.items()]
        return orjson.dumps([self._seen, briefs, self.parties])

    def visible(self, kind: str) -> dict[str, int]:
        """Instants by id, in order of the ids."""
        return dict(sorted(self._seen.get(kind, {}).items()))

    def briefs(self, kind: str, id: str) -> tuple[str, ...]:
        """The briefs that use a shared thing."""
        return tuple(self._briefs.get((kind, id), ()))
