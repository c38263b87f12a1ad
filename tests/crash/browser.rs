//! A payer's browser, whose user presses "reload" until a hub answers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::support::client_builder;
use crate::support::payer::{Page, form};
use crate::world::{What, World};

/// How long a payer waits for one answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long after a failure the payer tries again.
const AFTER_A_FAILURE: Duration = Duration::from_millis(60);
/// How long a payer tries to get one page. Whoever gets here has found a hub that never comes back.
const LONGEST: Duration = Duration::from_secs(300);

/// The browser of a payer with one order.
pub struct Browser {
    pub world: Arc<World>,
    pub order: String,
    service: String,
    client: reqwest::Client,
}

/// What the pay page says.
#[derive(Debug)]
pub enum Look {
    /// May be paid: what is due, in bani, and the invoice's number.
    Payable { due: i64, invoice: String },
    /// May not: `paid` and the like.
    NotPayable(String),
}

impl Browser {
    pub fn new(world: &Arc<World>, service: &str, order: &str) -> Self {
        let client = client_builder().timeout(PATIENCE).build().unwrap();
        Self { world: Arc::clone(world), order: order.to_owned(), service: service.to_owned(), client }
    }

    pub async fn get(&self, path: &str) -> Page {
        self.ask(path, None).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.ask(path, Some(form(fields))).await
    }

    /// Asks until a hub answers, and answers with something else than that it cannot.
    async fn ask(&self, path: &str, form: Option<String>) -> Page {
        let started = Instant::now();
        loop {
            if let Some(page) = self.ask_once(path, form.as_deref()).await
                && page.status < 500
                && page.status != 429
            {
                return page;
            }
            assert!(
                started.elapsed() < LONGEST,
                "seed {}: {path} of order {} is not to be had:\n{}",
                self.world.seed,
                self.order,
                self.world.history.of(&self.order)
            );
            tokio::time::sleep(AFTER_A_FAILURE).await;
        }
    }

    /// Asks one time, with these encoded fields where there are any. `None` where no hub answers.
    pub async fn ask_once(&self, path: &str, form: Option<&str>) -> Option<Page> {
        let address = format!("{}{path}", self.world.url());
        let request = match form {
            None => self.client.get(address),
            Some(form) => self
                .client
                .post(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .body(form.to_owned()),
        };
        let response = request.send().await.ok()?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Some(Page { status, headers, body: response.bytes().await.ok()?.to_vec() })
    }

    /// Step 4; gives the address of the visit.
    pub async fn enter(&self) -> String {
        let fields = [("ServiceID", self.service.as_str()), ("OrderKey", &self.order)];
        let page = self.post("/service/pay", &fields).await;
        assert_eq!(page.status, 303, "{}", page.text());
        page.location()
    }

    /// Steps 5 and 6.
    pub async fn look(&self, visit: &str) -> Look {
        let page = self.get(visit).await;
        assert_eq!(page.status, 200, "{}", page.text());
        look_at(&page)
    }

    /// Step 7; gives the payment provider's address. `None` where the pay page has something new to say.
    pub async fn choose(&self, visit: &str, instrument: &str, due: i64, part: Option<i64>) -> Option<String> {
        let (due, typed) = (due.to_string(), part.map(|bani| format!("{}.{:02}", bani / 100, bani % 100)));
        let mut fields = vec![("ins", instrument), ("due", due.as_str())];
        if let Some(typed) = &typed {
            fields.extend([("amt", "part"), ("amount", typed.as_str())]);
        }
        let page = self.post(visit, &fields).await;
        let chosen = (page.status == 303).then(|| page.location()).filter(|to| to.starts_with("/psp/"));
        let what = if let Some(to) = &chosen { to.clone() } else { format!("no, {}", page.status) };
        self.note(format!("the payer chooses {instrument} for {typed:?} of {due} bani: {what}"));
        chosen
    }

    /// Step 9: a card that needs nothing more. Gives the address of the result.
    pub async fn card(&self, address: &str, number: &str) -> String {
        let fields =
            [("number", number), ("month", "12"), ("year", "30"), ("cvv", "321"), ("name", "POPESCU ION")];
        let page = self.post(address, &fields).await;
        assert_eq!(page.status, 303, "{}", page.text());
        page.location()
    }

    /// Writes down that the payment provider took the money for the payment with this result, and gives its number.
    pub fn authorized(&self, result: &str, bani: i64) -> String {
        let payment = result.rsplit('/').next().unwrap().to_owned();
        self.world.tell(&self.order, &payment, What::Authorized(bani));
        payment
    }

    /// Steps 12 and 13: what the result page says of this payment, again until it is more than "wait".
    pub async fn result(&self, address: &str) -> (String, String) {
        loop {
            let page = self.get(address).await;
            assert_eq!(page.status, 200, "{}", page.text());
            let (state, payment) = (page.state(), page.attribute("data-payment-id"));
            let told = match state.as_str() {
                "paid" => What::Confirmed,
                "unconfirmed" | "untold" => What::Paid,
                "reversed" => What::GivenBack,
                "declined" | "cancelled" | "timed-out" | "session-expired" | "notice-expired" => {
                    What::Refused
                }
                _ => {
                    tokio::time::sleep(AFTER_A_FAILURE).await;
                    continue;
                }
            };
            self.world.tell(&self.order, &payment, told);
            return (state, payment);
        }
    }

    pub fn note(&self, text: impl Into<String>) {
        self.world.history.note(&self.order, text);
    }
}

/// What this pay page says.
pub fn look_at(page: &Page) -> Look {
    let text = page.text();
    match text.split("name=\"due\" value=\"").nth(1) {
        Some(due) => Look::Payable {
            due: due.split('"').next().unwrap().parse().unwrap(),
            invoice: text_of(&text, "invoice-number").replace(' ', ""),
        },
        None => Look::NotPayable(page.attribute("data-status")),
    }
}

/// The text of the element with this test id.
fn text_of(page: &str, test_id: &str) -> String {
    let rest = page.split(&format!("data-testid=\"{test_id}\"")).nth(1).unwrap_or_else(|| panic!("{page}"));
    rest.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned()
}
