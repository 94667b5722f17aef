//! What goes by itself after its time: steps that can be taken back, and what
//! lies in the trash.

use crate::clock::UnixMillis;

use super::{Workspace, WorkspaceError};

/// How long a step can be taken back, and a picture lies in the trash.
const KEPT_DAYS: i64 = 30;
const DAY: i64 = 24 * 60 * 60 * 1000;
/// The most pictures that go at once, so that nobody waits for it.
const MOST: u32 = 500;

impl Workspace {
    /// Forgets steps older than thirty days, and deletes what has lain in the trash
    /// for as long, with its files; at most a few hundred pictures at a time.
    ///
    /// # Errors
    /// When the catalogue or library cannot be written.
    pub(super) async fn keep_house(&self, now: UnixMillis) -> Result<(), WorkspaceError> {
        let before = now.plus(-KEPT_DAYS * DAY);
        // Steps first: none may bring back a picture that is gone.
        let forgotten = self.catalogue().prune_history(before).await?;
        let emptied = self.catalogue().empty_trash(before, MOST).await?;
        self.drop_files(&emptied.freed)?;
        if forgotten + emptied.vanished > 0 {
            tracing::info!(
                forgotten,
                deleted = emptied.vanished,
                "what was older than thirty days went"
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
    use crate::domain::asset::{AssetId, Place};
    use crate::domain::ids::StyleId;
    use crate::domain::receipt::Policy;
    use crate::domain::style::Style;
    use crate::import::intake::{Entry, Source};
    use crate::import::{Request, Words};
    use crate::progress::{Cancel, Silence};

    async fn with_two_pictures(dir: &std::path::Path) -> (Workspace, Vec<AssetId>) {
        let workspace = Workspace::init(dir, "a test").await.expect("a workspace");
        let style = Style {
            id: StyleId::new(),
            slug: "coastal".parse().expect("a slug"),
            name: "Coastal".to_owned(),
            created_at: clock::now(),
            updated_at: clock::now(),
        };
        workspace.catalogue().add_style(&style).await.expect("adds");
        let request = Request {
            place: Place::Style { style_id: style.id },
            policy: Policy::Location,
            fit: false,
            also_elsewhere: false,
            presets: Vec::new(),
            words: Words::default(),
        };
        let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/photos");
        let entries = ["hallway.jpg", "tiled-bath.jpg"]
            .map(|name| Entry::of(Source::Path(format!("{fixtures}/{name}").into())));
        let report = workspace
            .import(&request, entries.to_vec(), &Silence, &Cancel::new())
            .await
            .expect("imports");
        let ids = report.imported.iter().map(|file| file.id).collect();
        (workspace, ids)
    }

    #[tokio::test]
    async fn what_lay_in_the_trash_for_thirty_days_goes_with_its_file_and_its_step() {
        let dir = tempfile::tempdir().expect("a folder");
        let (workspace, pictures) = with_two_pictures(dir.path()).await;
        let days_ago = |days: i64| clock::now().plus(-days * DAY);
        for (picture, days) in pictures.iter().zip([31, 29]) {
            workspace
                .catalogue()
                .trash_pictures(&[picture.uuid()], "Moved to Trash", days_ago(days))
                .await
                .expect("trashes");
        }
        let files = workspace.library().files().count();
        workspace.close().await;

        let workspace = Workspace::open(dir.path(), "a test").await.expect("opens");

        let of = async |at: usize| {
            workspace
                .catalogue()
                .asset(pictures[at])
                .await
                .expect("reads")
        };
        assert_eq!(of(0).await, None);
        assert!(of(1).await.is_some(), "it has a day yet");
        assert_eq!(workspace.library().files().count(), files - 1);
        let steps = workspace.catalogue().history(10).await.expect("reads");
        assert_eq!(
            steps
                .iter()
                .filter(|step| step.sentence == "Moved to Trash")
                .count(),
            1
        );
    }
}
