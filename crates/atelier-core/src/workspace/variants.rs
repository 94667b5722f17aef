//! The making of variants as a workspace does it: whose turn it is, and whether
//! it is paused.

use uuid::Uuid;

use super::{Workspace, WorkspaceError};
use crate::config::{Paused, VariantsPaused};
use crate::domain::queue_policy::{Circumstances, QueuePolicy};
use crate::progress::{Cancel, Listener, Silence};
use crate::variants::{Making, VariantEvent, VariantReport};

impl Workspace {
    /// Makes the variants that have their turn by the workspace's policy, until
    /// none has.
    ///
    /// # Errors
    /// When the catalogue or library cannot be written. A variant that cannot be
    /// made is no error: it is kept as failed, with its reason.
    pub async fn make_variants(
        &self,
        listener: &dyn Listener<VariantEvent>,
        cancel: &Cancel,
    ) -> Result<VariantReport, WorkspaceError> {
        self.make_variants_while(&Circumstances::default, listener, cancel)
            .await
    }

    /// Makes every variant that waits, also what was put off.
    ///
    /// # Errors
    /// As [`Workspace::make_variants`].
    pub async fn make_all_variants(
        &self,
        listener: &dyn Listener<VariantEvent>,
        cancel: &Cancel,
    ) -> Result<VariantReport, WorkspaceError> {
        let asked = || Circumstances {
            asked: true,
            ..Circumstances::default()
        };
        self.make_variants_while(&asked, listener, cancel).await
    }

    /// Makes the variants that have their turn while things go on around it,
    /// which is asked before each picture.
    ///
    /// # Errors
    /// As [`Workspace::make_variants`].
    pub async fn make_variants_while(
        &self,
        circumstances: &(dyn Fn() -> Circumstances + Send + Sync),
        listener: &dyn Listener<VariantEvent>,
        cancel: &Cancel,
    ) -> Result<VariantReport, WorkspaceError> {
        let making = Making {
            catalogue: &self.catalogue,
            library: &self.library,
            wanted: &self.wanted,
            budget: &self.budget,
            circumstances,
            listener,
            cancel,
        };
        let report = making.run().await.inspect_err(|_| self.lock.broke_off())?;
        self.wake.sync.notify_one();
        Ok(report)
    }

    /// Makes what a lazy queue put off, before it is sent. An eager queue puts
    /// nothing off.
    pub(super) async fn make_what_a_sync_needs(
        &self,
        cancel: &Cancel,
    ) -> Result<(), WorkspaceError> {
        if self.queue_policy().await? == QueuePolicy::Lazy {
            self.make_all_variants(&Silence, cancel).await?;
        }
        Ok(())
    }

    /// Notes that somebody looks at a picture closely, so that all of its
    /// variants are needed now.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn look_closely(&self, id: Uuid) -> Result<(), WorkspaceError> {
        if let Some(asset) = self.catalogue.asset_id(id).await?
            && self.catalogue.has_pending_variants(asset).await?
        {
            self.wanted.need(asset);
            self.wake.variants.notify_one();
        }
        Ok(())
    }

    /// Returns when variants are made.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn queue_policy(&self) -> Result<QueuePolicy, WorkspaceError> {
        Ok(self.setting::<QueuePolicy>().await?.unwrap_or_default())
    }

    /// Sets when variants are made, and has those made that it no longer puts
    /// off.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn set_queue_policy(&self, policy: QueuePolicy) -> Result<(), WorkspaceError> {
        self.set(&policy).await?;
        self.wake.variants.notify_one();
        Ok(())
    }

    /// Returns whether the making of variants is paused.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn variants_paused(&self) -> Result<bool, WorkspaceError> {
        let set = self.setting::<VariantsPaused>().await?;
        Ok(set.unwrap_or_default().0)
    }

    /// Returns whether sending is paused.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn sending_paused(&self) -> Result<bool, WorkspaceError> {
        Ok(self.setting::<Paused>().await?.unwrap_or_default().0)
    }

    /// Makes no further variants until they are resumed, also after a restart.
    /// What is being made is finished.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn pause_variants(&self) -> Result<(), WorkspaceError> {
        self.set(&VariantsPaused(true)).await
    }

    /// Makes variants again.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn resume_variants(&self) -> Result<(), WorkspaceError> {
        self.set(&VariantsPaused(false)).await?;
        self.wake.variants.notify_one();
        Ok(())
    }

    /// Pauses everything that goes by itself: sending, and the making of
    /// variants.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn pause(&self) -> Result<(), WorkspaceError> {
        self.set(&Paused(true)).await?;
        self.pause_variants().await
    }

    /// Sends and makes variants again.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn resume(&self) -> Result<(), WorkspaceError> {
        self.set(&Paused(false)).await?;
        self.resume_variants().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::preset::Preset;
    use crate::domain::variant::{Variant, VariantState, VariantType};
    use crate::workspace::testing::{a_room, import_with};

    const PHOTOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/photos/");

    /// A workspace with two photos whose variants wait; the newest is last.
    async fn with_two_photos(folder: &std::path::Path) -> (Workspace, Vec<Uuid>) {
        let workspace = Workspace::init(folder, "a test").await.expect("opens");
        let room = a_room(&workspace).await;
        let mut ids = Vec::new();
        for name in ["hallway.jpg", "tiled-bath.jpg"] {
            let path = format!("{PHOTOS}{name}");
            let asset = import_with(&workspace, room, &path, Preset::defaults()).await;
            ids.push(asset.uuid());
        }
        (workspace, ids)
    }

    async fn made(workspace: &Workspace) -> Vec<(Uuid, VariantType)> {
        let filter = crate::catalogue::VariantFilter::default();
        let all = workspace
            .catalogue()
            .list_variants(&filter, None, 100)
            .await;
        let ready = |variant: &Variant| matches!(variant.state, VariantState::Ready(_));
        let mut made: Vec<_> = all
            .expect("lists")
            .into_iter()
            .filter(ready)
            .map(|variant| (variant.parent.uuid(), variant.variant_type))
            .collect();
        made.sort();
        made
    }

    #[tokio::test]
    async fn a_lazy_queue_makes_thumbnails_and_the_rest_of_what_somebody_opens() {
        let folder = tempfile::tempdir().expect("a folder");
        let (workspace, ids) = with_two_photos(folder.path()).await;
        workspace
            .set_queue_policy(QueuePolicy::Lazy)
            .await
            .expect("sets");
        let run = async || {
            let made = workspace.make_variants(&Silence, &Cancel::new()).await;
            made.expect("makes");
        };

        run().await;
        let mut thumbnails: Vec<_> = ids.iter().map(|id| (*id, VariantType::Thumbnail)).collect();
        thumbnails.sort();
        assert_eq!(made(&workspace).await, thumbnails);

        workspace.look_closely(ids[0]).await.expect("notes");
        run().await;
        let of = |id: Uuid, made: &[(Uuid, VariantType)]| {
            made.iter().filter(|(parent, _)| *parent == id).count()
        };
        let now = made(&workspace).await;
        assert_eq!((of(ids[0], &now), of(ids[1], &now)), (4, 1));

        let resting = || Circumstances {
            idle: true,
            mains: true,
            ..Circumstances::default()
        };
        workspace
            .make_variants_while(&resting, &Silence, &Cancel::new())
            .await
            .expect("makes");
        assert_eq!(made(&workspace).await.len(), 8);
    }

    #[tokio::test]
    async fn who_comes_back_to_an_idle_machine_is_noticed_before_the_next_picture() {
        let folder = tempfile::tempdir().expect("a folder");
        let (workspace, _) = with_two_photos(folder.path()).await;
        workspace
            .set_queue_policy(QueuePolicy::Lazy)
            .await
            .expect("sets");
        workspace
            .make_variants(&Silence, &Cancel::new())
            .await
            .expect("makes the thumbnails");
        let asked = std::sync::atomic::AtomicU32::new(0);
        let only_at_first = || Circumstances {
            asked: asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0,
            ..Circumstances::default()
        };

        workspace
            .make_variants_while(&only_at_first, &Silence, &Cancel::new())
            .await
            .expect("makes");

        assert_eq!(made(&workspace).await.len(), 2 + 3);
    }

    #[tokio::test]
    async fn a_pause_finishes_what_is_being_made_and_outlasts_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let (workspace, _) = with_two_photos(folder.path()).await;
        workspace.pause_variants().await.expect("pauses");

        let report = workspace.make_variants(&Silence, &Cancel::new()).await;
        assert_eq!(report.expect("runs").made, 0);
        workspace.close().await;
        let workspace = Workspace::open(folder.path(), "a test")
            .await
            .expect("opens");
        let report = workspace.make_all_variants(&Silence, &Cancel::new()).await;
        assert_eq!(
            report.expect("runs").made,
            0,
            "asking for all is no resuming"
        );
        assert!(workspace.variants_paused().await.expect("reads"));

        workspace.resume_variants().await.expect("resumes");
        let report = workspace.make_variants(&Silence, &Cancel::new()).await;
        assert_eq!(report.expect("runs").made, 8);
    }

    #[tokio::test]
    async fn a_pause_in_the_middle_holds_before_the_next_picture() {
        let folder = tempfile::tempdir().expect("a folder");
        let (workspace, _) = with_two_photos(folder.path()).await;
        // With one picture at a time the second is not begun when the first is
        // done; with more, both were claimed before.
        let pausing = workspace.clone();
        let runtime = tokio::runtime::Handle::current();
        let (told, heard) = std::sync::mpsc::channel();
        let listener = move |_: VariantEvent| {
            let pausing = pausing.clone();
            let done = told.clone();
            runtime.spawn(async move {
                pausing.pause_variants().await.expect("pauses");
                done.send(()).expect("is heard");
            });
        };

        let report = workspace.make_variants(&listener, &Cancel::new()).await;

        let made = report.expect("runs").made;
        assert_eq!(made % 4, 0, "no picture is left half made");
        tokio::task::spawn_blocking(move || heard.recv().expect("paused"))
            .await
            .expect("ends");
        let counts = workspace
            .catalogue()
            .variant_counts()
            .await
            .expect("counts");
        assert_eq!(counts.processing, 0, "what was being made is finished");
    }

    #[tokio::test]
    async fn pausing_everything_pauses_sending_and_making_and_resuming_resumes_both() {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace = Workspace::init(folder.path(), "a test")
            .await
            .expect("opens");
        let state = async || {
            let sending = workspace.sending_paused().await.expect("reads");
            (sending, workspace.variants_paused().await.expect("reads"))
        };

        workspace.pause().await.expect("pauses");
        assert_eq!(state().await, (true, true));
        workspace.resume().await.expect("resumes");
        assert_eq!(state().await, (false, false));
        workspace.pause_variants().await.expect("pauses");
        assert_eq!(state().await, (false, true));
    }
}
