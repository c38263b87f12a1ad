-- How many payments were started in a visit. Visits without one are pruned.
ALTER TABLE pay_session ADD COLUMN payments INTEGER NOT NULL DEFAULT 0;
UPDATE pay_session SET payments = (SELECT COUNT(*) FROM payment WHERE payment.session_id = pay_session.session_id);
CREATE INDEX pay_session_without_payment ON pay_session (created_at, session_id) WHERE payments = 0;
