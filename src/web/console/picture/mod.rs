//! The picture of a payment or of a visit without one: the fifteen steps of the guide as arrows between payer, hub, payment
//! provider and e-Service, drawn as SVG; on narrow screens the same rows are a list.

mod calls;
mod drawing;
mod payment;
mod rows;
mod visit;

pub(super) use drawing::Picture;
pub(super) use payment::of_payment;
pub(super) use visit::of_visit;
