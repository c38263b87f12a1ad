//! Parses the arguments, runs a command, prints an error.

use std::process::ExitCode;

use clap::{ArgMatches, Command};
use mpay_sim::commands::{
    CommandError, certs, check, clock, completions, config, confirmation, demo, evidence, pay, ready,
    sample_service, scenario, serve, tail, verify,
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
    let is_served = [demo::NAME, serve::NAME, sample_service::NAME];
    if matches.subcommand_name().is_none_or(|name| is_served.contains(&name)) {
        loaded.mistyped_variables().iter().for_each(|sentence| tracing::warn!("{sentence}"));
    }
    let mut out = std::io::stdout();
    let config = &loaded.config;
    match matches.subcommand() {
        Some((serve::NAME, _)) => serve::run(loaded.config).await?,
        Some((sample_service::NAME, _)) => sample_service::run(loaded.config).await?,
        Some((ready::NAME, flags)) => ready::run(flags, config).await?,
        Some((config::NAME, _)) => config::run(&loaded, &mut out)?,
        Some((certs::NAME, flags)) => certs::run(flags, config, &mut out)?,
        Some((pay::NAME, flags)) => return pay::run(flags, config, &mut out).await,
        Some((verify::NAME, flags)) => return verify::run(flags, config, &mut out),
        Some((check::NAME, flags)) => return check::run(flags, config, &mut out).await,
        Some((tail::NAME, flags)) => tail::run(flags, config, &mut out).await?,
        Some((scenario::NAME, flags)) => scenario::run(flags, config, &mut out).await?,
        Some((confirmation::NAME, flags)) => confirmation::run(flags, config, &mut out).await?,
        Some((clock::NAME, flags)) => clock::run(flags, config, &mut out).await?,
        Some((evidence::NAME, flags)) => evidence::run(flags, config, &mut out).await?,
        Some((completions::COMPLETIONS, flags)) => completions::completions(flags, command(), &mut out)?,
        Some((completions::MAN, flags)) => completions::man(flags, command(), &mut out)?,
        _ => demo::run(loaded.config).await?,
    }
    Ok(ExitCode::SUCCESS)
}

fn command() -> Command {
    Command::new("mpay-sim")
        .version(mpay_sim::VERSION)
        .about("Plays the gateway side of MPay, so that service providers can test their payments. It is not MPay; no money moves.")
        // They are those of `demo`, and would hide the commands.
        .args(command_args().into_iter().map(|setting| setting.hide_short_help(true)))
        .subcommands([demo::command(), serve::command(), sample_service::command()])
        .subcommands([ready::command(), pay::command(), tail::command(), evidence::command()])
        .subcommands([scenario::command(), confirmation::command(), clock::command()])
        .subcommands([verify::command(), check::command(), certs::command(), config::command()])
        .subcommands(completions::commands())
}

/// One line on standard error, and exit code 2.
#[expect(clippy::print_stderr, reason = "the program's last word is for the terminal, not for the log")]
fn failed(error: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("mpay-sim: {error}");
    ExitCode::from(2)
}
