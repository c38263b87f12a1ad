//! Tests of whole parts of the program, over HTTP, each against servers of its own on free ports.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

// What the tests of flows start and drive.
mod support;

// The sample e-Service, alone.
mod sample_service;

// A payment from the shop to the receipt.
mod payment;
mod rest;

// The contract to generate code from.
mod contract;

// The pay page: what it shows and asks.
mod allocation;
mod pay_page;

// What goes wrong before, during and after a payment.
mod bad_input;
mod bounds;
mod card_numbers;
mod confirmation_operations;
mod console;
mod control;
mod costly_replies;
mod database_messages;
mod dead_ends;
mod delivery;
mod diagnosis;
mod disturbance;
mod double;
mod field_notes;
mod home;
mod hostile;
mod instruments;
mod misleading;
mod order_calls;
mod outcomes;
mod parity;
mod payer_pages;
mod payer_session;
mod pos;
mod queue;
mod races;
mod scenarios;
mod sequences;
mod services;
mod signatures;
mod verify_command;
mod way_in;
// The way to the e-Service: DNS, connection, TLS, HTTP.
mod first_call;
mod transport;
mod truth;

// Would this e-Service pass MPay?
mod check;

// The documents that are made from the code.
mod limits_document;
mod rules_document;
mod states;

// Words for every value.
mod words_of_enums;
mod words_of_findings;

// What Prometheus is told.
mod metrics;

// The hub's requests, byte for byte.
mod golden;

// The program as its users start it.
mod help;
mod program_itself;

// The source itself.
mod tidy;
