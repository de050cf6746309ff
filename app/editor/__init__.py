"""The tools of those who write briefs: a skeleton, formatting, importing, checking links."""
