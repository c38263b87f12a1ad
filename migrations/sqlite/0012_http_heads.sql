-- The first line and the headers above the bytes of an exchange, a line each; NULL where they were not kept.
ALTER TABLE exchange ADD COLUMN request_head TEXT;
ALTER TABLE exchange ADD COLUMN response_head TEXT;
