//! E-Services that other stacks make from the contract that the hub serves, unedited: each is generated and compiled, and then
//! paid by a hub.

use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;

use mpay_sim::check::Grade;
use mpay_sim::clock::Clock;
use mpay_sim::domain::ids::ServiceId;
use mpay_sim::domain::service::{ReplySignature, Service};

use crate::checked::{Found, finds};
use crate::support::folder::Folder;
use crate::support::hub::listener;
use crate::support::program::Program;
use crate::support::{EService, Hub, Payer, client_builder};
use crate::tools::{file, jars, mcs, run, validated, variable};

const SERVICE: &str = "STACK01";
const ORDER: &str = "DOSAR-1";
const PASSWORD: &str = "secret";

/// A hub, and the folder in which an e-Service is made for it.
struct Workshop {
    hub: Hub,
    /// The e-Service, as the hub knows it.
    service: Service,
    folder: Folder,
    /// Where the e-Service is to listen: a port that is free now.
    address: SocketAddr,
    is_signed: bool,
}

impl Workshop {
    async fn open(reply_signature: ReplySignature) -> Self {
        let address = listener().local_addr().unwrap();
        // The stacks look at the machine's clock.
        let clock = Clock::System;
        let is_signed = reply_signature == ReplySignature::Require;
        let mut service = EService::start(&clock).await.service_with(reply_signature, is_signed);
        service.id = ServiceId::parse(SERVICE).unwrap();
        service.endpoint_url = endpoint(address);
        let hub = Hub::start(&clock, vec![service.clone()]).await;
        Self { hub, service, folder: Folder::new(), address, is_signed }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The address of the WSDL in this form.
    fn wsdl(&self, form: &str) -> String {
        format!("{}/ServiceProvider.svc?{form}", self.hub.url)
    }

    /// A PKCS #12 file with the e-Service's key, encrypted in a way that every stack reads.
    fn pfx(&self) -> PathBuf {
        let pfx = self.path().join("e-service.pfx");
        let old = ["-legacy", "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"];
        let mut openssl = Command::new("openssl");
        openssl.args(["pkcs12", "-export", "-name", "e-service"]).args(old);
        openssl.arg("-in").arg(fixture("stranger.crt")).arg("-inkey").arg(fixture("stranger.key"));
        run(openssl.arg("-out").arg(&pfx).args(["-passout", &format!("pass:{PASSWORD}")]), "");
        pfx
    }

    /// Pays the e-Service's order of 120.50 lei. `beneficiary` goes out with the order and comes back with the confirmation,
    /// of which the e-Service prints a line.
    async fn pays(&self, e_service: &mut Command, beneficiary: &str) -> Program {
        let mut e_service = Program::of(e_service.env("LC_ALL", "C.UTF-8"), self.path().join("log"));
        e_service.wait_for(|_| TcpStream::connect(self.address).ok());
        let payer = Payer::new(&self.hub.url);
        let unknown = payer.enter(SERVICE, "DOSAR-2", None).await.pay_page().await;
        assert_eq!(unknown.status, 404, "{} {}", unknown.text(), e_service.log());
        let visit = payer.enter(SERVICE, ORDER, None).await;
        let page = visit.pay_page().await;
        assert!(page.status == 200 && page.has("120,50"), "{} {}", page.text(), e_service.log());
        assert!(self.is_signed || page.has("class=\"warn\""), "a reply that is not signed is warned of");
        visit.authorize().await;
        assert_eq!(visit.result().await.state(), "paid", "{}", e_service.log());

        let payment_id = self.hub.payments().await.remove(0).0;
        let paid = e_service.wait_for(|lines| lines.iter().find(|line| line.starts_with("paid ")).cloned());
        assert_eq!(paid, format!("paid {ORDER} {payment_id} 120.50 MD58TRGAAA14299801000001 {beneficiary}"));

        // Whatever both have said is valid.
        let mut messages = Vec::new();
        for exchange in self.hub.exchanges().await {
            messages.push(exchange.request().to_owned());
            messages.push(String::from_utf8(exchange.response.unwrap()).unwrap());
        }
        let schema = format!("{}/ServiceProvider.xsd", self.hub.url);
        let found = make(|| validated(&schema, &messages));
        assert!(found.iter().all(String::is_empty), "{found:?} {messages:?}");
        e_service
    }

    /// The e-Service refuses the confirmation that the hub has sent where one of its signed values is another one.
    async fn is_refused_where_altered(&self, e_service: &Program) {
        let request = self.hub.last_exchange().await.request().to_owned();
        let altered = request.replacen("<TotalAmount>120.50<", "<TotalAmount>120.51<", 1);
        assert_ne!(request, altered);
        for (request, status, said) in [(&altered, 500, "AuthenticationFailed"), (&request, 200, "")] {
            let response = client_builder()
                .build()
                .unwrap()
                .post(endpoint(self.address))
                .header("Content-Type", "text/xml; charset=utf-8")
                .header("SOAPAction", "\"https://mpay.gov.md/IServiceProvider/ConfirmOrderPayment\"")
                .body(request.clone());
            let response = response.send().await.unwrap();
            assert_eq!(response.status(), status, "{}", e_service.log());
            let text = response.text().await.unwrap();
            assert!(text.contains(said), "{text}");
        }
        assert_eq!(
            e_service.lines().iter().filter(|line| line.starts_with("paid ")).count(),
            1,
            "booked twice"
        );
    }
}

fn endpoint(address: SocketAddr) -> String {
    format!("http://{address}/svc/")
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// Runs other programs beside the hub, which serves them the contract meanwhile.
fn make<T>(work: impl FnOnce() -> T) -> T {
    tokio::task::block_in_place(work)
}

const ROMANIAN: &str = "its texts are in Romanian alone";
const X509_DATA: &str = "WSS4J 1.6 takes no certificate in KeyInfo without a SecurityTokenReference";

/// The findings of a check of the e-Service in Java.
const JAVA: &[Found] = &[
    ("accept/key-info-x509-data-query", Grade::Warning, X509_DATA),
    ("accept/key-info-x509-data", Grade::Warning, X509_DATA),
    ("limits/russian", Grade::Warning, ROMANIAN),
    ("limits/english", Grade::Warning, ROMANIAN),
];

#[tokio::test(flavor = "multi_thread")]
async fn wsimport_makes_an_e_service_that_signs_by_wss4j_and_takes_a_payment() {
    let workshop = Workshop::open(ReplySignature::Require).await;
    let (sources, classes) = (workshop.path().join("sources"), workshop.path().join("classes"));
    let runtime = jars(&[
        "jaxws-rt",
        "jaxb-runtime",
        "istack-commons-runtime",
        "txw2",
        "wss4j",
        "xmlsec",
        "slf4j-api",
        "slf4j-nop",
        "commons-logging",
        "commons-codec",
        "javax.activation",
    ]);
    let pfx = make(|| {
        std::fs::create_dir(&sources).unwrap();
        let wsimport = jars(&["jaxws-tools", "jaxb-jxc", "jaxb-runtime"]);
        let mut command = Command::new("java");
        command.args([
            "-cp",
            &wsimport,
            "com.sun.tools.ws.WsImport",
            "-quiet",
            "-Xnocompile",
            "-p",
            "contract",
        ]);
        command.arg("-b").arg(file("java/e_service/binding.xjb"));
        run(command.arg("-s").arg(&sources).arg(workshop.wsdl("wsdl")), "");
        let mut javac = Command::new("javac");
        javac.args(["-encoding", "UTF-8", "-nowarn", "-cp", &runtime, "-d"]).arg(&classes);
        javac.arg(file("java/e_service/EService.java")).arg(file("java/e_service/Signatures.java"));
        run(javac.args(files_in(&sources.join("contract"))), "");
        workshop.pfx()
    });
    let mut command = Command::new("java");
    command.args(["-cp", &format!("{runtime}:{}", classes.display())]);
    command.args(["-Dcom.sun.xml.ws.monitoring.endpoint=false", "EService", &endpoint(workshop.address)]);
    command.arg(fixture("signer.crt")).arg(pfx).arg(PASSWORD);
    let e_service = workshop.pays(&mut command, "Agenția „Java” & fiii").await;
    workshop.is_refused_where_altered(&e_service).await;
    finds(&workshop.service, JAVA).await;
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

const BY_KEY: &str = "it verifies by the registered certificate, and reads none of the message";

/// The findings of a check of the e-Service in C#.
const DOTNET: &[Found] = &[
    ("refuse/signed-by-expired-query", Grade::Warning, BY_KEY),
    ("refuse/signed-by-expired", Grade::Warning, BY_KEY),
    ("limits/russian", Grade::Warning, ROMANIAN),
    ("limits/english", Grade::Warning, ROMANIAN),
];

#[tokio::test(flavor = "multi_thread")]
async fn svcutil_makes_an_e_service_that_signs_by_signed_xml_and_takes_a_payment() {
    let workshop = Workshop::open(ReplySignature::Require).await;
    let (program, pfx) = make(|| {
        let contract = svcutil(&workshop, "wsdl");
        // The policy changes nothing of what Mono's svcutil writes.
        assert_eq!(
            std::fs::read(&contract).unwrap(),
            std::fs::read(svcutil(&workshop, "wsdl&policy")).unwrap()
        );
        let references = ["System.ServiceModel", "System.Runtime.Serialization", "System.Security"];
        let sources = [file("dotnet/EService.cs"), file("dotnet/Signatures.cs"), contract];
        (mcs(workshop.path(), &references, &sources), workshop.pfx())
    });
    let mut command = Command::new("mono");
    command.arg(program).arg(endpoint(workshop.address)).arg(fixture("signer.crt")).arg(pfx).arg(PASSWORD);
    let e_service = workshop.pays(&mut command, "Agenția „.NET” & fiii").await;
    workshop.is_refused_where_altered(&e_service).await;
    finds(&workshop.service, DOTNET).await;
}

/// The C# that svcutil writes for the contract in this form.
fn svcutil(workshop: &Workshop, form: &str) -> PathBuf {
    let contract = workshop.path().join(format!("Contract-{}.cs", form.len()));
    let mut command = Command::new("svcutil");
    command.current_dir(workshop.path()).args(["-noLogo", "-noConfig"]);
    run(command.arg(format!("-out:{}", contract.display())).arg(workshop.wsdl(form)), "");
    contract
}

const CREATED: &str = "Created is not looked at, by zeep nor by the e-Service";

/// The findings of a check of the e-Service on spyne.
const SPYNE: &[Found] = &[
    ("accept/chunked", Grade::Warning, "wsgiref hands on the chunks, and no length"),
    ("refuse/signed-by-expired-query", Grade::Warning, BY_KEY),
    ("refuse/signed-by-expired", Grade::Warning, BY_KEY),
    ("refuse/timestamp-future-query", Grade::Failed, CREATED),
    ("refuse/timestamp-future", Grade::Failed, CREATED),
    ("limits/russian", Grade::Warning, ROMANIAN),
    ("limits/english", Grade::Warning, ROMANIAN),
];

#[tokio::test(flavor = "multi_thread")]
async fn an_e_service_on_spyne_that_signs_by_zeep_takes_a_payment() {
    let workshop = Workshop::open(ReplySignature::Require).await;
    let mut command = Command::new(variable("MPAY_SIM_TEST_PYTHON"));
    command.arg(file("spyne/e_service.py")).arg(workshop.address.port().to_string());
    command.args(["signer.crt", "stranger.key", "stranger.crt"].map(fixture));
    let e_service = workshop.pays(&mut command, "Agenția „spyne” & fiii").await;
    workshop.is_refused_where_altered(&e_service).await;
    finds(&workshop.service, SPYNE).await;
}

const MUST_UNDERSTAND: &str = "a header with mustUnderstand that nothing handles is refused, as SOAP asks";

/// The findings of a check of an e-Service that the stack makes from the contract alone, without signatures.
const WITHOUT_SIGNATURES: &[Found] = &[
    ("doctor/clock", Grade::Inconclusive, "no Timestamp says what time it has"),
    ("contract/signed", Grade::Failed, "it signs nothing"),
    ("contract/fault-signed", Grade::Warning, "it signs nothing"),
    ("contract/code-authentication-failed", Grade::Inconclusive, "no signature is refused"),
    ("accept/must-understand-query", Grade::Failed, MUST_UNDERSTAND),
    ("accept/must-understand", Grade::Failed, MUST_UNDERSTAND),
    ("refuse", Grade::Failed, "it verifies nothing"),
    ("limits/russian", Grade::Warning, ROMANIAN),
    ("limits/english", Grade::Warning, ROMANIAN),
    ("certificates/dates", Grade::Inconclusive, "it has no certificate"),
    ("certificates/key", Grade::Inconclusive, "it has no certificate"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_php_makes_from_the_wsdl_takes_a_payment() {
    let workshop = Workshop::open(ReplySignature::Warn).await;
    let mut command = Command::new("php");
    command.args(["-S", &workshop.address.to_string()]).arg(file("php/e_service.php"));
    command.env("WSDL", workshop.wsdl("singleWsdl")).env("PAYMENTS", workshop.path().join("payments"));
    let _e_service = workshop.pays(&mut command, "Agenția „PHP” & fiii").await;
    finds(&workshop.service, WITHOUT_SIGNATURES).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn gsoap_makes_a_server_that_takes_a_payment_and_names_what_the_policy_asks_for() {
    let workshop = Workshop::open(ReplySignature::Warn).await;
    let folder = workshop.path().to_owned();
    let header = |form: &str| {
        let header = folder.join("mpay.h");
        run(
            Command::new("wsdl2h")
                .args(["-c", "-o"])
                .args([header.as_os_str(), workshop.wsdl(form).as_ref()]),
            "",
        );
        std::fs::read_to_string(header).unwrap()
    };
    let program = make(|| {
        let policy = header("wsdl&policy");
        for call in ["soap_wsse_add_Timestamp", "soap_wsse_verify_Timestamp", "soap_wsse_sign_body"] {
            assert!(policy.contains(call), "{call}");
        }
        assert!(!header("wsdl").contains("wsse"));
        run(Command::new("soapcpp2").current_dir(&folder).args(["-c", "-S", "-L", "-x", "mpay.h"]), "");
        let mut compiler = Command::new("cc");
        compiler.current_dir(&folder).args(["-I.", "-o", "e_service", "soapC.c", "soapServer.c"]);
        run(compiler.arg(file("gsoap/e_service.c")).arg("-lgsoap"), "");
        folder.join("e_service")
    });
    let mut command = Command::new(program);
    command.arg(workshop.address.port().to_string());
    let _e_service = workshop.pays(&mut command, "Agenția „gSOAP” & fiii").await;
    finds(&workshop.service, WITHOUT_SIGNATURES).await;
}
