# One image; the command picks the role: `serve --role all|web|worker`, `migrate`, `doctor`, `import`…
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements.lock requirements-build.lock pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
COPY models models
COPY scheduler scheduler
COPY migrations migrations
RUN python -m venv /opt/thrice \
 && /opt/thrice/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
 && /opt/thrice/bin/pip install --no-cache-dir --require-hashes -r requirements-build.lock --target /tmp/build \
 && PYTHONPATH=/tmp/build /opt/thrice/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /opt/thrice/bin/python -m pip uninstall --quiet --yes setuptools pip \
 && cd /opt/thrice/lib/python3.11/site-packages \
 && find . -type d \( -name tests -o -name test \) -prune -exec rm -r {} + \
 && rm -r holidays/locale onnxruntime/transformers onnxruntime/quantization onnxruntime/tools \
 && /opt/thrice/bin/thrice --help > /dev/null

FROM python:3.11-slim
RUN useradd --system --create-home --home-dir /var/lib/thrice --uid 10001 thrice
COPY --from=build /opt/thrice /opt/thrice
ENV PATH=/opt/thrice/bin:$PATH PYTHONUNBUFFERED=1 THRICE_HOST=0.0.0.0 DATABASE_URL=sqlite:////var/lib/thrice/thrice.db
USER thrice
WORKDIR /var/lib/thrice
VOLUME /var/lib/thrice
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:3000/healthz', timeout=4)"]
ENTRYPOINT ["thrice"]
CMD ["serve"]
