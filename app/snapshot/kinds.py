"""The kinds of entry: where each is listed, how it can be filtered and sorted. The one table of that."""

from dataclasses import dataclass

NEWEST, OLDEST, BY_TITLE, BY_RELEVANCE = "-date", "date", "title", "relevance"

PARTIES = ("between", "country", "organisation", "partnership")
TAGS = (*PARTIES, "topic", "person", "speaker", "initiative")
ORIGIN = ("brief", "language")
CHECKED = ("verification", "verdict", "publisher")


@dataclass(frozen=True, slots=True)
class Kind:
    """`plural` is the list's path under `/v1`; `filters` are the parameters that narrow it.

    What is not `searchable` has one order, and takes no words. `lists` are the kinds of entry that it shows, where
    they are others than itself; `limit` is how much of that it shows if it is not told.
    """

    name: str
    plural: str
    title: str
    filters: tuple[str, ...]
    sorts: tuple[str, ...] = (NEWEST, OLDEST, BY_TITLE, BY_RELEVANCE)
    dated: bool = True
    searchable: bool = True
    lists: tuple[str, ...] = ()
    limit: int = 20

    @property
    def entries(self) -> tuple[str, ...]:
        return self.lists or (self.name,)

    @property
    def made_of(self) -> tuple[str, ...]:
        """The kinds of entry that its answers change with: what holds others counts them."""
        return tuple(dict.fromkeys([*self.entries, *KINDS])) if self.name in HOLDERS else self.entries

    @property
    def path(self) -> str:
        return f"/v1/{self.plural}"

    @property
    def facets(self) -> tuple[str, ...]:
        """The filters whose values can be counted: those of which one is as good as another."""
        return tuple(name for name in self.filters if name != "between")

    def field(self, filter: str) -> str:
        """The field of the index that a filter looks in."""
        if filter == "kind" and self.name != "passage":
            return "source_kind"
        return "party" if filter == "between" else filter


def _named(name: str, plural: str, *filters: str) -> Kind:
    return Kind(name, plural, plural.capitalize(), filters, (BY_TITLE, BY_RELEVANCE), dated=False)


BRIEF = Kind("brief", "briefs", "Briefs", (*TAGS, "perspective", "language", "publisher"))
SECTION = Kind("section", "sections", "Sections", (*TAGS, *ORIGIN, "verdict"))
AREA = Kind("area", "areas", "Areas of cooperation", (*TAGS, *ORIGIN, *CHECKED, "stage"))
POINT = Kind("point", "why-it-matters", "Why-it-matters points", (*TAGS, *ORIGIN, *CHECKED))
QUOTE = Kind("quote", "quotes", "Quotes", (*TAGS, *ORIGIN, *CHECKED))
EVENT = Kind(
    "event", "timeline", "Events", (*TAGS, *ORIGIN, *CHECKED, "stage"), (OLDEST, NEWEST, BY_TITLE, BY_RELEVANCE)
)
SOURCE = Kind("source", "sources", "Sources", ("brief", "kind", "language", "publisher"))
PARTNERSHIP = _named("partnership", "partnerships", "between", "country", "organisation", "brief")
PERSON = _named("person", "people", "country")
COUNTRY = _named("country", "countries")
ORGANISATION = _named("organisation", "organisations")
INITIATIVE = _named("initiative", "initiatives", "between", "country", "organisation")
TOPIC = _named("topic", "topics")

KINDS = {
    kind.name: kind
    for kind in (
        BRIEF,
        SECTION,
        AREA,
        POINT,
        QUOTE,
        EVENT,
        SOURCE,
        PARTNERSHIP,
        PERSON,
        COUNTRY,
        ORGANISATION,
        INITIATIVE,
        TOPIC,
    )
}

# Not a kind of its own: the entries of all kinds, as what they say.
PASSAGE = Kind(
    "passage",
    "search",
    "Passages",
    ("kind", *TAGS, *ORIGIN, *CHECKED, "stage"),
    (NEWEST, OLDEST, BY_RELEVANCE),
    lists=tuple(KINDS),
)

RELATED = Kind("related", "briefs", "Briefs", (), (BY_RELEVANCE,), dated=False, searchable=False, lists=("brief",))

# The claims of partnerships, summed up.
GRAPH = Kind(
    "graph",
    "graph",
    "Partnerships",
    (*TAGS, *ORIGIN, *CHECKED, "stage"),
    (NEWEST,),
    searchable=False,
    lists=("area", "point", "quote", "event"),
    limit=100,
)

# Quotes that are established, one a day.
TODAY = Kind("today", "quotes/today", "Quotes", QUOTE.filters, (NEWEST,), searchable=False, lists=("quote",))
ESTABLISHED = ("confirmed", "reported")

# Kinds that hold others, each of which is found by the field of the kind's name.
HOLDERS = frozenset({"partnership", "person", "country", "organisation", "initiative", "topic"})
