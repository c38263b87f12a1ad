//! The services that the hub sells, as they are now. The list is replaced as a whole, so whoever has it keeps a list in
//! which nothing changes.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{Notify, watch};

use crate::domain::ids::ServiceId;
use crate::domain::service::{Service, ServiceSource};
use crate::soap::security::certificates::Certificate;
use crate::store::Registrations;

/// The services of the settings, and the list that is made of them and of what was registered.
#[derive(Debug)]
pub struct Services {
    /// Those of the settings, in their order, whatever was registered since.
    settings: Vec<Arc<Service>>,
    now: watch::Sender<Arc<ServiceList>>,
}

/// A list of services: those of the settings in their order, then those that were registered, the oldest first.
#[derive(Debug, Default)]
pub struct ServiceList {
    entries: Vec<ListedService>,
    /// Where each stands among the entries.
    places: HashMap<ServiceId, usize>,
    /// The registered certificates, each with the words for its key, such as `the key of service MDS02`.
    certificates: Vec<(String, Certificate)>,
    /// Which state of the database it was made of.
    revision: i64,
}

/// A service of the list.
#[derive(Debug, Clone)]
pub struct ListedService {
    /// The service.
    pub service: Arc<Service>,
    /// Where the hub has it from.
    pub source: ServiceSource,
    /// Which registration it is; `None` where it stands as the settings have it.
    pub revision: Option<i64>,
    /// Wakes its delivery lane. The same as long as a service of this id is there.
    pub waker: Arc<Notify>,
}

impl Services {
    /// The list of the settings alone.
    pub fn of_settings(settings: Vec<Service>) -> Self {
        let settings: Vec<_> = settings.into_iter().map(Arc::new).collect();
        let list = ServiceList::of(&settings, Registrations::default(), &ServiceList::default());
        Self { settings, now: watch::Sender::new(Arc::new(list)) }
    }

    /// The list as it is now.
    pub fn list(&self) -> Arc<ServiceList> {
        Arc::clone(&self.now.borrow())
    }

    /// Tells of every list that takes the place of another.
    pub fn follow(&self) -> watch::Receiver<Arc<ServiceList>> {
        self.now.subscribe()
    }

    /// The service of this id as the settings have it.
    pub fn of_settings_by_id(&self, id: &ServiceId) -> Option<&Arc<Service>> {
        self.settings.iter().find(|service| service.id == *id)
    }

    /// Puts what is registered now over the settings. What was read before something newer changes nothing.
    pub fn replace(&self, registered: Registrations) {
        self.now.send_if_modified(|now| {
            let is_newer = now.revision < registered.revision;
            if is_newer {
                *now = Arc::new(ServiceList::of(&self.settings, registered, now));
            }
            is_newer
        });
    }
}

impl ServiceList {
    /// The settings with what is registered over them. Who is there before and after keeps its waker.
    fn of(settings: &[Arc<Service>], registered: Registrations, before: &Self) -> Self {
        let waker = |id: &ServiceId| before.get(id).map(|entry| Arc::clone(&entry.waker)).unwrap_or_default();
        let of_settings = |service: &Arc<Service>| ListedService {
            waker: waker(&service.id),
            service: Arc::clone(service),
            source: ServiceSource::Settings,
            revision: None,
        };
        let mut entries: Vec<_> = settings.iter().map(of_settings).collect();
        let mut places: HashMap<_, _> =
            settings.iter().zip(0..).map(|(service, place)| (service.id.clone(), place)).collect();
        for registration in registered.services {
            let id = registration.service.id.clone();
            let place = places.get(&id).copied();
            let entry = ListedService {
                waker: waker(&id),
                service: Arc::new(registration.service),
                source: ServiceSource::Registered { replaces_settings: place.is_some() },
                revision: Some(registration.revision),
            };
            match place {
                Some(place) => entries[place] = entry,
                None => {
                    places.insert(id, entries.len());
                    entries.push(entry);
                }
            }
        }
        let certificates = entries.iter().filter_map(|entry| certificate_of(&entry.service)).collect();
        Self { entries, places, certificates, revision: registered.revision }
    }

    /// The registered certificates, each with the words for its key: one of them may have signed for another service.
    pub fn certificates(&self) -> &[(String, Certificate)] {
        &self.certificates
    }

    /// The services, in the order of the home page.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Service>> {
        self.entries.iter().map(|entry| &entry.service)
    }

    /// The services with where each comes from, in the same order.
    pub fn entries(&self) -> &[ListedService] {
        &self.entries
    }

    /// Their ids, in the same order.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &ServiceId> {
        self.iter().map(|service| &service.id)
    }

    /// The service with this id, to the letter.
    pub fn get(&self, id: &ServiceId) -> Option<&ListedService> {
        self.places.get(id).and_then(|place| self.entries.get(*place))
    }

    /// Which state of the database it was made of.
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// The first service.
    pub fn first(&self) -> Option<&Arc<Service>> {
        self.iter().next()
    }
}

/// A certificate that cannot be read is a problem of the calls to its own service, not of others.
fn certificate_of(service: &Service) -> Option<(String, Certificate)> {
    let certificate = Certificate::from_der(service.certificate.as_deref()?).ok()?;
    Some((format!("the key of service {}", service.id), certificate))
}
