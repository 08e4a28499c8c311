# Sightline as an image. Needs BuildKit, which docker has been building with since version 23:
#
#   docker build -t sightline .
#   docker run -e SLACK_BOT_TOKEN -e SLACK_APP_TOKEN -e DISCORD_BOT_TOKEN -e FAL_KEY \
#     -v sightline-data:/data sightline
#
# Slack and Discord are reached from inside and need no port. The web page listens on loopback, which
# nobody outside of the container reaches, unless web.bind tells otherwise. That is set in a directory of
# your own, here ./config with a file sightline.yaml that holds
#
#   web: { bind: "0.0.0.0:8080" }
#
# and then the page also wants a token, as it costs money to ask:
#
#   docker run -e SIGHTLINE_CONFIG=/config -v ./config:/config:ro -e SIGHTLINE_ADMIN_TOKEN \
#     -p 127.0.0.1:8080:8080 -v sightline-data:/data sightline
#
# Other commands: docker run … sightline check, … sightline usage --csv

FROM eclipse-temurin:25-jdk AS jdk

# Debian and not Temurin's own Ubuntu, whose chromium is a snap and does not run in a container.
FROM debian:12-slim AS build
COPY --from=jdk /opt/java/openjdk /opt/jdk
ENV JAVA_HOME=/opt/jdk
# unzip: without it the Maven wrapper takes another archive, whose checksum is not the one it knows.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      ca-certificates chromium chromium-driver curl ffmpeg fontconfig fonts-dejavu-core unzip \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B verify
RUN mkdir -p /app/lib \
 && cp -p target/sightline.jar /app/ \
 && cp -p target/lib/*.jar /app/lib/
# What jdeps names for the jar and its libraries, and two modules that libraries ask for only when they
# run: jdk.unsupported (sun.misc.Unsafe) and jdk.zipfs (jars as file systems).
RUN "$JAVA_HOME/bin/jlink" \
      --add-modules java.base,java.desktop,java.instrument,java.management,java.naming,java.scripting,java.security.jgss,java.sql,jdk.jfr,jdk.unsupported,jdk.zipfs \
      --no-header-files --no-man-pages --strip-java-debug-attributes --compress zip-6 \
      --output /opt/java
# One ask through the whole line, which needs no key: the offline route measures the picture. The classes
# that it loads are kept ready linked, and "serve" is ready in about half the time. A cache fits one
# runtime, one set of jars and one way to lay out objects, so all of them are copied together and the
# flags are those of ENTRYPOINT.
RUN cd /tmp \
 && /opt/java/bin/java -XX:+UseCompactObjectHeaders -Djava.awt.headless=true \
      -Xlog:aot=error -XX:AOTCacheOutput=/app/sightline.aot \
      -jar /app/sightline.jar ask --image /build/src/test/resources/media/rocket.jpg "What is this?" \
 && test -s /app/sightline.aot \
 && rm -rf /tmp/data

FROM debian:12-slim
# ffmpeg measures videos; fontconfig and a font draw the usage chart; curl asks for the health.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl ffmpeg fontconfig fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin sightline \
 && install -d -o sightline -g sightline -m 750 /data
COPY --from=build /opt/java /opt/java
COPY --from=build /app /app
USER sightline
# The configuration keeps everything in data/, and / is where that is looked for.
WORKDIR /
VOLUME /data
EXPOSE 8080
# As long as the page listens on port 8080; give another --health-cmd with another port.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/health"]
ENTRYPOINT ["/opt/java/bin/java", "-XX:+UseCompactObjectHeaders", "-Djava.awt.headless=true", "-XX:AOTCache=/app/sightline.aot", "-XX:MaxRAMPercentage=60", "-jar", "/app/sightline.jar"]
CMD ["serve"]
