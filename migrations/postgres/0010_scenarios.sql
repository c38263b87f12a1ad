-- What the simulator does wrong on purpose, by the names of src/domain/scenario/table.rs. `parameters` is JSON;
-- src/store/scenario_document.rs reads and writes it. What is NULL does not limit the scope.
CREATE TABLE scenario (
    scenario_id     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name            TEXT    NOT NULL,
    parameters      TEXT    NOT NULL,
    service_id      TEXT,
    order_key       TEXT,
    -- To how many calls it still applies; NULL goes on until it is stopped.
    remaining_calls BIGINT,
    created_at      BIGINT NOT NULL,
    -- To how many calls it was really applied.
    applied         BIGINT NOT NULL
);

-- To which payments' confirmations a scenario was applied: once to each, so that the honest confirmation follows.
CREATE TABLE scenario_use (
    scenario_id BIGINT NOT NULL REFERENCES scenario (scenario_id) ON DELETE CASCADE,
    payment_id  TEXT    NOT NULL,
    PRIMARY KEY (scenario_id, payment_id)
);

-- The scenario that was really applied to the exchange.
ALTER TABLE exchange ADD COLUMN scenario TEXT;

-- What a requested attempt with the cause `scenario` is to send: see src/domain/scenario/follow_up.rs. `accepted` is the
-- message that the e-Service accepted, signed at `signed_at`.
CREATE TABLE scenario_follow_up (
    request_id  BIGINT NOT NULL PRIMARY KEY REFERENCES requested_attempt (request_id) ON DELETE CASCADE,
    scenario_id BIGINT NOT NULL,
    name        TEXT   NOT NULL,
    parameters  TEXT   NOT NULL,
    accepted    TEXT   NOT NULL,
    signed_at   BIGINT NOT NULL
);
CREATE INDEX scenario_follow_up_of_scenario ON scenario_follow_up (scenario_id);
