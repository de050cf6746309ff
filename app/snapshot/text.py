"""Words: how text is cut for the index, and how a client's words become a query.

A client's text never reaches a Tantivy parser: nested brackets would end the process, and operators would leak.
"""

import unicodedata
from functools import cache

import tantivy

WORDS, STEMS = "words", "stems"
MAX_TERMS = 32
_WORD = r"[\p{L}\p{M}\p{N}]+"


@cache
def analyzers() -> dict[str, tantivy.TextAnalyzer]:
    """Both cut at anything but letters, marks and digits, and fold case and accents; one also stems."""
    return {WORDS: _builder().build(), STEMS: _builder().filter(tantivy.Filter.stemmer("english")).build()}


def _builder() -> tantivy.TextAnalyzerBuilder:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_WORD))
    return builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold())


def words(text: str) -> list[str]:
    """The words of a client's text, folded as in the index."""
    return analyzers()[WORDS].analyze(unicodedata.normalize("NFC", text))


def all_of(schema: tantivy.Schema, terms: list[str]) -> tantivy.Query:
    """Entries that have every word, in this or another form."""
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, _either(schema, term)) for term in terms])


def _either(schema: tantivy.Schema, term: str) -> tantivy.Query:
    stem = analyzers()[STEMS].analyze(term)
    forms = [tantivy.Query.term_query(schema, WORDS, term)]
    forms += [tantivy.Query.term_query(schema, STEMS, part) for part in stem]
    return tantivy.Query.disjunction_max_query(forms)
