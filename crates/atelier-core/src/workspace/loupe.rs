//! The loupe: a variant beside the picture that it was made from, and how well
//! it kept it.
//!
//! Pictures are made for the moment that somebody looks at them: they are
//! neither kept nor sent. One large picture is worked on at a time.

use super::{Workspace, WorkspaceError};
use crate::catalogue::Original;
use crate::clock;
use crate::domain::ids::VariantId;
use crate::domain::media_type::MediaType;
use crate::domain::preset::Preset;
use crate::domain::variant::{Variant, VariantFile, VariantState};
use crate::media::render::{self, RenderError};
use crate::progress::Cancel;

/// What lies under the loupe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnderLoupe {
    /// The variant's own file.
    Variant,
    /// The part of the picture that the variant shows, scaled as the encoder
    /// was given it: a PNG.
    Reference,
    /// The same part in the picture's own pixels, or in 24 million of them if
    /// there are more: a JPEG, or a PNG if it is see-through.
    FullSize,
}

/// A picture that lies under the loupe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoupePicture {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What they are.
    pub media_type: MediaType,
}

/// How much of a picture a variant kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// In SSIMULACRA2.
    pub score: f64,
    /// Whether it is kept with the variant; not with one that was made before
    /// such things were kept.
    pub kept: bool,
}

impl Workspace {
    /// Returns a picture to lay under the loupe. None when there is no such
    /// variant, or when it is not made.
    ///
    /// # Errors
    /// When its files cannot be read or decoded.
    pub async fn under_loupe(
        &self,
        id: VariantId,
        wanted: UnderLoupe,
    ) -> Result<Option<LoupePicture>, WorkspaceError> {
        let Some(made) = self.made_variant(id).await? else {
            return Ok(None);
        };
        let _turn = match wanted {
            // Nothing is decoded for it.
            UnderLoupe::Variant => None,
            UnderLoupe::Reference | UnderLoupe::FullSize => Some(self.loupe_turn().await?),
        };
        let library = self.library.clone();
        let shown = move || -> Result<LoupePicture, WorkspaceError> {
            let never = || false;
            let original = || library.read(&made.original.content_hash);
            let media_type = made.original.media_type;
            let preset = Preset::of_variant(&made.variant);
            let bytes = match wanted {
                UnderLoupe::Variant => library.read(&made.file.content_hash)?,
                UnderLoupe::Reference => {
                    render::reference(&original()?, media_type, &preset, &never)?
                }
                UnderLoupe::FullSize => render::at_full_size(&original()?, media_type, preset.fit)?,
            };
            Ok(LoupePicture {
                media_type: media_type_of(wanted, &bytes, &made.variant),
                bytes,
            })
        };
        blocking(shown).await?.map(Some)
    }

    /// Scores a variant, in SSIMULACRA2, against what its encoder was given, and
    /// keeps the score with it. None when there is no such variant, or when it
    /// is not made.
    ///
    /// # Errors
    /// [`WorkspaceError::Picture`] when it was called off or the picture cannot
    /// be decoded, [`WorkspaceError::NotMeasured`] when the two cannot be
    /// compared.
    pub async fn measure_variant(
        &self,
        id: VariantId,
        cancel: &Cancel,
    ) -> Result<Option<Measured>, WorkspaceError> {
        let Some(made) = self.made_variant(id).await? else {
            return Ok(None);
        };
        let Made {
            variant,
            file,
            original,
        } = made;
        let preset = Preset::of_variant(&variant);
        let turn = tokio::select! {
            () = cancel.cancelled() => return Err(RenderError::Cancelled.into()),
            turn = self.loupe_turn() => turn?,
        };
        let (library, cancel) = (self.library.clone(), cancel.clone());
        let variant_hash = file.content_hash.clone();
        let score = move || -> Result<Option<f64>, WorkspaceError> {
            let picture = library.read(&original.content_hash)?;
            let shown = library.read(&variant_hash)?;
            let stop = || cancel.is_cancelled();
            Ok(render::measure(
                &picture,
                original.media_type,
                &preset,
                &shown,
                &stop,
            )?)
        };
        let score = blocking(score).await??;
        drop(turn);
        let score = score.ok_or(WorkspaceError::NotMeasured)?;
        let kept = self
            .catalogue
            .keep_score(&variant, &file, score, clock::now())
            .await?;
        self.wake.sync.notify_one();
        Ok(Some(Measured { score, kept }))
    }

    async fn made_variant(&self, id: VariantId) -> Result<Option<Made>, WorkspaceError> {
        let Some(variant) = self.catalogue.variant(id).await? else {
            return Ok(None);
        };
        let VariantState::Ready(file) = variant.state.clone() else {
            return Ok(None);
        };
        let original = self.catalogue.original(variant.parent).await?;
        Ok(original.map(|original| Made {
            variant,
            file,
            original,
        }))
    }

    async fn loupe_turn(&self) -> Result<tokio::sync::SemaphorePermit<'_>, WorkspaceError> {
        let turn = self.loupe.acquire().await;
        turn.map_err(|error| WorkspaceError::Broken(error.to_string()))
    }
}

/// A variant that is made, with its file and what it was made from.
struct Made {
    variant: Variant,
    file: VariantFile,
    original: Original,
}

fn media_type_of(wanted: UnderLoupe, bytes: &[u8], variant: &Variant) -> MediaType {
    let of_variant = MediaType::from_content_type(variant.format.content_type());
    match (wanted, of_variant) {
        (UnderLoupe::Variant, Some(media_type)) => media_type,
        _ if bytes.starts_with(b"\x89PNG") => MediaType::Png,
        _ => MediaType::Jpeg,
    }
}

/// The loupe's work would hold the window's other questions up.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, WorkspaceError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| WorkspaceError::Broken(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::VariantFilter;
    use crate::domain::variant::VariantType;
    use crate::media::inspect;
    use crate::progress::Silence;
    use crate::workspace::testing::{a_room, import};

    /// A workspace with a fixture whose variants are made.
    async fn with(folder: &std::path::Path, fixture: &str) -> (Workspace, Vec<Variant>) {
        let workspace = Workspace::init(folder, "test").await.expect("opens");
        let room = a_room(&workspace).await;
        let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/");
        let asset = import(&workspace, room, &format!("{fixtures}{fixture}")).await;
        workspace
            .regenerate_variants(Some(&[asset.uuid()]))
            .await
            .expect("asked for");
        workspace
            .make_variants(&Silence, &Cancel::new())
            .await
            .expect("made");
        let variants = workspace
            .catalogue()
            .list_variants(&VariantFilter::default(), None, 10)
            .await
            .expect("lists");
        (workspace, variants)
    }

    fn of(variants: &[Variant], wanted: VariantType) -> &Variant {
        let found = variants.iter().find(|one| one.variant_type == wanted);
        found.expect("is among them")
    }

    fn size(picture: &LoupePicture) -> (u32, u32) {
        let inspected = inspect::inspect(&picture.bytes).expect("a picture");
        assert_eq!(inspected.media_type, picture.media_type);
        inspected.displayed_size().expect("pixels")
    }

    #[tokio::test]
    async fn what_lies_side_by_side_has_the_same_size_and_shows_the_same_part() {
        let folder = tempfile::tempdir().expect("a folder");
        let (workspace, variants) = with(folder.path(), "photos/hallway.jpg").await;
        let thumbnail = of(&variants, VariantType::Thumbnail);
        let shown = async |wanted| {
            let shown = workspace.under_loupe(thumbnail.id, wanted).await;
            shown.expect("reads").expect("is made")
        };

        let variant = shown(UnderLoupe::Variant).await;
        let reference = shown(UnderLoupe::Reference).await;
        let full = shown(UnderLoupe::FullSize).await;

        assert_eq!(variant.media_type, MediaType::Webp);
        assert_eq!(reference.media_type, MediaType::Png);
        assert_eq!(size(&variant), (300, 200));
        assert_eq!(size(&reference), (300, 200));
        let original = workspace.catalogue().original(thumbnail.parent).await;
        let original = original.expect("reads").expect("is there");
        let (width, height) = original.width.zip(original.height).expect("pixels");
        let (part_width, part_height) = Preset::of_variant(thumbnail).fit.crop(width, height);
        assert_eq!(
            size(&full),
            (part_width.round() as u32, part_height.round() as u32)
        );
    }

    #[tokio::test]
    async fn a_variant_is_measured_and_keeps_its_score() {
        let folder = tempfile::tempdir().expect("a folder");
        let (workspace, variants) = with(folder.path(), "photos/hallway.jpg").await;
        let thumbnail = of(&variants, VariantType::Thumbnail);
        assert_eq!(thumbnail.outcome().expect("an outcome").score, None);

        let measured = workspace
            .measure_variant(thumbnail.id, &Cancel::new())
            .await
            .expect("measures")
            .expect("is made");

        assert!(measured.kept);
        assert!((20.0..100.0).contains(&measured.score), "{measured:?}");
        let now = workspace.catalogue().variant(thumbnail.id).await;
        let outcome = now.expect("reads").expect("is there").outcome();
        assert_eq!(
            outcome.and_then(|outcome| outcome.score),
            Some(measured.score)
        );
    }

    #[tokio::test]
    async fn measuring_can_be_called_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let (workspace, variants) = with(folder.path(), "photos/hallway.jpg").await;
        let cancel = Cancel::new();
        cancel.cancel();

        let stopped = workspace.measure_variant(variants[0].id, &cancel).await;

        assert!(matches!(
            stopped,
            Err(WorkspaceError::Picture(RenderError::Cancelled))
        ));
        let now = workspace.catalogue().variant(variants[0].id).await;
        let outcome = now.expect("reads").expect("is there").outcome();
        assert_eq!(outcome.and_then(|outcome| outcome.score), None);
    }

    #[tokio::test]
    async fn what_is_not_there_is_not_under_the_loupe() {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace = Workspace::init(folder.path(), "test").await.expect("opens");
        let nobody = VariantId::new();

        let shown = workspace.under_loupe(nobody, UnderLoupe::Variant).await;
        let measured = workspace.measure_variant(nobody, &Cancel::new()).await;

        assert_eq!(shown.expect("reads"), None);
        assert_eq!(measured.expect("reads"), None);
    }
}
