//! The parts of a check that tests of it share: the e-Service as it is called, a plan, and orders of the sample shop.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use mpay_sim::check::{NewOrder, Plan, Progress, Selection, Target};
use mpay_sim::clock::{Clock, SimulatedClock};
use mpay_sim::domain::ids::OrderKey;
use mpay_sim::domain::service::Service;
use mpay_sim::service_provider::ServiceProviderClient;
use mpay_sim::soap::security::verify::Tolerance;

use super::{client_builder, identities};

/// The seed of every check, from which the ids of its messages follow.
pub const SEED: u64 = 1;

/// This service, called by the hub of all tests.
pub fn target(service: Service, clock: &Clock) -> Target {
    let services = std::slice::from_ref(&service);
    let timeout = Duration::from_secs(20);
    let client =
        ServiceProviderClient::new(identities::hub(), None, services, clock, timeout, 4 << 20).unwrap();
    Target {
        service,
        client: Arc::new(client),
        e_service: Some(Arc::new(identities::e_service())),
        known: vec![],
        tolerance: Tolerance::default(),
        clock: clock.clone(),
    }
}

/// A plan with every rule and without any order.
pub fn plan() -> Plan {
    Plan {
        selection: Selection::default(),
        orders: Default::default(),
        new_order: None,
        is_patient: false,
        slow_after: Duration::from_secs(20),
        seed: SEED,
        again: "mpay-sim check".to_owned(),
        watch: Arc::new(|_| {}),
    }
}

/// The same plan with the rules that wait: this hand moves the clock for them.
pub fn patient_plan(hand: Arc<SimulatedClock>) -> Plan {
    Plan {
        is_patient: true,
        watch: Arc::new(move |step| {
            // A rule that waits runs alone, so that no other is moved in time.
            if let Progress::Waits(_, seconds) | Progress::Slowed(seconds) = step {
                hand.advance(SignedDuration::from_secs(seconds.cast_signed()));
            }
        }),
        ..plan()
    }
}

/// Makes orders of this service in the sample shop at this address.
pub fn new_order(shop: &str, service: &'static str) -> NewOrder {
    let (shop, client) = (shop.to_owned(), client_builder().build().unwrap());
    Arc::new(move || {
        let fields = format!("service_id={service}&customer_name=Popescu+Ion&customer_id=2001500023456");
        let placing = client
            .post(format!("{shop}/orders"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(fields);
        Box::pin(async move {
            let placed = placing.send().await.map_err(|why| why.to_string())?;
            let to = placed.headers().get("Location").ok_or("no order was placed")?.to_str().unwrap();
            Ok(OrderKey::given(to.trim_start_matches("/orders/")).unwrap())
        })
    })
}
