//! The sample e-Service, behind a proxy that can break it, and a check of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use mpay_sim::check::report::{Report, RuleResult};
use mpay_sim::check::{self, Grade, NewOrder, Plan, Selection, Target};
use mpay_sim::clock::{Clock, SimulatedClock};
use mpay_sim::domain::service::Service;
use mpay_sim::randomness::Randomness;
use mpay_sim::sample_service::{self, SampleService, Settings};
use mpay_sim::server::start_sample_service;

use super::mutants::Mutant;
use super::proxy::Proxy;
use crate::support::folder::Folder;
use crate::support::hub::listener;
use crate::support::{checking, identities, simulated_clock};

/// The service that is checked. Its orders have four lines.
const SERVICE: &str = "ADP03";

/// The sample e-Service with its proxy.
pub struct World {
    pub clock: Clock,
    hand: Arc<SimulatedClock>,
    shop: String,
    proxy: Proxy,
    _folder: Folder,
}

impl World {
    /// Starts both. The proxy breaks what these mutants break.
    pub async fn start(mutants: Vec<&'static Mutant>) -> Self {
        Self::of(mutants, false).await
    }

    /// Starts both. The proxy breaks nothing, and asks these mutants what they would break.
    pub async fn asking(mutants: Vec<&'static Mutant>) -> Self {
        Self::of(mutants, true).await
    }

    async fn of(mutants: Vec<&'static Mutant>, is_asking: bool) -> Self {
        let (clock, hand) = simulated_clock();
        let (folder, listener) = (Folder::new(), listener());
        let shop = format!("http://{}", listener.local_addr().unwrap());
        let service = SampleService::open(Settings {
            public_url: shop.clone(),
            hub_url: "http://127.0.0.1:1".to_owned(),
            database: folder.path().join("shop.sqlite"),
            identity: identities::e_service(),
            hub_certificate: identities::hub().certificate,
            clock: clock.clone(),
            randomness: Arc::new(Randomness::new(Some(7))),
        })
        .await
        .unwrap();
        start_sample_service(service, listener).unwrap();
        let proxy = Proxy::start(format!("{shop}/ServiceProvider.svc"), &clock, mutants, is_asking).await;
        Self { clock, hand, shop, proxy, _folder: folder }
    }

    /// The rules of which the mutant of this rule has broken a message or its reply, or would have.
    pub fn reach(&self, rule: &str) -> BTreeSet<&'static str> {
        self.proxy.reach.lock().unwrap().get(rule).cloned().unwrap_or_default()
    }

    /// The service as it is checked, through the proxy.
    pub fn service(&self) -> Service {
        let certificate = identities::e_service().certificate.der().to_vec();
        let services = sample_service::services(&self.proxy.url, certificate);
        services.into_iter().find(|service| service.id.as_str() == SERVICE).unwrap()
    }

    /// Makes orders in the shop.
    pub fn new_order(&self) -> NewOrder {
        checking::new_order(&self.shop, SERVICE)
    }

    /// A check of the service with these rules, or with all of them.
    pub async fn check(&self, only: &[&str]) -> Report {
        let plan = Plan {
            selection: Selection::parse(only.iter().map(|word| (*word).to_owned()).collect(), vec![])
                .unwrap(),
            new_order: Some(self.new_order()),
            ..self.plan()
        };
        self.run(plan).await
    }

    /// A plan without any order.
    pub fn plan(&self) -> Plan {
        checking::patient_plan(Arc::clone(&self.hand))
    }

    /// Makes this check.
    pub async fn run(&self, plan: Plan) -> Report {
        self.run_as(plan, |_| {}).await
    }

    /// Makes this check of the service as changed.
    pub async fn run_as(&self, plan: Plan, change: impl FnOnce(&mut Target)) -> Report {
        let mut target = checking::target(self.service(), &self.clock);
        change(&mut target);
        check::run(target, plan).await
    }
}

/// Rules that are skipped here, as this e-Service is called by plain HTTP, and its orders are paid at once.
pub const APART: [&str; 5] = [
    "certificates/tls-dates",
    "certificates/tls-key-apart",
    "truth/part-leaves-the-rest",
    "truth/rest-closes-the-order",
    "truth/more-than-due",
];

/// True where the result is what is expected of the plain e-Service.
pub fn is_in_order(result: &RuleResult) -> bool {
    let is_apart = APART.contains(&result.rule.key().as_str());
    result.verdict.grade == if is_apart { Grade::Skipped } else { Grade::Passed }
}

/// The rules that did not pass though they should, with what they say.
pub fn not_passed(report: &Report) -> Vec<String> {
    assert_eq!(report.blocked, None);
    let not_passed = report.results.iter().filter(|result| !is_in_order(result));
    not_passed
        .map(|result| {
            format!("{} {}: {}", result.verdict.grade.tag(), result.rule.key(), result.verdict.message)
        })
        .collect()
}
