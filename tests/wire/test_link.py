"""The `Link` header."""

import pytest

from app.wire.link import link_header


@pytest.mark.parametrize(
    ("targets", "header"),
    [
        ({}, ""),
        ({"next": None, "prev": None}, ""),
        ({"next": "https://x.test/v1?cursor=a"}, '<https://x.test/v1?cursor=a>; rel="next"'),
        ({"next": "/b?x=1,2", "prev": None, "first": "/a"}, '</b?x=1,2>; rel="next", </a>; rel="first"'),
    ],
)
def test_relations_with_a_target_are_named_in_order(targets: dict[str, str | None], header: str) -> None:
    assert link_header(targets) == header
