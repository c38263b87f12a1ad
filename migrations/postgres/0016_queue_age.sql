-- When the payment was written and its confirmation began to wait, on the hub's clock.
ALTER TABLE confirmation ADD COLUMN queued_at BIGINT NOT NULL DEFAULT 0;
UPDATE confirmation SET queued_at =
    COALESCE((SELECT paid_at FROM payment WHERE payment.payment_id = confirmation.payment_id), 0);
-- How many wait, and since when, is read from this index alone: what is confirmed costs nothing.
CREATE INDEX confirmation_unconfirmed ON confirmation (service_id, status, queued_at) WHERE status <> 'Confirmed';
