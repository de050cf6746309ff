"""Foreign Policy Briefs: a keyless REST API over briefs written in YAML."""

__version__ = "1.0.0"
