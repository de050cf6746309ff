"""What handlers are given: the edition that a request is answered from, and the ways to answer it."""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Annotated, TypeVar, get_args

import orjson
from fastapi import Depends, Request
from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from app.errors import CursorExpired, InvalidParameters, NotAcceptable, NotFound, ParameterFault, Withdrawn
from app.formats import csv, json
from app.formats.addresses import Addresses
from app.formats.table import DEFAULT, FORMATS, accepted
from app.middleware.scope import EDITION
from app.nearest import nearest
from app.settings import Settings
from app.snapshot.current import Current
from app.snapshot.edition import Edition
from app.snapshot.kinds import GRAPH, HOLDERS, KINDS, RELATED, SOURCE, TODAY, Kind
from app.snapshot.layout import ORIGIN
from app.snapshot.page import Page
from app.snapshot.query import Question
from app.wire import date, parameters
from app.wire.etag import etag
from app.wire.link import link_header

_ORIGIN = ORIGIN.encode()
_ROWS = 500  # of a sheet are made at once

Found = TypeVar("Found")


class Reply:
    """Answers one request from one edition: whole, in no coding and under no condition (middleware.cache)."""

    format: str
    _negotiated: bool

    def __init__(self, request: Request) -> None:
        self.request = request
        self.settings: Settings = request.app.state.settings
        self.current: Current = request.app.state.current
        self.edition: Edition = request.scope.get(EDITION) or self.current.edition()
        self._pairs = [(name, value.strip()) for name, value in parameters.parse(request.scope["query_string"])]

    async def listing(self, kind: Kind, within: str | None = None) -> Response:
        """A page of a list, or all of it as a sheet; `within` the brief of that id, as the list filtered by it."""
        if within is not None and self.edition.item("brief", within) is None:
            return self._moved(KINDS["brief"], within)
        fixed = {"brief": (within,)} if within is not None else {}
        return await self._answer(self._question(kind, fixed), self.edition.page)

    async def related(self, brief: str) -> Response:
        """Briefs near one."""
        if self.edition.item("brief", brief) is None:
            return self._moved(KINDS["brief"], brief)
        return await self._answer(self._question(RELATED, {"brief": (brief,)}), self.edition.near)

    async def graph(self) -> Response:
        """Parties and partnerships, of what the filters find."""
        self._offer(DEFAULT)
        question = self.edition.ask(GRAPH, self._pairs)
        graph = await self._aside(partial(self.edition.graph, question))
        return self.document(orjson.dumps({"description": self.edition.describe(question), **graph}), GRAPH)

    async def today(self) -> Response:
        """The quote of the day, of those that the filters find and that are established."""
        self._offer(DEFAULT)
        question = self.edition.ask(TODAY, self._pairs)
        today = self.current.today()
        body = self.edition.today(question, today)
        if body is None:
            raise NotFound(f"{self.edition.describe(question)}: there is none.")
        tomorrow = datetime.combine(today + timedelta(days=1), time(), UTC)
        return self.document(body, TODAY, {"Expires": date.http(tomorrow.timestamp())})

    async def item(self, kind: Kind, id: str) -> Response:
        """One entry, whole; where its id has changed, the way to it."""
        self.refuse_parameters("format")
        find = partial(self.edition.item, kind.name, id)
        body = await self._aside(find) if kind.name in HOLDERS else find()
        if body is None:
            return self._moved(kind, id)
        brief = id if kind.name == "brief" else id.rpartition("/")[0]
        keys = [*kind.made_of, f"{kind.name}/{id}", *([f"brief/{brief}"] if brief else [])]
        head = {"Surrogate-Key": " ".join(dict.fromkeys(keys)), "Content-Language": _language(kind, body)}
        if brief and (modified := self.edition.modified(brief)):
            head["Last-Modified"] = date.http(modified)
        return self.document(body, kind, head)

    def document(
        self, body: bytes, kind: Kind | None = None, head: dict[str, str] | None = None, links: str = ""
    ) -> Response:
        """Finished JSON."""
        body = body.replace(_ORIGIN, self.settings.public_url.encode())
        return Response(body, media_type=FORMATS[DEFAULT], headers=self._head(kind, links) | (head or {}))

    async def _answer(self, question: Question, ask: Callable[[Question], Page]) -> Response:
        if self.format == "csv":
            return self._sheet(question, ask)
        find = partial(self._page, question, ask)
        return await self._aside(find) if question.is_dear else find()

    async def _aside(self, find: Callable[[], Found]) -> Found:
        """What takes longer than a thread costs is found in one of a few, so that others need not wait for it."""
        return await asyncio.get_running_loop().run_in_executor(self.request.app.state.threads, find)

    def _page(self, question: Question, ask: Callable[[Question], Page]) -> Response:
        edition, page = self.edition, ask(question)
        addresses = Addresses(self.settings.public_url, question, self._pairs)
        links = addresses.links(page.next, page.prev)
        suggestions = edition.suggest(question) if question.q and not page.count else []
        body = json.listing(edition.describe(question), page, links, edition.facets(question), suggestions, addresses)
        return self.document(body, question.kind, links=link_header({name: links[name] for name in ("next", "prev")}))

    def _sheet(self, question: Question, ask: Callable[[Question], Page]) -> Response:
        """The whole result as CSV, made while it is sent. Its validator follows from what it is made of."""
        self._refuse_beside_csv()
        edition, url, description = self.edition, self.settings.public_url, self.edition.describe(question)
        table = csv.Table(_item_model(self.request), url)
        tag = etag(f"{edition.id} {url} {self.request.url.path} {self._pairs}".encode())

        def rows() -> Iterator[bytes]:
            yield table.header(bom=("bom", "1") in self._pairs)
            rest: Question | None = replace(question, limit=_ROWS)
            while rest:
                page = ask(rest)
                yield b"".join(table.row(item) for item in page.items).replace(_ORIGIN, url.encode())
                rest = replace(rest, cursor=page.next) if page.next else None

        head = self._head(question.kind) | {
            "Content-Disposition": f'attachment; filename="{csv.filename(description)}"',
            "ETag": tag,
        }
        return StreamingResponse(rows(), media_type=FORMATS["csv"], headers=head)

    def _head(self, kind: Kind | None, links: str = "") -> dict[str, str]:
        """What all answers say of themselves, those of a kind also what they are made of."""
        service = link_header({"service-desc": f"{self.settings.public_url}/openapi.json"})
        return {
            "Link": ", ".join(filter(None, [links, service])),
            "Snapshot": self.edition.snapshot.id,
            "Content-Language": ", ".join(self.edition.snapshot.languages),
            **({"Surrogate-Key": " ".join(kind.made_of)} if kind else {}),
            **({"Vary": "Accept"} if self._negotiated else {}),
        }

    def _question(self, kind: Kind, fixed: Mapping[str, tuple[str, ...]]) -> Question:
        """What is asked. Raises InvalidParameters, or CursorExpired for a page of an earlier edition."""
        self._offer(*FORMATS)
        if self.format != "csv" and any(name == "bom" for name, _ in self._pairs):
            raise _invalid("bom", "1", "bom belongs to CSV: add format=csv", None, ())
        question = self.edition.ask(kind, self._pairs, fixed)
        if question.cursor and question.cursor.way == "offset" and question.cursor.edition != self.edition.id:
            first = Addresses(self.settings.public_url, question, self._pairs).page()
            raise CursorExpired(f"The list has changed since this page was linked. Begin again at {first}")
        return question

    def _refuse_beside_csv(self) -> None:
        """What has no meaning in the whole result as a sheet is told, and not ignored."""
        for name, value in self._pairs:
            if name in ("limit", "cursor", "facets", "facet_limit", "view"):
                raise _invalid(name, value, f"{name} has no meaning in CSV, which holds the whole list: leave it out")

    def refuse_parameters(self, *but: str) -> None:
        """Raises InvalidParameters for any parameter but these."""
        self._offer(DEFAULT)
        unknown = [name for name, _ in self._pairs if name not in but]
        if unknown:
            raise _invalid(unknown[0], None, f"{unknown[0]} is not a parameter here", nearest(unknown[0], but), but)

    def _offer(self, *offers: str) -> None:
        """Settle the format: by the suffix, else by `format=`, else by what the client accepts.

        Raises NotFound, InvalidParameters or NotAcceptable where that is not offered here.
        """
        suffix = self.request.scope.get("state", {}).get("suffix")
        if suffix and suffix not in offers:
            raise NotFound(f"There is no format .{suffix} of this. What there is: .{', .'.join(offers)}.")
        asked = [value for name, value in self._pairs if name == "format"]
        for value in asked:
            if value not in offers or (suffix and value != suffix) or len(asked) > 1:
                raise _invalid("format", value, f"format={value} is not offered here", DEFAULT, offers)
        self._negotiated = not (suffix or asked)
        self.format = suffix or next(iter(asked), None) or self._accepted(offers)

    def _accepted(self, offers: tuple[str, ...]) -> str:
        header = ", ".join(self.request.headers.getlist("accept"))
        if found := [name for name in accepted(header.encode("latin-1")) if name in offers]:
            return found[0]
        valid = tuple(FORMATS[name].partition(";")[0] for name in offers)
        message = f"Accept allows nothing that is offered here. What there is: {', '.join(valid)}"
        fault = ParameterFault(parameter="Accept", value=header, message=message, suggestion=valid[0], valid=valid)
        raise NotAcceptable(f"{message}.", errors=(fault,))

    def _moved(self, kind: Kind, id: str) -> Response:
        """308 to where an id leads; raises Withdrawn, or NotFound with the nearest id."""
        self._elsewhere(kind.name, id)
        if target := self._target(kind, id):
            rest = self.request.url.path.removeprefix(f"{kind.path}/{id}")
            return self._redirect(target + rest)
        if kind.name == "country" and (known := self.edition.candidates("country", id)):
            label = self.edition.vocabulary("country").label
            if len(known) > 1:
                meant = ", ".join(f"{kind.path}/{code} ({label(code)})" for code in known)
                raise NotFound(f"{id} may mean {meant}.")
            raise NotFound(f"No brief names {label(known[0])} yet.")
        near = self.edition.nearest(kind.name, id)
        hint = f" Did you mean {kind.path}/{near}?" if near else f" {kind.path} lists what there is."
        raise NotFound(f"There is no {kind.name} {id}.{hint}")

    def _elsewhere(self, kind: str, id: str) -> None:
        """Raises Withdrawn when the id is of a withdrawn brief, or of something in one."""
        brief = id if kind == "brief" else id.partition("/")[0]
        if gone := self.edition.record("gone", f"brief/{brief}"):
            detail = f"The brief {brief} was withdrawn on {gone['date']}: {gone['reason']}"
            replacement = gone["replaced_by"]
            if replacement and self.edition.item("brief", replacement) is not None:
                detail += f" Read /v1/briefs/{replacement} instead."
            raise Withdrawn(detail)

    def _target(self, kind: Kind, id: str) -> str | None:
        edition = self.edition
        if moved := edition.record("moved", f"{kind.name}/{id}"):
            return str(moved["url"])
        brief, slash, local = id.partition("/")
        if slash and (moved := edition.record("moved", f"brief/{brief}")):
            return f"{kind.path}/{str(moved['url']).removeprefix('/v1/briefs/')}/{local}"
        same = self._same(kind, id)
        exists = same != id and edition.item(kind.name, same) is not None
        return f"{kind.path}/{same}" if exists else None

    def _same(self, kind: Kind, id: str) -> str:
        """The canonical form of an id that is written otherwise: `US-IN`, `in`, `Turkey`, `Modi`."""
        if kind.name == "partnership":
            return _canonical(id)
        if kind.name == "section":
            brief, _, partnership = id.partition("/")
            return f"{brief}/{_canonical(partnership)}"
        if kind.name in HOLDERS:
            known = self.edition.candidates(kind.name, id)
            return known[0] if len(known) == 1 else id
        return id.lower()

    def _redirect(self, path: str) -> Response:
        suffix = self.request.scope.get("state", {}).get("suffix")
        query = self.request.scope["query_string"].decode("latin-1")
        location = path + (f".{suffix}" if suffix else "") + (f"?{query}" if query else "")
        return Response(status_code=308, headers={"Location": location})


def _invalid(
    name: str, value: str | None, message: str, suggestion: str | None = None, valid: tuple[str, ...] | None = None
) -> InvalidParameters:
    fault = ParameterFault(parameter=name, value=value, message=message, suggestion=suggestion, valid=valid)
    return InvalidParameters(f"{message}.", errors=(fault,))


def _item_model(request: Request) -> type[BaseModel]:
    """What the route's list is of: the card, where there is a whole beside it."""
    items = request.scope["route"].response_model.model_fields["items"].annotation
    (item,) = get_args(items)
    model: type[BaseModel] = next(iter(get_args(item)), item)
    return model


def _language(kind: Kind, body: bytes) -> str:
    """That of an entry: the first that is named in it. Registries are in English.

    A text can hold no such bytes: quotation marks in it are escaped.
    """
    ours = "language" in kind.filters and kind is not SOURCE
    found = re.search(rb'"language":"([A-Za-z0-9-]+)"', body) if ours else None
    return found[1].decode() if found else "en"


def _canonical(partnership: str) -> str:
    return "-".join(sorted(partnership.lower().split("-")))


async def _reply(request: Request) -> Reply:
    return Reply(request)


Answer = Annotated[Reply, Depends(_reply)]
