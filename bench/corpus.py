"""Make a corpus of any size, the same for a seed: Zipf words, and a skew of countries, topics and dates.

    python bench/corpus.py 10000 /tmp/big

The files are what an editor could have written: `briefs check --data /tmp/big` finds no fault.
"""

import argparse
import itertools
import random
from datetime import date, timedelta
from pathlib import Path

COUNTRIES = (
    "IN US RU CN GB FR DE JP AU BR ZA AE SA IR IL EG KE NG ID VN KR SG MY TH LK BD NP BT MM CA MX AR CL IT ES".split()
)
ORGANISATIONS = {"eu": "European Union", "brics": "BRICS", "quad": "Quad", "g20": "G20", "asean": "ASEAN", "sco": "SCO"}
TOPICS = "trade defence energy technology diplomacy security climate space mobility health finance education".split()
STAGES = "talks announced intent agreed signed in-force under-way completed stalled superseded ended".split()
SYLLABLES = [a + b for a in "b d f g k l m n p r s t v".split() for b in "a e i o u an el or is um".split()]
OWN_SOURCES = 7
FIRST_DAY = date(2008, 1, 1)


class Corpus:
    """The choices of one corpus. Common things are much commoner than rare ones, as in life."""

    def __init__(self, seed: int, briefs: int) -> None:
        self.random = random.Random(seed)
        self.people, self.events = _between(40, briefs, 400), _between(20, briefs // 2, 500)
        self.sources, self.initiatives = _between(50, 2 * briefs, 2_000), _between(10, briefs // 10, 60)
        makers = itertools.product(SYLLABLES, repeat=2)
        self.words = ["".join(parts) for parts in itertools.islice(makers, 0, 20_000)]
        self.random.shuffle(self.words)
        self.weights = list(itertools.accumulate(1 / rank for rank in range(1, len(self.words) + 1)))

    def prose(self, low: int, high: int) -> str:
        count = self.random.randint(low, high)
        words = self.random.choices(self.words, cum_weights=self.weights, k=count)
        return " ".join(words).capitalize() + "."

    def title(self) -> str:
        return self.prose(3, 6).rstrip(".")

    def skewed(self, items: list[str], count: int) -> list[str]:
        """Distinct items, the first ones most often."""
        weights = [1 / rank for rank in range(1, len(items) + 1)]
        return list(dict.fromkeys(self.random.choices(items, weights, k=count)))

    def day(self) -> date:
        return FIRST_DAY + timedelta(days=int(self.random.triangular(0, 6_800, 6_500)))

    def ids(self, noun: str, size: int, count: int) -> list[str]:
        return self.skewed([f"{noun}-{number}" for number in range(size)], count)


def _between(least: int, number: int, most: int) -> int:
    return max(least, min(number, most))


def reference(corpus: Corpus) -> dict[str, str]:
    """The registry files."""
    people = (
        f"person-{n}:\n  name: {corpus.title()}\n  country: {corpus.skewed(COUNTRIES, 1)[0]}\n"
        f"  offices:\n    - title: Minister {n}\n"
        for n in range(corpus.people)
    )
    events = (
        f"event-{n}:\n  date: {corpus.day()}\n  title: {corpus.title()}\n  parties: {_parties(corpus)}\n"
        f"  people: {_list(corpus.ids('person', corpus.people, 2))}\n  sources: [shared-{n % corpus.sources}]\n"
        for n in range(corpus.events)
    )
    sources = (_source(corpus, f"shared-{n}", "") for n in range(corpus.sources))
    return {
        "people": "".join(people),
        "events": "".join(events),
        "sources": "".join(sources),
        "organisations": "".join(f"{id}: {{name: {name}}}\n" for id, name in ORGANISATIONS.items()),
        "topics": "".join(f"{id}: {{name: {id.capitalize()}}}\n" for id in TOPICS),
        "initiatives": "".join(f"initiative-{n}: {{name: {corpus.title()}}}\n" for n in range(corpus.initiatives)),
    }


def brief(corpus: Corpus, number: int) -> str:
    """One brief of about 20 entries: 1 to 6 sections, some points and events, ten sources, seven of them its own."""
    published = corpus.day()
    counter = itertools.count(1)
    size = corpus.random.choices(range(1, 7), weights=[30, 30, 20, 10, 6, 4])[0]
    sections = list(dict.fromkeys(_parties(corpus) for _ in range(size)))
    areas: list[str] = []
    lines = [
        f"title: {corpus.title()} {number}",
        f"published: {published}",
        f"as_of: {published:%Y-%m}",
        f"perspective: {corpus.skewed(COUNTRIES, 1)[0]}",
        f"summary: {corpus.prose(40, 90)}",
        f"position: {{detail: {corpus.prose(15, 30)}}}",
        "partnerships:",
    ]
    for parties in sections:
        lines += [
            f"  - parties: {parties}",
            f"    title: {corpus.title()}",
            f"    summary: {corpus.prose(20, 50)}",
            "    areas:",
        ]
        for _ in range(corpus.random.randint(1, 2)):
            areas.append(f"area-{next(counter)}")
            lines += _area(corpus, areas[-1])
        if corpus.random.random() < 0.6:
            lines += ["    quotes:", *_quote(corpus, f"quote-{next(counter)}")]
    lines.append("why_it_matters:")
    for _ in range(corpus.random.randint(1, 3)):
        topics = _list(corpus.skewed(TOPICS, 2))
        lines += [f"  - id: point-{next(counter)}", f"    title: {corpus.title()}"]
        lines += [f"    detail: {corpus.prose(15, 40)}", f"    topics: {topics}"]
    lines += ["timeline:", *(f"  - {event}" for event in corpus.ids("event", corpus.events, 2))]
    for area in areas[::2] or areas:
        stage = corpus.skewed(STAGES, 1)[0]
        lines.append(
            f"  - {{id: event-of-{area}, date: {corpus.day()}, title: {corpus.title()}, area: {area}, stage: {stage}, "
            f"sources: [own-{corpus.random.randint(1, OWN_SOURCES)}]}}"
        )
    lines += [f"conclusion: {{detail: {corpus.prose(10, 25)}}}", "sources:"]
    text = "\n".join(lines) + "\n"
    return text + "".join(_source(corpus, f"own-{n}", "  ") for n in range(1, OWN_SOURCES + 1))


def _area(corpus: Corpus, id: str) -> list[str]:
    return [
        f"      - id: {id}",
        f"        title: {corpus.title()}",
        f"        detail: {corpus.prose(30, 80)}",
        f"        topics: {_list(corpus.skewed(TOPICS, 2))}",
        f"        initiatives: {_list(corpus.ids('initiative', corpus.initiatives, 1))}",
        f"        sources: [own-{corpus.random.randint(1, OWN_SOURCES)}, {corpus.ids('shared', corpus.sources, 1)[0]}]",
    ]


def _quote(corpus: Corpus, id: str) -> list[str]:
    return [
        f"      - id: {id}",
        f"        text: {corpus.prose(10, 30)}",
        f"        speaker: {corpus.ids('person', corpus.people, 1)[0]}",
        f"        date: {corpus.day()}",
        f"        sources: [own-{corpus.random.randint(1, OWN_SOURCES)}]",
    ]


def _source(corpus: Corpus, id: str, indent: str) -> str:
    publisher = f"Publisher {corpus.random.randint(1, 300)}"
    kind = corpus.skewed(["news", "official", "analysis", "dataset", "other"], 1)[0]
    return (
        f"{indent}{id}: {{title: {corpus.title()}, publisher: {publisher}, published: {corpus.day()}, "
        f'url: "https://source.example/{corpus.random.getrandbits(40):x}", kind: {kind}}}\n'
    )


def _parties(corpus: Corpus) -> str:
    found: list[str] = []
    while len(found) < 2:
        found = corpus.skewed([*COUNTRIES, *ORGANISATIONS], corpus.random.choice([2, 2, 2, 3, 4]))
    return _list(sorted(found))


def _list(values: list[str]) -> str:
    return f"[{', '.join(values)}]"


def write(size: int, folder: Path, seed: int = 1) -> None:
    """Write a corpus of `size` briefs into `folder`, which must be new or of an earlier run."""
    corpus = Corpus(seed, size)
    for name in ("briefs", "reference"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, text in reference(corpus).items():
        (folder / "reference" / f"{name}.yaml").write_text(text)
    for number in range(size):
        (folder / "briefs" / f"brief-{number:06}.yaml").write_text(brief(corpus, number))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", type=int, help="how many briefs")
    parser.add_argument("folder", type=Path, help="where to write, outside data/")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    write(arguments.size, arguments.folder, arguments.seed)


if __name__ == "__main__":
    main()
