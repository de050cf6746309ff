"""A question, said in a sentence."""

import pytest

from app.snapshot.edition import Edition
from app.snapshot.kinds import KINDS
from app.wire.parameters import parse
from tests.conftest import Client


@pytest.mark.parametrize(
    ("kind", "query", "sentence"),
    [
        ("quote", "", "Quotes, newest first"),
        ("event", "", "Events, oldest first"),
        ("country", "", "Countries, by name"),
        ("point", "sort=title", "Points that say why it matters, by title"),
        ("event", "sort=-date", "Events, newest first"),
        ("quote", "speaker=asha-rao&country=US", "Quotes by Asha Rao about the United States, newest first"),
        ("quote", "country=IN,RU", "Quotes about India or Russia, newest first"),
        (
            "quote",
            "country=AE,GB,IN",
            "Quotes about the United Arab Emirates, the United Kingdom or India, newest first",
        ),
        ("quote", "country=FK", "Quotes about the Falkland Islands, newest first"),
        ("quote", "between=India,Russia", "Quotes between India and Russia, newest first"),
        ("quote", "between=US,IN,RU", "Quotes between the United States, India and Russia, newest first"),
        ("partnership", "between=IN", "Partnerships of India with others, by name"),
        ("quote", "between=eu,IN", "Quotes between the European Union and India, newest first"),
        ("quote", "partnership=in-us", "Quotes of the partnership India–United States, newest first"),
        ("area", "topic=energy,trade", "Areas of cooperation on energy or trade, newest first"),
        ("area", "stage=signed&topic=trade", "Areas of cooperation on trade at the stage signed, newest first"),
        ("area", "initiative=chip-plan", "Areas of cooperation under Chip Plan, newest first"),
        ("area", "verification=disputed", "Areas of cooperation that are disputed, newest first"),
        (
            "area",
            "verdict=incorrect,overstated",
            "Areas of cooperation with the verdict incorrect or overstated on an examined text, newest first",
        ),
        ("quote", "brief=india-eu-trade", "Quotes in “India and the European Union”, newest first"),
        ("quote", "language=en", "Quotes in English, newest first"),
        ("brief", "perspective=IN", "Briefs from the perspective of India, newest first"),
        ("quote", "publisher=the-daily-wire-line", "Quotes citing The Daily Wire-Line, newest first"),
        ("source", "kind=news,official", "Sources of kind news or official, newest first"),
        ("quote", "person=asha-rao", "Quotes with Asha Rao, newest first"),
        ("quote", "from=2023", "Quotes since 2023, newest first"),
        ("quote", "to=2023-06", "Quotes until 2023-06, newest first"),
        ("quote", "from=2023&to=2023", "Quotes of 2023, newest first"),
        ("quote", "from=2023-06&to=2024", "Quotes from 2023-06 to 2024, newest first"),
        ("quote", "q=crude+oil", "Quotes matching “crude oil”, best match first"),
        ("topic", "q=oil&sort=title", "Topics matching “oil”, by name"),
        ("quote", "exclude=topic:energy", "Quotes except those on energy, newest first"),
        (
            "quote",
            "exclude=topic:energy,country:US,between:IN",
            "Quotes except those between India and others, about the United States or on energy, newest first",
        ),
        ("quote", "ids=a/b,c/d", "Quotes by id, in the order asked for"),
        (
            "quote",
            "topic=energy&speaker=asha-rao&country=RU&from=2024&q=oil&exclude=topic:trade&sort=title",
            "Quotes by Asha Rao about Russia on energy since 2024 matching “oil” except those on trade, by title",
        ),
    ],
)
def test_a_question_reads_as_a_sentence(client: Client, kind: str, query: str, sentence: str) -> None:
    edition: Edition = client.app.state.current.edition()
    assert edition.describe(edition.ask(KINDS[kind], parse(query.encode()))) == sentence
