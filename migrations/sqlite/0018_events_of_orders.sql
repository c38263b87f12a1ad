-- The events about an order that is not yet, or not alone, a payment's; and the calls that a scenario was applied to.
CREATE INDEX event_by_order ON event (service_id, event_id) WHERE payment_id IS NULL;
CREATE INDEX exchange_by_scenario ON exchange (scenario, exchange_id) WHERE scenario IS NOT NULL;
