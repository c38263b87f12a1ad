//! `mpay-sim verify`: what it prints and how it exits.

use std::io::Write;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::support::folder::Folder;
use crate::support::golden::written;
use crate::support::program::command;

const MESSAGE: &str = include_str!("../golden/get_order_details.xml");
const SIGNER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/signer.crt");
const STRANGER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/stranger.crt");

fn pretty_printed() -> String {
    MESSAGE.replace("<query>", "\n  <query>").replace("</query>", "</query>\n")
}

/// Runs the command in an empty folder, with the message on its standard input.
fn verify(message: &[u8], arguments: &[&str]) -> Output {
    let folder = Folder::new();
    let arguments: Vec<&str> = ["verify", "-"].iter().chain(arguments).copied().collect();
    let mut child = command(folder.path(), &arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(message).unwrap();
    drop(input);
    child.wait_with_output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_valid_message_exits_with_0_and_says_who_vouches_for_it() {
    let output = verify(MESSAGE.as_bytes(), &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let report = text(&output);
    assert!(report.starts_with("VALID ") && report.contains("nobody vouches for it"), "{report}");
    assert!(!report.contains("Findings"), "{report}");

    let output = verify(MESSAGE.as_bytes(), &["--cert", SIGNER]);
    assert!(output.status.code() == Some(0) && text(&output).contains("the one that was given"));
}

/// Where the change of the report is meant: `MPAY_SIM_WRITE_GOLDEN=1 cargo test --test it verify_command`.
#[test]
fn a_damaged_message_exits_with_1_and_its_report_is_the_golden_one() {
    let output = verify(pretty_printed().as_bytes(), &["--cert", SIGNER]);
    assert_eq!(output.status.code(), Some(1));
    let golden = written("tests/golden/verify.txt", &output.stdout);
    assert_eq!(text(&output), String::from_utf8(golden).unwrap());
}

#[test]
fn json_holds_the_same_for_scripts() {
    let output = verify(pretty_printed().as_bytes(), &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["valid"], &json["covers_body"]), (&false.into(), &false.into()));
    assert_eq!(json["findings"][0]["rule"], "diagnosis-pretty-printed");
    assert_eq!(json["findings"][0]["place"]["path"], "Envelope/Body");
    let body = &json["references"][0];
    assert_eq!((&body["element"], &body["matches"]), (&"Body".into(), &false.into()));
    let octets = body["octets"]["text"].as_str().unwrap();
    assert!(octets.starts_with("<s:Body xmlns:s=") && octets.contains("\n  <query>"), "{octets}");
    assert!(body["octets"]["hex"].as_str().unwrap().starts_with("3c733a426f6479"));
    let signed = &json["signature"]["signed_digest"]["digest_hex"];
    assert_eq!(signed, &json["signature"]["computed_digest_hex"]);
}

#[test]
fn a_stale_message_is_a_finding_and_still_valid() {
    let output = verify(MESSAGE.as_bytes(), &["--at", "2027-03-04T08:51:24Z"]);
    let report = text(&output);
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert!(report.contains("but it is stale") && report.contains("timestamp-expired"), "{report}");
    let output = verify(MESSAGE.as_bytes(), &["--at", "2027-01-04T08:59:24Z"]);
    assert!(!text(&output).contains("stale"), "{}", text(&output));
    let output = verify(MESSAGE.as_bytes(), &["--at", "2027-01-04T08:59:24Z", "--leeway", "10s"]);
    assert!(text(&output).contains("but it is stale"), "{}", text(&output));
}

#[test]
fn another_certificate_is_named_and_known_keys_are_too() {
    let output = verify(MESSAGE.as_bytes(), &["--cert", STRANGER]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output).contains("certificate-other"), "{}", text(&output));
    let output = verify(MESSAGE.as_bytes(), &["--cert", STRANGER, "--known", SIGNER]);
    let report = text(&output);
    assert!(report.contains("with the key of signer.crt") && report.contains("test stranger"), "{report}");
}

#[test]
fn the_head_of_a_captured_reply_is_skipped_and_positions_count_from_the_top_of_the_file() {
    let capture = format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n{}", pretty_printed());
    let report = text(&verify(capture.as_bytes(), &[]));
    assert!(report.contains("Envelope/Body (line 4, column"), "{report}");
}

#[test]
fn what_is_no_message_exits_with_2() {
    for bytes in [&b""[..], b"no message", b"\x1f\x8b\x08", b"<a/>", b"{}", b"\xff\xfe<\0"] {
        let output = verify(bytes, &[]);
        assert_eq!(output.status.code(), Some(2), "{bytes:?}");
        assert!(text(&output).starts_with("UNREADABLE "), "{}", text(&output));
    }
}

/// The parser that is used passes over the XML declaration and over byte-order marks.
#[test]
fn what_a_conforming_reader_of_xml_refuses_is_unreadable_and_named() {
    let declared = |declaration: &str| format!("<?xml {declaration}?>{MESSAGE}");
    for (message, rule) in [
        (format!("\u{feff}\u{feff}{MESSAGE}"), "text-before-envelope"),
        (declared("version=\"2.0\""), "xml-declaration"),
        (declared("version=\"1.1\""), "xml-declaration"),
        (declared("version=\"1.0\" standalone=\"maybe\""), "xml-declaration"),
        (declared("version=\"1.0\" encoding=\"UTF-16\""), "encoding-declared"),
        (declared("version=\"1.0\" encoding=\"x-mine\""), "encoding-declared"),
    ] {
        let output = verify(message.as_bytes(), &[]);
        assert_eq!(output.status.code(), Some(2), "{rule}");
        assert!(text(&output).contains(rule), "{}", text(&output));
    }
    for honest in [format!("\u{feff}{MESSAGE}"), declared("version=\"1.0\" encoding=\"utf-8\"")] {
        assert_eq!(verify(honest.as_bytes(), &[]).status.code(), Some(0));
    }
}

#[test]
fn files_that_are_missing_or_huge_are_refused_in_one_line() {
    let folder = Folder::new();
    let huge = std::fs::File::create(folder.path().join("huge.xml")).unwrap();
    huge.set_len(1 << 30).unwrap();
    for (name, why) in
        [("missing.xml", "No such file"), ("huge.xml", "larger than 16 MiB"), (".", "directory")]
    {
        let output = command(folder.path(), &["verify", name]).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(error.contains(why) && error.lines().count() == 1, "{error}");
    }
    let output = command(folder.path(), &["verify", "huge.xml", "--at", "yesterday"]).output().unwrap();
    assert!(
        output.status.code() == Some(2) && String::from_utf8_lossy(&output.stderr).contains("with its zone")
    );
}

/// A message cannot write to the terminal of whoever looks at it.
#[test]
fn hostile_texts_stay_in_their_line() {
    let hostile = MESSAGE.replace("RO</Language>", "RO\u{202e}\u{85}\nVALID</Language>");
    let hostile = hostile.replace("URI=\"#BD-", "URI=\"#&#10;VALID &#x202e;BD-");
    let report = text(&verify(hostile.as_bytes(), &["--octets"]));
    assert!(!report.contains(['\u{202e}', '\u{85}', '\u{1b}']), "{report}");
    assert!(report.starts_with("INVALID ") && !report.contains("\nVALID"), "{report}");
}
