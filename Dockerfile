# One image for the API and the worker; the worker's command is `python worker.py`.
FROM python:3.11-slim-bookworm

# libfribidi0: Pillow needs it to lay out right-to-left text.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libfribidi0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/greenlight --create-home greenlight

WORKDIR /app
COPY pyproject.toml ./
RUN pip install --no-cache-dir --disable-pip-version-check .
COPY . .

# Listening on every address is refused without API_KEYS.
ENV API_HOST=0.0.0.0 \
    API_PORT=8000 \
    GREENLIGHT_HOME=/var/lib/greenlight \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1

USER greenlight
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "-m", "uvicorn", "--factory", "api.app:create_app", "--host", "0.0.0.0", "--port", "8000", "--http", "api.http.server:BoundedHttpProtocol", "--no-access-log", "--ws", "none", "--timeout-graceful-shutdown", "3"]
