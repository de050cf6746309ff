"""Rules of HTTP as pure functions, tied to no framework."""
