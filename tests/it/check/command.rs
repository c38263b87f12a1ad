//! The command as its users start it, against the sample e-Service as a process of its own.

use std::path::Path;
use std::process::Output;

use crate::support::folder::Folder;
use crate::support::program::{Program, command};

fn check(folder: &Path, arguments: &[&str]) -> (Output, String) {
    let output = command(folder, &[&["check"], arguments].concat()).output().unwrap();
    let said = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes)).concat();
    (output, said)
}

#[test]
fn the_list_needs_nothing_and_what_is_missing_or_unknown_is_named() {
    let folder = Folder::new();
    let (output, said) = check(folder.path(), &["--list", "--only", "refuse"]);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(
        said.contains("refuse/1 ") && said.contains("unsigned-query") && !said.contains("doctor/1"),
        "{said}"
    );
    for (arguments, expected) in [
        (&["--service", "S"][..], "--url is missing"),
        (&["--only", "refuse/unsinged"][..], "did you mean `refuse/unsigned`?"),
        (&["--url", "http://127.0.0.1:1/", "--service", "S", "--report", "pdf=x"][..], "--report is `pdf=x`"),
    ] {
        let (output, said) = check(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn a_check_needs_no_hub_and_its_arguments_may_stand_in_a_file() {
    let folder = Folder::new();
    let shop = Program::start(folder.path(), "shop", &["sample-service", "--sample-listen", "127.0.0.1:0"]);
    let settings = format!(
        "url = \"{url}/ServiceProvider.svc\"\nservice = \"ADP03\"\nonly = [\"refuse/unsigned\", \"refuse/1\"]\n\
         new-order-url = \"{url}/orders\"\n\
         new-order-body = \"service_id=ADP03&customer_name=Popescu+Ion&customer_id=2001500023456\"\n",
        url = shop.url
    );
    std::fs::write(folder.path().join("check.toml"), settings).unwrap();
    let (output, said) = check(folder.path(), &["--report", "json=r.json", "--report", "junit=r.xml"]);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("2 passed") && said.contains("not by MPay") && said.contains("hub.cer"), "{said}");
    let json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("r.json")).unwrap()).unwrap();
    assert_eq!(json["counts"]["passed"], 2);
    let again = json["results"][0]["again"].as_str().unwrap();
    assert!(
        again.starts_with("mpay-sim check --url ") && again.ends_with("--only refuse/unsigned-query"),
        "{again}"
    );
    assert!(std::fs::read_to_string(folder.path().join("r.xml")).unwrap().contains("tests=\"2\""));

    // Orders of a command, whose shop is another one: nothing more can be learned.
    std::fs::remove_file(folder.path().join("check.toml")).unwrap();
    let url = format!("{}/ServiceProvider.svc", shop.url);
    let arguments = ["--url", &url, "--service", "ADP03", "--new-order-command", "echo NO-SUCH-ORDER"];
    let (output, said) = check(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(2), "{said}");
    // Lines are broken between words.
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("STOP") && words.contains("does not know `NO-SUCH-ORDER`"), "{said}");
}
