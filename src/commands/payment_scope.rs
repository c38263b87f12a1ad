//! The arguments that name a payment: its number, or the latest one of a service or an order.

use clap::{Arg, ArgGroup, ArgMatches, Command};

use super::control_client::{encoded, with_query};
use super::{flag, given};

/// The command with a payment's number, a service and an order, of which at least one is required.
pub(super) fn of_payment(command: Command) -> Command {
    command
        .arg(Arg::new("payment").value_name("PAYMENT").help("The payment's number, or latest"))
        .arg(flag("service", "SERVICE", "The latest payment of this service").conflicts_with("payment"))
        .arg(flag("order", "KEY", "The latest payment of this order").conflicts_with("payment"))
        .group(ArgGroup::new("of").args(["payment", "service", "order"]).required(true).multiple(true))
}

/// The address of the payment that [`of_payment`]'s arguments name, between these parts of it.
pub(super) fn address(before: &str, matches: &ArgMatches, behind: &str) -> String {
    let payment = encoded(given(matches, "payment").unwrap_or("latest"));
    let scope = [("service_id", given(matches, "service")), ("order_key", given(matches, "order"))];
    with_query(&format!("{before}/{payment}{behind}"), &scope)
}
