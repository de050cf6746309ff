"""One file a noun; a handler reads like its line in the table of paths."""
