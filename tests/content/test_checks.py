"""Every row of the table of faults and warnings: what is written, and what is told where."""

import pytest

from app.content import corpus
from tests.conftest import Folder

AREA = (
    "partnerships:\n"
    "  - {parties: [IN, US], title: T, summary: S, areas: [{id: a, title: T, detail: D, sources: [wire-report]}]}\n"
)
QUOTE = "quotes:\n  - {id: q, text: T, sources: [wire-report], "
EVENT = "timeline:\n  - {id: e, title: T, sources: [wire-report], "
POINT = "why_it_matters:\n  - {id: p, title: T, detail: D, "
REVIEW = "review: {claim: C, verdict: opinion, why: W}"
SOURCE = "{title: null, publisher: P, kind: news, url: 'https://a.example/'}"

FAULTS = {
    # a country, organisation, person, topic, initiative, source, event, area or id that is not known
    "unknown country": (
        "partnerships:\n  - {parties: [IN, ZZ], title: T, summary: S}\n",
        "6:20: 'ZZ' is not a country code. Use the two capital letters of ISO 3166-1, such as IN.",
    ),
    "unknown country of a claim": (POINT + "countries: [UK]}\n", "6:46: 'UK' is not a country code. Write GB."),
    "unknown perspective": ("perspective: Norway\n", "5:14: 'Norway' is not a country code. Write NO."),
    "an organisation as a country": (
        POINT + "parties: [EU]}\n",
        "6:44: 'EU' is not a country. The organisation is written eu.",
    ),
    "unknown organisation as a party": (
        "partnerships:\n  - {parties: [IN, quad], title: T, summary: S}\n",
        "6:20: unknown organisation 'quad'. Add to reference/organisations.yaml: `quad: {…}`",
    ),
    "unknown organisation": (
        POINT + "organisations: [brisc]}\n",
        "6:50: unknown organisation 'brisc'. Did you mean 'brics'? If not, add to reference/organisations.yaml: "
        "`brisc: {…}`",
    ),
    "unknown person": (
        POINT + "people: [narendra-modi]}\n",
        "6:43: unknown person 'narendra-modi'. Add to reference/people.yaml: "
        "`narendra-modi: {name: Narendra Modi, offices: [{title: …}]}`",
    ),
    "misspelt person": (
        POINT + "people: [asha-roa]}\n",
        "6:43: unknown person 'asha-roa'. Did you mean 'asha-rao'? If not, add to reference/people.yaml: "
        "`asha-roa: {name: Asha Roa, offices: [{title: …}]}`",
    ),
    "unknown speaker": (
        QUOTE + "date: 2024, speaker: nobody}\n",
        "6:67: unknown person 'nobody'. Add to reference/people.yaml: `nobody: {name: Nobody, offices: [{title: …}]}`",
    ),
    "unknown topic": (
        POINT + "topics: [enegry]}\n",
        "6:43: unknown topic 'enegry'. Did you mean 'energy'? If not, add to reference/topics.yaml: `enegry: {…}`",
    ),
    "unknown initiative": (
        POINT + "initiatives: [icet]}\n",
        "6:48: unknown initiative 'icet'. Add to reference/initiatives.yaml: `icet: {…}`",
    ),
    "unknown source": (
        POINT + "sources: [ministry-note, wire-reprot]}\n",
        "6:59: unknown source 'wire-reprot'. Did you mean 'wire-report'? If not, add to reference/sources.yaml: "
        "`wire-reprot: {…}`",
    ),
    "unknown source of a wording": (
        QUOTE + "date: 2024, document: D, wordings: [{text: T, sources: [zzz]}]}\n",
        "6:102: unknown source 'zzz'. Add to reference/sources.yaml: `zzz: {…}`",
    ),
    "unknown source against": (
        POINT + "verification: {status: disputed, against: [zzz]}}\n",
        "6:77: unknown source 'zzz'. Add to reference/sources.yaml: `zzz: {…}`",
    ),
    "unknown source of a review": (
        "examines: wire-report\n"
        "position:\n  detail: D\n  review: {claim: C, verdict: opinion, why: W, sources: [zzz]}\n",
        "8:58: unknown source 'zzz'. Add to reference/sources.yaml: `zzz: {…}`",
    ),
    "unknown examined text": (
        "examines: zzz\n",
        "5:11: unknown source 'zzz'. Add to reference/sources.yaml: `zzz: {…}`",
    ),
    "unknown event": (
        "timeline: [summit-2023]\n",
        "5:12: unknown event 'summit-2023'. Did you mean 'summit-2024'? If not, add to reference/events.yaml: "
        "`summit-2023: {…}`",
    ),
    "unknown event that brings an area further": (
        AREA + "timeline: [{event: zzz, area: a}]\n",
        "7:20: unknown event 'zzz'. Add to reference/events.yaml: `zzz: {…}`",
    ),
    "unknown area of a shared event": (
        AREA + "timeline: [{event: summit-2024, area: b}]\n",
        "7:39: unknown area 'b'. The areas of this brief are: a.",
    ),
    "unknown area": (
        AREA + EVENT + "date: 2024, area: b}\n",
        "8:65: unknown area 'b'. The areas of this brief are: a.",
    ),
    "unknown area of a brief without any": (
        EVENT + "date: 2024, area: b}\n",
        "6:65: unknown area 'b'. The areas of this brief are: none.",
    ),
    "unknown claim of a correction": (
        POINT + "}\ncorrections: [{date: 2025-01-02, of: pp, was: W, now: N}]\n",
        "7:38: unknown claim 'pp'. Name the id of a claim of this brief.",
    ),
    "unknown brief of a withdrawal": (
        "withdrawn: {date: 2025-01-02, reason: R, replaced_by: india-eu-trad}\n",
        "5:55: unknown brief 'india-eu-trad'. Did you mean 'india-eu-trade'?",
    ),
    # the same party, key, id or partnership twice
    "the same party twice": (
        "partnerships:\n  - {parties: [IN, US, IN], title: T, summary: S}\n",
        "6:24: 'IN' is there twice. Keep one.",
    ),
    "the same tag twice": (POINT + "topics: [trade, trade]}\n", "6:50: 'trade' is there twice. Keep one."),
    "the same source twice": (
        POINT + "sources: [wire-report, wire-report]}\n",
        "6:57: 'wire-report' is there twice. Keep one.",
    ),
    "the same key twice": (
        "language: en\nlanguage: en\n",
        "6:1: the key 'language' is there twice (first in line 5). Keep one.",
    ),
    "the same id twice": (
        POINT + "}\n  - {id: p, title: T, detail: D}\n",
        "7:10: the id 'p' is there twice in this brief. Change this one.",
    ),
    "an area and a point of one id": (
        AREA.replace("id: a", "id: p") + POINT + "}\n",
        "8:10: the id 'p' is there twice in this brief. Change this one.",
    ),
    "an event and a quote of one id": (
        QUOTE + "date: 2024, document: D}\n" + EVENT.replace("id: e", "id: q") + "date: 2024}\n",
        "8:10: the id 'q' is there twice in this brief. Change this one.",
    ),
    "a question and a point of one id": (
        POINT + "}\ndiscussion: [{id: p, question: Q}]\n",
        "7:19: the id 'p' is there twice in this brief. Change this one.",
    ),
    "an id as its own alias": (
        POINT + "aliases: [p]}\n",
        "6:10: the id 'p' is there twice in this brief. Change this one.",
    ),
    "an id that is another's alias": (
        POINT + "aliases: [q]}\n  - {id: q, title: T, detail: D}\n",
        "7:10: the id 'q' is there twice in this brief. Change this one.",
    ),
    "the id of a partnership": (
        AREA.replace("id: a", "id: in-us"),
        "6:60: the id 'in-us' is there twice in this brief. Change this one.",
    ),
    "the same shared event twice": (
        "timeline: [summit-2024, summit-2024]\n",
        "5:25: the event 'summit-2024' is there twice. Keep one.",
    ),
    "the same shared event alone and for an area": (
        AREA + "timeline: [summit-2024, {event: summit-2024, area: a}]\n",
        "7:25: the event 'summit-2024' is there twice. Keep one.",
    ),
    "the same partnership twice": (
        AREA + "  - {parties: [US, IN], title: T, summary: S}\n",
        "7:15: the same partnership a second time. Put both into one section.",
    ),
    "a source that is shared": (
        f"sources:\n  wire-report: {SOURCE}\n",
        "6:3: the source 'wire-report' is shared already. Take it away here: the shared one serves.",
    ),
    "an alias that is a brief": (
        "aliases: [a, india-eu-trade]\n",
        "5:14: the id 'india-eu-trade' belongs to 'india-eu-trade'. Take this alias away.",
    ),
    "an alias that is itself": ("aliases: [x]\n", "5:11: the id 'x' belongs to 'x'. Take this alias away."),
    "an alias that is another's": (
        "aliases: [two-powers]\n",
        "5:11: the id 'two-powers' belongs to 'india-and-two-powers'. Take this alias away.",
    ),
    # what a verification needs
    "confirmed by news": (
        POINT + "sources: [wire-report], verification: {status: confirmed}}\n",
        "6:81: confirmed without an official source. Cite one, or write `reported`",
    ),
    "confirmed by nothing": (
        POINT + "verification: {status: confirmed}}\n",
        "6:57: confirmed without an official source. Cite one, or write `reported`",
    ),
    "disputed by nobody": (
        POINT + "verification: {status: disputed}}\n",
        "6:57: disputed by nobody. Name in `against:` the sources that say otherwise.",
    ),
    # dates in their order
    "until before date": (
        EVENT + "date: 2024-07-08, until: 2024-07-07}\n",
        "6:72: `until` before `date`. Correct one of the two dates.",
    ),
    "until a month before": (
        EVENT + "date: 2024-07, until: 2024-06}\n",
        "6:69: `until` before `date`. Correct one of the two dates.",
    ),
    "updated before it was published": (
        "updated: 2024-12-31\n",
        "5:10: updated before it was published. Correct one of the two dates.",
    ),
    "updated an hour before": (
        "updated: 2025-01-01T00:00+01:00\n",
        "5:10: updated before it was published. Correct one of the two dates.",
    ),
    # what a claim needs
    "words of nobody": (
        QUOTE + "date: 2024}\n",
        "6:5: a quote needs either a speaker or a document. Say whose words they are.",
    ),
    "words of two": (
        QUOTE + "date: 2024-08, speaker: asha-rao, document: D}\n",
        "6:5: a quote needs either a speaker or a document. Say whose words they are.",
    ),
    "a review of no text": (
        f"position:\n  detail: D\n  {REVIEW}\n",
        "7:3: a review of a text that is not named. Add `examines:` with the source that is examined.",
    ),
    "a section's review of no text": (
        f"partnerships:\n  - {{parties: [IN, US], title: T, summary: S, {REVIEW}}}\n",
        "6:47: a review of a text that is not named. Add `examines:` with the source that is examined.",
    ),
}

WARNINGS = {
    "unused source": (
        f"sources:\n  s: {SOURCE}\n",
        "6:3: warning: the source 's' is not used. Cite it, or take it away.",
    ),
    "an area without a source": (
        AREA.replace(", sources: [wire-report]", ""),
        "6:55: warning: no source. Add `sources:`, or leave the claim out.",
    ),
    "a quote without a source": (
        QUOTE.replace("sources: [wire-report], ", "") + "date: 2024, document: D}\n",
        "6:5: warning: no source. Add `sources:`, or leave the claim out.",
    ),
    "an event without a source": (
        EVENT.replace("sources: [wire-report], ", "") + "date: 2024}\n",
        "6:5: warning: no source. Add `sources:`, or leave the claim out.",
    ),
    "a quote without a date": (
        QUOTE + "document: D}\n",
        "6:5: warning: a quote without a date. Add `date:`, a month or a year if the day is not known.",
    ),
    "a speaker before any office": (
        QUOTE + "speaker: asha-rao, date: 2019-12-31}\n",
        "6:55: warning: Asha Rao held no known office on 2019-12-31. "
        "Correct the date or the person, or add the office to reference/people.yaml.",
    ),
    "somebody at an event before any office": (
        EVENT + "people: [ivan-petrov, asha-rao], date: 2019}\n",
        "6:69: warning: Asha Rao held no known office on 2019. "
        "Correct the date or the person, or add the office to reference/people.yaml.",
    ),
    "the same event in another brief": (
        "timeline: [{id: e, title: T, date: 2025-02-20, parties: [eu, IN], sources: [wire-report]}]\n",
        "5:12: warning: india-eu-trade tells an event of 2025-02-20 between the same parties. "
        "If it is the same event, tell it once in reference/events.yaml.",
    ),
    "the same event as a shared one": (
        EVENT + "date: 2024-07-08, parties: [RU, IN]}\n",
        "6:5: warning: summit-2024 tells an event of 2024-07-08 between the same parties. "
        "If it is the same event, tell it once in reference/events.yaml.",
    ),
    "the same event in an area's parties": (
        AREA.replace("US", "RU") + EVENT + "date: 2024-03, area: a}\n",
        "8:5: warning: india-and-two-powers tells an event of 2024-03 between the same parties. "
        "If it is the same event, tell it once in reference/events.yaml.",
    ),
}

IN_ORDER = {
    "a point, position and conclusion without sources": "position: {detail: D}\nconclusion: {detail: D}\n"
    + POINT
    + "}\n",
    "an organisation that speaks": QUOTE + "speaker: eu, date: 1990}\n",
    "an office of unknown dates": QUOTE + "speaker: ivan-petrov, date: 1950}\n",
    "an office in a part of the year": QUOTE + "speaker: asha-rao, date: 2020}\n",
    "confirmed by an official source": POINT
    + "sources: [wire-report, ministry-note], verification: {status: confirmed}}\n",
    "disputed by a source": POINT + "verification: {status: disputed, against: [wire-report]}}\n",
    "a source that only a review cites": f"examines: s\nposition: {{detail: D, {REVIEW}}}\nsources: {{s: {SOURCE}}}\n",
    "a source that only a wording cites": QUOTE
    + f"date: 2024, document: D, wordings: [{{text: T, sources: [s]}}]}}\nsources: {{s: {SOURCE}}}\n",
    "a span within one month": EVENT + "date: 2024-07-08, until: 2024-07}\n",
    "a span of one day": EVENT + "date: 2024-07-08, until: 2024-07-08}\n",
    "updated at once": "updated: 2025-01-01\n",
    "the same parties in another order elsewhere": "partnerships:\n  - {parties: [eu, IN], title: T, summary: S}\n",
    "events of one day in one brief": EVENT
    + "date: 2001, parties: [IN, US]}\n  - {id: f, title: T, date: 2001, parties: [IN, US], sources: [wire-report]}\n",
    "an event beside the shared one it adds to": "timeline:\n  - summit-2024\n"
    "  - {id: e, title: T, date: 2024-07-08, parties: [IN, RU], sources: [wire-report]}\n",
    "events of one day between nobody": EVENT + "date: 2023-06-22}\n",
    "a correction of the whole": "corrections: [{date: 2025-01-02, was: W, now: N}]\n",
    "a correction of a claim": POINT + "}\ncorrections: [{date: 2025-01-02, of: p, was: W, now: N}]\n",
    "a withdrawal in favour of another": "withdrawn: {date: 2025-01-02, reason: R, replaced_by: india-eu-trade}\n",
    "partnerships that share a party": AREA + "  - {parties: [IN, RU], title: T, summary: S}\n"
    "  - {parties: [IN, RU, US], title: T, summary: S}\n  - {parties: [IN, brics], title: T, summary: S}\n",
}


def told(folder: Folder, text: str) -> list[str]:
    """What is said of the brief `x`, in the folder's own words."""
    folder.brief("x", text)
    lines = (fault.replace(f"{folder.path}/", "") for fault in folder.faults())
    return [line.removeprefix("briefs/x.yaml:") for line in lines if line.startswith("briefs/x.yaml:")]


@pytest.mark.parametrize(("text", "expected"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_stops_and_is_told_at_its_place(corpus_folder: Folder, text: str, expected: str) -> None:
    assert told(corpus_folder, text) == [expected]
    assert len(corpus.load(corpus_folder.path).stops) == 1


@pytest.mark.parametrize(("text", "expected"), FAULTS.values(), ids=FAULTS.keys())
def test_every_fault_of_a_draft_is_a_warning(corpus_folder: Folder, text: str, expected: str) -> None:
    place, _, rest = expected.partition(": ")
    assert told(corpus_folder, text + "draft: true\n") == [f"{place}: warning: {rest}"]
    assert corpus.load(corpus_folder.path).stops == []


@pytest.mark.parametrize(("text", "expected"), WARNINGS.values(), ids=WARNINGS.keys())
def test_a_warning_stops_nothing(corpus_folder: Folder, text: str, expected: str) -> None:
    assert told(corpus_folder, text) == [expected]
    assert corpus.load(corpus_folder.path).stops == []


@pytest.mark.parametrize("text", IN_ORDER.values(), ids=IN_ORDER.keys())
def test_what_is_in_order_is_told_nothing(corpus_folder: Folder, text: str) -> None:
    assert told(corpus_folder, text) == []


def test_events_told_twice_are_told_in_both_files(corpus_folder: Folder) -> None:
    text = "timeline: [{id: e, title: T, date: 2001, parties: [IN, US], sources: [wire-report]}]\n"
    for id in ("x", "y"):
        corpus_folder.brief(id, text)
    found = [fault.split(" tells")[0] for fault in corpus_folder.faults() if " tells " in fault]
    assert found == ["briefs/x.yaml:5:12: warning: y", "briefs/y.yaml:5:12: warning: x"]


def test_an_alias_of_two_briefs_belongs_to_the_first(corpus_folder: Folder) -> None:
    for id in ("x", "y"):
        corpus_folder.brief(id, "aliases: [old]\n")
    [fault] = corpus.load(corpus_folder.path).stops
    assert str(fault).endswith("/y.yaml:5:11: the id 'old' belongs to 'x'. Take this alias away.")


def test_an_unused_shared_source_is_told_in_its_file(corpus_folder: Folder) -> None:
    path = corpus_folder.path / "reference" / "sources.yaml"
    lines = len(path.read_text().splitlines())
    path.write_text(path.read_text() + f"unused: {SOURCE}\nold: {SOURCE[:-1]}, deprecated: true}}\n")
    found = [fault for fault in corpus_folder.faults() if "sources.yaml" in fault]
    assert found == [
        f"reference/sources.yaml:{lines + 1}:1: warning: the source 'unused' is not used. "
        "Cite it, or mark it `deprecated: true`"
    ]


def test_no_source_is_called_unused_while_a_brief_cannot_be_read(corpus_folder: Folder) -> None:
    path = corpus_folder.path / "reference" / "sources.yaml"
    path.write_text(path.read_text() + f"unused: {SOURCE}\n")
    corpus_folder.write("briefs/x.yaml", "[")
    assert not [fault for fault in corpus_folder.faults() if "not used" in fault]


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ("{date: 2024, title: T}", "1:4: warning: no source. Add `sources:`"),
        (
            "{date: 2019, title: T, people: [asha-rao], sources: [wire-report]}",
            "1:36: warning: Asha Rao held no known office on 2019.",
        ),
    ],
)
def test_a_shared_event_is_warned_of_in_its_file(corpus_folder: Folder, event: str, message: str) -> None:
    path = corpus_folder.path / "reference" / "events.yaml"
    path.write_text(f"e: {event}\n{path.read_text()}")
    found = [fault for fault in corpus_folder.faults() if "events.yaml" in fault]
    assert [fault.startswith(f"reference/events.yaml:{message}") for fault in found] == [True]


@pytest.mark.parametrize("noun", ["events", "sources"])
def test_an_alias_of_two_shared_things_is_taken(corpus_folder: Folder, noun: str) -> None:
    entry = {
        "events": "{date: 2024, title: T, sources: [wire-report], ",
        "sources": SOURCE[:-1] + ", deprecated: true, ",
    }
    path = corpus_folder.path / "reference" / f"{noun}.yaml"
    path.write_text(f"a: {entry[noun]}aliases: [old]}}\nb: {entry[noun]}aliases: [old]}}\n{path.read_text()}")
    [fault] = corpus.load(corpus_folder.path).stops
    assert (fault.line, fault.message) == (2, "the id 'old' is taken")


def test_a_faulty_brief_is_told_of_its_unknown_ids_too(corpus_folder: Folder) -> None:
    found = told(corpus_folder, "xyzzy: 1\n" + POINT + "topics: [zzz]}\n")
    assert [line.split(":")[0] for line in found] == ["5", "7"]


def test_a_brief_of_many_claims_is_checked_without_delay(corpus_folder: Folder) -> None:
    """As many areas and events as fit into a file; the nearest of 3,000 areas is not sought 3,000 times."""
    areas = ", ".join(f"{{id: a{n}, title: T, detail: D}}" for n in range(1500))
    events = "".join(f"  - {{id: e{n}, date: 2001, title: T, area: a{n}}}\n" for n in range(1500))
    text = f"partnerships:\n  - {{parties: [IN, US], title: T, summary: S, areas: [{areas}]}}\ntimeline:\n{events}"
    assert len(told(corpus_folder, text)) == 3000


def test_what_is_still_to_do_may_stand_in_a_draft_and_nowhere_else(folder: Folder) -> None:
    todo = "why_it_matters:\n  - {id: a, title: A, detail: 'TODO: what is established'}\n"
    folder.brief("ready", todo)
    folder.brief("unready", f"draft: true\n{todo}")
    faults = folder.faults()
    assert "briefs/ready.yaml:6:31: still to do. Write what belongs here." in faults
    assert "briefs/unready.yaml:7:31: warning: still to do. Write what belongs here." in faults


def test_a_slip_in_a_year_is_told(folder: Folder) -> None:
    folder.brief(
        "a",
        "timeline:\n  - {id: later, date: 2030-01-01, title: T, countries: [IN], sources: [s]}\n"
        "sources:\n  s: {title: S, publisher: P, url: 'https://s.example/', kind: news}\n",
    )
    told = "briefs/a.yaml:6:23: warning: 2030-01-01 lies after the newest fact known (`as_of: 2025`)."
    assert any(fault.startswith(told) for fault in folder.faults())
