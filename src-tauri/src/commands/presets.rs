//! The presets: tried out on pictures, counted and priced, then saved.

use atelier_core::catalogue::WouldRegenerate;
use atelier_core::domain::preset::{Colours, Fit as CoreFit, Preset as CorePreset};
use atelier_core::domain::variant::{VariantFormat, VariantType};
use atelier_core::variants::TrialError;
use atelier_core::workspace::{CostEstimate, CostQuestion, Workspace, WorkspaceError};
use tauri::State;
use uuid::Uuid;

use crate::desk::Desk;
use crate::error::CommandError;
use crate::view::settings::{Fit, Preset, PresetTrial, TrialSide};

/// Pictures that presets are tried out on if the person chooses none.
const USUAL_PICTURES: usize = 3;

/// Sets the presets, and lets those variants be made again that they change.
#[tauri::command]
#[specta::specta]
pub async fn save_presets(desk: State<'_, Desk>, presets: Vec<Preset>) -> Result<(), CommandError> {
    let workspace = desk.workspace()?;
    let presets = core_presets(&workspace, presets).await?;
    workspace.save_presets(presets).await?;
    desk.live.changed.notify_one();
    Ok(())
}

/// Counts the variants that would be made again with these presets.
#[tauri::command]
#[specta::specta]
pub async fn count_changed_variants(
    desk: State<'_, Desk>,
    presets: Vec<Preset>,
) -> Result<WouldRegenerate, CommandError> {
    let workspace = desk.workspace()?;
    let presets = core_presets(&workspace, presets).await?;
    Ok(workspace.presets_would_change(&presets).await?)
}

/// Lists a few of the newest pictures that look as different as they can.
#[tauri::command]
#[specta::specta]
pub async fn varied_pictures(desk: State<'_, Desk>) -> Result<Vec<Uuid>, CommandError> {
    Ok(desk.workspace()?.varied_pictures(USUAL_PICTURES).await?)
}

/// Makes what a preset would make of a picture. The trial of the same side of the
/// same picture that still runs is called off.
#[tauri::command]
#[specta::specta]
pub async fn try_preset(
    desk: State<'_, Desk>,
    id: Uuid,
    side: TrialSide,
    preset: Preset,
) -> Result<PresetTrial, CommandError> {
    let workspace = desk.workspace()?;
    let preset = core_preset(&workspace.presets().await?, preset)?;
    let begun = desk.trials.begin(id, side);
    let trial = workspace.try_preset(id, &preset, &begun.cancel).await?;
    let bytes = u32::try_from(trial.bytes.len()).unwrap_or(u32::MAX);
    let content_type = trial.format.content_type();
    let Some(trial_id) = desk.trials.keep(&begun, trial.bytes, content_type) else {
        return Err(WorkspaceError::from(TrialError::Cancelled).into());
    };
    Ok(PresetTrial {
        trial_id,
        bytes,
        width: trial.width,
        height: trial.height,
        quality: trial.outcome.quality,
        score: trial.outcome.score,
        encodes: trial.outcome.encodes,
        copied: trial.outcome.copied,
        took_ms: u32::try_from(trial.took.as_millis()).unwrap_or(u32::MAX),
    })
}

/// Calls off every trial and forgets what they made.
#[tauri::command]
#[specta::specta]
pub async fn stop_trials(desk: State<'_, Desk>) -> Result<(), CommandError> {
    desk.trials.forget_all();
    Ok(())
}

/// Estimates what a preset's variants cost a month, as saved and as changed.
#[tauri::command]
#[specta::specta]
pub async fn estimate_cost(
    desk: State<'_, Desk>,
    question: CostQuestion,
) -> Result<CostEstimate, CommandError> {
    Ok(desk.workspace()?.estimate_cost(&question).await?)
}

/// A preset as the window shows it.
pub fn preset_of(preset: &CorePreset) -> Preset {
    let bounds = preset.fit.bounds();
    Preset {
        name: preset.name.clone(),
        format: preset.format,
        fit: if matches!(preset.fit, CoreFit::Cover(_)) {
            Fit::Cover
        } else {
            Fit::Within
        },
        max_width: bounds.width,
        max_height: bounds.height,
        quality: preset.quality,
        effort: preset.effort,
        colours: preset.colours,
        floor: preset.floor,
        max_bytes: preset.max_bytes,
    }
}

async fn core_presets(
    workspace: &Workspace,
    presets: Vec<Preset>,
) -> Result<Vec<CorePreset>, CommandError> {
    let saved = workspace.presets().await?;
    let core = presets
        .into_iter()
        .map(|preset| core_preset(&saved, preset));
    core.collect()
}

/// The platform knows four types of variants, so a preset is one of them. What
/// the window does not show of it stays as it is saved.
fn core_preset(saved: &[CorePreset], preset: Preset) -> Result<CorePreset, CommandError> {
    let name = preset.name.clone();
    let unknown = || {
        CommandError::new(
            "bad_preset",
            format!(
                "“{name}” is none of the platform's variants: thumbnail, optimized, webp, avif."
            ),
        )
    };
    let variant_type: VariantType = preset.name.parse().map_err(|_| unknown())?;
    let mut known = saved.to_vec();
    known.extend(CorePreset::defaults());
    let mut core = known
        .into_iter()
        .find(|known| known.variant_type == variant_type)
        .ok_or_else(unknown)?;
    core.fit = match preset.fit {
        Fit::Cover => CoreFit::cover(preset.max_width, preset.max_height),
        Fit::Within => CoreFit::within(preset.max_width, preset.max_height),
    };
    core.name = preset.name;
    core.format = preset.format;
    core.quality = preset.quality;
    core.effort = preset.effort;
    core.floor = preset.floor;
    core.max_bytes = preset.max_bytes;
    // Only AVIF has wide colours; a preset that was one forgets them.
    core.colours = match core.format {
        VariantFormat::Avif => preset.colours,
        _ => Colours::default(),
    };
    Ok(core)
}

#[cfg(test)]
#[allow(
    clippy::expect_used,
    reason = "a test fails by not finding what it expects"
)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_comes_back_from_the_window_as_it_went() {
        let mut saved = CorePreset::defaults();
        for (at, preset) in saved.iter_mut().enumerate() {
            preset.floor = (at % 2 == 0).then_some(70);
            preset.max_bytes = (at > 1).then_some(90_000);
            preset.effort = atelier_core::domain::preset::Effort::Small;
            if preset.format == VariantFormat::Avif {
                preset.colours = Colours::Wide;
            }
        }

        let back: Vec<CorePreset> = saved
            .iter()
            .map(|preset| core_preset(&saved, preset_of(preset)).expect("a preset"))
            .collect();

        assert_eq!(back, saved);
    }

    #[test]
    fn a_preset_that_is_no_avif_any_more_has_no_wide_colours() {
        let saved = CorePreset::defaults();
        let was_avif = Preset {
            format: VariantFormat::Webp,
            colours: Colours::Wide,
            ..preset_of(saved.last().expect("one"))
        };

        let now = core_preset(&saved, was_avif).expect("a preset");

        assert_eq!(now.colours, Colours::Srgb);
    }

    #[test]
    fn a_name_that_the_platform_does_not_know_is_no_preset() {
        let saved = CorePreset::defaults();
        let poster = Preset {
            name: "poster".into(),
            ..preset_of(saved.first().expect("one"))
        };

        let refused = core_preset(&saved, poster).expect_err("refused");

        assert!(refused.message.contains("poster"), "{refused:?}");
    }
}
