//! `mpay-sim check` against the sample e-Service, and against mutants of it that break one thing each.

mod apart;
mod baseline;
mod command;
mod doctor;
mod document;
mod exactness;
mod history;
mod mutants;
mod pace;
mod plain;
mod proxy;
mod recipes;
mod reports;
mod seen;
mod world;
