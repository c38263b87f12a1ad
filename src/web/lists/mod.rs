//! The lists of the hub for the console and the control API: the filter and its values, the page, and `latest`.

pub(super) mod latest;
pub(super) mod values;

mod events;
mod exchanges;
mod page;
mod payments;

pub(super) use self::events::{Events, kinds};
pub(super) use self::exchanges::{Exchanges, OPERATIONS};
pub(super) use self::page::{List, Page, page, page_of};
pub(super) use self::payments::Payments;
