//! `mpay-sim check` against the sample e-Service, and against mutants of it that break one thing each.

mod apart;
mod command;
mod doctor;
mod exactness;
mod mutants;
mod plain;
mod proxy;
mod seen;
mod world;
