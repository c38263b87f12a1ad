//! An operator's browser at a counter, which remembers its terminal.

use reqwest::header::{COOKIE, HeaderMap, SET_COOKIE};

use super::client_builder;
use super::payer::{Page, Payer, Visit};

/// What the configuration's form sends, in MPay's names.
pub const TERMINAL: [(&str, &str); 8] = [
    ("OrganizationName", "Agenția Demo a Pădurilor"),
    ("OrganizationIdno", "1002600001235"),
    ("OfficeAddress", "str. Ștefan cel Mare 1, Chișinău"),
    ("OrganizationService", "Relații cu publicul"),
    ("Counter", "Ghișeul 7"),
    ("TerminalId", "00012345"),
    ("VendorName", "Banca Demo 2"),
    ("IntendedIp", "127.0.0.1"),
];

/// An operator.
#[derive(Debug, Clone)]
pub struct Operator {
    pub browser: Payer,
}

impl Operator {
    /// An operator whose browser has this terminal configured.
    pub async fn with_terminal(hub: &str, fields: &[(&str, &str)]) -> Self {
        let mut browser = Payer::new(hub);
        let saved = browser.post("/PosTerminal/Configure", fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let cookie = saved.headers.get(SET_COOKIE).unwrap().to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, cookie.split(';').next().unwrap().parse().unwrap());
        browser.client = client_builder().default_headers(headers).build().unwrap();
        Self { browser }
    }

    /// An operator at a terminal that can be used.
    pub async fn start(hub: &str) -> Self {
        Self::with_terminal(hub, &TERMINAL).await
    }

    /// The e-Service's program sends the operator to the hub with an order.
    pub async fn open(&self, service: &str, order: &str) -> Visit {
        self.browser.visit(&self.browser.post(&format!("/PosTerminal/Pay/{service}/{order}"), &[]).await)
    }

    /// Sends the amount to the terminal; gives the terminal's address.
    pub async fn send(&self, visit: &Visit) -> String {
        assert_eq!(visit.pay_page().await.status, 200);
        let sent = self.browser.post(&visit.path, &[]).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        sent.location()
    }

    /// The terminal does this; gives the result page.
    pub async fn terminal_does(&self, terminal: &str, outcome: &str) -> Page {
        let left = self.browser.post(terminal, &[("outcome", outcome)]).await;
        self.browser.get(&left.location()).await
    }
}
