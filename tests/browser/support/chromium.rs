//! Chromium through chromedriver, and the few verbs with which the tests drive it.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use mpay_sim::domain::language::Language;
use serde_json::{Value, json};
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;

/// How long a condition or a script may take on a busy machine, before the test says that it never came.
const PATIENCE: Duration = Duration::from_secs(100);
const LOOK_AGAIN: Duration = Duration::from_millis(40);

/// Chromium without windows: it starts, and opens a page, for a third of the processor time. This is where Debian's package has it; the
/// script of that name in PATH outlives the browser that it started, or dies and leaves it running.
const CHROMIUM: &str = "/usr/lib/chromium/chromium-headless-shell";

/// The chromedriver that the tests of this process share while any of them runs.
struct ChromeDriver {
    child: Child,
    port: u16,
}

static SHARED: Mutex<Weak<ChromeDriver>> = Mutex::new(Weak::new());

impl ChromeDriver {
    fn shared() -> Arc<Self> {
        let mut shared = SHARED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        shared.upgrade().unwrap_or_else(|| {
            let started = Arc::new(Self::start());
            *shared = Arc::downgrade(&started);
            started
        })
    }

    fn start() -> Self {
        // The free port that it takes on IPv6 may be taken on IPv4; it then ends.
        let mut attempts = std::iter::repeat_with(Self::started).take(5).flatten();
        attempts.next().unwrap_or_else(|| panic!("chromedriver ended before it listened, five times"))
    }

    /// `None` where it ends before it listens.
    fn started() -> Option<Self> {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|why| {
                panic!("chromedriver cannot be started ({why}); run ./test, which installs it")
            });
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let port = loop {
            line.clear();
            if output.read_line(&mut line).unwrap() == 0 {
                child.wait().unwrap();
                return None;
            }
            let announced =
                line.trim_end().trim_end_matches('.').rsplit_once("started successfully on port ");
            if let Some((_, port)) = announced {
                break port.parse().unwrap();
            }
        };
        // Whoever writes into a closed pipe is ended by it, so what comes later is read and dropped.
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Some(Self { child, port })
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for ChromeDriver {
    fn drop(&mut self) {
        // Asked to shut down, it also ends the browsers of tests that panicked. It may be gone, then so are they.
        if let Ok(mut connection) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = connection.set_read_timeout(Some(Duration::from_secs(5)));
            let _ =
                write!(connection, "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            let _ = connection.read_to_end(&mut Vec::new());
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether pages may run scripts. Ours have none, so nothing may depend on it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

/// A browser with a profile of its own.
pub struct Browser {
    driver: WebDriver,
    /// The payer's language, which was chosen last.
    pub(super) language: Cell<Language>,
    // Declared after the session, so that it is dropped after it.
    _chromedriver: Arc<ChromeDriver>,
}

impl Browser {
    pub async fn start() -> Self {
        Self::with_scripts(Scripts::On).await
    }

    pub async fn with_scripts(scripts: Scripts) -> Self {
        let chromedriver = ChromeDriver::shared();
        let mut capabilities = DesiredCapabilities::chrome();
        // Without scrollbars a width is the width of the page, as on a phone.
        // No script runs for long enough to repay the compiler that optimises it.
        for argument in [
            "--no-sandbox",
            "--accept-lang=ro",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--hide-scrollbars",
            "--js-flags=--no-opt --single-threaded",
        ] {
            capabilities.add_arg(argument).unwrap();
        }
        capabilities.set_binary(CHROMIUM).unwrap();
        let driver = WebDriver::new(chromedriver.url(), capabilities).await.unwrap_or_else(|why| {
            panic!("{CHROMIUM} cannot be started ({why}); run ./test, which installs it")
        });
        driver.set_script_timeout(PATIENCE).await.unwrap();
        let language = Cell::new(Language::Romanian);
        let browser = Self { driver, language, _chromedriver: chromedriver };
        if scripts == Scripts::Off {
            browser.developer_tool("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
        }
        browser
    }

    /// Ends the browser. A test that panics before leaves that to the session's own end.
    pub async fn close(self) {
        self.driver.quit().await.unwrap();
    }

    pub async fn open(&self, url: &str) {
        self.driver.goto(url).await.unwrap_or_else(|why| panic!("{url} cannot be opened: {why}"));
    }

    pub async fn back(&self) {
        self.driver.back().await.unwrap();
    }

    /// Reloads the page; a form that was posted is posted again.
    pub async fn reload(&self) {
        self.driver.refresh().await.unwrap();
    }

    pub async fn url(&self) -> String {
        self.driver.current_url().await.unwrap().to_string()
    }

    pub async fn title(&self) -> String {
        self.driver.title().await.unwrap()
    }

    /// The element, once it is there.
    pub async fn see(&self, css: &str) -> WebElement {
        match self.driver.query(By::Css(css)).wait(PATIENCE, LOOK_AGAIN).first().await {
            Ok(element) => element,
            Err(why) => {
                let text = self.driver.find(By::Css("body")).await.unwrap().text().await.unwrap();
                panic!("no {css} on {}: {why}\n{text}", self.url().await)
            }
        }
    }

    /// True where the page has such an element now.
    pub async fn has(&self, css: &str) -> bool {
        self.driver.query(By::Css(css)).nowait().exists().await.unwrap()
    }

    pub async fn text(&self, css: &str) -> String {
        of_the_page_that_stays(async || self.see(css).await.text().await).await
    }

    pub async fn attribute(&self, css: &str, name: &str) -> String {
        of_the_page_that_stays(async || self.see(css).await.attr(name).await).await.unwrap_or_default()
    }

    pub async fn click(&self, css: &str) {
        let element = self.see(css).await;
        element.click().await.unwrap_or_else(|why| panic!("{css} cannot be clicked: {why}"));
    }

    /// Types this into a field in the place of what it holds.
    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.see(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Chooses a file of this machine for a field.
    pub async fn upload(&self, css: &str, file: &Path) {
        self.see(css).await.send_keys(file.to_str().unwrap()).await.unwrap();
    }

    /// Goes on with the Tab key until this element has the focus. Gives how often it was pressed.
    pub async fn tab_to(&self, css: &str) -> usize {
        let is_there = format!("return document.activeElement.matches({})", json!(css));
        for pressed in 1..=60 {
            self.driver.action_chain().send_keys(Key::Tab).perform().await.unwrap();
            if self.script(&is_there).await == true {
                return pressed;
            }
        }
        panic!("the Tab key never comes to {css} on {}", self.url().await)
    }

    /// Types these keys where the focus is.
    pub async fn press(&self, keys: impl AsRef<str>) {
        self.driver.action_chain().send_keys(keys.as_ref()).perform().await.unwrap();
    }

    /// The Enter key, on what has the focus.
    pub async fn press_enter(&self) {
        self.driver.action_chain().send_keys(Key::Enter).perform().await.unwrap();
    }

    /// The present window, to come back to.
    pub async fn window(&self) -> WindowHandle {
        self.driver.window().await.unwrap()
    }

    /// Opens a second window, which shares cookies with the first, and moves there.
    pub async fn new_window(&self) -> WindowHandle {
        let window = self.driver.new_tab().await.unwrap();
        self.move_to(&window).await;
        window
    }

    /// Moves to the window that a link or a form opens beside these, once it is there, and adds it to them.
    pub async fn move_to_window_beside(&self, known: &mut Vec<WindowHandle>) {
        let started = std::time::Instant::now();
        loop {
            let windows = self.driver.windows().await.unwrap();
            if let Some(new) = windows.into_iter().find(|window| !known.contains(window)) {
                self.move_to(&new).await;
                return known.push(new);
            }
            assert!(started.elapsed() < PATIENCE, "no window beside {known:?}");
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    pub async fn move_to(&self, window: &WindowHandle) {
        self.driver.switch_to_window(window.clone()).await.unwrap();
    }

    /// Makes the page this wide, in pixels.
    pub async fn set_width(&self, width: u32) {
        let size = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        self.developer_tool("Emulation.setDeviceMetricsOverride", size).await;
    }

    pub async fn script(&self, script: &str) -> Value {
        self.driver.execute(script, vec![]).await.unwrap().json().clone()
    }

    /// Runs a script that ends by calling its argument.
    pub async fn script_with_callback(&self, script: &str) -> Value {
        self.driver.execute_async(script, vec![]).await.unwrap().json().clone()
    }

    /// A command of the browser's own protocol, for what WebDriver does not offer.
    pub async fn developer_tool(&self, command: &str, parameters: Value) -> Value {
        self.driver.cdp().send_raw(command, parameters).await.unwrap_or_else(|why| panic!("{command}: {why}"))
    }
}

/// What is read of an element. One that was found on a page which the browser then left is looked for again.
async fn of_the_page_that_stays<T>(read: impl AsyncFn() -> WebDriverResult<T>) -> T {
    for _ in 0..3 {
        match read().await {
            Err(why) if matches!(*why, WebDriverErrorInner::StaleElementReference(_)) => {}
            other => return other.unwrap(),
        }
    }
    read().await.unwrap()
}
