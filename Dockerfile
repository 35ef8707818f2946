# Images of the workbench: targets api, worker and objects (the S3 server of docker-compose.yml). None runs as root.
#   docker build --target api -t workbenchx/api .

FROM maven:3.9.11-eclipse-temurin-17-noble AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 mvn -B -q -DskipTests -Dspotless.check.skip -pl api,worker -am package \
 && mkdir /out && cp api/target/api-*-boot.jar /out/api.jar && cp worker/target/worker-*-boot.jar /out/worker.jar

FROM eclipse-temurin:17.0.17_10-jre-noble AS runtime
# One user for api and worker: they share the workbench's home.
RUN groupadd --gid 10001 workbenchx \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/workbenchx --shell /usr/sbin/nologin workbenchx \
 && install -d -o workbenchx -g workbenchx -m 0711 /var/lib/workbenchx
ENV WBX_HOME=/var/lib/workbenchx \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError -Dfile.encoding=UTF-8"
VOLUME /var/lib/workbenchx
WORKDIR /var/lib/workbenchx

FROM runtime AS api
COPY --from=build --chmod=0444 /out/api.jar /opt/workbenchx/api.jar
COPY --from=build --chmod=0555 /src/deploy/health /opt/workbenchx/health
ENV SERVER_ADDRESS=0.0.0.0
EXPOSE 8080 8081
USER 10001:10001
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=6 CMD ["/opt/workbenchx/health", "api"]
ENTRYPOINT ["java", "-jar", "/opt/workbenchx/api.jar"]

FROM runtime AS worker
# What jobs need: Python with venv, bubblewrap for the sandbox, util-linux for limits, git-free checkouts come from the store.
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 python3-venv bubblewrap util-linux \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build --chmod=0444 /out/worker.jar /opt/workbenchx/worker.jar
COPY --from=build --chmod=0555 /src/deploy/health /opt/workbenchx/health
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=4s --start-period=60s --retries=6 CMD ["/opt/workbenchx/health", "worker"]
ENTRYPOINT ["java", "-jar", "/opt/workbenchx/worker.jar"]

FROM versity/versitygw:v1.8.0 AS objects
# The volume takes its owner from here, so that the server need not be root.
RUN mkdir -p /data && chown 10002:10002 /data
USER 10002:10002
VOLUME /data
EXPOSE 7070
