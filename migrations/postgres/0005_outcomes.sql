-- What a payment provider's transaction is to come to, or came to, by the names of src/domain/outcome.rs.
ALTER TABLE payment_provider_transaction ADD COLUMN outcome TEXT;
-- Cash is collected by the number of the notice.
CREATE INDEX payment_provider_transaction_by_invoice ON payment_provider_transaction (invoice_id, status);

-- What a program asked the payments of an order to come to, before they are started.
CREATE TABLE planned_outcome (
    service_id TEXT NOT NULL,
    order_key  TEXT NOT NULL,
    outcome    TEXT NOT NULL,
    PRIMARY KEY (service_id, order_key)
);

-- What the payment provider takes from the payer on top of the payment. The transaction's amount includes it.
ALTER TABLE payment ADD COLUMN fee_bani BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payment_provider_transaction ADD COLUMN fee_bani BIGINT NOT NULL DEFAULT 0;
