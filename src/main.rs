//! Parses the arguments, runs a command, prints an error.

use std::process::ExitCode;

use clap::{ArgMatches, Command};
use mpay_sim::commands::{
    CommandError, certs, check, completions, config, demo, pay, ready, sample_service, serve, verify,
};
use mpay_sim::config::{Config, Environment, Loaded, command_args};
use mpay_sim::telemetry::{self, LogFormat};

fn main() -> ExitCode {
    let matches = command().get_matches();
    let loaded = match Config::load(&matches, &Environment::of_process()) {
        Ok(loaded) => loaded,
        Err(error) => return failed(&error),
    };
    let format = loaded.config.log_format;
    telemetry::init(loaded.config.log, format);
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    let ended = runtime.block_on(run(&matches, loaded));
    // A costly message or a look-up may still be in progress, whose result is no longer needed.
    runtime.shutdown_background();
    match ended {
        Ok(code) => code,
        // The reader of the output has ended; the exit code is a shell's for a program ended by SIGPIPE.
        Err(CommandError::Output(why)) if why.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::from(141),
        Err(error) if format == LogFormat::Json => {
            tracing::error!("{error}");
            ExitCode::from(2)
        }
        Err(error) => failed(&error),
    }
}

async fn run(matches: &ArgMatches, loaded: Loaded) -> Result<ExitCode, CommandError> {
    if matches!(matches.subcommand_name(), None | Some("demo" | "serve" | "sample-service")) {
        loaded.mistyped_variables().iter().for_each(|sentence| tracing::warn!("{sentence}"));
    }
    match matches.subcommand() {
        Some(("serve", _)) => serve::run(loaded.config).await?,
        Some(("sample-service", _)) => sample_service::run(loaded.config).await?,
        Some((ready::NAME, flags)) => ready::run(flags, &loaded.config).await?,
        Some(("config", _)) => config::run(&loaded, &mut std::io::stdout().lock())?,
        Some(("certs", flags)) => certs::run(flags, &loaded.config, &mut std::io::stdout().lock())?,
        Some((pay::NAME, flags)) => {
            return pay::run(flags, &loaded.config, &mut std::io::stdout().lock()).await;
        }
        Some((verify::NAME, flags)) => {
            return verify::run(flags, &loaded.config, &mut std::io::stdout().lock());
        }
        Some((check::NAME, flags)) => {
            return check::run(flags, &loaded.config, &mut std::io::stdout().lock()).await;
        }
        Some((completions::COMPLETIONS, flags)) => {
            completions::completions(flags, command(), &mut std::io::stdout().lock())?;
        }
        Some((completions::MAN, flags)) => completions::man(flags, command(), &mut std::io::stdout().lock())?,
        _ => demo::run(loaded.config).await?,
    }
    Ok(ExitCode::SUCCESS)
}

fn command() -> Command {
    Command::new("mpay-sim")
        .version(mpay_sim::VERSION)
        .about("Plays the gateway side of MPay, so that service providers can test their payments. It is not MPay; no money moves.")
        .args(command_args())
        .subcommand(Command::new("demo").about("The hub and a sample e-Service in one process (the default)"))
        .subcommand(Command::new("serve").about("Only the hub, for the configured services"))
        .subcommand(Command::new("sample-service").about("Only the sample e-Service: a shop and IServiceProvider"))
        .subcommand(ready::command())
        .subcommand(pay::command())
        .subcommand(verify::command())
        .subcommand(check::command())
        .subcommand(certs::command())
        .subcommand(Command::new("config").about("Every setting, its default, its meaning, where its value comes from"))
        .subcommands(completions::commands())
}

/// One line on standard error, and exit code 2.
#[expect(clippy::print_stderr, reason = "the program's last word is for the terminal, not for the log")]
fn failed(error: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("mpay-sim: {error}");
    ExitCode::from(2)
}
