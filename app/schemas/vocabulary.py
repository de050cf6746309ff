"""The closed sets of words that both editors write and clients read."""

from enum import StrEnum


class Status(StrEnum):
    """How far a claim of ours is established."""

    CONFIRMED = "confirmed"
    REPORTED = "reported"
    UNVERIFIED = "unverified"
    DISPUTED = "disputed"
    OUTDATED = "outdated"
    ANALYSIS = "analysis"


class Verdict(StrEnum):
    """What we found of a claim of the examined text."""

    ACCURATE = "accurate"
    PARTLY = "partly"
    OVERSTATED = "overstated"
    OUTDATED = "outdated"
    INCORRECT = "incorrect"
    UNSUPPORTED = "unsupported"
    OPINION = "opinion"


class Stage(StrEnum):
    """How far a thing between countries has come."""

    TALKS = "talks"
    ANNOUNCED = "announced"
    INTENT = "intent"
    AGREED = "agreed"
    SIGNED = "signed"
    IN_FORCE = "in-force"
    UNDER_WAY = "under-way"
    COMPLETED = "completed"
    STALLED = "stalled"
    SUPERSEDED = "superseded"
    ENDED = "ended"


class SourceKind(StrEnum):
    """What a source is: `official` is a government, a ministry or an international organisation itself."""

    OFFICIAL = "official"
    NEWS = "news"
    ANALYSIS = "analysis"
    DATASET = "dataset"
    OTHER = "other"


class EntryKind(StrEnum):
    """What can be found."""

    BRIEF = "brief"
    SECTION = "section"
    AREA = "area"
    POINT = "point"
    QUOTE = "quote"
    EVENT = "event"
    SOURCE = "source"
    PARTNERSHIP = "partnership"
    PERSON = "person"
    COUNTRY = "country"
    ORGANISATION = "organisation"
    INITIATIVE = "initiative"
    TOPIC = "topic"
