# Builds mpay-sim from source, into an image that holds the program and nothing else. `docker compose up` calls it.
# Where no base image can be had: packaging/image packs a program that was built on the host.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN program=$(packaging/static-build) && install -D -m 755 "$program" /image/mpay-sim \
    && install -m 644 LICENSE-APACHE LICENSE-MIT /image/ \
    && packaging/third-party >/image/THIRD-PARTY.txt \
    && mkdir /image/data

FROM scratch
COPY --from=build /image/LICENSE-APACHE /image/LICENSE-MIT /image/THIRD-PARTY.txt /image/mpay-sim /
# An empty folder of the user's own: a new volume that is mounted there takes its owner.
COPY --from=build --chown=65532:65532 /image/data /data
USER 65532:65532
ENV MPAY_SIM_DATA_DIR=/data MPAY_SIM_LISTEN=0.0.0.0:8080 MPAY_SIM_SAMPLE_LISTEN=0.0.0.0:8081
VOLUME /data
EXPOSE 8080 8081
HEALTHCHECK --interval=2s --timeout=3s --start-period=10s CMD ["/mpay-sim", "ready"]
LABEL org.opencontainers.image.title="mpay-sim" \
    org.opencontainers.image.description="Simulator of the gateway side of MPay. It is not MPay; no money moves." \
    org.opencontainers.image.licenses="MIT OR Apache-2.0"
ENTRYPOINT ["/mpay-sim"]
