//! The lists of payments and of confirmations, beside few payments and beside many.

use mpay_sim::clock::Clock;
use mpay_sim::server::{HubSettings, Patience, start_hub};

use crate::database::{Database, Server};
use crate::{client, identities, rows, visit};

/// What somebody looks for: a name, and what stands after `/console/`.
const LOOKS: [(&str, &str); 9] = [
    ("all payments", "payments"),
    ("of a service", "payments?service=BENCH0"),
    ("of an order", "payments?order=ORD-500"),
    ("with a status that none has", "payments?status=Declined"),
    ("whose confirmation waits", "payments?confirmation=Pending"),
    ("with a text that stands in one", "payments?text=RD-777"),
    ("with a text that stands in none", "payments?text=nowhere"),
    ("before a moment long ago", "payments?to=2001-01-01T00:00"),
    ("the confirmations that wait", "queue"),
];

const ROUNDS: usize = 20;

/// Looks at each list on a database with so many payments.
pub async fn measure(server: &Server, count: i64) -> bool {
    let database = Database::make(server).await;
    rows::fill(&database, count, 1).await;
    let clock = Clock::System;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = HubSettings {
        config: database.config(),
        // Nobody is told of the payments meanwhile.
        services: vec![],
        identity: identities::hub(),
        e_service_identities: vec![],
        clock,
        patience: Patience::default(),
    };
    let hub = start_hub(settings, listener).await.unwrap();
    let client = client();
    let mut all_within = true;
    for (what, path) in LOOKS {
        let url = format!("{}/console/{path}", hub.app.public_url);
        all_within &= visit(&client, &format!("{count} payments: {what}"), &url, ROUNDS).await;
    }
    hub.stop().await;
    database.remove(server).await;
    all_within
}
