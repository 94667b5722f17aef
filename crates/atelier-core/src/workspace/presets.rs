//! Changing presets: tried out on pictures, counted and priced before anything
//! changes, and then only what they change is made again.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Workspace, WorkspaceError};
use crate::catalogue::{Regenerated, WouldRegenerate};
use crate::config::Presets;
use crate::domain::cost::{
    BANDWIDTH_USD_PER_GB, MadeTwice, MonthlyCost, STORAGE_USD_PER_GB_MONTH, Served, mean_after,
};
use crate::domain::preset::{Preset, changed};
use crate::domain::variant::VariantType;
use crate::progress::Cancel;
use crate::variants::{Trial, TrialError, try_out};

/// Pictures among which varied ones are looked for.
const RECENT: u32 = 60;

/// What a preset's variants might cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CostQuestion {
    /// What the preset is for.
    pub variant_type: VariantType,
    /// For how many pictures; none for those of this workspace.
    pub pictures: Option<u32>,
    /// How often each is loaded a month.
    pub loads_per_month: u32,
    /// The pictures on which a changed preset was tried out.
    pub tried: Vec<MadeTwice>,
}

/// What a preset's variants might cost a month, as saved and as changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CostEstimate {
    /// For how many pictures.
    pub pictures: u32,
    /// How many variants the mean of now is measured on; 0 when it was guessed
    /// from the pictures that were tried out.
    pub measured: u32,
    /// By the preset in use; none while nothing is known of it.
    pub saved: Option<PresetCost>,
    /// By the changed preset; none while it was not tried out.
    pub edited: Option<PresetCost>,
    /// What keeping a gigabyte for a month costs, in US dollars.
    pub storage_usd_per_gb_month: f64,
    /// What sending a gigabyte costs, in US dollars.
    pub bandwidth_usd_per_gb: f64,
}

/// What one preset's variants cost a month.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PresetCost {
    /// The bytes of one in the mean.
    pub mean_bytes: f64,
    /// What all of them cost.
    pub cost: MonthlyCost,
}

impl Workspace {
    /// Makes what a preset would make of a picture, and measures it. Nothing is
    /// kept.
    ///
    /// # Errors
    /// [`WorkspaceError::PictureGone`], or [`WorkspaceError::Trial`] with what
    /// stands between.
    pub async fn try_preset(
        &self,
        picture: Uuid,
        preset: &Preset,
        cancel: &Cancel,
    ) -> Result<Trial, WorkspaceError> {
        let asset = self.catalogue.asset_id(picture).await?;
        let Some(asset) = asset else {
            return Err(WorkspaceError::PictureGone);
        };
        let original = self.catalogue.original(asset).await?;
        let original = original.ok_or(WorkspaceError::PictureGone)?;
        let made = try_out(&self.library, &self.budget, &original, preset, cancel).await;
        made.map_err(|error| match error {
            TrialError::Library(error) => error.into(),
            error => error.into(),
        })
    }

    /// Returns a few of the newest pictures that look as different as they can,
    /// to try presets out on.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn varied_pictures(&self, most: usize) -> Result<Vec<Uuid>, WorkspaceError> {
        let recent = self.catalogue.newest_looks(RECENT).await?;
        let mut chosen: Vec<usize> = Vec::new();
        while chosen.len() < most.min(recent.len()) {
            let apart = |at: &usize| {
                let bits =
                    |other: &usize| Some(recent.get(*at)?.1?.distance(recent.get(*other)?.1?));
                let nearest = chosen.iter().map(|other| bits(other).unwrap_or(0)).min();
                // The newest of equals.
                (nearest.unwrap_or(0), std::cmp::Reverse(*at))
            };
            let rest = (0..recent.len()).filter(|at| !chosen.contains(at));
            let Some(next) = rest.max_by_key(apart) else {
                break;
            };
            chosen.push(next);
        }
        let ids = chosen.into_iter().filter_map(|at| recent.get(at));
        Ok(ids.map(|(asset, _)| asset.uuid()).collect())
    }

    /// Counts the variants that would be made, new or again, if these were the
    /// presets.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn presets_would_change(
        &self,
        presets: &[Preset],
    ) -> Result<WouldRegenerate, WorkspaceError> {
        let changed = changed(&self.presets().await?, presets);
        if changed.is_empty() {
            return Ok(WouldRegenerate::default());
        }
        Ok(self.catalogue.would_regenerate(&changed).await?)
    }

    /// Sets the presets, and lets the variants be made again that they change.
    /// What a preset made that is no longer among them stays.
    ///
    /// # Errors
    /// [`WorkspaceError::BadPreset`] when no picture can be made by one; then
    /// nothing changes.
    pub async fn save_presets(&self, presets: Vec<Preset>) -> Result<Regenerated, WorkspaceError> {
        for preset in &presets {
            let name = || preset.name.clone();
            preset.check().map_err(|source| WorkspaceError::BadPreset {
                name: name(),
                source,
            })?;
        }
        let changed = changed(&self.presets().await?, &presets);
        self.set(&Presets(presets)).await?;
        if changed.is_empty() {
            return Ok(Regenerated::default());
        }
        self.regenerate_by(None, &changed).await
    }

    /// Estimates what the variants of a preset cost a month.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn estimate_cost(
        &self,
        question: &CostQuestion,
    ) -> Result<CostEstimate, WorkspaceError> {
        let pictures = match question.pictures {
            Some(pictures) => pictures,
            None => self.catalogue.pictures_with_variants().await?,
        };
        let means = self.catalogue.mean_variant_bytes().await?;
        let known = means
            .iter()
            .find(|mean| mean.variant_type == question.variant_type);
        let mean_now = known.map(|mean| mean.mean_bytes);
        let priced = |mean_bytes: f64| PresetCost {
            mean_bytes,
            cost: Served {
                pictures: pictures.into(),
                mean_bytes,
                loads_per_month: question.loads_per_month,
            }
            .monthly_cost(),
        };
        let unchanged: Vec<MadeTwice> = question
            .tried
            .iter()
            .map(|tried| MadeTwice {
                edited_bytes: tried.saved_bytes,
                ..*tried
            })
            .collect();
        Ok(CostEstimate {
            pictures,
            measured: known.map_or(0, |mean| mean.ready),
            saved: mean_now
                .or_else(|| mean_after(None, &unchanged))
                .map(priced),
            edited: mean_after(mean_now, &question.tried).map(priced),
            storage_usd_per_gb_month: STORAGE_USD_PER_GB_MONTH,
            bandwidth_usd_per_gb: BANDWIDTH_USD_PER_GB,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::VariantFilter;
    use crate::domain::cost::USUAL_LOADS_PER_MONTH;
    use crate::domain::preset::{Fit, PresetError};
    use crate::domain::variant::{Variant, VariantFormat};
    use crate::progress::Silence;
    use crate::workspace::testing::{a_room, import_with};

    const PHOTOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/photos/");

    async fn with_photos(folder: &std::path::Path, names: &[&str]) -> (Workspace, Vec<Uuid>) {
        let workspace = Workspace::init(folder, "a test").await.expect("opens");
        let room = a_room(&workspace).await;
        let mut ids = Vec::new();
        for name in names {
            let path = format!("{PHOTOS}{name}");
            let asset = import_with(&workspace, room, &path, Preset::defaults()).await;
            ids.push(asset.uuid());
        }
        workspace
            .make_variants(&Silence, &Cancel::new())
            .await
            .expect("makes");
        (workspace, ids)
    }

    async fn variants(workspace: &Workspace) -> Vec<Variant> {
        let all = VariantFilter::default();
        let listed = workspace.catalogue().list_variants(&all, None, 100).await;
        listed.expect("lists")
    }

    #[tokio::test]
    async fn a_changed_preset_makes_again_only_what_it_changes() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = ["hallway.jpg", "tiled-bath.jpg"];
        let (workspace, _) = with_photos(folder.path(), &names).await;
        let before = variants(&workspace).await;
        let mut presets = Preset::defaults();
        presets[0].name = "small ones".into();
        presets[2].fit = Fit::within(640, 640);

        let would = workspace
            .presets_would_change(&presets)
            .await
            .expect("counts");
        let saved = workspace
            .save_presets(presets.clone())
            .await
            .expect("saves");

        assert_eq!((would.variants, would.pictures), (2, 2));
        assert_eq!((saved.pending, saved.kept), (2, 0));
        workspace
            .make_variants(&Silence, &Cancel::new())
            .await
            .expect("makes");
        let after = variants(&workspace).await;
        assert_eq!(after.len(), 8);
        let fresh: Vec<_> = after.iter().filter(|now| !before.contains(now)).collect();
        assert_eq!(fresh.len(), 2, "the other six are the same rows and files");
        for variant in fresh {
            assert_eq!(variant.variant_type, VariantType::Webp);
            assert_eq!(variant.width.max(variant.height), 640);
        }
        let none = workspace
            .presets_would_change(&presets)
            .await
            .expect("counts");
        assert_eq!(none, WouldRegenerate::default());
    }

    #[tokio::test]
    async fn an_added_preset_is_made_of_every_picture_and_a_removed_one_keeps_what_it_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let (workspace, _) = with_photos(folder.path(), &["hallway.jpg"]).await;
        let all = Preset::defaults();
        let fewer = all[..3].to_vec();

        let removed = workspace.save_presets(fewer).await.expect("saves");
        assert_eq!(removed.pending, 0);
        assert_eq!(variants(&workspace).await.len(), 4);

        // What the removed one made fits the added one.
        let would = workspace.presets_would_change(&all).await.expect("counts");
        let added = workspace.save_presets(all).await.expect("saves");
        assert_eq!((would.variants, added.pending, added.kept), (0, 0, 1));
    }

    #[tokio::test]
    async fn presets_that_nothing_can_be_made_by_change_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let (workspace, _) = with_photos(folder.path(), &["hallway.jpg"]).await;
        let mut presets = Preset::defaults();
        presets[1].floor = Some(99);

        let refused = workspace.save_presets(presets).await.expect_err("refused");

        assert!(
            matches!(
                &refused,
                WorkspaceError::BadPreset { name, source: PresetError::Floor(99) } if name == "optimized"
            ),
            "{refused}"
        );
        assert_eq!(
            workspace.presets().await.expect("reads"),
            Preset::defaults()
        );
    }

    #[tokio::test]
    async fn a_trial_measures_what_would_be_made_and_keeps_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let (workspace, ids) = with_photos(folder.path(), &["hallway.jpg"]).await;
        let (rows, files) = (
            variants(&workspace).await,
            workspace.library().files().count(),
        );
        let saved = &Preset::defaults()[2];
        let smaller = Preset {
            quality: 30,
            ..saved.clone()
        };
        let cancel = Cancel::new();

        let now = workspace
            .try_preset(ids[0], saved, &cancel)
            .await
            .expect("made");
        let then = workspace
            .try_preset(ids[0], &smaller, &cancel)
            .await
            .expect("made");

        let kept = rows
            .iter()
            .find(|one| one.variant_type == VariantType::Webp);
        let kept = kept.expect("a variant");
        assert_eq!((now.width, now.height), (kept.width, kept.height));
        assert_eq!(now.format, VariantFormat::Webp);
        assert!(then.bytes.len() < now.bytes.len());
        let scores = (
            now.outcome.score.expect("a score"),
            then.outcome.score.expect("a score"),
        );
        assert!(scores.1 < scores.0, "{scores:?}");
        assert!(!then.took.is_zero() && then.outcome.encodes == 1);
        assert_eq!(variants(&workspace).await, rows);
        assert_eq!(workspace.library().files().count(), files);
    }

    #[tokio::test]
    async fn a_trial_nobody_waits_for_ends_and_one_of_a_gone_picture_says_so() {
        let folder = tempfile::tempdir().expect("a folder");
        let (workspace, ids) = with_photos(folder.path(), &["hallway.jpg"]).await;
        let preset = &Preset::defaults()[1];
        let cancel = Cancel::new();
        cancel.cancel();

        let called_off = workspace.try_preset(ids[0], preset, &cancel).await;
        let gone = workspace
            .try_preset(Uuid::now_v7(), preset, &Cancel::new())
            .await;

        assert!(matches!(
            called_off,
            Err(WorkspaceError::Trial(TrialError::Cancelled))
        ));
        assert!(matches!(gone, Err(WorkspaceError::PictureGone)));
    }

    #[tokio::test]
    async fn pictures_to_try_on_are_the_newest_and_then_those_that_differ_most() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = ["hallway.jpg", "old-kitchen-door.jpg", "tiled-bath.jpg"];
        let (workspace, ids) = with_photos(folder.path(), &names).await;

        let two = workspace.varied_pictures(2).await.expect("chooses");
        let all = workspace.varied_pictures(9).await.expect("chooses");

        assert_eq!(two[0], ids[2], "the newest");
        assert_eq!(two.len(), 2);
        assert_eq!(all.len(), 3);
        assert_eq!(all[..2], two[..]);
    }

    #[tokio::test]
    async fn a_cost_is_measured_on_what_is_made_and_guessed_from_what_was_tried() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = ["hallway.jpg", "tiled-bath.jpg"];
        let (workspace, _) = with_photos(folder.path(), &names).await;
        let bytes: Vec<f64> = variants(&workspace)
            .await
            .iter()
            .filter(|one| one.variant_type == VariantType::Webp)
            .filter_map(|one| match &one.state {
                crate::domain::variant::VariantState::Ready(file) => Some(file.bytes as f64),
                _ => None,
            })
            .collect();
        let mean = bytes.iter().sum::<f64>() / 2.0;
        let question = CostQuestion {
            variant_type: VariantType::Webp,
            pictures: None,
            loads_per_month: USUAL_LOADS_PER_MONTH,
            tried: vec![MadeTwice {
                saved_bytes: 200,
                edited_bytes: 100,
            }],
        };

        let estimate = workspace.estimate_cost(&question).await.expect("estimates");

        assert_eq!((estimate.pictures, estimate.measured), (2, 2));
        let (saved, edited) = (
            estimate.saved.expect("measured"),
            estimate.edited.expect("guessed"),
        );
        assert!((saved.mean_bytes - mean).abs() < 0.01);
        assert!((edited.mean_bytes - mean / 2.0).abs() < 0.01);
        let loaded = mean * 2.0 * 10.0 / 1e9 * BANDWIDTH_USD_PER_GB;
        assert!((saved.cost.bandwidth_usd - loaded).abs() < 1e-12);
        let of_many = CostQuestion {
            pictures: Some(1_000),
            tried: Vec::new(),
            ..question
        };
        let estimate = workspace.estimate_cost(&of_many).await.expect("estimates");
        assert_eq!((estimate.pictures, estimate.edited), (1_000, None));
    }
}
