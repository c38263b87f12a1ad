-- Why a scenario was not applied to the latest call that it should have been applied to, as findings are written; and that call,
-- where it was made all the same.
ALTER TABLE scenario ADD COLUMN not_applied TEXT;
ALTER TABLE scenario ADD COLUMN not_applied_exchange_id INTEGER;
-- To how many calls about this payment the scenario was really applied.
ALTER TABLE scenario_use ADD COLUMN applied INTEGER NOT NULL DEFAULT 0;
UPDATE scenario_use SET applied = 1;

-- What came of the last attempt stands in `confirmation_attempt`, as facts.
ALTER TABLE confirmation DROP COLUMN last_outcome;
