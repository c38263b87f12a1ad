//! The concepts of the hub: orders, invoices, payments, confirmations.
//!
//! Pure values and rules. No async, no IO, no reading of a clock, no serialisation:
//! bytes become these types at the edges (`soap/`, `store/`, `web/`) and are trusted from there on.

pub mod ids;
pub mod language;
pub mod local_time;
pub mod money;
pub(crate) mod named;

pub mod order;
pub mod order_changes;
pub mod service;
pub mod service_field_value;
pub mod service_fields;
pub mod service_mistake;
pub mod service_rules;
pub mod service_values;

pub mod invoice;
pub mod payer_input;
pub mod payment;

pub mod call_outcome;
pub mod card_number;
pub mod confirmation;
pub mod confirmation_attempt;
pub mod connection_details;
pub mod container_name;
pub mod disturbance;
pub mod durability;
pub mod event;
pub mod failure;
pub mod fault;
pub mod finding;
pub mod http_form;
pub mod iban;
pub mod idn;
pub mod instrument;
pub mod instrument_fee;
pub mod masking;
pub mod outcome;
pub mod plain_text;
pub mod pos_terminal;
pub mod receipt;
pub mod rest_settings;
pub mod retry_schedule;
pub mod return_url;
pub mod scenario;
pub mod search_words;
pub mod similar_word;
pub mod test_card;
pub mod transaction;
pub mod transition;
pub mod visible_properties;
pub mod web_address;
