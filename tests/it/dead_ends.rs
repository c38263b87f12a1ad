//! Pages for requests that lead nowhere: another method, and a hub that has broken down.

use reqwest::Method;
use reqwest::header::{ALLOW, CONTENT_TYPE};

use crate::support::orders::{ORDER, SERVICE};
use crate::support::{EService, Hub, Payer, simulated_clock};

#[tokio::test]
async fn another_method_gets_a_page_and_the_methods_that_are_allowed() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let payer = Payer::new(&hub.url);
    let visit = payer.enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    let psp = visit.choose("card-demo-2").await.location();
    for (method, address) in [
        (Method::DELETE, "/service/pay".to_owned()),
        (Method::PUT, visit.path.clone()),
        (Method::PATCH, format!("/service/{SERVICE}")),
        (Method::OPTIONS, psp.clone()),
        (Method::DELETE, format!("{psp}/3ds")),
        (Method::DELETE, format!("{psp}/extend")),
        (Method::DELETE, "/PosTerminal/Configure".to_owned()),
    ] {
        let request = payer.client.request(method.clone(), format!("{}{address}", hub.url));
        let response = request.send().await.unwrap();
        let what = format!("{method} {address}");
        assert_eq!(response.status(), 405, "{what}");
        let header = |name| response.headers()[name].to_str().unwrap().to_owned();
        for allowed in ["GET", "HEAD", "POST"] {
            assert!(header(ALLOW).contains(allowed), "{what}: {}", header(ALLOW));
        }
        assert!(header(CONTENT_TYPE).starts_with("text/html"), "{what}");
        assert_eq!(header("x-mpay-simulator".parse().unwrap()), mpay_sim::VERSION);
        let text = response.text().await.unwrap();
        assert!(text.contains("Pagina nu poate fi deschisă astfel"), "{what}: {text}");
        assert!(text.contains(&format!("nu primește cereri {method}")), "{what}: {text}");
    }
}

#[tokio::test]
async fn a_hub_that_breaks_down_says_so_and_nothing_of_money() {
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    visit.pay_page().await;
    hub.lose_table("invoice").await;
    for path in [visit.path.clone(), format!("{}/result", visit.path)] {
        let page = visit.payer.get(&path).await;
        assert_eq!(page.status, 500, "{}", page.text());
        assert!(page.has("data-testid=\"problem\"") && page.has("A apărut o eroare în simulator"));
        assert!(!page.has("Nu s-au perceput bani.") && !page.has("invoice"), "{}", page.text());
    }
}
