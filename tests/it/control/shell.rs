//! The program in a shell beside a hub that asks for a token.

use std::process::Command;

use mpay_sim::clock::Clock;

use crate::support::folder::Folder;
use crate::support::hub::control_token;
use crate::support::orders::{ORDER, SERVICE};
use crate::support::program;
use crate::support::{EService, Hub, simulated_clock};

pub const TOKEN: &str = "0123456789abcdef-token";

/// A hub that asks for a token, an e-Service, and a folder to run the program in.
pub struct Scene {
    pub hub: Hub,
    pub e_service: EService,
    pub folder: Folder,
}

/// The result of a run of the program.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Scene {
    pub async fn start() -> Self {
        let (clock, _) = simulated_clock();
        let e_service = EService::start(&clock).await;
        Self { hub: guarded_hub(&clock, &e_service).await, e_service, folder: Folder::new() }
    }

    /// The program with these arguments, the address and the token of the hub.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program::command(self.folder.path(), arguments);
        command.env("MPAY_SIM_HUB", &self.hub.url).env("MPAY_SIM_CONTROL_TOKEN", TOKEN);
        command
    }

    /// Runs the program with these arguments.
    pub async fn run(&self, arguments: &[&str]) -> Run {
        run(self.command(arguments)).await
    }

    /// `mpay-sim pay` for the order, with these arguments more.
    pub async fn pay(&self, arguments: &[&str]) -> Run {
        self.run(&[&["pay", "--service", SERVICE, "--order", ORDER], arguments].concat()).await
    }
}

pub async fn run(mut command: Command) -> Run {
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

async fn guarded_hub(clock: &Clock, e_service: &EService) -> Hub {
    Hub::start_with(clock, vec![e_service.service()], |config| config.control_token = control_token(TOKEN))
        .await
}

/// Fails where the text would move a terminal's cursor or turn its text around.
pub fn steers_no_terminal(text: &str) {
    let steers = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!text.contains(steers), "{text:?}");
}
