"""Every format that data is served in: its name as a suffix and in `format=`, and its media type."""

FORMATS = {"json": "application/json"}
DEFAULT = "json"
