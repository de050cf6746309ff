"""`briefs new`: a brief with its title and dates, and blanks to fill."""

from datetime import date

from app.editor.yaml_text import one_line
from app.schemas.vocabulary import SourceKind, Stage

_SKELETON = """\
# yaml-language-server: $schema=../../schema/brief.schema.json
title: {title}
published: {today}  # a day, or an instant such as {today}T09:00+05:30; in the future it is an embargo
as_of: {month}  # the newest fact known
draft: true  # take this line away to publish
language: en
perspective:  # whose foreign policy it is: a country, such as IN
summary:  # a paragraph or two of plain text

partnerships:
  - parties: []  # two or more countries and organisations, such as [IN, eu]
    title:  # a few words
    summary:  # a paragraph
    areas:
      - id:  # `briefs fmt` makes it of the title; once published it never changes
        title:  # a few words
        detail:  # what is established, in our own words
        topics: []  # ids of reference/topics.yaml
        sources: []  # ids of the `sources` below, or of reference/sources.yaml
    quotes:
      - id:  # `briefs fmt` makes it of the first words
        text:  # the words alone, without quotation marks
        speaker:  # an id of reference/people.yaml or organisations.yaml; or `document:` with a name instead
        date:  # when it was said: a year, a month or a day
        occasion:  # where, and at what
        sources: []

why_it_matters:
  - id:
    title:  # a few words
    detail:  # the reason, in a few sentences

timeline:
  # - moscow-summit-2024  # a shared event is named by its id of reference/events.yaml
  - id:
    date:  # 2026, 2026-11 or 2026-11-22
    title:  # what happened, in a line
    stage:  # {stages}
    area:  # the id of the area above that it belongs to
    sources: []

conclusion:
  detail:  # what follows, in a few sentences

discussion:
  - id:
    question:  # what readers may discuss
    options: []  # answers to choose from

sources:
  a-source:  # an id of your choice, such as hindu-moscow-2024
    title:  # as published; null where it was never read
    publisher:  # who published it
    published:  # 2026, 2026-11 or 2026-11-22
    url:  # pasted whole, from https:// on
    kind:  # {kinds}
"""


def skeleton(title: str, today: date) -> str:
    """The text of the file. It is a draft, so that its blanks stop nobody's publishing."""
    return _SKELETON.format(
        title=one_line(" ".join(title.split())),
        today=today.isoformat(),
        month=f"{today:%Y-%m}",
        stages=", ".join(Stage),
        kinds=", ".join(SourceKind),
    )
