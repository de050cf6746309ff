"""Pure ASGI, one concern a file. What is configured once decides; what a request needs lives in its call."""
