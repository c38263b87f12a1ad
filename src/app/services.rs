//! The current list of services. It is replaced as a whole, so a holder's list never changes.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{Notify, watch};

use crate::domain::ids::ServiceId;
use crate::domain::service::{Service, ServiceSource};
use crate::soap::security::certificates::Certificate;
use crate::store::Registrations;

/// The settings' services, and the list made of them and the registered ones.
#[derive(Debug)]
pub struct Services {
    /// The settings' services in order, whatever was registered since.
    settings: Vec<Arc<Service>>,
    now: watch::Sender<Arc<ServiceList>>,
}

/// A list of services: the settings' in order, then the registered ones, oldest first.
#[derive(Debug, Default)]
pub struct ServiceList {
    entries: Vec<ListedService>,
    /// The index of each service in the entries.
    places: HashMap<ServiceId, usize>,
    /// The registered certificates with a description of each key, such as `the key of service MDS02`.
    certificates: Vec<(String, Certificate)>,
    /// The revision of the registrations in the database.
    revision: i64,
}

/// A service of the list.
#[derive(Debug, Clone)]
pub struct ListedService {
    /// The service.
    pub service: Arc<Service>,
    /// Its source.
    pub source: ServiceSource,
    /// The revision of the registration; `None` for a service of the settings.
    pub revision: Option<i64>,
    /// Wakes its delivery lane. The same as long as a service of this id exists.
    pub waker: Arc<Notify>,
}

impl Services {
    /// The list of the settings only.
    pub fn of_settings(settings: Vec<Service>) -> Self {
        let settings: Vec<_> = settings.into_iter().map(Arc::new).collect();
        let list = ServiceList::of(&settings, Registrations::default(), &ServiceList::default());
        Self { settings, now: watch::Sender::new(Arc::new(list)) }
    }

    /// The current list.
    pub fn list(&self) -> Arc<ServiceList> {
        Arc::clone(&self.now.borrow())
    }

    /// Receives every new list.
    pub fn follow(&self) -> watch::Receiver<Arc<ServiceList>> {
        self.now.subscribe()
    }

    /// The settings' service of this id.
    pub fn of_settings_by_id(&self, id: &ServiceId) -> Option<&Arc<Service>> {
        self.settings.iter().find(|service| service.id == *id)
    }

    /// Merges the registered services with the settings. Ignored if a newer state was already merged.
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
    /// The settings merged with the registered services. A service that existed before keeps its waker.
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

    /// The registered certificates with descriptions, as one of their keys may have been used by mistake for another
    /// service.
    pub fn certificates(&self) -> &[(String, Certificate)] {
        &self.certificates
    }

    /// The services, in the order of the home page.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Service>> {
        self.entries.iter().map(|entry| &entry.service)
    }

    /// The services with their sources, in the same order.
    pub fn entries(&self) -> &[ListedService] {
        &self.entries
    }

    /// Their ids, in the same order.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &ServiceId> {
        self.iter().map(|service| &service.id)
    }

    /// The service with exactly this id.
    pub fn get(&self, id: &ServiceId) -> Option<&ListedService> {
        self.places.get(id).and_then(|place| self.entries.get(*place))
    }

    /// The revision of the registrations in the database.
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// The first service.
    pub fn first(&self) -> Option<&Arc<Service>> {
        self.iter().next()
    }
}

/// An unreadable certificate is a problem only for its own service's calls.
fn certificate_of(service: &Service) -> Option<(String, Certificate)> {
    let certificate = Certificate::from_der(service.certificate.as_deref()?).ok()?;
    Some((format!("the key of service {}", service.id), certificate))
}
