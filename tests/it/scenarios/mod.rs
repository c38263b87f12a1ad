//! What the hub does wrong on purpose: every scenario of the table against the sample e-Service, which takes each rightly;
//! against one that takes everything; and where scenarios apply.

mod document;
mod further_calls;
mod mutants;
mod scopes;
mod table;
mod verdicts;
