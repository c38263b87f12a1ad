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

-- The terminal that a payment is made at, and when its slip was printed again.
ALTER TABLE payment_provider_transaction ADD COLUMN pos_terminal_key TEXT;
ALTER TABLE payment_provider_transaction ADD COLUMN slip_printed_at BIGINT;

-- An operator opens an invoice by its number; the visits that have found it know which key was asked for.
CREATE INDEX pay_session_by_invoice ON pay_session (invoice_id) WHERE invoice_id IS NOT NULL;
