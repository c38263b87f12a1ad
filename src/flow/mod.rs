//! The gateway's steps, one file each. No HTTP types: input is parsed, output is a value.

pub mod service_check;
pub mod services;

pub mod silent_services;

pub mod payment_page_request;

pub mod order_details_retrieval;

pub mod invoice_generation;

pub mod payment_method_selection;

pub mod payment_confirmation_retrieval;

pub mod payment_confirmation_to_e_service;

pub mod confirmation_operations;

pub mod receipt_download;

pub mod return_to_e_service;

pub mod pos_terminal;

pub mod note_check;

pub mod note_download;

pub mod order_invoice;

pub mod order_refresh;

pub mod evidence;

pub mod payment_history;

pub mod visit_history;

pub mod payment_without_browser;

pub mod forced_payment;

pub mod wait;

pub mod x_ray;

pub mod certificates;

pub mod clock_operations;

pub mod connection_test;

pub mod scrape;

pub mod scenarios;

pub mod planned_outcome;

pub mod reset;

pub mod call_stages;

mod call_basis;
mod document_file;
mod exchange_record;
pub mod incidents;
mod known_certificate;
mod problem;

pub use problem::{Problem, RETRY_OF_DATABASE};
