"""What handlers are given: the edition that a request is answered from, and the ways to answer it."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from app.errors import CursorExpired, InvalidParameters, NotFound, ParameterFault, Withdrawn
from app.formats import json
from app.formats.table import DEFAULT, FORMATS
from app.nearest import nearest
from app.settings import Settings
from app.snapshot.current import Current
from app.snapshot.edition import Edition
from app.snapshot.kinds import HOLDERS, KINDS, Kind
from app.snapshot.layout import ORIGIN
from app.snapshot.query import Question
from app.wire import parameters
from app.wire.etag import etag, matches
from app.wire.link import link_header

_ORIGIN = ORIGIN.encode()


class Reply:
    """Answers one request from one edition."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.settings: Settings = request.app.state.settings
        current: Current = request.app.state.current
        self.edition: Edition = current.edition()
        self.parameters = parameters.parse(request.scope["query_string"])

    def listing(self, kind: Kind, within: str | None = None) -> Response:
        """A page of a list; `within` the brief of that id, which answers as the list filtered by it does."""
        if within is not None and self.edition.item("brief", within) is None:
            self._elsewhere("brief", within)
            return self._moved(KINDS["brief"], within)
        fixed = {"brief": (within,)} if within is not None else {}
        question = self.edition.ask(kind, self._with_format(), fixed)
        if question.cursor and question.cursor.way == "offset" and question.cursor.edition != self.edition.id:
            first = self._links(question, None, None, within)["first"]
            raise CursorExpired(f"The list has changed since this page was linked. Begin again at {first}")
        page = self.edition.page(question)
        links = self._links(question, page.next, page.prev, within)
        body = json.listing(self.edition.describe(question), page, links)
        return self.document(body, links)

    def item(self, kind: Kind, id: str) -> Response:
        """One entry, whole; where its id has changed, the way to it."""
        self.refuse_parameters("format")
        body = self.edition.item(kind.name, id)
        return self.document(body) if body is not None else self._moved(kind, id)

    def document(self, body: bytes, links: Mapping[str, str | None] | None = None) -> Response:
        """Finished JSON, with its validator; 304 where the client has it."""
        body = body.replace(_ORIGIN, self.settings.public_url.encode())
        relations = {name: links[name] for name in ("next", "prev")} if links else {}
        headers = {
            "Link": link_header({**relations, "service-desc": f"{self.settings.public_url}/openapi.json"}),
            "Snapshot": self.edition.snapshot.id,
        }
        return respond(self.request, body, "application/json", headers)

    def _links(self, question: Question, next: object, prev: object, within: str | None) -> dict[str, str | None]:
        pairs = [(name, value) for name, value in self._pairs() if name != "cursor"]
        if within is not None:
            pairs.insert(0, ("brief", within))
        start = f"{self.settings.public_url}{question.kind.path}"

        def url(cursor: object) -> str:
            given = [*pairs, ("cursor", str(cursor))] if cursor else pairs
            return f"{start}?{parameters.build(given)}" if given else start

        return {
            "self": url(question.cursor),
            "first": url(None),
            "next": url(next) if next else None,
            "prev": url(prev) if prev else None,
        }

    def _pairs(self) -> list[tuple[str, str]]:
        return [(name, value.strip()) for name, value in self.parameters]

    def _with_format(self) -> list[tuple[str, str]]:
        self._check_format()
        return self._pairs()

    def refuse_parameters(self, *but: str) -> None:
        """Raises InvalidParameters for any parameter but these."""
        self._check_format()
        unknown = [name for name, _ in self.parameters if name not in but]
        if unknown:
            message = f"{unknown[0]} is not a parameter here"
            near = nearest(unknown[0], but)
            fault = ParameterFault(parameter=unknown[0], value=None, message=message, suggestion=near, valid=but)
            raise InvalidParameters(f"{message}.", errors=(fault,))

    def _check_format(self) -> None:
        asked = [value for name, value in self.parameters if name == "format"]
        suffix = self.request.scope.get("state", {}).get("suffix")
        for value in asked:
            if value not in FORMATS or (suffix and value != suffix) or len(asked) > 1:
                message = f"format={value} is not offered here"
                fault = ParameterFault(
                    parameter="format", value=value, message=message, suggestion=DEFAULT, valid=tuple(FORMATS)
                )
                raise InvalidParameters(f"{message}.", errors=(fault,))

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
        return Response(status_code=308, headers={"Location": location, "Cache-Control": "no-cache"})


def respond(request: Request, body: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    """An answer with its validator, to be asked for anew each time; 304 where the client has it."""
    tag = etag(body)
    head = {"Cache-Control": "no-cache", "ETag": tag, **headers}
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=head)
    return Response(body, media_type=media_type, headers=head)


def _canonical(partnership: str) -> str:
    return "-".join(sorted(partnership.lower().split("-")))


async def _reply(request: Request) -> Reply:
    return Reply(request)


Answer = Annotated[Reply, Depends(_reply)]
