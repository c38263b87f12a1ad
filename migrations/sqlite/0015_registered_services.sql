-- Services that were registered while a hub ran: each stands in the place of one with its id in the settings, where there is
-- one. `document` is JSON; src/store/service_document.rs reads and writes it. `revision` is the number of the sequence
-- `service` with which the row was written: whoever has read an older one has missed something.
CREATE TABLE registered_service (
    service_id    TEXT    NOT NULL PRIMARY KEY,
    document      TEXT    NOT NULL,
    revision      INTEGER NOT NULL,
    registered_at INTEGER NOT NULL
) STRICT;
INSERT INTO sequence (name, value) VALUES ('service', 0);
