-- How the hub that started last on this database signs: the SHA-256 of its certificate. Hubs that share a database sign alike.
CREATE TABLE hub_certificate (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    sha256   TEXT    NOT NULL
) STRICT;

-- The payments with which something is still to be done, in the order in which they are read: those that are settled cost nothing.
CREATE INDEX payment_unsettled ON payment (payment_id)
    WHERE status IN ('Started', 'AtPaymentProvider', 'Pending', 'Reversing');
