"""What a client would rather have: `Accept` and `Accept-Encoding` (RFC 9110 §12.5)."""

import re
from collections.abc import Iterator, Sequence

# Best first, where a client likes several as much.
CODINGS = ("zstd", "br", "gzip")
IDENTITY = "identity"

# Some leave out the zero before the point.
_WEIGHT = re.compile(r"q=(0(?:\.[0-9]{0,3})?|\.[0-9]{1,3}|1(?:\.0{0,3})?)", re.IGNORECASE)
_ALIASES = {"x-gzip": "gzip"}


def media(header: str, offers: Sequence[str]) -> tuple[str, ...]:
    """The media types of the offers that a client accepts, best first; all of them if it does not say."""
    ranges = dict(_weighted(header))
    if not ranges:
        return tuple(offers)
    weights = {offer: _weight(offer, ranges) for offer in offers}
    return tuple(sorted((offer for offer in offers if weights[offer]), key=lambda offer: -weights[offer]))


def coding(header: str) -> str | None:
    """The content coding that a client likes best; None where it refuses even to be sent none."""
    given = {_ALIASES.get(name, name): weight for name, weight in _weighted(header)}
    others = given.get("*", 0.0)
    weights = {name: given.get(name, others) for name in CODINGS}
    # Whoever does not speak of it takes it, if there is nothing better (§12.5.3).
    weights[IDENTITY] = given.get(IDENTITY, 0.0 if given.get("*") == 0 else 0.0001)
    best = max(weights, key=lambda name: weights[name])
    return best if weights[best] else None


def _weighted(header: str) -> Iterator[tuple[str, float]]:
    """Each choice, in lower case, with its weight. One that is not well formed is as good as none."""
    for part in header.split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        found = [_WEIGHT.fullmatch(parameter) for parameter in parameters if parameter[:2].lower() == "q="]
        if name and all(found):
            yield name.lower(), float(found[0][1]) if found and found[0] else 1.0


def _weight(offer: str, ranges: dict[str, float]) -> float:
    """That of the most specific range which covers the offer (§12.5.1)."""
    kind = offer.partition("/")[0]
    return next((ranges[known] for known in (offer, f"{kind}/*", "*/*") if known in ranges), 0.0)
