-- What is wrong or remarkable about an exchange, as a JSON array; src/store/finding_document.rs reads and writes it.
ALTER TABLE exchange ADD COLUMN findings TEXT NOT NULL DEFAULT '[]';
CREATE INDEX exchange_by_payment ON exchange (payment_id, exchange_id) WHERE payment_id IS NOT NULL;
