//! The recipes of `docs/CI.md` run as they stand there, against the sample e-Service as a process of its own.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::client_builder;
use crate::support::folder::Folder;
use crate::support::program::{Program, command};

/// The number of orders that are made before, enough for the rules below.
const ORDERS: usize = 12;

/// Hands out one of the orders made before; of two callers at once only one moves it.
const NEW_ORDER: &str = "#!/bin/sh\nfor key in orders/*; do mv \"$key\" taken/ 2>/dev/null && basename \"$key\" && exit; done\nexit 1\n";

/// The first block of the document in this language that has these words.
fn block(language: &str, words: &str) -> String {
    let document = include_str!("../../../docs/CI.md");
    let fence = format!("```{language}\n");
    let blocks = document.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("\n```").next());
    let found = blocks.into_iter().find(|block| block.contains(words));
    found.unwrap_or_else(|| panic!("docs/CI.md has no block with `{words}`")).to_owned()
}

/// The lines of a step of GitHub Actions: what is further in than `- run: |`, as a shell reads them.
fn step_of_github(workflow: &str) -> String {
    let mut lines = workflow.lines().skip_while(|line| line.trim() != "- run: |");
    let start = lines.next().unwrap();
    let depth = start.len() - start.trim_start().len();
    lines.take_while(|line| line.starts_with(&" ".repeat(depth + 2))).collect::<Vec<_>>().join("\n")
}

/// The commands of a job of GitLab CI.
fn script_of_gitlab(job: &str) -> String {
    let lines = job.lines().skip_while(|line| line.trim() != "script:").skip(1);
    lines.map_while(|line| line.trim().strip_prefix("- ")).collect::<Vec<_>>().join("\n")
}

/// A folder as a project has it, beside a running e-Service.
struct Project {
    folder: Folder,
    _shop: Program,
}

impl Project {
    async fn start() -> Self {
        let folder = Folder::new();
        let shop =
            Program::start(folder.path(), "shop", &["sample-service", "--sample-listen", "127.0.0.1:0"]);
        let path = |name: &str| folder.path().join(name);
        for name in ["orders", "taken", "bin", "mpay-test"] {
            std::fs::create_dir(path(name)).unwrap();
        }
        let client = client_builder().build().unwrap();
        for _ in 0..ORDERS {
            let placing = client
                .post(format!("{}/orders", shop.url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .body("service_id=ADP03&customer_name=Popescu+Ion&customer_id=2001500023456");
            let placed = placing.send().await.unwrap();
            let key =
                placed.headers()["Location"].to_str().unwrap().trim_start_matches("/orders/").to_owned();
            std::fs::write(path("orders").join(key), "").unwrap();
        }
        script(&path("new-order"), NEW_ORDER);
        script(&path("start-e-service"), "#!/bin/sh\n");
        let certs = path("mpay-sim-data/certs");
        let hub = ["hub.crt", "hub.key"].map(|name| std::fs::read_to_string(certs.join(name)).unwrap());
        std::fs::write(path("mpay-test/hub.pfx"), hub.concat()).unwrap();
        symlink(command(folder.path(), &[]).get_program(), path("bin/mpay-sim")).unwrap();
        let settings = block("toml", "new-order-command")
            .replace("http://127.0.0.1:5000", &shop.url)
            .replace("MYSERVICE01", "ADP03");
        let few =
            "only = [\"refuse/unsigned\", \"refuse/digest-wrong-query\", \"accept/prefix-lists-query\"]";
        std::fs::write(path("check.toml"), format!("{settings}\n{few}\n")).unwrap();
        Self { folder, _shop: shop }
    }

    /// Runs this in a shell that stops at the first failure, as those of CI systems do.
    fn run(&self, script: &str) -> Output {
        let path = format!("{}:{}", self.folder.path().join("bin").display(), std::env::var("PATH").unwrap());
        // Settings of the machine are none of the project's.
        let mut shell = Command::new("sh");
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MPAY_SIM_"))
        {
            shell.env_remove(name);
        }
        let summary = self.folder.path().join("summary.md");
        shell.current_dir(self.folder.path()).env("PATH", path).env("GITHUB_STEP_SUMMARY", summary);
        shell.args(["-e", "-c", script]).output().unwrap()
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
    }
}

fn script(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn code_and_text(output: &Output) -> (Option<i32>, String) {
    let text =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat();
    (output.status.code(), text)
}

#[tokio::test]
async fn the_recipes_of_the_document_run() {
    let project = Project::start().await;

    let (code, text) = code_and_text(&project.run(&block("sh", "mpay-sim check --report html")));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("3 passed") && text.contains("html mpay.html, junit mpay.xml"), "{text}");
    assert!(project.read("mpay.html").contains("Would ADP03 pass MPay?"));

    std::fs::write(project.folder.path().join("summary.md"), "before\n").unwrap();
    let (code, text) = code_and_text(&project.run(&step_of_github(&block("yaml", "GITHUB_STEP_SUMMARY"))));
    assert_eq!(code, Some(0), "{text}");
    assert!(project.read("summary.md").starts_with("before\n## Would ADP03 pass MPay?"));
    let report: Value = serde_json::from_str(&project.read("mpay.json")).unwrap();
    assert_eq!(report["counts"]["passed"], 3);

    std::fs::remove_file(project.folder.path().join("mpay.xml")).unwrap();
    let (code, text) = code_and_text(&project.run(&script_of_gitlab(&block("yaml", "junit: mpay.xml"))));
    assert_eq!(code, Some(0), "{text}");
    assert!(project.read("mpay.xml").contains("tests=\"3\" failures=\"0\""));
}

#[tokio::test]
async fn known_failures_reports_and_repetitions_work_together() {
    let project = Project::start().await;
    // The e-Service refuses what MPay's key did not sign: with a stranger's, nothing can be checked.
    let stranger = ["stranger.crt", "stranger.key"].map(|name| {
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name))
            .unwrap()
    });
    std::fs::write(project.folder.path().join("stranger.pem"), stranger.concat()).unwrap();
    let (code, text) =
        code_and_text(&project.run("mpay-sim check --identity stranger.pem --report json=blocked.json"));
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("STOP"), "{text}");

    // What passes is no known failure.
    let known = "[[known]]\nrule = \"refuse/unsigned\"\nreason = \"ticket 42\"\nexpires = 2099-12-31\n";
    std::fs::write(project.folder.path().join("known.toml"), known).unwrap();
    let (code, text) =
        code_and_text(&project.run("mpay-sim check --baseline known.toml --report json=after.json"));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("A known failure no longer happens") && text.contains("ticket 42"), "{text}");
    let (code, text) = code_and_text(
        &project.run("sed -i /only/d check.toml; mpay-sim check --again after.json --report json=again.json"),
    );
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("1 passed"), "{text}");
    let (code, text) = code_and_text(&project.run("mpay-sim check compare after.json again.json"));
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("refuse/unsigned: failed, now passed") && text.contains("0 worse · 1 mended"),
        "{text}"
    );
    let (code, text) = code_and_text(&project.run("mpay-sim check --again again.json"));
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("nothing failed in it"), "{text}");

    let (code, text) = code_and_text(&project.run(
        "mpay-sim check --only refuse/unsigned --baseline known.toml --baseline-update; cat known.toml",
    ));
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("known.toml has 0 known failures")
            && !project.read("known.toml").contains("refuse/unsigned"),
        "{text}"
    );
}
