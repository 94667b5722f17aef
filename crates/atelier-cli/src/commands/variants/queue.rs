//! `atelier variants pause`, `resume` and `policy`: when variants are made.

use serde::Serialize;

use atelier_core::clock;
use atelier_core::domain::queue_policy::QueuePolicy;
use atelier_core::workspace::Workspace;

use crate::commands::Here;
use crate::error::{CliError, Exit};
use crate::output::{Answer, Page};
use crate::words::many;

/// How the queue stands.
#[derive(Debug, Serialize)]
struct Queue {
    policy: QueuePolicy,
    paused: bool,
    waiting: u32,
    pictures: u32,
}

/// Pauses or resumes the making of variants.
pub(super) async fn hold(here: &Here, paused: bool) -> Result<Exit, CliError> {
    let workspace = here.open().await?;
    let held = async {
        if paused {
            workspace.pause_variants().await?;
        } else {
            workspace.resume_variants().await?;
        }
        queue(&workspace).await
    }
    .await;
    workspace.close().await;
    Ok(here.console.answer(&held?))
}

/// Sets when variants are made, or says it.
pub(super) async fn policy(wanted: Option<QueuePolicy>, here: &Here) -> Result<Exit, CliError> {
    let workspace = here.open().await?;
    let set = async {
        if let Some(policy) = wanted {
            workspace.set_queue_policy(policy).await?;
        }
        queue(&workspace).await
    }
    .await;
    workspace.close().await;
    Ok(here.console.answer(&set?))
}

async fn queue(workspace: &Workspace) -> Result<Queue, CliError> {
    let backlog = workspace.catalogue().variant_backlog(clock::now()).await?;
    Ok(Queue {
        policy: workspace.queue_policy().await?,
        paused: workspace.variants_paused().await?,
        waiting: backlog.waiting,
        pictures: backlog.pictures,
    })
}

impl Answer for Queue {
    fn tell(&self, page: &mut Page) {
        page.line(match self.policy {
            QueuePolicy::Eager => "Variants are made as soon as a picture comes in.",
            QueuePolicy::Lazy => {
                "Thumbnails are made as soon as a picture comes in, other variants when they are needed."
            }
        });
        if self.paused {
            page.line("They are paused. `atelier variants resume` lets them be made.");
        }
        if self.waiting > 0 {
            page.line(format!(
                "{} of {} to be made.",
                many(self.waiting as usize, "variant waits", "variants wait"),
                many(self.pictures as usize, "picture", "pictures")
            ));
        }
    }
}
