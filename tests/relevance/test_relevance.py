"""What a journalist asks of the corpus, and the passage that should come first.

The expectations come from reading the corpus, not from what a search gave. `data` is a copy of the project's own of
November 2026, so that editing that breaks nothing here. Where a change of ranking fails one, the change is wrong.
"""

from pathlib import Path

import pytest

from tests.conftest import Client, client_of

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def briefs(tmp_path_factory: pytest.TempPathFactory) -> Client:
    return client_of(DATA, tmp_path_factory.mktemp("snapshot"))


# What is asked; what may come first: one passage, or a few where a fair editor could not choose; why.
QUESTIONS = [
    # Names and aliases.
    ("search?q=EAM Jaishankar", ["people/jaishankar"], "an alias of one person: the person"),
    ("search?q=MBZ", ["people/mbz"], "an abbreviation of one person's name"),
    ("search?q=antonio costa", ["people/costa"], "António Costa without accent and capitals"),
    ("search?q=Quad", ["organisations/quad", "briefs/quad-wilmington-2024"], "what it is, or the brief about it"),
    ("search?q=UAE", ["countries/AE", "briefs/india-uae-partnership"], "the country, or the brief about it"),
    ("search?q=iCET", ["initiatives/icet", "briefs/india-us-technology-icet-trust"], "what it is, or its brief"),
    (
        "search?q=TRUST",
        ["initiatives/trust", "briefs/india-us-technology-icet-trust"],
        "the initiative, not the mutual trust of a quote",
    ),
    ("search?q=G-20", ["organisations/g20", "briefs/g20-new-delhi-2023"], "what the corpus writes G20"),
    ("search?q=INSTC", ["initiatives/instc"], "an abbreviation: what it stands for"),
    # One word, a place, a publisher.
    ("search?q=Galwan", ["timeline/brics-kazan-india-china-2024/galwan-clash"], "a place: what happened there"),
    (
        "search?q=Wilmington",
        ["briefs/quad-wilmington-2024", "timeline/quad-wilmington-2024", "timeline/modi-biden-wilmington-2024"],
        "a place of two meetings",
    ),
    (
        "search?q=gold",
        ["areas/india-uae-partnership/currency-and-payments"],
        "the sale in rupees, not a golden chapter",
    ),
    (
        "search?q=Kpler",
        [
            "areas/india-balances-us-and-russia/oil-and-gas",
            "timeline/india-balances-us-and-russia/oil-share-may-2025",
        ],
        "whose count the brief gives",
    ),
    (
        "search?q=Élysée communiqué",
        ["sources/india-france-strategic-partnership/elysee-communique-2023"],
        "a publisher, written without accents in the corpus",
    ),
    # Two and three words, in any form.
    ("search?q=Russian oil tariff", ["timeline/us-oil-tariff-order-2025"], "the order itself"),
    (
        "search?q=S-400 deliveries",
        [
            "areas/india-balances-us-and-russia/defence-equipment",
            "timeline/india-balances-us-and-russia/s400-contract",
        ],
        "how many were delivered; by when all should have been",
    ),
    (
        "search?q=Rafale deliveries",
        ["timeline/india-france-strategic-partnership/rafale-m-deliveries-expected"],
        "delivery of the Rafale-M, in its title",
    ),
    ("search?q=drones price", ["areas/india-us-defence-industry/mq9b-drones"], "the only one that says the price"),
    (
        "search?q=Modi strategic autonomy",
        ["briefs/india-balances-us-and-russia"],
        "the one that is about him and the term; the quote is of his minister",
    ),
    ("search?q=student visas", ["areas/india-balances-us-and-russia/visas-and-education"], "the two words in a row"),
    ("search?q=wine duty", ["areas/india-eu-trade-agreement/food-and-farming"], "duties on wine"),
    (
        "search?q=rupee dirham",
        ["timeline/india-uae-partnership/central-bank-memoranda", "briefs/india-uae-partnership"],
        "what is told of the two currencies, before a page that is cited for it",
    ),
    (
        "search?q=china border",
        [
            "areas/brics-kazan-india-china-2024/border-management",
            "briefs/brics-kazan-india-china-2024",
        ],
        "the area or the brief of that name",
    ),
    ("search?q=chabahar waiver", ["briefs/chabahar-port"], "the brief that tells of both"),
    ("search?q=Lukoil sanctions", ["timeline/rosneft-lukoil-sanctions"], "the event of that name"),
    (
        "search?q=india uk trade deal",
        [
            "briefs/india-uk-trade-agreement",
            "timeline/india-uk-trade-agreement/agreement-signed",
            "why-it-matters/india-uk-trade-agreement/largest-since-brexit",
        ],
        "the agreement, whatever it is called",
    ),
    # Numbers, names of models, years.
    (
        "search?q=F-414",
        ["areas/india-us-defence-industry/f414-engines", "timeline/f414-memorandum"],
        "the engine, which the corpus writes F414",
    ),
    (
        "search?q=S400",
        [
            "areas/india-balances-us-and-russia/defence-equipment",
            "timeline/india-balances-us-and-russia/s400-contract",
            "timeline/india-balances-us-and-russia/s400-talks",
        ],
        "the missile, which the corpus writes S-400",
    ),
    (
        "search?q=s 400 deliveries",
        [
            "areas/india-balances-us-and-russia/defence-equipment",
            "timeline/india-balances-us-and-russia/s400-contract",
        ],
        "the missile, written in two words",
    ),
    (
        "search?q=mq-9b",
        ["areas/india-us-defence-industry/mq9b-drones", "timeline/mq9b-contract-2024"],
        "the drone, bought",
    ),
    ("search?q=H-1B fee", ["timeline/india-balances-us-and-russia/h1b-fee"], "the proclamation of the fee"),
    ("search?q=h1b fee", ["timeline/india-balances-us-and-russia/h1b-fee"], "written in one word"),
    (
        "search?q=50 per cent",
        ["timeline/india-balances-us-and-russia/tariff-reaches-fifty"],
        "the tariff that reached it, in a title",
    ),
    (
        "search?q=Putin visit December 2025",
        ["briefs/india-russia-new-delhi-summit-2025", "timeline/new-delhi-summit-2025"],
        "the summit of that month",
    ),
    ("search?q=Quad 2025", ["timeline/quad-summit-slips-2025"], "what became of that year's summit"),
    # Exact phrases, without a word, beginnings of words.
    ('search?q="critical minerals"', ["areas/india-australia-trade-agreement/critical-minerals"], "its very title"),
    (
        "search?q=strategic autonomy -France",
        ["quotes/india-us-trade-and-tariffs/strategic-autonomy", "briefs/india-balances-us-and-russia"],
        "India's own words for it",
    ),
    (
        "search?q=semiconduc*",
        [
            "areas/india-us-technology-icet-trust/semiconductors",
            "areas/india-balances-us-and-russia/semiconductors-and-ai",
        ],
        "the two areas of that name",
    ),
    # One kind alone.
    ('quotes?q="mother of all deals"', ["quotes/india-eu-trade-agreement/mother-of-all-deals"], "who said so"),
    ("quotes?q=neutral", ["quotes/india-russia-new-delhi-summit-2025/side-of-peace"], "Modi: India is not neutral"),
    (
        "quotes?q=Biden",
        [
            "quotes/india-us-technology-icet-trust/stronger-than-ever",
            "quotes/g20-new-delhi-2023/really-big-deal",
        ],
        "what he said",
    ),
    (
        "areas?q=nuclear power",
        [
            "areas/india-france-strategic-partnership/civil-nuclear-power",
            "areas/india-russia-new-delhi-summit-2025/energy-and-nuclear-power",
        ],
        "two areas of that name",
    ),
    ("areas?q=S-400 deliveries", ["areas/india-balances-us-and-russia/defence-equipment"], "three were delivered"),
    ("timeline?q=BRICS chair 2026", ["timeline/brics-india-chair-2026"], "the event of that name"),
    ("why-it-matters?q=Gwadar", ["why-it-matters/chabahar-port/gwadar"], "the rival port"),
    ("briefs?q=australia", ["briefs/india-australia-trade-agreement"], "about it, and not the Quad of four"),
    ("briefs?q=uk trade deal", ["briefs/india-uk-trade-agreement"], "the abbreviation of a country, and a synonym"),
    ("people?q=prime minister of india", ["people/narendra-modi"], "who holds the office"),
    ("initiatives?q=north south corridor", ["initiatives/instc"], "three words of its name"),
    ("sources?q=hindu battlefield", ["sources/hindu-moscow-2024"], "a publisher, and a word of the headline"),
    ("sources?q=white house", ["sources/white-house-fact-sheet-2024"], "the publisher, not a page that mentions it"),
    # Type-ahead.
    ("people?q=jai&prefix=1", ["people/jaishankar", "people/randhir-jaiswal"], "two names begin so"),
    ("people?q=ursula von der ley&prefix=1", ["people/von-der-leyen"], "the last word is not done"),
    ("countries?q=emir&prefix=1", ["countries/AE"], "a word of the name"),
    ("topics?q=tar&prefix=1", ["topics/trade"], "tariffs are an alias of trade"),
    ("initiatives?q=crit&prefix=1", ["initiatives/icet"], "a word of its name, not of another's description"),
    (
        "search?q=strategic aut&prefix=1",
        ["quotes/india-us-trade-and-tariffs/strategic-autonomy"],
        "said in so many words",
    ),
]


@pytest.mark.parametrize(("asked", "first", "why"), QUESTIONS, ids=[asked for asked, _, _ in QUESTIONS])
def test_what_should_come_first_does(briefs: Client, asked: str, first: list[str], why: str) -> None:
    found = [item["url"].removeprefix("/v1/") for item in briefs.json(f"/v1/{asked}")["items"]]
    assert found, why
    assert found[0] in first, f"{why}; found {found[:4]}"


# What is asked, misspelt or too much; the text that finds what was meant.
MISSES = [
    ("search?q=Jaishanker", "jaishankar"),
    ("search?q=semiconducters", "semiconductors"),
    ("search?q=stratejic autonomy", "strategic autonomy"),
    ("search?q=Chabahaar port", "chabahar port"),
    ("people?q=Emmanuel Macaron", "emmanuel macron"),
    ("areas?q=Rafale Brexit", "rafale"),
]


@pytest.mark.parametrize(("asked", "meant"), MISSES, ids=[asked for asked, _ in MISSES])
def test_what_finds_nothing_suggests_what_was_meant(briefs: Client, asked: str, meant: str) -> None:
    listing = briefs.json(f"/v1/{asked}")
    assert listing["count"] == 0
    suggested = [suggestion["q"].lower() for suggestion in listing["suggestions"]]
    assert meant in suggested
    assert len(set(suggested)) == len(suggested), "one text twice"
