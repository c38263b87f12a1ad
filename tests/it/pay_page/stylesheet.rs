//! The stylesheet comes compressed to browsers that take it so.

use std::io::Read;

use crate::support::{Hub, Payer, simulated_clock};

#[tokio::test]
async fn the_stylesheet_is_compressed_only_for_those_who_ask() {
    let (clock, _) = simulated_clock();
    let hub = Hub::start(&clock, vec![]).await;
    let payer = Payer::new(&hub.url);
    let get = async |path: &str, accepted: &str| {
        let request =
            payer.client.get(format!("{}/static/{path}", hub.url)).header("accept-encoding", accepted);
        let response = request.send().await.unwrap();
        let encoding =
            response.headers().get("content-encoding").map(|value| value.to_str().unwrap().to_owned());
        let tag = response.headers()["etag"].clone();
        assert_eq!(response.headers()["vary"], "Accept-Encoding");
        (encoding, tag, response.bytes().await.unwrap())
    };
    let (none, tag, plain) = get("sim.css", "identity").await;
    assert_eq!(none, None);
    assert!(plain.len() <= 25 * 1024, "{} bytes", plain.len());
    for accepted in ["gzip", "br, GZIP;q=0.5"] {
        let (encoding, other_tag, compressed) = get("sim.css", accepted).await;
        assert_eq!(encoding.as_deref(), Some("gzip"), "{accepted}");
        assert_ne!(tag, other_tag, "a cache must not mix them up");
        let mut text = Vec::new();
        flate2::read::GzDecoder::new(&*compressed).read_to_end(&mut text).unwrap();
        assert!(text == plain && compressed.len() * 2 < plain.len());
    }
    for accepted in ["gzip;q=0", "br", "x-gzip-not", "gzip;q=ș"] {
        assert_eq!(get("sim.css", accepted).await.0, None, "{accepted}");
    }
    assert_eq!(get("fonts/onest-400.woff2", "gzip").await.0, None, "a font is compressed as it is");
}
