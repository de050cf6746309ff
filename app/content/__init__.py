"""From YAML files to checked documents: what editors write, and every fault of it with its place."""
