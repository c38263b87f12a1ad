//! The programs that the tests run, and the variables that say where they are.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mpay_sim::soap::{DS_NS, SOAP_NS, WSSE_NS, WSU_NS};
use serde_json::json;

use crate::support::folder::Folder;

/// A variable that `./test` sets.
pub fn variable(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set; run `./test`, which installs what this needs"))
}

/// A file of these tests.
pub fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside").join(path)
}

/// Java's class path of these libraries, where Debian keeps them.
pub fn jars(names: &[&str]) -> String {
    names.iter().map(|name| format!("/usr/share/java/{name}.jar")).collect::<Vec<_>>().join(":")
}

/// Runs a Python program that reads this text on stdin, and gives what it prints.
pub fn python(program: &str, stdin: &str) -> String {
    run(Command::new(variable("MPAY_SIM_TEST_PYTHON")).args(["-c", program]), stdin)
}

/// Compiles C# with Mono's compiler; gives the program.
pub fn mcs(folder: &Path, references: &[&str], sources: &[PathBuf]) -> PathBuf {
    let program = folder.join(sources[0].file_stem().unwrap()).with_extension("exe");
    let references = references.iter().map(|name| format!("-r:{name}"));
    run(Command::new("mcs").args(references).arg(format!("-out:{}", program.display())).args(sources), "");
    program
}

/// Runs a Java program of `tests/outside/java`, which may use Apache Santuario, in the same way.
pub fn java(program: &str, stdin: &str) -> String {
    let jars = jars(&["xmlsec", "slf4j-api", "slf4j-nop", "commons-codec"]);
    run(Command::new("java").args(["-cp", &jars]).arg(file("java").join(program)), stdin)
}

/// The address of the schema of the contract that was deployed in 2014.
pub fn deployed_schema() -> String {
    format!("file://{}", file("messages/ServiceProvider_2014.xsd").display())
}

/// Prints what a schema finds wrong with each message.
const VALIDATE: &str = include_str!("python/validate.py");

/// What the schema at this address finds wrong with each of these messages, with or without their envelopes; nothing where
/// it is valid.
pub fn validated(schema: &str, messages: &[String]) -> Vec<String> {
    let mut lines = vec![json!(schema).to_string()];
    lines.extend(messages.iter().map(|message| json!(message).to_string()));
    let found: Vec<String> = python(VALIDATE, &lines.join("\n")).lines().map(str::to_owned).collect();
    assert_eq!(found.len(), messages.len());
    found
}

/// A step of an XPath to the children with this name.
fn step(namespace: &str, name: &str) -> String {
    format!("/*[local-name()='{name}' and namespace-uri()='{namespace}']")
}

/// The references of a message that the `xmlsec1` command finds right, of all that its signature has, where it accepts the
/// signature with this certificate; else what it says against it.
pub fn xmlsec1(xml: impl AsRef<[u8]>, certificate: &Path) -> Result<String, String> {
    let folder = Folder::new();
    let file = folder.path().join("message.xml");
    std::fs::write(&file, xml).unwrap();
    let output = Command::new("xmlsec1")
        .args(["--verify", "--id-attr:Id", &format!("{SOAP_NS}:Body")])
        // Where the signature belongs: there may be another one elsewhere.
        .args([
            "--node-xpath",
            &format!(
                "/*{}{}{}",
                step(SOAP_NS, "Header"),
                step(WSSE_NS, "Security"),
                step(DS_NS, "Signature")
            ),
        ])
        .args(["--id-attr:Id", &format!("{WSU_NS}:Timestamp"), "--pubkey-cert-pem"])
        .args([certificate, &file])
        .output()
        .unwrap_or_else(|error| panic!("xmlsec1 does not start ({error}); run `./test`, which installs it"));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let references = said.split("References (ok/all): ").nth(1).and_then(|rest| rest.lines().next());
    match references {
        Some(references) if output.status.success() => Ok(references.trim().to_owned()),
        _ => Err(said),
    }
}

pub fn run(command: &mut Command, stdin: &str) -> String {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap_or_else(
            |error| panic!("{name} does not start ({error}); run `./test`, which installs it"),
        );
    let (mut input, text) = (child.stdin.take().unwrap(), stdin.to_owned());
    // Written beside reading, because both pipes are smaller than what goes through them.
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success(),
        "{name} failed; where something of its is missing, run `./test`, which installs it\n{error}"
    );
    writer.join().unwrap().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
