//! What a lane asks of the database before each attempt, with ever more rows waiting.

use jiff::SignedDuration;
use mpay_sim::clock::Clock;
use mpay_sim::domain::ids::ServiceId;
use mpay_sim::store::Store;

use crate::database::Database;
use crate::growth;
use crate::stopwatch::{Times, ms};

/// How often each is measured; each time four confirmations are claimed.
const ROUNDS: usize = 200;
const AT_ONCE: usize = 4;

/// Claims in turn from queues of different lengths, so that whatever else the machine does disturbs all alike.
pub async fn measure(databases: &[(i64, Database)]) -> bool {
    let mut queues = Vec::new();
    for (count, database) in databases {
        let store = Store::open(&database.url, &Clock::System, None).await.unwrap();
        queues.push((count, store, Times::default()));
    }
    let (service, now) = (ServiceId::parse("BENCH0").unwrap(), Clock::System.now());
    let lease = now + SignedDuration::from_secs(45);
    for _ in 0..ROUNDS {
        for (_, store, times) in &mut queues {
            let claim = async {
                store.claim_due_confirmations(&service, now, lease, AT_ONCE).await.unwrap().attempts.len()
            };
            assert_eq!(times.run(claim).await, AT_ONCE);
        }
    }
    for (count, _, times) in &queues {
        println!(
            "  claim with {count:>9} waiting: {}, nine of ten within {}",
            ms(times.median()),
            ms(times.at(0.9))
        );
    }
    let (first, last) = (queues[0].2.median(), queues[queues.len() - 1].2.median());
    growth("claim time from the shortest queue to the longest", first, last)
}
