-- What the simulator does wrong on purpose, by the names of src/domain/scenario/table.rs. `parameters` is JSON;
-- src/store/scenario_document.rs reads and writes it. What is NULL does not limit the scope.
CREATE TABLE scenario (
    scenario_id     INTEGER PRIMARY KEY AUTOINCREMENT,
    name            TEXT    NOT NULL,
    parameters      TEXT    NOT NULL,
    service_id      TEXT,
    order_key       TEXT,
    -- To how many calls it still applies; NULL goes on until it is stopped.
    remaining_calls INTEGER,
    created_at      INTEGER NOT NULL,
    -- To how many calls it was really applied.
    applied         INTEGER NOT NULL
) STRICT;

-- To which payments' confirmations a scenario was applied: once to each, so that the honest confirmation follows.
CREATE TABLE scenario_use (
    scenario_id INTEGER NOT NULL REFERENCES scenario (scenario_id) ON DELETE CASCADE,
    payment_id  TEXT    NOT NULL,
    PRIMARY KEY (scenario_id, payment_id)
) STRICT;

-- The scenario that was really applied to the exchange.
ALTER TABLE exchange ADD COLUMN scenario TEXT;

-- What a requested attempt with the cause `scenario` is to send: see src/domain/scenario/follow_up.rs. `accepted` is the
-- message that the e-Service accepted, signed at `signed_at`.
CREATE TABLE scenario_follow_up (
    request_id  INTEGER NOT NULL PRIMARY KEY REFERENCES requested_attempt (request_id) ON DELETE CASCADE,
    scenario_id INTEGER NOT NULL,
    name        TEXT   NOT NULL,
    parameters  TEXT   NOT NULL,
    accepted    TEXT   NOT NULL,
    signed_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX scenario_follow_up_of_scenario ON scenario_follow_up (scenario_id);
