"""FastAPI with nothing in it: what every start of a FastAPI app costs."""

from fastapi import FastAPI

app = FastAPI()
