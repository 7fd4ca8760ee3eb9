# Three images: `web`, the application; `proxy`, which speaks TLS; and `backup`, which dumps the database sealed to a key
# that is not on the server. None writes to its own file system, which docker-compose.yml mounts read-only, or runs as root.

FROM python:3.13-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /venv
COPY requirements.txt /
RUN /venv/bin/pip install --require-hashes -r /requirements.txt
WORKDIR /app
COPY manage.py ./
COPY casetracker casetracker
COPY cases cases
COPY templates templates
# The values only satisfy the settings while texts and static files are prepared; none of them stays in the image.
RUN export SECRET_KEY=building DATABASE_URL=postgresql://none/none ALLOWED_HOSTS=none SECURE=1 \
    && /venv/bin/python manage.py messages --compile \
    && /venv/bin/python manage.py collectstatic --no-input --verbosity=0 \
    && /venv/bin/python -m compileall -q /app /venv/lib

FROM python:3.13-slim-trixie AS web
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin casetracker
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 BIND=0.0.0.0:8000
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "-m", "casetracker.probe"]
CMD ["gunicorn", "--config", "python:casetracker.gunicorn"]

FROM caddy:2 AS proxy
# Ports above 1024 need no capability, and a binary that asks for one does not start without it.
RUN setcap -r /usr/bin/caddy && chown -R 10002:10002 /data
USER 10002:10002

FROM postgres:18-trixie AS backup
RUN apt-get update \
    && apt-get install --no-install-recommends --yes age \
    && rm -rf /var/lib/apt/lists/*
COPY --chmod=755 docs/deploy/backup.sh /usr/local/bin/backup
USER postgres
HEALTHCHECK --interval=10m --start-period=5m CMD ["backup", "check"]
ENTRYPOINT ["backup"]
CMD ["daily"]
