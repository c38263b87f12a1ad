-- What came of a call as facts: its kind, the stage that stopped it, and the e-Service's fault. `outcome` keeps what happened at that
-- stage; the line that people read is put together from the columns.
ALTER TABLE exchange ADD COLUMN outcome_kind TEXT NOT NULL DEFAULT 'accepted';
ALTER TABLE exchange ADD COLUMN stage TEXT;
ALTER TABLE exchange ADD COLUMN fault_code TEXT;
ALTER TABLE exchange ADD COLUMN fault_namespace TEXT;
ALTER TABLE exchange ADD COLUMN fault_subcode TEXT;
ALTER TABLE exchange ADD COLUMN fault_words TEXT;
ALTER TABLE exchange ADD COLUMN fault_soap_12 BIGINT;
ALTER TABLE exchange ADD COLUMN fault_signed BIGINT;
ALTER TABLE confirmation_attempt ADD COLUMN stage TEXT;
ALTER TABLE confirmation_attempt ADD COLUMN http_status BIGINT;
ALTER TABLE confirmation_attempt ADD COLUMN scenario TEXT;
ALTER TABLE confirmation_attempt ADD COLUMN fault_code TEXT;
ALTER TABLE confirmation_attempt ADD COLUMN fault_namespace TEXT;
ALTER TABLE confirmation_attempt ADD COLUMN fault_subcode TEXT;
ALTER TABLE confirmation_attempt ADD COLUMN fault_words TEXT;
ALTER TABLE confirmation_attempt ADD COLUMN fault_soap_12 BIGINT;
ALTER TABLE confirmation_attempt ADD COLUMN fault_signed BIGINT;

-- What was written before began with the scenario and the stage, in words.
UPDATE exchange SET outcome = SUBSTR(outcome, LENGTH(scenario) + 12) WHERE scenario IS NOT NULL AND outcome LIKE 'scenario %';
UPDATE exchange SET stage = 'request', outcome = SUBSTR(outcome, 10) WHERE outcome LIKE 'request: %';
UPDATE exchange SET stage = 'dns', outcome = SUBSTR(outcome, 6) WHERE outcome LIKE 'dns: %';
UPDATE exchange SET stage = 'connect', outcome = SUBSTR(outcome, 10) WHERE outcome LIKE 'connect: %';
UPDATE exchange SET stage = 'tls', outcome = SUBSTR(outcome, 6) WHERE outcome LIKE 'tls: %';
UPDATE exchange SET stage = 'http', outcome = SUBSTR(outcome, 7) WHERE outcome LIKE 'http: %';
UPDATE exchange SET stage = 'envelope', outcome = SUBSTR(outcome, 11) WHERE outcome LIKE 'envelope: %';
UPDATE exchange SET stage = 'signature', outcome = SUBSTR(outcome, 12) WHERE outcome LIKE 'signature: %';
UPDATE exchange SET stage = 'contract', outcome = SUBSTR(outcome, 11) WHERE outcome LIKE 'contract: %';
UPDATE exchange SET stage = 'business', outcome = SUBSTR(outcome, 11) WHERE outcome LIKE 'business: %';
UPDATE confirmation_attempt SET stage = 'request', outcome_text = SUBSTR(outcome_text, 10) WHERE outcome_text LIKE 'request: %';
UPDATE confirmation_attempt SET stage = 'dns', outcome_text = SUBSTR(outcome_text, 6) WHERE outcome_text LIKE 'dns: %';
UPDATE confirmation_attempt SET stage = 'connect', outcome_text = SUBSTR(outcome_text, 10) WHERE outcome_text LIKE 'connect: %';
UPDATE confirmation_attempt SET stage = 'tls', outcome_text = SUBSTR(outcome_text, 6) WHERE outcome_text LIKE 'tls: %';
UPDATE confirmation_attempt SET stage = 'http', outcome_text = SUBSTR(outcome_text, 7) WHERE outcome_text LIKE 'http: %';
UPDATE confirmation_attempt SET stage = 'envelope', outcome_text = SUBSTR(outcome_text, 11) WHERE outcome_text LIKE 'envelope: %';
UPDATE confirmation_attempt SET stage = 'signature', outcome_text = SUBSTR(outcome_text, 12) WHERE outcome_text LIKE 'signature: %';
UPDATE confirmation_attempt SET stage = 'contract', outcome_text = SUBSTR(outcome_text, 11) WHERE outcome_text LIKE 'contract: %';
UPDATE confirmation_attempt SET stage = 'business', outcome_text = SUBSTR(outcome_text, 11) WHERE outcome_text LIKE 'business: %';
UPDATE exchange SET outcome_kind = CASE stage WHEN 'request' THEN 'not_sent' WHEN 'dns' THEN 'no_connection' WHEN 'connect' THEN 'no_connection'
    WHEN 'tls' THEN 'no_connection' WHEN 'http' THEN 'no_reply' WHEN 'envelope' THEN 'not_soap' WHEN 'business' THEN 'fault' ELSE stage END
    WHERE stage IS NOT NULL;
UPDATE exchange SET outcome_kind = 'http_status' WHERE stage = 'http' AND outcome LIKE 'HTTP status %';
UPDATE exchange SET outcome_kind = 'nothing_found' WHERE outcome = 'orders: 0';
UPDATE exchange SET outcome_kind = 'not_counted' WHERE outcome = 'accepted, which does not count';
UPDATE confirmation_attempt SET http_status = CAST(code AS BIGINT) WHERE outcome = 'http_status';
UPDATE confirmation_attempt SET fault_code = code WHERE outcome = 'fault';
ALTER TABLE confirmation_attempt DROP COLUMN code;
