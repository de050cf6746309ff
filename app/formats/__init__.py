"""A document or a list as bytes of a media type."""
