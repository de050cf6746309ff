"""Every format that data is served in: its name as a suffix and in `format=`, and its media type."""

FORMATS = {"json": "application/json", "csv": "text/csv; charset=utf-8; header=present"}
DEFAULT = "json"
