"""Whom and what a plain text names: countries, and what the registry has."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.content.registry import Registry

COUNTRY, SEAT, PERSON, ORGANISATION, INITIATIVE = "country", "seat", "person", "organisation", "initiative"
_PARTIES = (COUNTRY, ORGANISATION)

# Adjectives that follow no rule, and abbreviations.
_ADJECTIVES = """
AE Emirati, AF Afghan, AR Argentine, BE Belgian, CH Swiss, CY Cypriot, CZ Czech, DE German, DK Danish,
DO Dominican, ES Spanish, FI Finnish, FR French, GB British, GB U.K., GR Greek, IE Irish, IS Icelandic, KZ Kazakh,
NG Nigerian, NL Dutch, NO Norwegian, PE Peruvian, PH Filipino, PH Philippine, PH Philippines, PL Polish, PT Portuguese,
SA Saudi, SE Swedish, TH Thai, TR Turkish, UA Ukrainian, US US, US U.S., US U.S.A., UZ Uzbek
"""
# Where governments sit. A town may be no more than the place, so these count only where no country is named.
_SEATS = """
AU Canberra, BD Dhaka, BR Brasília, CA Ottawa, CN Beijing, DE Berlin, EG Cairo, FR Paris, GB London, ID Jakarta,
IN Delhi, IN New Delhi, IR Tehran, IT Rome, JP Tokyo, KE Nairobi, KR Seoul, PK Islamabad, RU Kremlin, RU Moscow,
SA Riyadh, TR Ankara, UA Kyiv, US Washington, VN Hanoi, ZA Pretoria
"""
# Names that hold the name of a country and are not it.
_ELSEWHERE = """
Central America, Indian Ocean, Latin America, Latin American, New Jersey, New Mexico, North America, North American,
Sea of Japan, South America, South American, South China Sea, Gulf of Mexico
"""
# Organisations that may be a party without an entry in the registry, which the check will then ask for.
_UNIONS = {"eu": ("EU", "European Union"), "un": ("UN", "United Nations")}
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A name in a text, from `start` to `end`."""

    start: int
    end: int
    kind: str
    id: str


class Names:
    """Finds names. `countries` gives what each country code is called, the usual name first.

    A name is found as it is written or in capitals, never in lower case: `us` is no country, and `turkey` a bird.
    Topics alone are common nouns, and found in any case.
    """

    def __init__(self, registry: Registry, countries: Mapping[str, Iterable[str]]) -> None:
        self._organisations = registry.organisations.valid.keys()
        self._usual: dict[str, str] = {}
        meant: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for name in _listed(_ELSEWHERE):
            meant[name].add(("", ""))
        for kind, table in ((COUNTRY, _ADJECTIVES), (SEAT, _SEATS)):
            for name in _listed(table):
                meant[name[3:]].add((kind, name[:2]))
        regular: dict[str, tuple[str, str]] = {}
        for code, names in countries.items():
            for name in names:
                self._usual.setdefault(code, name)
                if not _is_code(name):
                    meant[name].add((COUNTRY, code))
                    regular |= dict.fromkeys(_adjectives(name), (COUNTRY, code))
        for kind, entries in (
            (PERSON, registry.people),
            (ORGANISATION, registry.organisations),
            (INITIATIVE, registry.initiatives),
        ):
            for id, entry in entries.valid.items():
                for name in (entry.name, *entry.aliases):
                    meant[name].add((kind, id))
        for id, names in _UNIONS.items():
            for name in names:
                meant[name].add((ORGANISATION, id))
        for name, only in regular.items():
            meant.setdefault(name, {only})
        self._names = _by_first_word(
            (form, *things.copy().pop())
            for name, things in meant.items()
            if len(things) == 1  # `Korea` and `Congo` are two countries each
            for form in {name, name.upper()}
        )
        self._topics = _by_first_word(
            (name.lower(), "topic", id)
            for id, topic in registry.topics.valid.items()
            for name in (topic.name, *topic.aliases)
        )

    def find(self, text: str) -> list[Found]:
        """Every name, in the text's order; of two that overlap, the longer."""
        found = [*_occurrences(text, self._names), *self._flags(text)]
        return sorted(name for name in found if name.kind)

    def topics(self, text: str) -> list[str]:
        return list(dict.fromkeys(name.id for name in _occurrences(text.lower(), self._topics)))

    def ids(self, text: str, kind: str) -> list[str]:
        """The ids of a kind that a text names, each once."""
        return list(dict.fromkeys(name.id for name in self.find(text) if name.kind == kind))

    def counts(self, text: str) -> Counter[str]:
        """How often a text names each country or organisation; the first named comes first among equals."""
        return Counter(name.id for name in self.find(text) if name.kind in _PARTIES)

    def parties(self, heading: str) -> list[str]:
        """Between whom it is, as a heading says, before its colon or anywhere.

        An organisation is a party only where fewer than two countries are named, and a seat of government stands for
        its country only then. One party alone is what a heading such as `Ties with Japan` names.
        """
        found = self.find(heading)
        label = re.split(r":(?:\s|$)", heading)[0]
        named = [
            list(dict.fromkeys(name.id for name in found if name.kind in kinds and name.end <= end))
            for end in (len(label), len(heading))
            for kinds in ((COUNTRY,), (COUNTRY, ORGANISATION), (COUNTRY, SEAT))
        ]
        alone = (ids for ids in named if len(ids) == 1 and self.has_foreign_policy(ids[0]))
        return next((ids for ids in named if len(ids) > 1), None) or next(alone, [])

    def is_country(self, id: str) -> bool:
        return id in self._usual

    def registers(self, organisation: str) -> bool:
        return organisation in self._organisations

    def has_foreign_policy(self, id: str) -> bool:
        """Whether it may be a party where nothing but its name says so."""
        return id in self._usual or id == "eu"

    def usual(self, id: str) -> str:
        """What a country is called."""
        return self._usual.get(id, id)

    def _flags(self, text: str) -> Iterator[Found]:
        for match in _FLAG.finditer(text):
            code = "".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in match[0])
            if code in self._usual:
                yield Found(match.start(), match.end(), COUNTRY, code)


_Table = dict[str, list[tuple[str, str, str]]]


def _by_first_word(names: Iterable[tuple[str, str, str]]) -> _Table:
    """Names with what they mean under their first word, the longest first: a text is then read once, word by word."""
    table: _Table = defaultdict(list)
    for name, kind, id in names:
        if first := re.search(r"\w+", name):
            table[first[0]].append((name[first.start() :], kind, id))
    return {word: sorted(found, key=lambda entry: -len(entry[0])) for word, found in table.items()}


def _occurrences(text: str, table: _Table) -> Iterator[Found]:
    end = 0
    for word in re.finditer(r"\w+", text):
        start = word.start()
        for name, kind, id in table.get(word[0], ()) if start >= end else ():
            if text.startswith(name, start) and not text[start + len(name) : start + len(name) + 1].isalnum():
                end = start + len(name)
                yield Found(start, end, kind, id)
                break


def _listed(table: str) -> list[str]:
    return [" ".join(name.split()) for name in table.split(",")]


def _is_code(name: str) -> bool:
    """ISO's three letters, which in capitals are words too (AND, CAN, PER); but for those that people write."""
    return len(name) == 3 and name.isupper() and name not in ("USA", "UAE")


def _adjectives(country: str) -> Iterator[str]:
    """What the rules make of a country's name: Indian, Italian, Mexican, Chinese, Iraqi; most of it no word at all."""
    stem = country[:-1]
    match country[-1]:
        case "a":
            made = [f"{country}n", f"{stem}ian", f"{stem}ese"]
        case "e" | "y":
            made = [f"{stem}ian", f"{country}an"]
        case "o":
            made = [f"{stem}an"]
        case "i":
            made = [f"{country}an"]
        case _:
            made = [f"{country}ian", f"{country}ese", f"{country}i"]
    for name in made:
        yield from (name, f"{name}s")
