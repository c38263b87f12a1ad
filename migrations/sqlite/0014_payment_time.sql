-- Of a span of time the lists find the first and the last number in this index alone.
CREATE INDEX payment_by_time ON payment (started_at, payment_id);
