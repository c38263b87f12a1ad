//! Who gets in: nobody without the token, by no route of the table, and no page of another origin.

use mpay_sim::config::{Config, Environment, command_args};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN, SET_COOKIE};
use serde_json::Value;

use crate::support::payer::form;
use crate::support::{Hub, Payer, simulated_clock};

const TOKEN: &str = "0123456789abcdef-token";

/// The settings of the hub in a container: it listens beyond this machine.
fn config(token: &str) -> Config {
    let environment = Environment::from([("MPAY_SIM_CONTROL_TOKEN", token)]);
    let matches = clap::Command::new("mpay-sim").args(command_args()).get_matches_from(["mpay-sim"]);
    Config::load(&matches, &environment).unwrap().config
}

/// A hub that listens on every address, and the payer's browser, which calls it by a loopback one.
async fn everywhere(token: &str, open: bool) -> (Hub, Payer) {
    let (clock, _) = simulated_clock();
    let listener = std::net::TcpListener::bind(("0.0.0.0", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let token = config(token).control_token;
    let hub = Hub::start_on(listener, &clock, vec![], |config| {
        config.control_token = token;
        config.open_control = open;
    })
    .await;
    let payer = Payer::new(&format!("http://127.0.0.1:{port}"));
    (hub, payer)
}

/// Every method and path of the table, with something in place of what varies; and the pages around it.
async fn routes() -> Vec<(Method, String)> {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let document = Payer::new(&hub.url).get("/control/openapi.json").await;
    let document: Value = serde_json::from_slice(&document.body).unwrap();
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).unwrap();
            routes.push((method, path.replace(['{', '}'], "")));
        }
    }
    assert!(routes.len() > 8, "{routes:?}");
    for path in [
        "/control",
        "/control/",
        "/control/openapi.json",
        "/control/v1",
        "/control/v1/nothing",
        "/console",
        "/console/nothing",
    ] {
        routes.push((Method::GET, path.to_owned()));
        routes.push((Method::POST, path.to_owned()));
    }
    routes
}

#[tokio::test]
async fn no_route_lets_anybody_in_without_the_token() {
    let (_hub, payer) = everywhere(TOKEN, false).await;
    let (_closed_hub, closed) = everywhere("", false).await;
    for (method, path) in routes().await {
        let ask = async |payer: &Payer, header: (reqwest::header::HeaderName, &str)| {
            let url = format!("{}{path}", payer.hub);
            payer.client.request(method.clone(), url).header(header.0, header.1).send().await.unwrap()
        };
        for header in [
            (AUTHORIZATION, "Bearer 0123456789abcdef-tokem"),
            (AUTHORIZATION, "Bearer "),
            (AUTHORIZATION, "Basic 0123456789abcdef-token"),
            (COOKIE, "mpay_sim_console=0123456789abcdef-token"),
            (COOKIE, "mpay_sim_lang=en"),
        ] {
            let answer = ask(&payer, header.clone()).await;
            let is_login = answer.status() == 303
                && method == Method::GET
                && answer.headers()["location"].to_str().unwrap().starts_with("/console/login?next=");
            assert!(answer.status() == 401 || is_login, "{method} {path} {header:?}: {}", answer.status());
        }
        let answer = ask(&closed, (AUTHORIZATION, "Bearer 0123456789abcdef-token")).await;
        assert_eq!(answer.status(), 403, "{method} {path}");
        let problem: Value = answer.json().await.unwrap();
        assert_eq!(problem["code"], "control-closed", "{method} {path}");
        assert!(problem["hint"].as_str().unwrap().contains("MPAY_SIM_CONTROL_TOKEN"));
    }
}

#[tokio::test]
async fn the_token_opens_by_header_and_the_login_page_by_cookie() {
    let (_hub, payer) = everywhere(TOKEN, false).await;
    let url = format!("{}/control/v1/version", payer.hub);
    let answer = payer.client.get(&url).bearer_auth(TOKEN).send().await.unwrap();
    assert_eq!(answer.status(), 200);

    let login = payer.get("/console/login?next=/control/v1/version").await;
    assert_eq!(
        login.headers["referrer-policy"], "same-origin",
        "else browsers send Origin: null with the form"
    );
    assert_eq!(login.status, 200);
    assert!(login.has("name=\"next\" value=\"/control/v1/version\""), "{}", login.text());
    let wrong = payer.post("/console/login", &[("token", "0123456789abcdef-tokem")]).await;
    assert_eq!((wrong.status, wrong.headers.get(SET_COOKIE)), (401, None));
    let right = payer.post("/console/login", &[("token", TOKEN), ("next", "/control/v1/version")]).await;
    assert_eq!((right.status, right.location().as_str()), (303, "/control/v1/version"));
    let cookie = right.headers[SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.contains("; HttpOnly; SameSite=Strict") && !cookie.contains(TOKEN), "{cookie}");
    assert!(!cookie.contains("Secure"), "the hub is not reached over TLS: {cookie}");

    let cookie = cookie.split(';').next().unwrap().to_owned();
    let with_cookie = |origin: &'static str| {
        let request = payer.client.post(format!("{}/control/v1/reset", payer.hub)).header(COOKIE, &cookie);
        async move { request.header(ORIGIN, origin).send().await.unwrap().status() }
    };
    // The cookie is sent along by the browser; a page of another origin gains nothing by that.
    assert_eq!(with_cookie("http://evil.example").await, 403);
    assert_eq!(with_cookie("null").await, 403);
    let own = payer.hub.clone().leak();
    assert_eq!(with_cookie(own).await, 200);
    let out = payer.post("/console/logout", &[]).await;
    assert!(out.headers[SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
}

#[tokio::test]
async fn an_open_hub_answers_no_page_of_another_origin_and_no_name_of_somebody_else() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let (_open_hub, open) = everywhere("", true).await;
    for payer in [Payer::new(&hub.url), open] {
        let ask = async |path: &str, header: (reqwest::header::HeaderName, &str)| {
            let url = format!("{}{path}", payer.hub);
            let request = payer.client.post(url).body(form(&[])).header(header.0, header.1);
            request.send().await.unwrap().status().as_u16()
        };
        let site = reqwest::header::HeaderName::from_static("sec-fetch-site");
        for path in ["/control/v1/reset", "/console/anything"] {
            for header in [
                (ORIGIN, "http://evil.example"),
                (ORIGIN, "http://127.0.0.1:1"),
                (site.clone(), "cross-site"),
                (site.clone(), "same-site"),
                (HOST, "evil.example"),
                (HOST, "127.0.0.1.nip.io"),
            ] {
                assert_eq!(ask(path, header.clone()).await, 403, "{path} {header:?}");
            }
        }
        assert_eq!(ask("/control/v1/reset", (HOST, "localhost")).await, 200);
        assert_eq!(ask("/control/v1/reset", (site, "same-origin")).await, 200);
    }
}

#[tokio::test]
async fn the_pages_examples_for_programs_send_a_token_where_the_hub_asks_for_one() {
    let (_hub, asking) = everywhere(TOKEN, false).await;
    let (_other, open) = everywhere("", true).await;
    for page in ["services", "messages", "scenarios", "events", "payments/start", "assert"] {
        for (payer, is_sent) in [(&asking, true), (&open, false)] {
            let url = format!("{}/console/{page}", payer.hub);
            let shown = payer.client.get(&url).bearer_auth(TOKEN).send().await.unwrap();
            assert_eq!(shown.status(), 200, "{page}");
            let text = shown.text().await.unwrap();
            let (_, line) = text.split_once("curl -").unwrap_or_else(|| panic!("{page}: {text}"));
            let header = "H &#34;Authorization: Bearer $MPAY_SIM_CONTROL_TOKEN&#34; -";
            assert_eq!(line.starts_with(header), is_sent, "{page}: {line}");
        }
    }
}
