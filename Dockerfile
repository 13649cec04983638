# One image for web, worker and migrate: the built pages and the server, nothing that only development needs.

FROM node:24-slim AS pages
WORKDIR /souk/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend/index.html frontend/*.ts frontend/tsconfig*.json ./
COPY frontend/public/ public/
COPY frontend/src/ src/
RUN npm run build

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SOUK_HOST=0.0.0.0
WORKDIR /souk
COPY deploy/requirements.txt deploy/
RUN pip install --no-cache-dir --require-hashes --requirement deploy/requirements.txt
COPY models/ models/
COPY handlers/ handlers/
COPY server/ server/
COPY --from=pages /souk/frontend/dist frontend/dist/
RUN useradd --system --no-create-home souk && mkdir .souk && chown souk .souk
USER souk
EXPOSE 8000
CMD ["python", "-m", "server", "web"]
