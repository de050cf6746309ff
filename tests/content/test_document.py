"""The rules that live in the models themselves: which office a person held when."""

import pytest

from app.content.document import Document, Person
from app.content.scalars import partial_date

OFFICES = [
    {"title": "Minister", "from": "2020", "to": "2024-06-30"},
    {"title": "Prime Minister", "from": "2024-07-01"},
    {"title": "Party leader", "to": "2022-03"},
]


@pytest.mark.parametrize(
    ("date", "office"),
    [
        ("2020-01-01", "Minister"),
        ("2019-12-31", "Party leader"),
        ("1950", "Party leader"),
        ("2020", "Minister"),
        ("2024-06-30", "Minister"),
        ("2024-07-01", "Prime Minister"),
        ("2024-07", "Prime Minister"),
        ("2024-06", "Minister"),
        ("2024", "Prime Minister"),
        ("2099-12-31", "Prime Minister"),
    ],
)
def test_the_office_at_a_date_is_the_one_that_began_last(date: str, office: str) -> None:
    found = Person.model_validate({"name": "A", "offices": OFFICES}).office_at(partial_date(date))
    assert found is not None
    assert found.title == office


@pytest.mark.parametrize(
    ("office", "date", "held"),
    [
        ({"title": "T"}, "1950", True),
        ({"title": "T", "from": "2020-05"}, "2020-04-30", False),
        ({"title": "T", "from": "2020-05"}, "2020-05-01", True),
        ({"title": "T", "from": "2020-05"}, "2020", True),
        ({"title": "T", "to": "2020-05"}, "2020-05-31", True),
        ({"title": "T", "to": "2020-05"}, "2020-06-01", False),
        ({"title": "T", "to": "2020-05"}, "2020", True),
        ({"title": "T", "from": "2020", "to": "2020"}, "2021-01-01", False),
    ],
)
def test_an_unknown_end_of_an_office_is_open(office: dict[str, str], date: str, held: bool) -> None:
    person = Person.model_validate({"name": "A", "offices": [office]})
    assert bool(person.office_at(partial_date(date))) is held


def test_without_a_date_no_office_is_named() -> None:
    assert Person.model_validate({"name": "A", "offices": [{"title": "T"}]}).office_at(None) is None


def models(model: type[Document]) -> list[type[Document]]:
    return [model, *(below for part in model.__subclasses__() for below in models(part))]


def test_every_key_that_an_editor_may_write_is_described_with_an_example() -> None:
    """They are the hover help and the completion in an editor."""
    bare = [
        f"{model.__name__}.{name}"
        for model in models(Document)
        for name, field in model.model_fields.items()
        if not field.description or not field.examples
    ]
    assert bare == []
