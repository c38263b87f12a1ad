-- The hub's tables. Money is in bani, times are milliseconds since 1970 in UTC.
-- `migrations/postgres` holds the same tables in the other dialect; change both.

-- The last number that was handed out, by kind: `invoice`, `payment`; and `opened`, how often a hub has started on this.
CREATE TABLE sequence (
    name  TEXT    NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;

-- The certificate that a service without a registered one was first seen to sign with.
CREATE TABLE pinned_certificate (
    service_id TEXT    NOT NULL PRIMARY KEY,
    der        BLOB    NOT NULL,
    pinned_at  INTEGER NOT NULL
) STRICT;

-- One for each service and order key that was asked for. `order_document` is the e-Service's latest answer.
CREATE TABLE invoice (
    invoice_id     TEXT    NOT NULL PRIMARY KEY,
    service_id     TEXT    NOT NULL,
    order_key      TEXT    NOT NULL,
    status         TEXT    NOT NULL,
    paid_bani      INTEGER NOT NULL,
    -- Paid here, and not yet known to the e-Service when it last described the order.
    unaccounted_bani INTEGER NOT NULL,
    -- Counts every change, so that a careful writer sees whether the row still is as it was read.
    revision       INTEGER NOT NULL,
    order_document TEXT    NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    UNIQUE (service_id, order_key)
) STRICT;

-- A payer's visit to the pay page.
CREATE TABLE pay_session (
    session_id TEXT    NOT NULL PRIMARY KEY,
    service_id TEXT    NOT NULL,
    order_key  TEXT    NOT NULL,
    return_url TEXT,
    invoice_id TEXT,
    created_at INTEGER NOT NULL
) STRICT;

-- An attempt of a payer to pay an invoice. `reason` says why it was declined or reversed.
CREATE TABLE payment (
    payment_id         TEXT    NOT NULL PRIMARY KEY,
    invoice_id         TEXT    NOT NULL REFERENCES invoice (invoice_id),
    session_id         TEXT    NOT NULL REFERENCES pay_session (session_id),
    instrument         TEXT    NOT NULL,
    transaction_id     TEXT    NOT NULL UNIQUE,
    amount_bani        INTEGER NOT NULL,
    status             TEXT    NOT NULL,
    reason             TEXT,
    paid_at            INTEGER,
    authorization_code TEXT,
    card_last_four     TEXT,
    started_at         INTEGER NOT NULL
) STRICT;
CREATE INDEX payment_by_session ON payment (session_id, started_at);
CREATE INDEX payment_by_invoice ON payment (invoice_id, status);
CREATE INDEX payment_by_status ON payment (status, started_at);

-- What an e-Service is still to be told, or has been. `body_xml` is the same at every attempt.
CREATE TABLE confirmation (
    payment_id      TEXT    NOT NULL PRIMARY KEY REFERENCES payment (payment_id),
    service_id      TEXT    NOT NULL,
    order_key       TEXT    NOT NULL,
    body_xml        TEXT    NOT NULL,
    status          TEXT    NOT NULL,
    attempts        INTEGER NOT NULL,
    due_at          INTEGER,
    confirmed_at    INTEGER,
    last_outcome    TEXT
) STRICT;
-- `due_at` is the next attempt while Pending and the end of the lease while InFlight, so one index finds both.
CREATE INDEX confirmation_due ON confirmation (service_id, due_at);

-- Every SOAP exchange, byte for byte, whatever came back.
CREATE TABLE exchange (
    exchange_id INTEGER PRIMARY KEY AUTOINCREMENT,
    service_id  TEXT    NOT NULL,
    order_key   TEXT    NOT NULL,
    operation   TEXT    NOT NULL,
    payment_id  TEXT,
    started_at  INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    request     BLOB    NOT NULL,
    http_status INTEGER,
    response    BLOB,
    outcome     TEXT    NOT NULL
) STRICT;
CREATE INDEX exchange_by_order ON exchange (service_id, order_key, exchange_id);

-- The simulated payment providers' own books. No card number: its last four digits at most.
CREATE TABLE payment_provider_transaction (
    transaction_id     TEXT    NOT NULL PRIMARY KEY,
    instrument         TEXT    NOT NULL,
    invoice_id         TEXT    NOT NULL,
    description        TEXT    NOT NULL,
    merchant           TEXT    NOT NULL,
    amount_bani        INTEGER NOT NULL,
    currency           TEXT    NOT NULL,
    return_path        TEXT    NOT NULL,
    status             TEXT    NOT NULL,
    reason             TEXT,
    authorization_code TEXT,
    card_last_four     TEXT,
    decided_at         INTEGER,
    created_at         INTEGER NOT NULL
) STRICT;
