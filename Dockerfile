# Both vendor APIs on port 8080 for partners. Built in stages: what ships is built code and production dependencies.
FROM node:26-bookworm-slim AS manifest
WORKDIR /app
COPY package.json package-lock.json ./

FROM manifest AS build
# No install scripts: the Node.js they would fetch is the image's own.
RUN ["npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit"]
COPY . .
RUN ["npm", "run", "build"]

FROM manifest AS dependencies
RUN ["npm", "ci", "--omit=dev", "--ignore-scripts", "--no-fund", "--no-audit"]

FROM node:26-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/package.json ./
COPY --from=build /app/dist ./dist
USER node
# What serve is told unless an option says otherwise, which goes before a variable.
ENV UNDERSTUDY_HOST=0.0.0.0 UNDERSTUDY_PORT=8080
EXPOSE 8080 4011
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["node", "dist/cli.js", "health"]
ENTRYPOINT ["node", "dist/cli.js", "serve"]
