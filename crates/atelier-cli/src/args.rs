//! The whole command line: what is said once for all commands, and the list of
//! commands. Each command's own arguments lie beside what it does.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands::{
    backend, clean, conflicts, convert, doctor, import, init, room, session, status, style, sync,
    variants, verify, watch,
};
use crate::error::Exit;
use crate::output;

const EXAMPLES: &str = "\
Examples:
  atelier init ~/Atelier && cd ~/Atelier
  atelier style add coastal --name Coastal
  atelier import style coastal ~/Pictures/coastal --dry-run
  atelier import style coastal ~/Pictures/coastal
  atelier variants run
  atelier sync

Exit codes:
  0  all done
  1  some items failed or were refused; each is listed with its reason
  2  wrong usage, or nothing could start

Environment:
  ATELIER_WORKSPACE  the workspace, when --workspace is not given
  ATELIER_LOG        what to trace to standard error, such as info or atelier_core=debug
  NO_COLOR           any value turns colour off";

/// Curates, cleans, varies and sends a renovation platform's pictures.
#[derive(Debug, Parser)]
#[command(name = "atelier", version, after_help = EXAMPLES, max_term_width = 100)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    propagate_version = true
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command understands.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// The workspace; without it the folder that you are in
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "ATELIER_WORKSPACE",
        hide_env = true
    )]
    pub(crate) workspace: Option<PathBuf>,
    /// Print one JSON document, and progress as JSON lines on standard error
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print no progress, and no account of what went well
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// When to use colour
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    pub(crate) color: When,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum When {
    /// On a terminal
    #[default]
    Auto,
    /// Also into files and pipes
    Always,
    /// Not at all
    Never,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a workspace: a folder for a catalogue and a library
    Init(init::InitArgs),
    /// Styles: the boards that pictures are collected for
    #[command(subcommand)]
    Style(style::StyleCommand),
    /// Sessions: the renovations of clients
    #[command(subcommand)]
    Session(session::SessionCommand),
    /// Rooms of sessions
    #[command(subcommand)]
    Room(room::RoomCommand),
    /// Bring files in: cleaned, checked, each once
    #[command(subcommand)]
    Import(import::ImportCommand),
    /// Import whatever comes to lie in a folder
    Watch(watch::WatchArgs),
    /// Take the places out of any files; needs no workspace
    Clean(clean::CleanArgs),
    /// Make web versions of any pictures; needs no workspace
    Convert(convert::ConvertArgs),
    /// Variants: the smaller and lighter copies of pictures
    #[command(subcommand)]
    Variants(variants::VariantsCommand),
    /// The database and the store that a workspace sends to
    #[command(subcommand)]
    Backend(backend::BackendCommand),
    /// Send what waits to the backend and the store
    Sync(sync::SyncArgs),
    /// Conflicts between your changes and those of others
    #[command(subcommand)]
    Conflicts(conflicts::ConflictsCommand),
    /// Count what is here and what waits
    Status(status::StatusArgs),
    /// Prove every file of the library against the catalogue
    Verify(verify::VerifyArgs),
    /// Look at everything that work depends on, and say what to do
    Doctor(doctor::DoctorArgs),
}

/// Answers a command line that asks for help or cannot be understood.
pub(crate) fn answer_to(error: &clap::Error) -> Exit {
    let wants_json = std::env::args_os().any(|word| word == "--json");
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader that has gone away needs no help any more.
            let _ = error.print();
            Exit::Done
        }
        _ if wants_json => {
            let text = error.render().to_string();
            let text = text
                .split("\n\nFor more information")
                .next()
                .unwrap_or(&text);
            let message = text.strip_prefix("error: ").unwrap_or(text).trim_end();
            output::fail_in_json("usage", message);
            Exit::NothingStarted
        }
        _ => {
            // A reader that has gone away needs no help any more.
            let _ = error.print();
            Exit::NothingStarted
        }
    }
}

/// Returns the choice of colour that a command line makes, before it is parsed:
/// help and errors of the parser obey it too.
pub(crate) fn colour_of(words: impl Iterator<Item = OsString>) -> clap::ColorChoice {
    let mut choice = clap::ColorChoice::Auto;
    let mut words = words.peekable();
    while let Some(word) = words.next() {
        let value = match word.to_str() {
            Some("--") => break,
            Some("--color") => words.peek().and_then(|next| next.to_str()),
            Some(word) => word.strip_prefix("--color="),
            None => None,
        };
        match value {
            Some("always") => choice = clap::ColorChoice::Always,
            Some("never") => choice = clap::ColorChoice::Never,
            Some("auto") => choice = clap::ColorChoice::Auto,
            _ => {}
        }
    }
    choice
}

/// Parses the command line of this process.
///
/// # Errors
/// When it asks for help or cannot be understood: see [`answer_to`].
pub(crate) fn parse() -> Result<Cli, clap::Error> {
    use clap::{CommandFactory as _, FromArgMatches as _};
    let command = Cli::command().color(colour_of(std::env::args_os()));
    Cli::from_arg_matches(&command.try_get_matches()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    fn colour(line: &str) -> clap::ColorChoice {
        colour_of(line.split(' ').map(OsString::from))
    }

    #[test]
    fn the_command_line_does_not_contradict_itself() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_shows_an_example() {
        fn look(command: &clap::Command) {
            let help = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(
                help.contains("Examples:\n  atelier "),
                "{}",
                command.get_name()
            );
            command.get_subcommands().for_each(look);
        }
        look(&Cli::command());
    }

    #[test]
    fn help_obeys_the_choice_of_colour_too() {
        assert_eq!(
            colour("atelier --color never help"),
            clap::ColorChoice::Never
        );
        assert_eq!(
            colour("atelier status --color=always"),
            clap::ColorChoice::Always
        );
        assert_eq!(
            colour("atelier clean -- --color never"),
            clap::ColorChoice::Auto
        );
    }
}
