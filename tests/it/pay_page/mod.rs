//! The pay page: what it shows of an order, and what it asks of the payer.

// What is due, what is paid, and until when.
mod amounts;

// What the payer fills in.
mod properties;

// Several orders in one reply.
mod several_orders;

// What is said of the way back.
mod return_name;

// What every page brings along.
mod stylesheet;
