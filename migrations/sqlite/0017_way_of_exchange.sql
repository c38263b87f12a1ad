-- What a call learnt of the way to the e-Service, as JSON; src/store/way_document.rs reads and writes it. NULL where it was not
-- kept.
ALTER TABLE exchange ADD COLUMN way TEXT;
