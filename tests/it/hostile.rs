//! Messages made to break a reader: what they declare is not read, what they name is not fetched, what they cost is
//! bounded, and what is cut off is never taken for whole.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use mpay_sim::soap::Operation::GetOrderDetails;
use mpay_sim::soap::envelope::{
    self, Envelope, MAX_ATTRIBUTES, MAX_DECLARATIONS, MAX_DEPTH, MAX_IN_FORCE, MAX_NODES,
};
use mpay_sim::soap::security::sign::{MessageStamp, signed_envelope};
use mpay_sim::soap::security::verify::{Judgement, Trust, verify};
use mpay_sim::soap::{SOAP_NS, confirm_order_payment, fault, get_order_details};

use crate::support::orders::{ORDER, SERVICE, order};
use crate::support::shapes::shapes;
use crate::support::{Answer, EService, Hub, Payer, identities, simulated_clock};

/// Two processors shared with other tests and no optimisation: an honest message takes milliseconds.
const LONG: Duration = Duration::from_secs(20);

/// Reads it as far as it can be read; the text of the first refusal.
fn read(bytes: &[u8]) -> Result<(), String> {
    let text = envelope::text_of(bytes).map_err(|error| error.to_string())?;
    let document = envelope::parse(&text).map_err(|error| error.to_string())?;
    let envelope = Envelope::of(&document).map_err(|error| error.to_string())?;
    let payload = envelope.payload().ok_or("the Body is empty")?;
    // Nothing of these is expected to succeed; none may panic.
    let _ = fault::read(payload, 500);
    let _ = get_order_details::read_request(payload);
    let _ = get_order_details::read_reply(payload);
    let _ = confirm_order_payment::read_request(payload);
    let trust = identities::hub().certificate;
    verify(&document, &envelope, Trust::Certificate(&trust), Judgement::at(now()))
        .map(|_| ())
        .map_err(|problem| problem.to_string())
}

fn refusal(bytes: impl AsRef<[u8]>) -> String {
    let started = Instant::now();
    let refusal = read(bytes.as_ref()).unwrap_err();
    assert!(started.elapsed() < LONG, "{:?}: {refusal}", started.elapsed());
    refusal
}

fn now() -> Timestamp {
    "2027-01-04T08:51:24.321Z".parse().unwrap()
}

fn signed(content: &str) -> String {
    let stamp = MessageStamp { id: "0123456789abcdef0123456789abcdef".to_owned(), created: now() };
    signed_envelope(content, &identities::hub(), &stamp, shapes()[0].1).unwrap()
}

fn envelope_with(content: &str) -> String {
    format!("<s:Envelope xmlns:s='{SOAP_NS}'><s:Body>{content}</s:Body></s:Envelope>")
}

/// Document types that bring entities, from inside and from elsewhere, which some address must not be asked for.
fn document_types(address: &str) -> Vec<String> {
    let laughs: String = (1..10)
        .map(|level| format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10)))
        .collect();
    let quadratic = "x".repeat(50_000);
    vec![
        "<!DOCTYPE Envelope>".to_owned(),
        "<!DOCTYPE Envelope []>".to_owned(),
        format!("<!DOCTYPE Envelope SYSTEM \"http://{address}/a.dtd\">"),
        format!("<!DOCTYPE Envelope PUBLIC \"-//a//b\" \"http://{address}/b.dtd\">"),
        "<!DOCTYPE Envelope [<!ENTITY x \"y\">]>".to_owned(),
        "<!DOCTYPE Envelope [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>".to_owned(),
        format!("<!DOCTYPE Envelope [<!ENTITY x SYSTEM \"http://{address}/x\">]>"),
        format!("<!DOCTYPE Envelope [<!ENTITY % p SYSTEM \"http://{address}/p\"> %p;]>"),
        format!("<!DOCTYPE Envelope [<!ENTITY l0 \"lol\">{laughs}<!ENTITY x \"&l9;\">]>"),
        format!("<!DOCTYPE Envelope [<!ENTITY x \"{quadratic}\">]>"),
        "<!DOCTYPE Envelope [<!ATTLIST Body Id ID #IMPLIED a CDATA \"default\">]>".to_owned(),
        "<!-- before --><!DOCTYPE Envelope>".to_owned(),
        "<?xml version=\"1.0\"?>\n<!DOCTYPE\nEnvelope>".to_owned(),
    ]
}

#[tokio::test]
async fn no_document_type_is_read_and_nothing_that_it_names_is_fetched() {
    let elsewhere = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let address = elsewhere.local_addr().unwrap().to_string();
    let (clock, _) = simulated_clock();
    let e_service = EService::start(&clock).await;
    let hub = Hub::start(&clock, vec![e_service.service()]).await;
    let visit = Payer::new(&hub.url).enter(SERVICE, ORDER, None).await;
    let honest = signed(&get_order_details::write_reply(&[order()]));
    for document_type in document_types(&address) {
        for body in [honest.replace(">TEST01<", ">&x;<"), honest.clone(), envelope_with(&"&x;".repeat(1_000))]
        {
            let message = format!("{document_type}{body}");
            let refusal = refusal(&message);
            assert!(refusal.contains("XML") || refusal.contains("DOCTYPE"), "{document_type}: {refusal}");
        }
        e_service.next(GetOrderDetails, Answer::Http(200, format!("{document_type}{honest}").into_bytes()));
        let page = visit.pay_page().await;
        assert!(page.status == 502 && page.has("envelope: "), "{document_type}: {}", page.text());
    }
    assert!(elsewhere.accept().is_err(), "somebody asked for what a document type names");
    visit.authorize().await;
    assert_eq!(visit.result().await.state(), "paid");
}

#[test]
fn entities_that_xml_does_not_have_are_refused() {
    for text in ["&x;", "&#0;", "&#xFFFE;", "&#xFFFFFFFFFF;", "&", "&;", "&#;", "&lt", "\u{1}", "\u{ffff}"] {
        let refusal = refusal(envelope_with(&format!("<a>{text}</a>")));
        assert!(refusal.contains("XML"), "{text}: {refusal}");
    }
}

#[test]
fn what_is_not_utf_8_is_named() {
    let honest = signed(&confirm_order_payment::write_reply());
    let utf_16 = |order: fn(u16) -> [u8; 2]| honest.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let with_mark = |mark: [u8; 2], text: Vec<u8>| [mark.to_vec(), text].concat();
    let broken = |bytes: &[u8]| {
        let (before, after) = honest.split_at(honest.find("</s:Body>").unwrap());
        [before.as_bytes(), bytes, after.as_bytes()].concat()
    };
    for (name, bytes) in [
        ("UTF-16 LE", with_mark([0xff, 0xfe], utf_16(u16::to_le_bytes))),
        ("UTF-16 BE", with_mark([0xfe, 0xff], utf_16(u16::to_be_bytes))),
        ("a byte alone", broken(&[0x80])),
        ("an overlong slash", broken(&[0xc0, 0xaf])),
        ("a surrogate", broken(&[0xed, 0xa0, 0x80])),
        ("beyond Unicode", broken(&[0xf4, 0x90, 0x80, 0x80])),
        ("a character cut off", broken(&[0xe2, 0x82])),
        ("windows-1251", broken(&[0xcf, 0xf0, 0xe8])),
    ] {
        let refusal = refusal(&bytes);
        assert!(refusal.contains("not UTF-8"), "{name}: {refusal}");
    }
    // Without its mark UTF-16 of ASCII is UTF-8 with zeros, which XML does not have.
    for bytes in [utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes)] {
        assert!(!refusal(&bytes).is_empty());
    }
    assert_eq!(read(honest.as_bytes()), Ok(()));
}

#[test]
fn no_message_that_is_cut_off_is_taken_for_whole() {
    let contents = [
        get_order_details::write_reply(&[order()]),
        "<GetOrderDetails xmlns=\"https://mpay.gov.md\"><query><OrderKey>ș</OrderKey></query></GetOrderDetails>".to_owned(),
        confirm_order_payment::write_reply(),
        "<ConfirmOrderPayment xmlns=\"https://mpay.gov.md\"><confirmation/></ConfirmOrderPayment>".to_owned(),
    ];
    let stamp = MessageStamp { id: "0123456789abcdef0123456789abcdef".to_owned(), created: now() };
    for (content, (name, shape)) in contents.iter().cycle().zip(shapes()) {
        let message = signed_envelope(content, &identities::hub(), &stamp, shape).unwrap();
        assert_eq!(read(message.as_bytes()), Ok(()), "{name}");
        for end in 0..message.len() {
            assert!(read(&message.as_bytes()[..end]).is_err(), "{name} cut at byte {end}");
        }
    }
}

#[test]
fn what_is_just_within_the_bounds_is_read_and_what_is_beyond_is_refused() {
    let depth = |levels: usize| envelope_with(&format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels)));
    let attributes = |count: usize| {
        let attributes: String = (0..count).map(|number| format!(" a{number}=''")).collect();
        envelope_with(&format!("<a{attributes}/>"))
    };
    let declarations = |count: usize| envelope_with(&"<a xmlns:b='urn:c'/>".repeat(count));
    let in_force = |count: usize| {
        let declared = |name: &str, count: usize| {
            (0..count).map(|n| format!(" xmlns:{name}{n}='urn:c'")).collect::<String>()
        };
        envelope_with(&format!("<a{}><a{}/></a>", declared("b", 200), declared("c", count - 200)))
    };
    let nodes = |count: usize| envelope_with(&"<a/>".repeat(count));
    // The envelope itself has two levels, one declaration, and with the root three nodes.
    for (name, within, beyond) in [
        ("levels", depth(usize::from(MAX_DEPTH) - 2), depth(usize::from(MAX_DEPTH) - 1)),
        ("attributes", attributes(MAX_ATTRIBUTES), attributes(MAX_ATTRIBUTES + 1)),
        ("declarations", declarations(MAX_DECLARATIONS - 1), declarations(MAX_DECLARATIONS)),
        ("in force", in_force(MAX_IN_FORCE - 1), in_force(MAX_IN_FORCE)),
        ("", nodes(MAX_NODES as usize - 3), nodes(MAX_NODES as usize + 1)),
    ] {
        assert_eq!(refusal(within), "the message is not signed: it has no Header");
        let refusal = refusal(beyond);
        assert!(refusal.contains(name) && !refusal.contains("signed"), "{name}: {refusal}");
    }
}

#[test]
fn the_costliest_messages_within_the_bounds_are_verified_in_time() {
    let attributes: String = (0..200).map(|number| format!(" a{number}='&lt;'")).collect();
    let declarations: String = (0..200).map(|number| format!(" xmlns:n{number}='urn:{number}'")).collect();
    let used: String = (0..20).map(|number| format!("<n{number}:x n{number}:y='1'/>")).collect();
    for (name, content) in [
        ("elements", format!("<a>{}</a>", "<b/>".repeat(190_000))),
        ("attributes", format!("<a>{}</a>", format!("<b{attributes}/>").repeat(500))),
        ("declarations", format!("<a>{}</a>", format!("<b{declarations}>{used}</b>").repeat(24))),
        ("declarations in force", format!("<a{declarations}>{}</a>", used.repeat(4_000))),
        ("levels", format!("{}{}{}", "<a>".repeat(60), "<b/>".repeat(190_000), "</a>".repeat(60))),
        ("characters", format!("<a>{}</a>", "&lt;".repeat(500_000))),
        ("one attribute", format!("<a b='{}'/>", "&#10;".repeat(400_000))),
        ("comments", format!("<a>{}</a>", "<!--x-->".repeat(190_000))),
    ] {
        let message = signed(&content);
        let started = Instant::now();
        assert_eq!(read(message.as_bytes()), Ok(()), "{name}");
        assert!(started.elapsed() < LONG, "{name} of {} bytes took {:?}", message.len(), started.elapsed());
    }
}
