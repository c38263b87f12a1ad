-- Payments are listed by service and order without a look at their invoices. Payment numbers go up, so the order of the
-- numbers is the order in which payments were started.
ALTER TABLE payment ADD COLUMN service_id TEXT NOT NULL DEFAULT '';
ALTER TABLE payment ADD COLUMN order_key TEXT NOT NULL DEFAULT '';
UPDATE payment SET
    service_id = (SELECT invoice.service_id FROM invoice WHERE invoice.invoice_id = payment.invoice_id),
    order_key = (SELECT invoice.order_key FROM invoice WHERE invoice.invoice_id = payment.invoice_id);
CREATE INDEX payment_by_order ON payment (service_id, order_key, payment_id);
CREATE INDEX payment_by_service ON payment (service_id, payment_id);
CREATE INDEX payment_by_status_and_number ON payment (status, payment_id);
CREATE INDEX payment_by_order_key ON payment (order_key, payment_id);
CREATE INDEX confirmation_by_status ON confirmation (status, payment_id);
CREATE INDEX confirmation_by_service ON confirmation (service_id, payment_id);
CREATE INDEX exchange_by_service ON exchange (service_id, exchange_id);

-- What happened, one row a happening, written with what it tells of. `event_id` is the last number of the sequence
-- `event`, so that numbers become visible in their order, whichever hub writes them.
CREATE TABLE event (
    event_id    INTEGER NOT NULL PRIMARY KEY,
    at          INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    service_id  TEXT,
    order_key   TEXT,
    payment_id  TEXT,
    exchange_id INTEGER,
    detail      TEXT    NOT NULL
) STRICT;
CREATE INDEX event_by_payment ON event (payment_id, event_id) WHERE payment_id IS NOT NULL;
INSERT INTO sequence (name, value) VALUES ('event', 0);
