"""What a client's words ask for, as a query, and what makes one match better than another."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import tantivy

from app.snapshot.layout import PROSE, TITLE, schema, term
from app.snapshot.text import Clause, called, forms, stem_of

# How much more an entry counts that is called just so; whose title has the word; that says it, and is not only about
# it; that says it in this form; that says two words side by side. tests/relevance tells whether a change is for good.
_CALLED, _TITLED, _SAID, _WRITTEN, _SIDE_BY_SIDE = 8.0, 2.0, 3.0, 0.5, 1.0

# How much less what holds a passage counts than the passage itself, by kind.
_HOLDING = {"brief": 0.8, "section": 0.9}

Query = tantivy.Query
_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


@dataclass(frozen=True, slots=True)
class Matcher:
    """Finds words among the entries of a kind, in some fields.

    `languages` are those of the corpus; `weigh` tells how much words in a field count.
    """

    kind: str
    fields: Sequence[str]
    languages: Sequence[str]
    weigh: Callable[[str, Sequence[str]], float]

    def find(self, clauses: Iterable[Clause], *, scored: bool) -> tantivy.Query:
        """Entries that have everything that is asked for, and in an order of their worth if they are to be scored."""
        clauses = list(clauses)
        parts = [(_NOT if clause.negative else _MUST, self._clause(clause)) for clause in clauses]
        asked = [clause for clause in clauses if not clause.negative]
        if not asked:
            parts.append((_MUST, Query.all_query()))
        if scored:
            parts += [(_SHOULD, favoured) for clause in asked for favoured in self._favoured(clause)]
            parts += [(_SHOULD, favoured) for favoured in self._together(asked)]
        return Query.boost_query(Query.boolean_query(parts), _HOLDING.get(self.kind, 1.0))

    def _clause(self, clause: Clause) -> tantivy.Query:
        match clause.form:
            case "exact":
                return _best(self._phrase(field, clause.words) for field in self.fields)
            case "prefix":
                return _best(self._beginning(field, clause) for field in self.fields)
        return _best(found for field in self.fields for found in self._forms(field, clause.words[0]))

    def _favoured(self, clause: Clause) -> Iterator[tantivy.Query]:
        """The word in the title, in the entry's own prose, as it was written."""
        if clause.form == "prefix":
            yield Query.const_score_query(self._beginning(TITLE, clause), _TITLED)
            return
        for word in clause.words:
            titled = (self._phrase(TITLE, [form]) for form in forms(word, self.languages))
            yield Query.boost_query(_best(titled), _TITLED)
            yield Query.boost_query(_best(self._forms(PROSE, word)), _SAID)
            if clause.form == "any":
                written = _best(self._phrase(field, [word]) for field in self.fields)
                yield Query.boost_query(written, _WRITTEN)

    def _together(self, asked: list[Clause]) -> Iterator[tantivy.Query]:
        """Several words that are a name, or stand side by side."""
        name = called(word for clause in asked for word in clause.words)
        yield Query.boost_query(self._phrase(TITLE, [name]), _CALLED)
        for one, other in itertools.pairwise(asked):
            if one.form == other.form == "any":
                yield Query.boost_query(self._phrase(PROSE, [*one.words, *other.words]), _SIDE_BY_SIDE)

    def _forms(self, field: str, word: str) -> Iterator[tantivy.Query]:
        """A word in any form: one that is its stem, or has it."""
        for form in forms(word, self.languages):
            yield self._phrase(field, [form])
            yield self._phrase(field, [stem_of(form)])

    def _phrase(self, field: str, words: Sequence[str]) -> tantivy.Query:
        """Words in a row, or one."""
        alone = len(words) == 1
        found = term(field, words[0]) if alone else Query.phrase_query(schema(), field, list(words))
        return Query.boost_query(found, self.weigh(field, words))

    def _beginning(self, field: str, clause: Clause) -> tantivy.Query:
        """Words that begin so: no letter may differ. A regular expression would be refused for a long one."""
        return Query.fuzzy_term_query(schema(), field, clause.words[-1], distance=0, prefix=True)


def _best(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    """Any of these; what is found by several is worth the best of them."""
    return Query.disjunction_max_query(list(queries))
