//! Blocking work on many files at once, within the cores and the memory there are.

use std::sync::Arc;

use atelier_core::progress::Cancel;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::Input;
use crate::error::CliError;

/// The memory that files being worked on may take together, in MiB.
const BUDGET_MIB: u32 = 512;

/// How many work at once, and what each of their files takes.
pub(crate) struct Crew<W> {
    workers: usize,
    /// Says how many MiB the work on a file takes.
    weigh: W,
}

impl Crew<fn(&Input) -> u32> {
    /// One worker a core, for work that minds its memory by itself.
    pub(crate) fn one_a_core() -> Self {
        Self {
            workers: cores(),
            weigh: |_| 0,
        }
    }
}

impl<W: Fn(&Input) -> u32> Crew<W> {
    /// One worker a core, fewer while their files are large.
    pub(crate) fn weighing(weigh: W) -> Self {
        Self {
            workers: cores(),
            weigh,
        }
    }

    /// Lets more work at once, because each waits for the disk now and then.
    pub(crate) fn waiting_for_the_disk(self) -> Self {
        Self {
            workers: self.workers * 2,
            ..self
        }
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZeroUsize::get)
}

/// Does blocking work on many inputs and returns what came of them in their
/// order. After a cancel no further input is begun.
pub(crate) async fn each<T: Send + 'static, W: Fn(&Input) -> u32>(
    inputs: Vec<Input>,
    crew: Crew<W>,
    cancel: &Cancel,
    work: impl Fn(&Input) -> T + Clone + Send + 'static,
    mut heard: impl FnMut(&T, usize),
) -> Result<Vec<T>, CliError> {
    let memory = Arc::new(Semaphore::new(BUDGET_MIB as usize));
    let mut inputs = inputs.into_iter().enumerate();
    let mut running = JoinSet::new();
    let mut results: Vec<(usize, T)> = Vec::new();
    loop {
        while running.len() < crew.workers && !cancel.is_cancelled() {
            let Some((index, input)) = inputs.next() else {
                break;
            };
            // Whoever works now gives its share back when it is done.
            let share = (crew.weigh)(&input).min(BUDGET_MIB);
            let share = Arc::clone(&memory).acquire_many_owned(share).await;
            if cancel.is_cancelled() {
                break;
            }
            let work = work.clone();
            running.spawn_blocking(move || {
                let done = work(&input);
                drop(share);
                (index, done)
            });
        }
        let Some(done) = running.join_next().await else {
            break;
        };
        let (index, result) = done.map_err(|error| CliError::Broken(error.to_string()))?;
        heard(&result, results.len() + 1);
        results.push((index, result));
    }
    results.sort_by_key(|(index, _)| *index);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}
