# The snapshot is built here, so that the image serves at once, from a read-only file system, and needs no data folder.
FROM python:3.13-slim AS build
WORKDIR /srv/briefs
RUN python -m venv .venv
COPY requirements.lock ./
RUN .venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY schema schema
RUN .venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation --no-index -e .
COPY data data
RUN .venv/bin/briefs check && .venv/bin/briefs build && .venv/bin/python -m compileall -q app

FROM python:3.13-slim
RUN useradd --system --no-create-home --uid 10001 briefs
WORKDIR /srv/briefs
COPY --from=build --chown=root:root /srv/briefs /srv/briefs
ENV HOST=0.0.0.0 PORT=8000 PYTHONDONTWRITEBYTECODE=1
USER briefs
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD [".venv/bin/python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/readyz', timeout=2)"]
STOPSIGNAL SIGTERM
CMD [".venv/bin/briefs", "serve"]
