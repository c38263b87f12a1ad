//! The forms that add, change and remove services, without a script.

use mpay_sim::domain::service::{ReplySignature, ServerTrust, Service};
use mpay_sim::soap::Operation::ConfirmOrderPayment;

use crate::services::{CERTIFICATE, register};
use crate::support::orders::{ORDER, SERVICE};
use crate::support::payer::Page;
use crate::support::{Answer, EService, Hub, Payer, identities, simulated_clock};

/// An address that nobody calls here.
pub const URL: &str = "http://127.0.0.1:9/svc";

pub async fn start() -> (Hub, Payer) {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let payer = Payer::new(&hub.url);
    (hub, payer)
}

pub fn service(hub: &Hub) -> Service {
    (**hub.app().services().first().unwrap()).clone()
}

/// What stands in an input of the page.
pub fn typed(page: &Page, name: &str) -> String {
    let text = page.text();
    let input =
        text.split(&format!(" name=\"{name}\"")).nth(1).unwrap_or_else(|| panic!("no {name} in {text}"));
    let input = input.split('>').next().unwrap();
    let value = input.split("value=\"").nth(1).map(|value| value.split('"').next().unwrap());
    value.unwrap_or_default().to_owned()
}

/// The inputs that the summary of errors points to, each of which must be there and say so itself.
pub fn wrong(page: &Page) -> Vec<String> {
    let text = page.text();
    let Some(summary) = text.split("class=\"err-sum\"").nth(1) else { return vec![] };
    let summary = summary.split("</ul>").next().unwrap();
    let names = summary.split("href=\"#").skip(1).map(|link| link.split('"').next().unwrap().to_owned());
    names
        .inspect(|name| {
            assert!(text.contains(&format!(" id=\"{name}\"")), "{name}");
            assert!(text.contains(&format!("id=\"{name}-e\"")), "{name} has no error of its own");
        })
        .collect()
}

#[tokio::test]
async fn a_service_is_added_by_the_form_and_paid_at() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![]).await;
    let payer = Payer::new(&hub.url);
    for (language, words) in [
        ("ro", "Niciun serviciu nu este înregistrat"),
        ("ru", "Ни одна услуга"),
        ("en", "No service is registered"),
    ] {
        let empty = payer.get(&format!("/console/services?lang={language}")).await;
        assert!(
            empty.has(words) && empty.has("/console/new-service") && empty.has("curl -X PUT"),
            "{}",
            empty.text()
        );
    }
    let form = payer.get("/console/new-service").await;
    assert_eq!((form.status, typed(&form, "endpoint_url")), (200, String::new()));
    let fields = [
        ("id", SERVICE),
        ("endpoint_url", &e_service.service().endpoint_url),
        ("name_ro", "Plăți"),
        ("name_ru", "Платежи"),
        ("name_en", ""),
        ("service_provider_name_ro", "Agenția <noastră>"),
        ("service_provider_idno", "1002600001235"),
        ("order_key_label_ro", "Numărul dosarului"),
        ("order_key_example", "AB-1"),
        ("reply_signature", "require"),
        ("tls", "public"),
        ("seen", "0"),
    ];
    let files: [(&str, &str, &[u8]); 2] =
        [("certificate", "e-service.crt", CERTIFICATE.as_bytes()), ("signature_ca", "", b"")];
    let added = payer.post_files("/console/new-service", &fields, &files).await;
    assert_eq!(added.status, 303, "{}", added.text());
    assert_eq!(added.location(), "/console/services/TEST01?notice=service-added");
    let page = payer.get(&format!("{}&lang=en", added.location())).await;
    for shown in [
        "The service was added.",
        "Next steps",
        "/hub.cer",
        "/service/TEST01",
        "Agenția &#60;noastră&#62;",
        ">added<",
        // In green, with a whole form to copy.
        "class=\"notice notice--ok\"",
        "&lt;button type=\"submit\"&gt;Pay&lt;/button&gt;\n&lt;/form&gt;",
    ] {
        assert!(page.has(shown), "{shown}: {}", page.text());
    }
    assert_eq!(service(&hub).certificate.as_deref(), Some(identities::e_service().certificate.der()));
    let asked = payer.get("/service/TEST01?lang=ro").await;
    assert!(asked.has("Numărul dosarului") && asked.has("AB-1") && asked.has("Plăți"), "{}", asked.text());
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "paid");
    // Once its e-Service was called, nobody needs to be told how to begin.
    assert!(!payer.get("/console/services/TEST01").await.has("data-testid=\"next-steps\""));
    let again = payer.post_files("/console/new-service", &fields, &files).await;
    assert_eq!((again.status, wrong(&again)), (422, vec!["id".to_owned()]), "{}", again.text());
}

#[tokio::test]
async fn whatever_is_wrong_is_told_at_its_field_and_nothing_that_was_typed_is_lost() {
    let (hub, payer) = start().await;
    let signer = identities::e_service();
    let markup = "\"><script>alert(1)</script>";
    let long = "ș".repeat(300);
    let fields = [
        ("id", "a\u{202e}b"),
        ("endpoint_url", "localhost:5000"),
        ("name_ro", ""),
        ("name_ru", markup),
        ("service_provider_name_ro", &long),
        ("service_provider_idno", "12"),
        ("order_key_label_en", "Number"),
        ("order_key_example", markup),
        ("reply_signature", "warn"),
        ("tls", "fingerprint"),
        ("tls_fingerprint", "AB:CD"),
    ];
    let files: [(&str, &str, &[u8]); 2] =
        [("certificate", "a.cer", signer.certificate.der()), ("signature_ca", "b.cer", b"none")];
    let page = payer.post_files("/console/new-service?lang=en", &fields, &files).await;
    assert_eq!(page.status, 422);
    let names = [
        "id",
        "endpoint_url",
        "name_ro",
        "service_provider_name_ro",
        "service_provider_idno",
        "order_key_label_ro",
        "signature_ca",
        "tls_fingerprint",
    ];
    assert_eq!(wrong(&page), names);
    assert!(!page.has("<script>alert"), "{}", page.text());
    for (name, text) in fields.iter().filter(|(name, _)| !["reply_signature", "tls"].contains(name)) {
        let kept = typed(&page, name).replace("&#34;", "\"").replace("&#62;", ">").replace("&#60;", "<");
        assert_eq!(kept, *text, "{name}");
    }
    assert!(page.has("value=\"warn\" checked") && page.has("value=\"fingerprint\" checked"));
    // The file that is right need not be chosen again.
    let carried = typed(&page, "certificate_carried");
    assert!(!carried.is_empty() && page.has("data-testid=\"carried-certificate\""));
    assert!(!page.has("name=\"signature_ca_carried\""), "what is none is not carried on");
    assert_eq!(hub.count("registered_service").await, 0);
    // Another language loses nothing, either, and is remembered.
    let mut in_russian = fields.to_vec();
    in_russian.extend([("lang", "ru"), ("certificate_carried", &carried)]);
    let russian = payer.post_files("/console/new-service", &in_russian, &[]).await;
    assert!(russian.status == 200 && wrong(&russian).is_empty() && russian.has("Добавить услугу"));
    assert_eq!(typed(&russian, "endpoint_url"), "localhost:5000");
    assert_eq!(typed(&russian, "certificate_carried"), carried);
    assert!(russian.headers["set-cookie"].to_str().unwrap().contains("ru"));
    let right = [
        ("id", "S"),
        ("endpoint_url", URL),
        ("reply_signature", "require"),
        ("tls", "public"),
        ("certificate_carried", &carried),
    ];
    let saved = payer.post_files("/console/new-service", &right, &[]).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert_eq!(service(&hub).certificate.as_deref(), Some(identities::e_service().certificate.der()));
}

#[tokio::test]
async fn files_that_are_no_certificates_are_told_and_huge_ones_do_no_harm() {
    let (hub, payer) = start().await;
    let post = async |content: &[u8]| {
        let fields = [("id", "S"), ("endpoint_url", URL), ("reply_signature", "require"), ("tls", "public")];
        payer.post_files("/console/new-service?lang=en", &fields, &[("certificate", "a.cer", content)]).await
    };
    let key = include_bytes!("../../fixtures/stranger.key");
    let pfx = include_bytes!("../../fixtures/aes256.pfx");
    let huge = vec![b'x'; 70 * 1024];
    for (content, words) in [
        (&b"no certificate"[..], "holds no certificate"),
        (key, "holds a private key"),
        (pfx, "holds a private key"),
        (&huge, "too large"),
        (&vec![0; 5 * 1024 * 1024], "too large"),
    ] {
        let page = post(content).await;
        assert_eq!((page.status, wrong(&page)), (422, vec!["certificate".to_owned()]), "{words}");
        assert!(page.has(words), "{words}: {}", page.text());
        assert_eq!(typed(&page, "endpoint_url"), URL);
    }
    // What is no such form at all is a form in which everything is missing.
    let none = payer.post("/console/new-service", &[("id", "S")]).await;
    assert_eq!(none.status, 422);
    assert_eq!(wrong(&none)[..2], ["id", "endpoint_url"]);
    let many: Vec<(String, String)> =
        (0..500).map(|number| (format!("f{number}"), "x".repeat(100))).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(payer.post_files("/console/new-service", &many, &[]).await.status, 422);
    let long = "x".repeat(100_000);
    let fields = [("id", long.as_str()), ("endpoint_url", &long), ("name_ro", &long), ("tls", "public")];
    let page = payer.post_files("/console/new-service", &fields, &[]).await;
    assert_eq!(
        (page.status, wrong(&page)),
        (422, vec!["id".into(), "endpoint_url".into(), "name_ro".into()])
    );
    assert!(page.body.len() < 60_000, "{}", page.body.len());
    assert_eq!(hub.count("registered_service").await, 0);
}

#[tokio::test]
async fn a_service_is_changed_by_the_form_which_begins_as_it_is() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let form = payer.get("/console/services/TEST01/edit?lang=en").await;
    assert!(form.has("comes from the settings") && form.has(&identities::e_service().certificate.sha256()));
    assert_eq!(typed(&form, "name_ro"), "Serviciul de test");
    let url = e_service.service().endpoint_url;
    let base = [
        ("endpoint_url", url.as_str()),
        ("name_ro", "Serviciul de test"),
        ("service_provider_name_ro", "Prestatorul de test"),
        ("service_provider_idno", "1002600001235"),
        ("reply_signature", "require"),
        ("signature_ca_choice", "keep"),
        ("tls", "public"),
    ];
    let edit = async |fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]| {
        let changed = |name: &str| fields.iter().any(|(changed, _)| *changed == name);
        let fields: Vec<_> =
            base.into_iter().filter(|(name, _)| !changed(name)).chain(fields.iter().copied()).collect();
        payer.post_files("/console/services/TEST01/edit", &fields, files).await
    };
    let unchanged = edit(&[("certificate_choice", "keep")], &[]).await;
    assert_eq!(unchanged.location(), "/console/services/TEST01?notice=service-unchanged");
    assert_eq!(hub.count("registered_service").await, 0);
    let keep = ("certificate_choice", "keep");
    let saved = edit(&[keep, ("reply_signature", "warn"), ("name_en", "Test")], &[]).await;
    assert_eq!(saved.location(), "/console/services/TEST01?notice=service-saved");
    let now = service(&hub);
    assert_eq!((now.reply_signature, now.name.en.as_deref()), (ReplySignature::Warn, Some("Test")));
    assert!(now.certificate.is_some());
    let list = payer.get("/console/services?lang=en").await;
    assert!(list.has("changed over the settings"), "{}", list.text());
    // Taken away, replaced, and both at once.
    edit(&[("certificate_choice", "remove")], &[]).await;
    assert_eq!(service(&hub).certificate, None);
    let file: (&str, &str, &[u8]) = ("certificate", "a.crt", CERTIFICATE.as_bytes());
    edit(&[("certificate_choice", "")], &[file]).await;
    assert!(service(&hub).certificate.is_some());
    let both = edit(&[("certificate_choice", "remove")], &[file]).await;
    assert_eq!((both.status, wrong(&both)), (422, vec!["certificate".to_owned()]));
    let none = edit(&[("certificate_choice", "replace")], &[]).await;
    assert_eq!((none.status, wrong(&none)), (422, vec!["certificate".to_owned()]));
    // The trust of its HTTPS server.
    edit(&[keep, ("tls", "certificates")], &[("tls_ca", "ca.pem", CERTIFICATE.as_bytes())]).await;
    let trusted = ServerTrust::Certificates(vec![identities::e_service().certificate.der().to_vec()]);
    assert_eq!(service(&hub).tls_ca, trusted);
    edit(&[keep, ("tls", "certificates"), ("name_ro", "Altul")], &[]).await;
    assert_eq!((service(&hub).tls_ca, service(&hub).name.ro.as_str()), (trusted, "Altul"));
    let digits = "0F".repeat(32);
    edit(&[keep, ("tls", "fingerprint"), ("tls_fingerprint", &digits)], &[]).await;
    assert_eq!(service(&hub).tls_ca, ServerTrust::Fingerprint([15; 32]));
    edit(&[keep], &[]).await;
    assert_eq!(service(&hub).tls_ca, ServerTrust::PublicAuthorities);
    // What another has changed meanwhile is not overwritten unseen.
    let seen = typed(&payer.get("/console/services/TEST01/edit").await, "seen");
    edit(&[keep, ("name_ro", "Al treilea")], &[]).await;
    let late = edit(&[keep, ("name_ro", "Al patrulea"), ("seen", &seen)], &[]).await;
    assert!(late.status == 409 && late.has("data-testid=\"refused\""), "{}", late.text());
    assert_eq!(
        (typed(&late, "name_ro"), service(&hub).name.ro),
        ("Al patrulea".to_owned(), "Al treilea".to_owned())
    );
    let seen = typed(&late, "seen");
    edit(&[keep, ("name_ro", "Al cincilea")], &[]).await;
    // Another language shows the same form: it is no look at what the other has changed.
    let russian = edit(&[keep, ("name_ro", "Al patrulea"), ("seen", &seen), ("lang", "ru")], &[]).await;
    assert_eq!((russian.status, typed(&russian, "seen")), (200, seen.clone()));
    let wrong_url = edit(&[keep, ("endpoint_url", "x"), ("seen", &seen)], &[]).await;
    assert_eq!(wrong_url.status, 409);
    let late = edit(&[keep, ("name_ro", "Al patrulea"), ("seen", &seen)], &[]).await;
    assert_eq!((late.status, service(&hub).name.ro), (409, "Al cincilea".to_owned()));
    let seen = typed(&late, "seen");
    assert_eq!(edit(&[keep, ("name_ro", "Al patrulea"), ("seen", &seen)], &[]).await.status, 303);
    for path in ["/console/services/NOBODY/edit", "/console/services/NOBODY/remove"] {
        assert_eq!(payer.get(path).await.status, 404);
    }
    assert_eq!(payer.post_files("/console/services/NOBODY/edit", &[], &[]).await.status, 404);
}

#[tokio::test]
async fn a_removal_asks_first_and_says_what_stands_in_its_way() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    // A service of the settings has nothing to take back.
    assert!(!payer.get("/console/services/TEST01").await.has("data-testid=\"remove\""));
    assert_eq!(payer.get("/console/services/TEST01/remove").await.location(), "/console/services/TEST01");
    let notice = payer.post("/console/services/TEST01/remove", &[]).await.location();
    assert_eq!(notice, "/console/services/TEST01?notice=service-unchanged");
    register(&payer, "ADDED", &e_service).await;
    e_service.always(ConfirmOrderPayment, Answer::fault("InternalError", "not now"));
    let visit = payer.enter("ADDED", ORDER, None).await;
    visit.authorize().await;
    visit.result().await;
    let asked = payer.get("/console/services/ADDED/remove?lang=en").await;
    assert!(asked.has("data-testid=\"in-the-way\"") && asked.has(": 1</li>"), "{}", asked.text());
    assert!(asked.has("/console/queue") && asked.has("/console/payments?service=ADDED"));
    let refused = payer.post("/console/services/ADDED/remove", &[]).await;
    assert!(refused.status == 409 && refused.has("data-testid=\"in-the-way\""), "{}", refused.text());
    e_service.always(ConfirmOrderPayment, Answer::Honest);
    let payment = hub.payments().await.pop().unwrap().0;
    payer.post(&format!("/console/payments/{payment}/send-now"), &[]).await;
    crate::support::until("it is confirmed", async || hub.confirmations().await[0].0 == "Confirmed").await;
    let asked = payer.get("/console/services/ADDED/remove?lang=en").await;
    assert!(asked.has("data-testid=\"confirm\"") && asked.has("Remove the service?"), "{}", asked.text());
    let removed = payer.post("/console/services/ADDED/remove", &[]).await;
    assert_eq!(removed.location(), "/console/services?notice=service-removed");
    assert!(
        payer.get("/console/services?notice=service-removed&lang=en").await.has("The service was removed.")
    );
    // Pressed twice, it is as it was wanted.
    let again = payer.post("/console/services/ADDED/remove", &[]).await;
    assert_eq!(again.location(), "/console/services?notice=service-unchanged");
    // One that stands over the settings goes back to them.
    let fields = [("endpoint_url", URL), ("reply_signature", "require"), ("tls", "public")];
    payer.post_files("/console/services/TEST01/edit", &fields, &[]).await;
    assert_eq!(service(&hub).endpoint_url, URL);
    assert!(payer.get("/console/services/TEST01/remove?lang=en").await.has("Go back to the settings?"));
    let back = payer.post("/console/services/TEST01/remove", &[]).await;
    assert_eq!(back.location(), "/console/services/TEST01?notice=service-back-to-settings");
    assert_eq!(service(&hub), e_service.service());
}
