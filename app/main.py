"""The application for `uvicorn app.main:app`."""

from app.application import create_app
from app.settings import Settings

app = create_app(Settings())
