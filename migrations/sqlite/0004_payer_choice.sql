-- When the e-Service was asked for the description that the invoice holds: an older answer never overwrites a newer one.
ALTER TABLE invoice ADD COLUMN described_at INTEGER NOT NULL DEFAULT 0;
-- The key that was asked for, where it found several orders of which the payer chose `order_key`.
ALTER TABLE pay_session ADD COLUMN asked_key TEXT;
-- What the payer has entered so far, as JSON; src/store/payer_document.rs reads and writes it.
ALTER TABLE pay_session ADD COLUMN entered TEXT NOT NULL DEFAULT '{}';
-- The amount due and the sum paid that the payer last saw.
ALTER TABLE pay_session ADD COLUMN seen_due_bani INTEGER;
ALTER TABLE pay_session ADD COLUMN seen_paid_bani INTEGER;
-- What the payer had to say with this payment, checked, as JSON; src/store/payer_document.rs reads and writes it.
ALTER TABLE payment ADD COLUMN payer_input TEXT NOT NULL DEFAULT '{}';
