# syntax=docker/dockerfile:1

# Debian with glibc: the image of Node 24 is new enough, so that the Node of npm's packages is not used.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts ./scripts
RUN node scripts/prepare.mjs install
COPY . .
# The repository is not in the image: --build-arg COMMIT=$(git rev-parse HEAD) names what is built.
ARG COMMIT=
RUN node scripts/prepare.mjs build
# What only the build needs goes, and with it the Node packages of npm.
RUN npm prune --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/node-linux-* node_modules/.bin/node node_modules/.cache src/routes

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data \
    DEMO=0 \
    NODE_COMPILE_CACHE=/tmp/compiled
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/.cache ./.cache
COPY --from=build /app/build ./build
COPY --from=build /app/server ./server
COPY --from=build /app/src ./src
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 3000
# Not /readyz: while Redis or the database is away, a restart of the server helps nobody.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Without npm or a shell between, SIGTERM reaches the server, which drains for up to eight seconds.
CMD ["node", "build/app/main.js"]
