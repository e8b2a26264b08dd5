# syntax=docker/dockerfile:1
# Built from the packed package: `npm ci && npm pack && docker build -t karplint .`
# Used as `docker run --rm -v "$PWD:/repository:ro" karplint`.
FROM node:24-alpine
COPY karplint-*.tgz /tmp/
RUN npm install --global /tmp/karplint-*.tgz && rm -rf /tmp/karplint-*.tgz /root/.npm
USER node
WORKDIR /repository
ENTRYPOINT ["karplint"]
