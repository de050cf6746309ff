"""Lists as CSV: the whole result, streamed, with a validator and a name of its own."""

import csv
import io
from pathlib import Path

import pytest

from app.snapshot.kinds import KINDS, Kind
from tests.conftest import Client, Folder, client_of

BRIEF = "india-and-two-powers"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_list_is_a_sheet_of_all_its_items(client: Client, kind: Kind) -> None:
    path = kind.path
    response = client.get(f"{path}.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    items = client.json(f"{path}?limit=100")["items"]
    found = rows(response.text)
    assert [row["id"] for row in found] == [item["id"] for item in items]
    assert [row["url"] for row in found] == [f"https://briefs.test{item['url']}" for item in items]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("/v1/quotes.csv?speaker=asha-rao", "quotes-by-asha-rao-newest-first.csv"),
        ("/v1/quotes?format=csv&speaker=asha-rao", "quotes-by-asha-rao-newest-first.csv"),
        (f"/v1/briefs/{BRIEF}/areas.csv", "areas-of-cooperation-in-india-and-two-powers-newest-first.csv"),
        (f"/v1/briefs/{BRIEF}/related.csv", "briefs-near-india-and-two-powers-nearest-first.csv"),
        ("/v1/search.csv?q=oil&group=brief", None),
    ],
)
def test_a_sheet_is_named_after_its_query(client: Client, url: str, name: str | None) -> None:
    response = client.get(url)
    assert response.status_code == 200
    assert rows(response.text)
    if name:
        assert response.headers["content-disposition"] == f'attachment; filename="{name}"'


def test_a_sheet_is_longer_than_any_page(folder: Folder, tmp_path: Path) -> None:
    for number in range(120):
        points = "".join(f"  - {{id: p{n}, title: Point {n}, detail: D}}\n" for n in range(10))
        folder.brief(f"b{number}", f"why_it_matters:\n{points}")
    client = client_of(folder.path, tmp_path / "snapshot")
    for sort in ("-date", "title"):
        found = rows(client.get(f"/v1/why-it-matters.csv?sort={sort}").text)
        assert len({row["id"] for row in found}) == len(found) == 1_200


def test_a_sheet_is_asked_for_again_by_its_validator(client: Client) -> None:
    first = client.get("/v1/areas.csv?topic=energy")
    again = client.get("/v1/areas.csv?topic=energy", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    others = ("/v1/areas.csv", "/v1/areas.csv?topic=energy&bom=1", "/v1/quotes.csv?topic=energy")
    assert first.headers["etag"] not in [client.get(url).headers["etag"] for url in others]


def test_excel_gets_a_byte_order_mark(client: Client) -> None:
    assert client.get("/v1/areas.csv?bom=1").content.startswith(b"\xef\xbb\xbfkind,")
    assert client.get("/v1/areas.csv").content.startswith(b"kind,")


def test_head_tells_of_a_sheet_without_making_it(client: Client) -> None:
    got, head = client.get("/v1/quotes.csv"), client.request("HEAD", "/v1/quotes.csv")
    assert head.content == b""
    assert {**head.headers} == {**got.headers}
    assert client.request("OPTIONS", "/v1/quotes.csv").status_code == 204


@pytest.mark.parametrize("url", [f"/v1/briefs/{BRIEF}.csv", "/v1/people/asha-rao.csv", "/v1/graph.csv", "/v1.csv"])
def test_what_is_no_list_is_no_sheet(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 404
    assert "There is no format .csv of this" in response.json()["detail"]
