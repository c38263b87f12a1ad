//! A payer's browser, without scripts and without following redirects by itself.

use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};

use super::client_builder;

/// The card that every processor approves.
pub const GOOD_CARD: &str = "4242 4242 4242 4242";
/// A processor that does not ask for 3-D Secure.
pub const PROCESSOR: &str = "card-demo-2";

/// A browser.
#[derive(Debug, Clone)]
pub struct Payer {
    pub hub: String,
    pub client: reqwest::Client,
}

/// A response, read to its end.
#[derive(Debug, Clone)]
pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Page {
    /// The text of the page.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// True where the page holds this text.
    pub fn has(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// Where the response redirects to.
    pub fn location(&self) -> String {
        let location = self.headers.get(LOCATION).unwrap_or_else(|| panic!("no redirect: {}", self.text()));
        location.to_str().unwrap().to_owned()
    }

    /// The value of the page's first attribute of this name.
    pub fn attribute(&self, name: &str) -> String {
        let text = self.text();
        let start = format!(" {name}=\"");
        let from = text.find(&start).unwrap_or_else(|| panic!("no {name} in {text}")) + start.len();
        text[from..].split('"').next().unwrap().to_owned()
    }

    /// What the result page says of the payment: `paid`, `unconfirmed`, `declined`, ….
    pub fn state(&self) -> String {
        self.attribute("data-state")
    }
}

impl Payer {
    pub fn new(hub: &str) -> Self {
        Self { hub: hub.to_owned(), client: client_builder().build().unwrap() }
    }

    pub async fn get(&self, path: &str) -> Page {
        read(self.client.get(self.address(path)).send().await.unwrap()).await
    }

    /// Submits a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post_bytes(path, form(fields).into_bytes()).await
    }

    /// Submits a form with files: the name of the field, the name of the file, its content.
    pub async fn post_files(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Page {
        const BOUNDARY: &str = "----the-tests-own-boundary";
        let mut body = Vec::new();
        let mut part = |disposition: String, content: &[u8]| {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n");
            body.extend([head.as_bytes(), content, b"\r\n"].concat());
        };
        for (name, value) in fields {
            part(format!("name=\"{name}\""), value.as_bytes());
        }
        for (name, file, content) in files {
            part(format!("name=\"{name}\"; filename=\"{file}\""), content);
        }
        body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
        let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = self.client.post(self.address(path)).header(CONTENT_TYPE, content_type).body(body);
        read(request.send().await.unwrap()).await
    }

    /// Submits whatever these bytes are as a form.
    pub async fn post_bytes(&self, path: &str, body: Vec<u8>) -> Page {
        let request = self
            .client
            .post(self.address(path))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body);
        read(request.send().await.unwrap()).await
    }

    /// Step 4: the browser brings the order to the hub, which opens a visit.
    pub async fn enter(&self, service: &str, order: &str, return_url: Option<&str>) -> Visit {
        let mut fields = vec![("ServiceID", service), ("OrderKey", order)];
        fields.extend(return_url.map(|url| ("ReturnUrl", url)));
        self.visit(&self.post("/service/pay", &fields).await)
    }

    /// The visit that this response redirects to.
    pub fn visit(&self, page: &Page) -> Visit {
        assert_eq!(page.status, 303, "{}", page.text());
        Visit { payer: self.clone(), path: page.location() }
    }

    /// Step 9: the card page, with everything right but perhaps the number.
    pub async fn card(&self, path: &str, number: &str) -> Page {
        let fields =
            [("number", number), ("month", "12"), ("year", "30"), ("cvv", "321"), ("name", "POPESCU ION")];
        self.post(path, &fields).await
    }

    fn address(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.hub) }
    }
}

/// A visit to the pay page.
#[derive(Debug, Clone)]
pub struct Visit {
    pub payer: Payer,
    /// `/pay/{session}`.
    pub path: String,
}

impl Visit {
    /// Steps 5 and 6.
    pub async fn pay_page(&self) -> Page {
        self.payer.get(&self.path).await
    }

    /// Step 7, with the amount in full.
    pub async fn choose(&self, instrument: &str) -> Page {
        self.payer.post(&self.path, &[("ins", instrument)]).await
    }

    /// Step 7, with an amount of the payer's own.
    pub async fn choose_amount(&self, instrument: &str, amount: &str) -> Page {
        let fields = [("ins", instrument), ("amt", "part"), ("amount", amount)];
        self.payer.post(&self.path, &fields).await
    }

    /// Steps 5 to 11 with the good card; the result page is yet to be opened. Gives the payment provider's address.
    pub async fn authorize(&self) -> String {
        let page = self.pay_page().await;
        assert_eq!(page.status, 200, "{}", page.text());
        let chosen = self.choose(PROCESSOR).await;
        assert_eq!(chosen.status, 303, "{}", chosen.text());
        let submitted = self.payer.card(&chosen.location(), GOOD_CARD).await;
        assert!(
            submitted.location().starts_with(&format!("{}/result", self.path)),
            "{}",
            submitted.location()
        );
        chosen.location()
    }

    /// Steps 12 and 13.
    pub async fn result(&self) -> Page {
        self.payer.get(&format!("{}/result", self.path)).await
    }
}

async fn read(response: reqwest::Response) -> Page {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let address = response.url().to_string();
    let page = Page { status, headers, body: response.bytes().await.unwrap().to_vec() };
    let is_page =
        page.headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page {
        let text = prose_of(page.text()).replace("&#x60;", "`").replace("&#96;", "`");
        assert!(text.matches('`').count() < 2, "{address} shows back-ticks in the place of code: {text}");
    }
    page
}

/// The text of a page outside of its tags, its code, its fields and what it quotes.
fn prose_of(mut html: String) -> String {
    for element in ["pre", "code", "textarea", "script", "q"] {
        let (start, end) = (format!("<{element}"), format!("</{element}>"));
        while let Some(from) = html.find(&start) {
            let to = html[from..].find(&end).map_or(html.len(), |to| from + to + end.len());
            html.replace_range(from..to, "");
        }
    }
    let texts = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    texts.collect::<Vec<_>>().join(" ")
}

/// The fields as a browser encodes them.
pub fn form(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    pairs.join("&")
}

/// Every byte percent-encoded.
pub fn encoded(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
