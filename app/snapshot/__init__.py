"""From entries to an index on disk, and from the index to answers. Knows neither YAML nor HTTP nor our models."""
