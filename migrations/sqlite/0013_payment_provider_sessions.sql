-- Until when the payer can use a payment provider's pages. Transactions from before have no end of their own.
ALTER TABLE payment_provider_transaction ADD COLUMN session_ends_at INTEGER;

-- A payment times out for one of several reasons; there was one.
UPDATE payment_provider_transaction SET reason = 'no-answer' WHERE status = 'TimedOut';
UPDATE payment SET reason = 'no-answer' WHERE status = 'TimedOut';
