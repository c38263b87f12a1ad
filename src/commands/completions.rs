//! `mpay-sim completions` and `mpay-sim man`: shell completions and manual pages, generated from the program's flags.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};
use clap_complete::Shell;

/// The name of the command that writes completions.
pub const COMPLETIONS: &str = "completions";
/// The name of the command that writes the manual.
pub const MAN: &str = "man";

/// Both commands.
pub fn commands() -> [Command; 2] {
    let shell = Arg::new("shell")
        .value_name("SHELL")
        .required(true)
        .value_parser([Shell::Bash, Shell::Zsh, Shell::Fish].map(|shell| shell.to_string()));
    let folder = Arg::new("folder").value_name("FOLDER").value_parser(value_parser!(PathBuf)).help(
        "Where a page for the program and one for each command go; must exist [default: the program's page, on standard output]",
    );
    [
        Command::new(COMPLETIONS)
            .about("Shell completions for commands and flags: bash, zsh or fish")
            .after_help(
                "Bash: mpay-sim completions bash > ~/.local/share/bash-completion/completions/mpay-sim",
            )
            .arg(shell),
        Command::new(MAN).about("The manual pages").arg(folder),
    ]
}

/// Writes the completions for the given shell.
///
/// # Errors
/// Only those of `out`.
pub fn completions(matches: &ArgMatches, mut program: Command, out: &mut impl Write) -> io::Result<()> {
    let Some(shell) = matches.get_one::<String>("shell").and_then(|name| name.parse::<Shell>().ok()) else {
        return Ok(());
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut program, "mpay-sim", &mut script);
    out.write_all(&script)
}

/// Writes the manual page of the program, or all of them into a folder.
///
/// # Errors
/// Those of `out`, or of the folder.
pub fn man(matches: &ArgMatches, program: Command, out: &mut impl Write) -> io::Result<()> {
    match matches.get_one::<PathBuf>("folder") {
        Some(folder) => clap_mangen::generate_to(program, folder),
        None => clap_mangen::Man::new(program).render(out),
    }
}
