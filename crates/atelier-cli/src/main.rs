//! `atelier`: the same core at the command line. Parses, calls, prints.
//!
//! What a script may rely on (the words on standard output, the JSON, the exit
//! codes) is in `docs/cli.md`. No rule of the trade lives here.

mod args;
mod commands;
mod error;
mod mirror;
mod output;
mod progress;
mod stop;
mod words;

use std::process::ExitCode;

use tracing_subscriber::EnvFilter;

use error::{CliError, Exit};
use output::Console;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    listen_to_the_environment();
    atelier_core::media::guard::keep_quiet();
    let cli = match args::parse() {
        Ok(cli) => cli,
        Err(error) => return args::answer_to(&error).into(),
    };
    let console = Console::new(&cli.global);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(commands::run(cli, &console)),
        Err(error) => Err(CliError::Runtime(error)),
    };
    let exit = match outcome {
        Ok(exit) => exit,
        Err(error) => {
            console.fail(&error);
            Exit::NothingStarted
        }
    };
    exit.into()
}

/// Writes what the core traces to standard error, when `ATELIER_LOG` asks for it.
fn listen_to_the_environment() {
    let Ok(filter) = EnvFilter::try_from_env("ATELIER_LOG") else {
        return;
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
