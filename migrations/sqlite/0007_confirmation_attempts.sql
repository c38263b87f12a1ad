-- How many attempts the retry schedule has counted; attempts that somebody asked for are not among them.
ALTER TABLE confirmation ADD COLUMN schedule_position INTEGER NOT NULL DEFAULT 0;
-- While InFlight: the number of the attempt that holds the confirmation, and when it began.
ALTER TABLE confirmation ADD COLUMN held_by INTEGER;
ALTER TABLE confirmation ADD COLUMN claimed_at INTEGER;
UPDATE confirmation SET schedule_position = attempts, held_by = attempts, claimed_at = due_at;
-- `due_at` is the next attempt while Pending, the end of the lease while InFlight, and empty otherwise.
UPDATE confirmation SET status = 'GaveUp' WHERE status = 'Pending' AND due_at IS NULL;

-- Each status that somebody looks for has an index of its own rows: what is confirmed costs nothing.
DROP INDEX confirmation_due;
CREATE INDEX confirmation_pending ON confirmation (service_id, due_at) WHERE status = 'Pending';
CREATE INDEX confirmation_in_flight ON confirmation (service_id, due_at) WHERE status = 'InFlight';
CREATE INDEX confirmation_halted ON confirmation (payment_id) WHERE status = 'Halted';
CREATE INDEX confirmation_gave_up ON confirmation (payment_id) WHERE status = 'GaveUp';

-- Attempts that somebody asked for, beside the retry schedule. A row goes when its attempt's outcome is recorded.
-- `status`, `due_at`, `held_by` and `claimed_at` as in `confirmation`.
CREATE TABLE requested_attempt (
    request_id INTEGER PRIMARY KEY AUTOINCREMENT,
    payment_id TEXT    NOT NULL REFERENCES confirmation (payment_id),
    service_id TEXT    NOT NULL,
    cause      TEXT    NOT NULL,
    status     TEXT    NOT NULL,
    due_at     INTEGER NOT NULL,
    held_by    INTEGER,
    claimed_at INTEGER
) STRICT;
CREATE INDEX requested_attempt_due ON requested_attempt (service_id, status, due_at);
CREATE INDEX requested_attempt_of_payment ON requested_attempt (payment_id, cause);
-- Who asks twice for one attempt gets one.
CREATE UNIQUE INDEX requested_attempt_manual ON requested_attempt (payment_id) WHERE cause = 'manual' AND status = 'Pending';

-- Every attempt whose outcome is known. Its exchange may have been let go of since.
CREATE TABLE confirmation_attempt (
    payment_id      TEXT    NOT NULL REFERENCES confirmation (payment_id),
    number          INTEGER NOT NULL,
    cause           TEXT    NOT NULL,
    started_at      INTEGER NOT NULL,
    duration_ms     INTEGER NOT NULL,
    outcome         TEXT    NOT NULL,
    code            TEXT,
    outcome_text    TEXT    NOT NULL,
    exchange_id     INTEGER,
    next_attempt_at INTEGER,
    PRIMARY KEY (payment_id, number)
) STRICT;
