# The program in an image without a shell. `docker compose up` builds it.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --locked --profile dist && mkdir /data

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /src/target/dist/mpay-sim /mpay-sim
COPY --from=build --chown=nonroot:nonroot /data /data
ENV MPAY_SIM_DATA_DIR=/data MPAY_SIM_LISTEN=0.0.0.0:8080 MPAY_SIM_SAMPLE_LISTEN=0.0.0.0:8081
VOLUME /data
EXPOSE 8080 8081
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["/mpay-sim", "ready"]
ENTRYPOINT ["/mpay-sim"]
