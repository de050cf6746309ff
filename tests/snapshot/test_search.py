"""Every list agrees with plain Python: what it finds, counts, sums up, sorts and pages."""

from dataclasses import replace

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from app.snapshot.edition import Edition
from app.snapshot.page import Page
from app.snapshot.query import Question
from app.snapshot.vocabulary import fold
from tests.snapshot.building import at
from tests.snapshot.plain import Asked, Told, corpora, of, opened, questions

NOWS = st.sampled_from([0, 99, 100, 250])


def question_of(edition: Edition, asked: Asked, limit: int = 100) -> Question:
    return edition.ask(asked.kind, [*asked.pairs, ("limit", str(limit))])


def keys(page: Page) -> list[str]:
    return [f"{found['kind']}/{found['id']}" for found in map(orjson.loads, page.items)]


@given(corpora(), st.lists(questions(), min_size=20, max_size=40), NOWS)
@settings(max_examples=8, deadline=None)
def test_a_list_is_what_plain_python_finds_in_the_order_asked_for(
    listed: list[Told], asked: list[Asked], now: int
) -> None:
    with opened(listed) as snapshot:
        edition = at(snapshot, now)
        for one in (replace(one, grouped=False) for one in asked):
            expected = of(one.finds(listed, now))
            question = question_of(edition, one)
            page = edition.page(question)
            assert sorted(keys(page)) == sorted(expected), one.pairs
            assert page.count == len(expected) == snapshot.count(question, now)
            assert (page.next, page.prev) == (None, None)
            in_order([expected[key] for key in keys(page)], question.sort)
            assert list(page.scores) == sorted(page.scores, reverse=True)
            assert len(page.scores) == (len(expected) if question.sort == "relevance" else 0)


def in_order(found: list[Told], sort: str) -> None:
    entries = [told.entry for told in found]
    if sort == "title":
        assert found == sorted(found, key=lambda told: (fold(told.title), told.entry.id))
    elif sort != "relevance":
        dated = [entry.date for entry in entries if entry.date is not None]
        assert dated == sorted(dated, reverse=sort == "-date")
        assert all(entry.date is None for entry in entries[len(dated) :]), "the undated come last both ways"


@given(corpora(), st.lists(questions(), min_size=20, max_size=40), NOWS)
@settings(max_examples=8, deadline=None)
def test_facets_are_counted_without_a_choice_of_their_own(listed: list[Told], asked: list[Asked], now: int) -> None:
    with opened(listed) as snapshot:
        edition = at(snapshot, now)
        for one in asked:
            found = edition.facets(question_of(edition, one))
            assert tuple(found) == one.facets
            for name, facet in found.items():
                counts = one.counts(listed, now, name)
                order = sorted(counts, key=lambda value: (-counts[value], value))
                chosen = one.filters.get(name, ())
                top = order[: one.facet_limit or 10]
                shown = [*top, *(value for value in chosen if value not in top)]
                assert facet.count == len(counts), one.pairs
                assert [(value.value, value.count, value.selected) for value in facet.values] == [
                    (value, counts[value], value in chosen) for value in shown
                ]


@given(corpora(), st.lists(questions(), min_size=5, max_size=10), st.integers(1, 7), NOWS)
@settings(max_examples=8, deadline=None)
def test_paging_gives_every_item_once_in_order_and_leads_back(
    listed: list[Told], asked: list[Asked], limit: int, now: int
) -> None:
    with opened(listed) as snapshot:
        edition = at(snapshot, now)
        for one in asked:
            whole = keys(edition.page(question_of(edition, one)))
            question = question_of(edition, one, limit)
            pages = [edition.page(question)]
            while pages[-1].next and len(pages) <= len(whole):
                pages.append(edition.page(replace(question, cursor=pages[-1].next)))
            assert [key for page in pages for key in keys(page)] == whole
            assert all(len(page.items) == limit for page in pages[:-1])
            assert {page.count for page in pages} == {len(whole)}
            assert pages[-1].items or not whole, "no page is empty"
            back = [pages[-1]]
            while back[-1].prev and len(back) <= len(whole):
                back.append(edition.page(replace(question, cursor=back[-1].prev)))
            assert [keys(page) for page in reversed(back)] == [keys(page) for page in pages]


@given(corpora(), st.lists(questions(), min_size=10, max_size=30), NOWS)
@settings(max_examples=8, deadline=None)
def test_grouped_each_brief_is_there_once_with_its_best_passage(
    listed: list[Told], asked: list[Asked], now: int
) -> None:
    with opened(listed) as snapshot:
        edition = at(snapshot, now)
        for one in (replace(one, grouped=False) for one in asked if one.grouped):
            held = of(listed)
            passages = keys(edition.page(question_of(edition, one)))
            firsts: dict[str, str] = {}
            for key in passages:
                if brief := held[key].brief:
                    firsts.setdefault(brief, key)
            page = edition.page(question_of(edition, replace(one, grouped=True)))
            assert keys(page) == list(firsts.values()), one.pairs
            assert page.count == len(firsts)
            assert list(page.scores) == sorted(page.scores, reverse=True)
