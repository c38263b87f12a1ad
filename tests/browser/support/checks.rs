//! What is checked on every page, and the picture that is taken of it.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use mpay_sim::domain::language::Language;
use serde_json::{Value, json};

use super::Browser;

/// A small phone, and a desk.
const WIDTHS: [u32; 2] = [320, 1280];
/// What a page may cost, and whether it may run anything.
#[derive(Clone, Copy)]
struct Limits {
    /// All that it may bring over the network the first time.
    bytes: u64,
    requests: u64,
    scripts: u64,
}

/// A payer's page: the page, the stylesheet, two weights of the font, and one request to spare.
const OF_PAYERS: Limits = Limits { bytes: 60 * 1024, requests: 5, scripts: 0 };
/// A page of documentation, which payers never see.
const OF_DOCUMENTS: Limits = Limits { bytes: 500 * 1024, requests: 5, scripts: 0 };
/// A report that is one file: stylesheets, fonts and messages are in it.
const OF_REPORTS: Limits = Limits { bytes: 10 << 20, requests: 1, scripts: 0 };
/// A page of the console, with a stylesheet and a script of its own, which may follow events.
const OF_CONSOLE: Limits = Limits { bytes: 200 * 1024, requests: 8, scripts: 1 };
/// The checks, which go on after a page that fails, so that one run tells everything.
pub struct Checks {
    language: Language,
    axe: String,
    pictures: PathBuf,
    failures: RefCell<Vec<String>>,
}

impl Checks {
    pub fn start() -> Self {
        Self::in_language(Language::Romanian)
    }

    /// The checks of pages that are shown in this language, which the names of their pictures end in.
    pub fn in_language(language: Language) -> Self {
        let path = std::env::var("MPAY_SIM_TEST_AXE").unwrap_or_else(|_| {
            panic!("MPAY_SIM_TEST_AXE does not say where axe.min.js is; run ./test, which installs it")
        });
        let axe = std::fs::read_to_string(&path)
            .unwrap_or_else(|why| panic!("{path} cannot be read ({why}); run ./test, which installs it"));
        let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("pictures");
        std::fs::create_dir_all(&pictures).unwrap();
        Self { language, axe, pictures, failures: RefCell::default() }
    }

    /// Checks the page that the browser shows, on a phone and on a desk, and takes pictures under this name.
    pub async fn page(&self, browser: &Browser, name: &str) {
        self.within(OF_PAYERS, browser, name).await;
    }

    /// Checks a page of documentation.
    pub async fn document(&self, browser: &Browser, name: &str) {
        self.within(OF_DOCUMENTS, browser, name).await;
    }

    /// Checks a report that is one file.
    pub async fn report(&self, browser: &Browser, name: &str) {
        self.within(OF_REPORTS, browser, name).await;
    }

    /// Checks a page of the console.
    pub async fn console(&self, browser: &Browser, name: &str) {
        self.within(OF_CONSOLE, browser, name).await;
    }

    /// Checks a page that loads itself anew, and keeps it from doing so.
    pub async fn refreshing_page(&self, browser: &Browser, name: &str) {
        browser.script("window.stop()").await;
        self.page(browser, name).await;
    }

    /// What has been found so far; it then counts no longer.
    pub fn take_failures(&self) -> Vec<String> {
        self.failures.take()
    }

    async fn within(&self, limits: Limits, browser: &Browser, name: &str) {
        // It stays in the page until another one is loaded.
        browser.script(&self.axe).await;
        for width in WIDTHS {
            browser.set_width(width).await;
            let look = browser.script_with_callback(LOOK).await;
            let mut failures = failures_of(&look["facts"], limits);
            failures.extend(look["violations"].as_array().unwrap().iter().map(|what| format!("axe: {what}")));
            let failures = failures.into_iter().map(|failure| format!("{name} at {width} px: {failure}"));
            self.failures.borrow_mut().extend(failures);
            let language = match self.language {
                Language::Romanian => String::new(),
                other => format!("-{}", other.code()),
            };
            self.take_picture(browser, &format!("{name}{language}-{width}.png")).await;
        }
    }

    async fn take_picture(&self, browser: &Browser, file: &str) {
        // Chromium takes no picture of a page as long as the list of rules on a telephone.
        std::fs::write(self.pictures.join(file), picture(browser, 30_000).await).unwrap();
    }
}

/// The page that the browser shows as PNG, from its head down to this height in pixels.
pub async fn picture(browser: &Browser, most_height: u32) -> Vec<u8> {
    let size = "const d = document.documentElement; return [d.clientWidth, d.scrollHeight]";
    let size = browser.script(size).await;
    let height = size[1].as_u64().unwrap().min(most_height.into());
    let picture = browser
        .developer_tool(
            "Page.captureScreenshot",
            json!({
                "format": "png", "captureBeyondViewport": true, "optimizeForSpeed": true,
                "clip": { "x": 0, "y": 0, "width": size[0], "height": height, "scale": 1 },
            }),
        )
        .await;
    BASE64_STANDARD.decode(picture["data"].as_str().unwrap()).unwrap()
}

impl Drop for Checks {
    fn drop(&mut self) {
        let failures = self.failures.borrow();
        if failures.is_empty() {
            return;
        }
        let list = failures.join("\n");
        if std::thread::panicking() {
            println!("{list}");
        } else {
            panic!("{} checks failed:\n{list}", failures.len());
        }
    }
}

/// What the page is like, once its fonts are there, and what axe finds by the accessibility rules: WCAG 2.2 at level AA,
/// and what it calls best practice.
const LOOK: &str = "
    const done = arguments[0];
    document.fonts.ready.then(() => {
        const loaded = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
            .filter(entry => !entry.name.startsWith('data:'));
        const facts = {
            title: document.title,
            headings: document.querySelectorAll('h1').length,
            says_simulator: document.body.innerText.includes('SIMULATOR'),
            scroll_width: document.documentElement.scrollWidth,
            width: document.documentElement.clientWidth,
            sticking_out: [...document.querySelectorAll('main section, main form, main fieldset, main .opt, header, footer')]
                .filter(box => box.scrollWidth > box.clientWidth)
                .map(box => box.className || box.tagName),
            scripts: document.scripts.length,
            bytes: loaded.reduce((sum, entry) => sum + entry.encodedBodySize, 0),
            requests: loaded.length,
        };
        const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        axe.run(document, { runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'] }).then(
            result => result.violations.map(rule =>
                rule.id + ': ' + rule.nodes.map(node => node.html.slice(0, 200) + ' ' + node.failureSummary).join(' | ')),
            why => ['axe itself failed: ' + why],
        ).then(violations => done({ facts, violations }));
    });";

fn failures_of(facts: &Value, limits: Limits) -> Vec<String> {
    let number = |name: &str| facts[name].as_u64().unwrap_or(u64::MAX);
    let mut failures = Vec::new();
    let mut expect = |holds: bool, what: &str| {
        if !holds {
            failures.push(format!("{what}: {facts}"));
        }
    };
    expect(facts["title"].as_str().is_some_and(|title| title.starts_with("[SIM] ")), "the title hides [SIM]");
    expect(number("headings") == 1, "not exactly one h1");
    expect(facts["says_simulator"] == true, "the page does not say SIMULATOR");
    expect(number("scroll_width") <= number("width"), "the page scrolls sideways");
    expect(facts["sticking_out"].as_array().is_some_and(Vec::is_empty), "something sticks out of its box");
    expect(number("scripts") == limits.scripts, "the page has a script too many, or one too few");
    expect((1..=limits.bytes).contains(&number("bytes")), "the page is too heavy");
    expect(number("requests") <= limits.requests, "the page makes too many requests");
    failures
}
