"""What is rendered into entries: what each is found by, and what words find it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

import orjson
from pydantic import BaseModel

from app.content import document as doc
from app.content.scalars import PartialDate, partial_date
from app.publish import claims, names
from app.publish.claims import Scope, Tags
from app.publish.directory import Directory
from app.schemas.area import Area
from app.schemas.event import Event
from app.schemas.point import Point
from app.schemas.quote import Quote
from app.schemas.source import Source
from app.snapshot import text
from app.snapshot.layout import MOVED, Entry
from app.snapshot.vocabulary import fold

Model = TypeVar("Model", bound=Area | Point | Quote | Event)


@dataclass(frozen=True)
class Claimed(Generic[Model]):
    """A rendered claim, what it is found by, and its days."""

    model: Model
    tags: Tags
    days: tuple[int, int] | None
    past: bool = False


def moved(key: str, url: str, visible: int) -> Entry:
    return Entry(MOVED, key, key, visible, orjson.dumps({"url": url}))


def days(date: PartialDate | None, until: PartialDate | None = None) -> tuple[int, int] | None:
    return (date.first.toordinal(), (until or date).last.toordinal()) if date else None


def told_event(scope: Scope, local: str, event: doc.Event) -> Claimed[Event]:
    tags = scope.tags(event)
    model = claims.event(scope, local, event, tags)
    return Claimed(model, tags, days(event.date, event.until), past=not event.expected)


@lru_cache(maxsize=10_000)
def shared_event(id: str, directory: Directory) -> Claimed[Event]:
    return told_event(Scope(directory), id, directory.registry.events.valid[id])


def claim_entry(claimed: Claimed[Any], visible: int, directory: Directory, briefs: tuple[str, ...]) -> Entry:
    model = claimed.model
    values = claimed.tags.values() | {
        "language": (model.language,),
        "brief": briefs,
        "verification": (str(model.verification.status),),
    }
    if model.review:
        values["verdict"] = (str(model.review.verdict),)
    if isinstance(model, Area | Event) and model.stage:
        values["stage"] = (str(model.stage),)
    first, last = claimed.days or (None, None)
    return Entry(
        kind=model.kind,
        id=model.id,
        name=fold(title(model)),
        visible=visible,
        json=dump(model),
        values=values,
        date=first,
        first=first,
        last=last,
        happened=claimed.days if claimed.past else None,
        prose=text.indexed(
            title(model),
            prose(model),
            model.language,
            about=[*circumstances(model), *spoken_names(directory, claimed.tags)],
        ),
    )


def source_entry(source: Source, visible: int, briefs: tuple[str, ...]) -> Entry:
    published = days(partial_date(source.published)) if source.published else None
    first, last = published or (None, None)
    values = {"brief": briefs, "source_kind": (str(source.kind),), "publisher": (claims.slug(source.publisher),)}
    if source.language:
        values["language"] = (source.language,)
    return Entry(
        kind="source",
        id=source.id,
        name=fold(source.title or source.publisher),
        visible=visible,
        json=dump(source),
        values=values,
        date=first,
        first=first,
        last=last,
        # It is cited and says nothing here, so what is told comes before it.
        prose=text.indexed(
            "",
            [],
            source.language or "en",
            about=filter(None, [source.title, source.publisher, source.agency, source.author, source.note]),
        ),
    )


def title(model: Area | Point | Quote | Event) -> str:
    """What a claim is called: words are their own title."""
    return model.text if isinstance(model, Quote) else model.title


def prose(model: Area | Point | Quote | Event) -> list[str]:
    """What a claim says besides its title, in our words or in a speaker's; not what an examined text says of it."""
    said: list[str | None]
    match model:
        case Quote():
            said = [wording.text for wording in model.wordings]
        case Event():
            said = [model.detail, model.place]
        case _:
            said = [model.detail]
    return [piece for piece in said if piece]


def circumstances(model: Area | Point | Quote | Event) -> list[str]:
    """Where words were said: that is not what they say."""
    said_at = [model.occasion, model.document] if isinstance(model, Quote) else []
    return [piece for piece in said_at if piece]


def spoken_names(directory: Directory, tags: Tags) -> list[str]:
    """The names and aliases of what a claim is about."""
    registry = directory.registry
    found: list[str] = []
    for code in tags.countries:
        found += [names.country_name(code), *names.country_aliases(code)]
    registers = (
        (registry.organisations, tags.organisations),
        (registry.people, tags.values()["person"]),
        (registry.topics, tags.topics),
        (registry.initiatives, tags.initiatives),
    )
    for entries, ids in registers:
        for id in ids:
            if entry := entries.valid.get(id):
                found += [entry.name, *entry.aliases]
    return found


def dump(model: BaseModel) -> bytes:
    return model.model_dump_json().encode()
