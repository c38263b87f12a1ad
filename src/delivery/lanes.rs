//! A lane for each service: starts those of new services and ends those of removed ones.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinSet;

use super::lane::Lane;
use super::worker::{AFTER_A_FAILURE, kept_up};
use crate::app::{App, ServiceList};
use crate::domain::ids::ServiceId;

/// The lane of a service, as long as the service is there.
struct Running {
    /// Identifies the service: after a removal, a new one with the same id has another waker.
    waker: Arc<Notify>,
    /// Ends the lane.
    stop: watch::Sender<bool>,
}

/// Keeps a lane for each service until `stop` becomes true, and returns when the last one has ended.
pub(super) async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(app.config.confirmations_at_once));
    let mut services = app.registry.follow();
    let mut running: HashMap<ServiceId, Running> = HashMap::new();
    let mut lanes = JoinSet::new();
    while !*stop.borrow() {
        let list = Arc::clone(&services.borrow_and_update());
        running.retain(|id, lane| is_theirs(&list, id, lane));
        for entry in list.entries() {
            let id = &entry.service.id;
            if running.contains_key(id) {
                continue;
            }
            let (sender, receiver) = watch::channel(false);
            let (app, id, waker, places) =
                (Arc::clone(&app), id.clone(), Arc::clone(&entry.waker), Arc::clone(&places));
            running.insert(id.clone(), Running { waker: Arc::clone(&waker), stop: sender });
            lanes.spawn(kept_up(format!("the lane of service {id}"), AFTER_A_FAILURE, move || {
                let (app, waker, places) = (Arc::clone(&app), Arc::clone(&waker), Arc::clone(&places));
                Lane::new(app, id.clone(), waker, places).run(receiver.clone())
            }));
        }
        tokio::select! {
            // The list lives as long as the hub.
            _ = services.changed() => {}
            // An ended lane leaves nothing behind.
            Some(_) = lanes.join_next() => {}
            changed = stop.changed() => if changed.is_err() { break },
        }
    }
    for lane in running.values() {
        lane.stop.send_replace(true);
    }
    while lanes.join_next().await.is_some() {}
}

/// True if the lane belongs to a service of the list; a lane whose sender is dropped ends.
fn is_theirs(list: &ServiceList, id: &ServiceId, lane: &Running) -> bool {
    list.get(id).is_some_and(|entry| Arc::ptr_eq(&entry.waker, &lane.waker))
}
