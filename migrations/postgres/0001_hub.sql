-- The hub's tables. Money is in bani, times are milliseconds since 1970 in UTC.
-- `migrations/sqlite` holds the same tables in the other dialect; change both.

-- The last number that was handed out, by kind: `invoice`, `payment`, `event`, `service`; and `opened`, how often a hub has
-- started on this; `probe`, which is counted up to see whether what is written is kept.
CREATE TABLE sequence (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO sequence (name, value) VALUES ('event', 0);
INSERT INTO sequence (name, value) VALUES ('service', 0);
INSERT INTO sequence (name, value) VALUES ('probe', 0);
-- The numbers of invoices and payments, which every hub needs: taking a number locks nothing, while a row of `sequence` stays locked
-- until the end of the transaction that took a number. The rows `invoice` and `payment` say where they started.
CREATE SEQUENCE invoice_number;
CREATE SEQUENCE payment_number;

-- The certificate that a service without a registered one was first seen to sign with.
CREATE TABLE pinned_certificate (
    service_id TEXT   NOT NULL PRIMARY KEY,
    der        BYTEA  NOT NULL,
    pinned_at  BIGINT NOT NULL
);

-- One for each service and order key that was asked for. `order_document` is the e-Service's latest answer.
CREATE TABLE invoice (
    invoice_id       TEXT   NOT NULL PRIMARY KEY,
    service_id       TEXT   NOT NULL,
    order_key        TEXT   NOT NULL,
    status           TEXT   NOT NULL,
    paid_bani        BIGINT NOT NULL,
    -- Paid here, and not yet known to the e-Service when it last described the order.
    unaccounted_bani BIGINT NOT NULL,
    -- Counts every change, so that a careful writer sees whether the row still is as it was read.
    revision         BIGINT NOT NULL,
    order_document   TEXT   NOT NULL,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL,
    -- When the e-Service was asked for the description that the invoice holds: an older answer never overwrites a newer one.
    described_at     BIGINT NOT NULL DEFAULT 0,
    UNIQUE (service_id, order_key)
);

-- A payer's visit to the pay page.
CREATE TABLE pay_session (
    session_id     TEXT   NOT NULL PRIMARY KEY,
    service_id     TEXT   NOT NULL,
    order_key      TEXT   NOT NULL,
    return_url     TEXT,
    invoice_id     TEXT,
    created_at     BIGINT NOT NULL,
    -- The key that was asked for, where it found several orders of which the payer chose `order_key`.
    asked_key      TEXT,
    -- What the payer has entered so far, as JSON; src/store/payer_document.rs reads and writes it.
    entered        TEXT   NOT NULL DEFAULT '{}',
    -- The amount due and the sum paid that the payer last saw.
    seen_due_bani  BIGINT,
    seen_paid_bani BIGINT,
    -- How many payments were started in the visit. Visits without one are pruned.
    payments       BIGINT NOT NULL DEFAULT 0
);
-- An operator opens an invoice by its number; the visits that have found it know which key was asked for.
CREATE INDEX pay_session_by_invoice ON pay_session (invoice_id) WHERE invoice_id IS NOT NULL;
CREATE INDEX pay_session_without_payment ON pay_session (created_at, session_id) WHERE payments = 0;

-- An attempt of a payer to pay an invoice. `reason` says why it was declined or reversed.
CREATE TABLE payment (
    payment_id         TEXT   NOT NULL PRIMARY KEY,
    invoice_id         TEXT   NOT NULL REFERENCES invoice (invoice_id),
    session_id         TEXT   NOT NULL REFERENCES pay_session (session_id),
    instrument         TEXT   NOT NULL,
    transaction_id     TEXT   NOT NULL UNIQUE,
    amount_bani        BIGINT NOT NULL,
    status             TEXT   NOT NULL,
    reason             TEXT,
    paid_at            BIGINT,
    authorization_code TEXT,
    card_last_four     TEXT,
    started_at         BIGINT NOT NULL,
    -- What the payer had to say with this payment, checked, as JSON; src/store/payer_document.rs reads and writes it.
    payer_input        TEXT   NOT NULL DEFAULT '{}',
    -- What the payment provider takes from the payer on top of the payment. The transaction's amount includes it.
    fee_bani           BIGINT NOT NULL DEFAULT 0,
    -- Payments are listed by service and order without a look at their invoices. Payment numbers go up, so the order of the
    -- numbers is the order in which payments were started.
    service_id         TEXT   NOT NULL DEFAULT '',
    order_key          TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX payment_by_session ON payment (session_id, started_at);
CREATE INDEX payment_by_invoice ON payment (invoice_id, status);
CREATE INDEX payment_by_status ON payment (status, started_at);
-- The payments with which something is still to be done, in the order in which they are read: those that are settled cost nothing.
CREATE INDEX payment_unsettled ON payment (payment_id)
    WHERE status IN ('Started', 'AtPaymentProvider', 'Pending', 'Reversing');
CREATE INDEX payment_by_order ON payment (service_id, order_key, payment_id);
CREATE INDEX payment_by_service ON payment (service_id, payment_id);
CREATE INDEX payment_by_status_and_number ON payment (status, payment_id);
CREATE INDEX payment_by_order_key ON payment (order_key, payment_id);
-- Of a span of time the lists find the first and the last number in this index alone.
CREATE INDEX payment_by_time ON payment (started_at, payment_id);

-- ConfirmOrderPayment of each authorised payment, waiting or sent. `body_xml` is the same at every attempt.
CREATE TABLE confirmation (
    payment_id        TEXT   NOT NULL PRIMARY KEY REFERENCES payment (payment_id),
    service_id        TEXT   NOT NULL,
    order_key         TEXT   NOT NULL,
    body_xml          TEXT   NOT NULL,
    status            TEXT   NOT NULL,
    attempts          BIGINT NOT NULL,
    due_at            BIGINT,
    confirmed_at      BIGINT,
    -- How many attempts the retry schedule has counted; attempts that somebody asked for are not among them.
    schedule_position BIGINT NOT NULL DEFAULT 0,
    -- While InFlight: the number of the attempt that holds the confirmation, and when it began.
    held_by           BIGINT,
    claimed_at        BIGINT,
    -- When the payment was written and its confirmation began to wait, on the hub's clock.
    queued_at         BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX confirmation_pending ON confirmation (service_id, due_at) WHERE status = 'Pending';
CREATE INDEX confirmation_in_flight ON confirmation (service_id, due_at) WHERE status = 'InFlight';
CREATE INDEX confirmation_halted ON confirmation (payment_id) WHERE status = 'Halted';
CREATE INDEX confirmation_gave_up ON confirmation (payment_id) WHERE status = 'GaveUp';
CREATE INDEX confirmation_by_status ON confirmation (status, payment_id);
CREATE INDEX confirmation_by_service ON confirmation (service_id, payment_id);
-- How many wait, and since when, is read from this index alone: what is confirmed costs nothing.
CREATE INDEX confirmation_unconfirmed ON confirmation (service_id, status, queued_at) WHERE status <> 'Confirmed';

-- Every SOAP exchange, byte for byte.
CREATE TABLE exchange (
    exchange_id     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service_id      TEXT   NOT NULL,
    order_key       TEXT   NOT NULL,
    operation       TEXT   NOT NULL,
    payment_id      TEXT,
    started_at      BIGINT NOT NULL,
    -- The moment in the request's Timestamp as the hub signed it, by the clock of messages.
    signed_at       BIGINT NOT NULL,
    duration_ms     BIGINT NOT NULL,
    request         BYTEA  NOT NULL,
    http_status     BIGINT,
    response        BYTEA,
    outcome         TEXT   NOT NULL,
    -- What is wrong or remarkable about an exchange, as a JSON array; src/store/finding_document.rs reads and writes it.
    findings        TEXT   NOT NULL DEFAULT '[]',
    -- The scenario that was applied to the exchange.
    scenario        TEXT,
    -- The first line and the headers above the bytes of an exchange, a line each; NULL where they were not kept.
    request_head    TEXT,
    response_head   TEXT,
    -- What a call learnt of the way to the e-Service, as JSON; src/store/way_document.rs reads and writes it. NULL where it was not
    -- kept.
    way             TEXT,
    -- The outcome of the call: its kind, the stage at which it stopped, and the fault of the e-Service. `outcome` is what happened at that
    -- stage; the line that people read is put together from the columns.
    outcome_kind    TEXT   NOT NULL DEFAULT 'accepted',
    stage           TEXT,
    fault_code      TEXT,
    fault_namespace TEXT,
    fault_subcode   TEXT,
    fault_words     TEXT,
    fault_soap_12   BIGINT,
    fault_signed    BIGINT,
    -- 1 where the call shows a mistake to mend: src/domain/failure.rs decides.
    failed          BIGINT NOT NULL DEFAULT 0,
    -- The words of both messages and of the outcome, by which it is found: src/domain/search_words.rs makes them.
    words           TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX exchange_by_order ON exchange (service_id, order_key, exchange_id);
CREATE INDEX exchange_by_payment ON exchange (payment_id, exchange_id) WHERE payment_id IS NOT NULL;
CREATE INDEX exchange_by_service ON exchange (service_id, exchange_id);
CREATE INDEX exchange_by_scenario ON exchange (scenario, exchange_id) WHERE scenario IS NOT NULL;
CREATE INDEX exchange_failed ON exchange (exchange_id) WHERE failed = 1;
-- How many calls of a service failed since a time is counted in this index alone.
CREATE INDEX exchange_by_failure ON exchange (service_id, failed, started_at);
CREATE INDEX exchange_words ON exchange USING gin (to_tsvector('simple', words));

-- The simulated payment providers' own books. No card number: its last four digits at most.
CREATE TABLE payment_provider_transaction (
    transaction_id     TEXT   NOT NULL PRIMARY KEY,
    instrument         TEXT   NOT NULL,
    invoice_id         TEXT   NOT NULL,
    description        TEXT   NOT NULL,
    merchant           TEXT   NOT NULL,
    amount_bani        BIGINT NOT NULL,
    currency           TEXT   NOT NULL,
    return_path        TEXT   NOT NULL,
    status             TEXT   NOT NULL,
    reason             TEXT,
    authorization_code TEXT,
    card_last_four     TEXT,
    decided_at         BIGINT,
    created_at         BIGINT NOT NULL,
    -- What a payment provider's transaction is to come to, or came to, by the names of src/domain/outcome.rs.
    outcome            TEXT,
    fee_bani           BIGINT NOT NULL DEFAULT 0,
    -- The terminal that a payment is made at, and when its slip was printed again.
    pos_terminal_key   TEXT,
    slip_printed_at    BIGINT,
    -- Until when the payer can use a payment provider's pages.
    session_ends_at    BIGINT
);
-- Cash is collected by the number of the notice.
CREATE INDEX payment_provider_transaction_by_invoice ON payment_provider_transaction (invoice_id, status);

-- What a program asked the payments of an order to come to, before they are started.
CREATE TABLE planned_outcome (
    service_id TEXT NOT NULL,
    order_key  TEXT NOT NULL,
    outcome    TEXT NOT NULL,
    PRIMARY KEY (service_id, order_key)
);

-- What operators have configured, a row for each time: a payment keeps the terminal that it was made at.
CREATE TABLE pos_terminal (
    pos_terminal_key     TEXT   NOT NULL PRIMARY KEY,
    organization_name    TEXT   NOT NULL,
    organization_idno    TEXT   NOT NULL,
    office_address       TEXT   NOT NULL,
    organization_service TEXT,
    counter              TEXT,
    terminal_id          TEXT   NOT NULL,
    vendor_name          TEXT   NOT NULL,
    intended_ip          TEXT   NOT NULL,
    configured_at        BIGINT NOT NULL
);

-- Attempts that somebody asked for, beside the retry schedule. A row goes when its attempt's outcome is recorded.
-- `status`, `due_at`, `held_by` and `claimed_at` as in `confirmation`.
CREATE TABLE requested_attempt (
    request_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    payment_id TEXT   NOT NULL REFERENCES confirmation (payment_id),
    service_id TEXT   NOT NULL,
    cause      TEXT   NOT NULL,
    status     TEXT   NOT NULL,
    due_at     BIGINT NOT NULL,
    held_by    BIGINT,
    claimed_at BIGINT
);
CREATE INDEX requested_attempt_due ON requested_attempt (service_id, status, due_at);
CREATE INDEX requested_attempt_of_payment ON requested_attempt (payment_id, cause);
-- Asking twice for one attempt makes one.
CREATE UNIQUE INDEX requested_attempt_manual ON requested_attempt (payment_id) WHERE cause = 'manual' AND status = 'Pending';

-- Every attempt whose outcome is known. Its exchange may have been deleted since.
CREATE TABLE confirmation_attempt (
    payment_id      TEXT   NOT NULL REFERENCES confirmation (payment_id),
    number          BIGINT NOT NULL,
    cause           TEXT   NOT NULL,
    started_at      BIGINT NOT NULL,
    duration_ms     BIGINT NOT NULL,
    outcome         TEXT   NOT NULL,
    outcome_text    TEXT   NOT NULL,
    exchange_id     BIGINT,
    next_attempt_at BIGINT,
    stage           TEXT,
    http_status     BIGINT,
    scenario        TEXT,
    fault_code      TEXT,
    fault_namespace TEXT,
    fault_subcode   TEXT,
    fault_words     TEXT,
    fault_soap_12   BIGINT,
    fault_signed    BIGINT,
    PRIMARY KEY (payment_id, number)
);
-- The attempts of a span of time, and what they led to, are read from this index alone.
CREATE INDEX confirmation_attempt_by_time ON confirmation_attempt (started_at, outcome, next_attempt_at, payment_id);

-- How the hub that started last on this database signs: the SHA-256 of its certificate. Hubs that share a database sign alike.
CREATE TABLE hub_certificate (
    only_row BIGINT NOT NULL PRIMARY KEY CHECK (only_row = 1),
    sha256   TEXT   NOT NULL
);

-- Deviations that are switched on, by the names of src/domain/scenario/table.rs. `parameters` is JSON;
-- src/store/scenario_document.rs reads and writes it. NULL does not limit the scope.
CREATE TABLE scenario (
    scenario_id             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name                    TEXT   NOT NULL,
    parameters              TEXT   NOT NULL,
    service_id              TEXT,
    order_key               TEXT,
    -- To how many calls it still applies; NULL goes on until it is stopped.
    remaining_calls         BIGINT,
    created_at              BIGINT NOT NULL,
    -- To how many calls it was applied.
    applied                 BIGINT NOT NULL,
    -- Why it was not applied to the latest call that it should have been applied to, as findings are written; and that call,
    -- where it was made all the same.
    not_applied             TEXT,
    not_applied_exchange_id BIGINT
);

-- To which payments' confirmations a scenario was applied: once to each, so that the honest confirmation follows.
CREATE TABLE scenario_use (
    scenario_id BIGINT NOT NULL REFERENCES scenario (scenario_id) ON DELETE CASCADE,
    payment_id  TEXT   NOT NULL,
    -- To how many calls about this payment it was applied.
    applied     BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (scenario_id, payment_id)
);

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

-- Events, each written in the transaction of the change that it reports. `event_id` is the last number of the sequence
-- `event`, so that numbers become visible in their order, whichever hub writes them.
CREATE TABLE event (
    event_id    BIGINT NOT NULL PRIMARY KEY,
    at          BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    service_id  TEXT,
    order_key   TEXT,
    payment_id  TEXT,
    exchange_id BIGINT,
    detail      TEXT   NOT NULL
);
CREATE INDEX event_by_payment ON event (payment_id, event_id) WHERE payment_id IS NOT NULL;
-- The events about an order that is not yet, or not alone, a payment's; and the calls that a scenario was applied to.
CREATE INDEX event_by_order ON event (service_id, event_id) WHERE payment_id IS NULL;
-- Incidents are found by their number, the first eight characters.
CREATE INDEX event_of_incident ON event (SUBSTR(detail, 1, 8)) WHERE kind = 'page.failed';

-- Services that were registered while a hub ran: each stands in the place of one with its id in the settings, where there is
-- one. `document` is JSON; src/store/service_document.rs reads and writes it. `revision` is the number of the sequence
-- `service` with which the row was written: a hub that has read an older number must read the services again.
CREATE TABLE registered_service (
    service_id    TEXT   NOT NULL PRIMARY KEY,
    document      TEXT   NOT NULL,
    revision      BIGINT NOT NULL,
    registered_at BIGINT NOT NULL
);
