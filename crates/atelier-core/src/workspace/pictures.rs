//! What a person does to pictures that are here: words, order, trash, copies,
//! variants, and taking any of it back.
//!
//! Every act is one step of the history and wakes whoever sends it.

use uuid::Uuid;

use super::{Workspace, WorkspaceError};
use crate::catalogue::{HistoryStep, Original, PicturePatch, Regenerated, Reverted};
use crate::clock;
use crate::domain::asset::{AssetId, Place};
use crate::domain::content_hash::ContentHash;
use crate::domain::ids::HistoryId;
use crate::domain::media_type::MediaType;
use crate::domain::preset::Preset;
use crate::domain::variant::Variant;
use crate::import::intake::{Entry, Source};
use crate::import::{Request, Words};
use crate::media::inspect::inspect;
use crate::progress::{Cancel, Silence};

/// Originals taken at once when variants are looked through.
const PAGE: u32 = 500;

impl Workspace {
    /// Changes words of pictures.
    ///
    /// # Errors
    /// When a picture is gone, or has no such words.
    pub async fn edit_pictures(
        &self,
        ids: &[Uuid],
        patch: &PicturePatch,
    ) -> Result<HistoryStep, WorkspaceError> {
        let sentence = changed_sentence(patch, ids.len());
        let step = self
            .catalogue
            .patch_pictures(ids, patch, &sentence, clock::now())
            .await?;
        self.wake.sync.notify_one();
        Ok(step)
    }

    /// Puts pictures, in their order, before another; at the end for none.
    ///
    /// # Errors
    /// When a picture is gone, or they lie on different boards.
    pub async fn reorder_pictures(
        &self,
        ids: &[Uuid],
        before: Option<Uuid>,
    ) -> Result<HistoryStep, WorkspaceError> {
        let sentence = format!("{} moved on the board", pictures(ids.len()));
        let step = self
            .catalogue
            .reorder(ids, before, &sentence, clock::now())
            .await?;
        self.wake.sync.notify_one();
        Ok(step)
    }

    /// Moves pictures to the trash; they leave the backend and the store.
    ///
    /// # Errors
    /// When a picture is gone.
    pub async fn trash_pictures(&self, ids: &[Uuid]) -> Result<HistoryStep, WorkspaceError> {
        let sentence = format!("{} moved to Trash", pictures(ids.len()));
        let step = self
            .catalogue
            .trash_pictures(ids, &sentence, clock::now())
            .await?;
        self.wake.sync.notify_one();
        Ok(step)
    }

    /// Takes pictures out of the trash and sends them again.
    ///
    /// # Errors
    /// When a picture is gone.
    pub async fn restore_pictures(&self, ids: &[Uuid]) -> Result<HistoryStep, WorkspaceError> {
        let sentence = format!("{} taken out of Trash", pictures(ids.len()));
        let step = self
            .catalogue
            .restore_pictures(ids, &sentence, clock::now())
            .await?;
        self.wake.sync.notify_one();
        Ok(step)
    }

    /// Adds pictures to another place too. None when all of them are there.
    ///
    /// The clean file is imported again, so that the copy has a receipt and a
    /// path of its own; the library holds the content once.
    ///
    /// # Errors
    /// When a picture or the place is gone.
    pub async fn copy_pictures(
        &self,
        ids: &[Uuid],
        place: Place,
    ) -> Result<Option<HistoryStep>, WorkspaceError> {
        let mut entries = Vec::with_capacity(ids.len());
        for asset in self.catalogue.asset_ids(ids).await? {
            let known = self.catalogue.asset(asset).await?;
            if let Some(original) = known {
                let library = self.library.clone();
                let hash = original.file().content_hash.clone();
                let bytes = tokio::task::spawn_blocking(move || library.read(&hash))
                    .await
                    .map_err(|e| WorkspaceError::Broken(e.to_string()))??;
                entries.push(Entry::of(Source::Memory {
                    name: original.name().to_owned(),
                    bytes: bytes.into(),
                    source_url: None,
                }));
            }
        }
        let request = Request {
            place,
            policy: self.policy().await?,
            fit: false,
            also_elsewhere: true,
            presets: self.presets().await?,
            words: Words::default(),
        };
        let report = self
            .import(&request, entries, &Silence, &Cancel::new())
            .await?;
        Ok(report.history)
    }

    /// Lets variants be made as the presets say now: of these pictures, or of
    /// all for none. What is so already is kept.
    ///
    /// # Errors
    /// When the catalogue or library cannot be written.
    pub async fn regenerate_variants(
        &self,
        ids: Option<&[Uuid]>,
    ) -> Result<Regenerated, WorkspaceError> {
        let presets = self.presets().await?;
        self.regenerate_by(ids, &presets).await
    }

    /// Lets variants be made as some presets say; variants for other purposes
    /// stay as they are.
    pub(super) async fn regenerate_by(
        &self,
        ids: Option<&[Uuid]>,
        presets: &[Preset],
    ) -> Result<Regenerated, WorkspaceError> {
        let mut outcome = Regenerated::default();
        match ids {
            Some(ids) => {
                let mut originals = Vec::with_capacity(ids.len());
                for asset in self.catalogue.asset_ids(ids).await? {
                    originals.extend(self.catalogue.original(asset).await?);
                }
                add(&mut outcome, self.regenerate(&originals, presets).await?);
            }
            None => {
                let mut after: Option<AssetId> = None;
                loop {
                    let page = self.catalogue.originals(after, PAGE).await?;
                    let Some(last) = page.last() else { break };
                    after = Some(last.asset);
                    add(&mut outcome, self.regenerate(&page, presets).await?);
                }
            }
        }
        self.drop_files(&outcome.freed)?;
        self.wake.variants.notify_one();
        // What is replaced leaves the store.
        self.wake.sync.notify_one();
        Ok(outcome)
    }

    /// Lets the variants of pictures be made again that could not be made.
    /// Returns how many wait now.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn retry_variants(&self, ids: &[Uuid]) -> Result<usize, WorkspaceError> {
        let assets = self.catalogue.asset_ids(ids).await?;
        let again = self.catalogue.retry_failed(Some(&assets)).await?;
        self.wake.variants.notify_one();
        Ok(again)
    }

    async fn regenerate(
        &self,
        originals: &[Original],
        presets: &[Preset],
    ) -> Result<Regenerated, WorkspaceError> {
        let at = clock::now();
        let mut wanted: Vec<Variant> = Vec::new();
        for original in originals {
            let Some(size) = self.size_of(original).await? else {
                continue;
            };
            let (asset, path) = (original.asset, &original.storage_path);
            wanted.extend(presets.iter().map(|p| p.variant(asset, path, size, at)));
        }
        Ok(self.catalogue.regenerate(&wanted, at).await?)
    }

    /// Returns the size of an original as shown. A document that was added
    /// before pages were drawn is measured now, and its row told.
    async fn size_of(&self, original: &Original) -> Result<Option<(u32, u32)>, WorkspaceError> {
        let known = original.width.zip(original.height);
        if known.is_some() || original.media_type != MediaType::Pdf {
            return Ok(known);
        }
        let (library, hash) = (self.library.clone(), original.content_hash.clone());
        let measured = tokio::task::spawn_blocking(move || {
            let file = library.read(&hash).ok()?;
            inspect(&file).ok()?.displayed_size()
        });
        let measured = measured
            .await
            .map_err(|error| WorkspaceError::Broken(error.to_string()))?;
        if let Some(size) = measured {
            self.catalogue.set_size(original.asset, size).await?;
        }
        Ok(measured)
    }

    /// Takes the newest step back, or the one named. None when there is none.
    ///
    /// # Errors
    /// When the catalogue or library cannot be written.
    pub async fn undo(&self, step: Option<HistoryId>) -> Result<Option<Reverted>, WorkspaceError> {
        let reverted = self.catalogue.undo(step, clock::now()).await?;
        self.after(reverted)
    }

    /// Does the step again that was taken back last. None when there is none.
    ///
    /// # Errors
    /// When the catalogue or library cannot be written.
    pub async fn redo(&self) -> Result<Option<Reverted>, WorkspaceError> {
        let reverted = self.catalogue.redo(clock::now()).await?;
        self.after(reverted)
    }

    fn after(&self, reverted: Option<Reverted>) -> Result<Option<Reverted>, WorkspaceError> {
        if let Some(reverted) = &reverted {
            self.drop_files(&reverted.freed)?;
            self.wake.sync.notify_one();
            self.wake.variants.notify_one();
        }
        Ok(reverted)
    }

    pub(super) fn drop_files(&self, freed: &[ContentHash]) -> Result<(), WorkspaceError> {
        for hash in freed {
            self.library.remove(hash)?;
        }
        Ok(())
    }
}

fn add(sum: &mut Regenerated, more: Regenerated) {
    sum.pending += more.pending;
    sum.kept += more.kept;
    sum.freed.extend(more.freed);
}

/// "1 picture", "5 pictures".
fn pictures(count: usize) -> String {
    if count == 1 {
        "1 picture".to_owned()
    } else {
        format!("{count} pictures")
    }
}

fn changed_sentence(patch: &PicturePatch, count: usize) -> String {
    let what = [
        (patch.caption.is_some(), "Caption"),
        (patch.alt_text.is_some(), "Alt text"),
        (patch.room_type.is_some(), "Room type"),
        (patch.source_url.is_some(), "Source"),
        (
            !patch.add_tags.is_empty() || !patch.remove_tags.is_empty(),
            "Tags",
        ),
    ];
    let mut changed = what
        .iter()
        .filter(|(changed, _)| *changed)
        .map(|(_, word)| *word);
    let words = match (changed.next(), changed.next()) {
        (Some(word), None) => word,
        _ => "Words",
    };
    if count == 1 {
        format!("{words} changed")
    } else {
        format!("{words} of {} changed", pictures(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::VariantFilter;
    use crate::domain::variant::VariantState;
    use crate::workspace::testing::{a_room, import};

    const PLAN: &str = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fixtures/plans/flat.pdf"
    );

    #[tokio::test]
    async fn a_plan_from_before_pages_were_drawn_gets_its_variants_when_asked() {
        let dir = tempfile::tempdir().expect("a folder");
        let workspace = Workspace::init(dir.path(), "test").await.expect("opens");
        let room = a_room(&workspace).await;
        let plan = import(&workspace, room, PLAN).await;
        let catalogue = workspace.catalogue();
        catalogue.forget_pages().await.expect("as it was");

        let asked = workspace.regenerate_variants(None).await.expect("asked");
        workspace
            .make_variants(&Silence, &Cancel::new())
            .await
            .expect("made");

        assert_eq!((asked.pending, asked.kept), (4, 0));
        let filter = VariantFilter::default();
        let made = catalogue.list_variants(&filter, None, 9).await;
        let made = made.expect("reads");
        let is_ready = |variant: &Variant| matches!(variant.state, VariantState::Ready(_));
        assert!(made.len() == 4 && made.iter().all(is_ready), "{made:?}");
        let original = catalogue.original(plan).await.expect("reads");
        let original = original.expect("is there");
        assert_eq!((original.width, original.height), (Some(4096), Some(2894)));
    }

    #[test]
    fn a_step_says_what_it_changed() {
        let caption = PicturePatch {
            caption: Some(None),
            ..PicturePatch::default()
        };
        let both = PicturePatch {
            alt_text: Some(None),
            ..caption.clone()
        };

        assert_eq!(changed_sentence(&caption, 1), "Caption changed");
        assert_eq!(changed_sentence(&both, 3), "Words of 3 pictures changed");
    }
}
