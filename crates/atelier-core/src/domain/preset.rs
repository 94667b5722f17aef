//! Presets: what a variant shall be, decided before it is made.
//!
//! A preset is data. It is kept with every variant that it made
//! (`processing_config`), so a changed preset regenerates only what it changes.

use serde::{Deserialize, Serialize};

use super::asset::AssetId;
use super::content_hash::ContentHash;
use super::ids::VariantId;
use super::storage_path::StoragePath;
use super::variant::{Variant, VariantFormat, VariantState, VariantType};
use crate::clock::UnixMillis;

/// Changes when the encoders' own settings do, so that variants made by older
/// settings are known as such.
const ENGINE: u32 = 16;

/// The longest side that a preset may ask for: no more fits in a WebP.
pub const MAX_TARGET_SIDE: u32 = 16_383;

/// The least floor: below it a picture is hardly recognised.
const LEAST_FLOOR: u8 = 10;

/// The most floor: above it encoders spend bytes that nobody sees.
const MOST_FLOOR: u8 = 95;

/// Fewer bytes hold no picture in any format.
const LEAST_BYTES: u32 = 200;

/// What a variant shall be.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Preset {
    /// What people call it.
    pub name: String,
    /// What its variants are for.
    pub variant_type: VariantType,
    /// How its size follows from the picture's.
    pub fit: Fit,
    /// How it is encoded.
    pub format: VariantFormat,
    /// The quality asked of the encoder, 1 to 100. PNG does not listen to it.
    /// With a floor each picture finds its own, and this one is not used.
    pub quality: u8,
    /// How much time the encoder may take.
    #[serde(default)]
    pub effort: Effort,
    /// How good the variant shall look, whatever quality that takes: a score in
    /// SSIMULACRA2. Absent, the quality is fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<u8>,
    /// The most bytes that the variant may have. It comes before the floor and
    /// before the quality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u32>,
    /// Which colours it may have.
    #[serde(default, skip_serializing_if = "Colours::is_srgb")]
    pub colours: Colours,
}

/// Which colours a variant may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Colours {
    /// Those of sRGB, which every screen shows.
    #[default]
    Srgb,
    /// Those of Display P3 where the picture has any beyond sRGB. Only AVIF
    /// says which are meant.
    Wide,
}

impl Colours {
    /// Tells whether they are those of sRGB.
    #[must_use]
    pub fn is_srgb(&self) -> bool {
        *self == Self::Srgb
    }
}

/// How a size follows from a picture's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Fit {
    /// Fills the box and cuts what sticks out, evenly on both sides.
    Cover(Bounds),
    /// Shows all of the picture within the box.
    Within(Bounds),
}

/// A box in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Bounds {
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// How much time an encoder may take for a smaller file. `docs/variants.md` has
/// what each costs and saves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum Effort {
    /// For looking on and for batches.
    #[default]
    Fast,
    /// Smaller files for a few times the time.
    #[serde(alias = "thorough")]
    Small,
    /// The smallest files, for pictures that very many people load.
    Smallest,
}

impl Effort {
    /// Every effort, the quickest first.
    pub const ALL: [Self; 3] = [Self::Fast, Self::Small, Self::Smallest];

    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::Small => "small",
            Self::Smallest => "smallest",
        }
    }
}

/// A preset that no picture can be made by.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PresetError {
    /// Give it a name.
    #[error("a preset needs a name")]
    NoName,
    /// Choose a quality from 1 to 100.
    #[error("a quality lies between 1 and 100, not at {0}")]
    Quality(u8),
    /// Choose a floor from 10 to 95.
    #[error("a floor lies between {LEAST_FLOOR} and {MOST_FLOOR} SSIMULACRA2, not at {0}")]
    Floor(u8),
    /// Allow more bytes, or set no limit.
    #[error("no picture fits in {0} bytes")]
    MaxBytes(u32),
    /// Choose AVIF, or leave the colours as they are.
    #[error("only AVIF keeps colours beyond sRGB, not {0}")]
    Colours(VariantFormat),
    /// Choose a smaller box, with room for a pixel.
    #[error("a preset's sides lie between 1 and {MAX_TARGET_SIDE} pixels, not at {0} × {1}")]
    Bounds(u32, u32),
}

impl Preset {
    /// The presets of a new workspace, the first to be seen first.
    #[must_use]
    pub fn defaults() -> Vec<Self> {
        use {VariantFormat as Format, VariantType as Type};
        vec![
            Self::standard(Type::Thumbnail, Fit::cover(300, 200), Format::Webp, 80),
            Self::standard(Type::Optimized, Fit::within(1200, 800), Format::Avif, 64),
            Self::standard(Type::Webp, Fit::within(1600, 1600), Format::Webp, 80),
            Self::standard(Type::Avif, Fit::within(2400, 2400), Format::Avif, 64),
        ]
    }

    fn standard(variant_type: VariantType, fit: Fit, format: VariantFormat, quality: u8) -> Self {
        let name = variant_type.as_str().to_owned();
        Self {
            name,
            variant_type,
            fit,
            format,
            quality,
            effort: Effort::Fast,
            floor: None,
            max_bytes: None,
            colours: Colours::Srgb,
        }
    }

    /// Tells whether pictures can be made by it.
    ///
    /// # Errors
    /// Says which of its values is out of range.
    pub fn check(&self) -> Result<(), PresetError> {
        let Bounds { width, height } = self.fit.bounds();
        let sides = 1..=MAX_TARGET_SIDE;
        if self.name.trim().is_empty() {
            return Err(PresetError::NoName);
        }
        if !(1..=100).contains(&self.quality) {
            return Err(PresetError::Quality(self.quality));
        }
        if let Some(floor) = self
            .floor
            .filter(|f| !(LEAST_FLOOR..=MOST_FLOOR).contains(f))
        {
            return Err(PresetError::Floor(floor));
        }
        if let Some(most) = self.max_bytes.filter(|most| *most < LEAST_BYTES) {
            return Err(PresetError::MaxBytes(most));
        }
        if self.colours == Colours::Wide && self.format != VariantFormat::Avif {
            return Err(PresetError::Colours(self.format));
        }
        if !sides.contains(&width) || !sides.contains(&height) {
            return Err(PresetError::Bounds(width, height));
        }
        Ok(())
    }

    /// Returns the word for it in file names.
    #[must_use]
    pub fn suffix(&self) -> &'static str {
        self.variant_type.suffix()
    }

    /// Returns a name for all that decides the bytes of its variants: two
    /// presets with one fingerprint make the same file from the same picture.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let Self {
            name: _,
            variant_type: _,
            fit,
            format,
            quality,
            effort,
            floor,
            max_bytes,
            colours,
        } = self;
        let aim = match floor {
            Some(floor) => format!("floor {floor}"),
            None => quality.to_string(),
        };
        let wide = match colours {
            Colours::Srgb => "",
            Colours::Wide => " wide",
        };
        let said = format!("{ENGINE} {fit:?} {format} {aim} {effort:?} {max_bytes:?}{wide}");
        ContentHash::of(said.as_bytes()).short().to_owned()
    }

    /// Returns the size of its variant of a picture of this size as shown.
    #[must_use]
    pub fn target_size(&self, width: u32, height: u32) -> (u32, u32) {
        self.fit.target_size(width, height)
    }

    /// Plans its variant of a picture: a row that waits to be made, with the
    /// size and path that it will have.
    #[must_use]
    pub fn variant(
        &self,
        parent: AssetId,
        original: &StoragePath,
        (width, height): (u32, u32),
        at: UnixMillis,
    ) -> Variant {
        let (width, height) = self.target_size(width, height);
        Variant {
            id: VariantId::new(),
            parent,
            variant_type: self.variant_type,
            format: self.format,
            quality: self.quality,
            storage_path: original.variant(self.suffix(), width, height, self.format),
            width,
            height,
            state: VariantState::Pending,
            processing_config: self.to_config(),
            created_at: at,
        }
    }

    /// Writes it as the platform keeps it (`processing_config`).
    #[must_use]
    pub fn to_config(&self) -> String {
        // Words and numbers always become JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads the preset that a variant is made by. A configuration that this
    /// version cannot read gives the standard preset of its type.
    #[must_use]
    pub fn of_variant(variant: &Variant) -> Self {
        serde_json::from_str(&variant.processing_config).unwrap_or_else(|_| {
            let mut standard = Self::defaults();
            standard.retain(|preset| preset.variant_type == variant.variant_type);
            standard.pop().unwrap_or_else(|| {
                Self::standard(
                    variant.variant_type,
                    Fit::within(1600, 1600),
                    variant.format,
                    variant.quality,
                )
            })
        })
    }
}

/// Returns those of some new presets whose variants are to be made, new or
/// again: they make other files than the old preset for the same purpose, or
/// there was none for it.
#[must_use]
pub fn changed(old: &[Preset], new: &[Preset]) -> Vec<Preset> {
    let as_before = |new: &&Preset| {
        old.iter().any(|old| {
            old.variant_type == new.variant_type && old.fingerprint() == new.fingerprint()
        })
    };
    new.iter()
        .filter(|preset| !as_before(preset))
        .cloned()
        .collect()
}

impl Fit {
    /// Fills a box of this size.
    #[must_use]
    pub fn cover(width: u32, height: u32) -> Self {
        Self::Cover(Bounds { width, height })
    }

    /// Stays within a box of this size.
    #[must_use]
    pub fn within(width: u32, height: u32) -> Self {
        Self::Within(Bounds { width, height })
    }

    /// Returns the box.
    #[must_use]
    pub fn bounds(self) -> Bounds {
        match self {
            Self::Cover(bounds) | Self::Within(bounds) => bounds,
        }
    }

    /// Returns the part of a picture that is shown, its middle, in the
    /// picture's own pixels.
    #[must_use]
    pub fn crop(self, width: u32, height: u32) -> (f64, f64) {
        let (w, h) = (f64::from(width), f64::from(height));
        match self {
            Self::Within(_) => (w, h),
            Self::Cover(bounds) => {
                let aspect = f64::from(bounds.width) / f64::from(bounds.height);
                (w.min(h * aspect), h.min(w / aspect))
            }
        }
    }

    /// Returns the size that a picture of this size is scaled to. It is never
    /// larger than what is shown of the picture, and never empty.
    #[must_use]
    pub fn target_size(self, width: u32, height: u32) -> (u32, u32) {
        let bounds = self.bounds();
        let (shown_width, shown_height) = self.crop(width, height);
        let scale = (f64::from(bounds.width) / shown_width)
            .min(f64::from(bounds.height) / shown_height)
            .min(1.0);
        let side = |shown: f64, most: u32| ((shown * scale).round() as u32).clamp(1, most.max(1));
        (
            side(shown_width, bounds.width),
            side(shown_height, bounds.height),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn default(variant_type: VariantType) -> Preset {
        let found = Preset::defaults()
            .into_iter()
            .find(|p| p.variant_type == variant_type);
        found.expect("every type has a default")
    }

    #[test]
    fn the_defaults_are_the_four_of_the_contract() {
        let sizes: Vec<_> = Preset::defaults()
            .iter()
            .map(|p| (p.suffix(), p.format.as_str(), p.target_size(4000, 3000)))
            .collect();

        assert_eq!(
            sizes,
            [
                ("thumb", "webp", (300, 200)),
                ("optimized", "avif", (1067, 800)),
                ("webp", "webp", (1600, 1200)),
                ("avif", "avif", (2400, 1800)),
            ]
        );
        assert!(
            Preset::defaults()
                .iter()
                .all(|preset| preset.check().is_ok())
        );
    }

    #[test]
    fn a_picture_is_never_enlarged() {
        let within = Fit::within(1200, 800);
        let cover = Fit::cover(300, 200);

        assert_eq!(within.target_size(640, 480), (640, 480));
        assert_eq!(cover.target_size(150, 100), (150, 100));
        assert_eq!(cover.target_size(150, 150), (150, 100));
        assert_eq!(cover.target_size(250, 1000), (250, 167));
        assert_eq!(cover.target_size(1000, 120), (180, 120));
    }

    #[test]
    fn extreme_pictures_keep_a_pixel() {
        assert_eq!(Fit::within(1600, 1600).target_size(16_384, 1), (1600, 1));
        assert_eq!(Fit::cover(300, 200).target_size(1, 1), (1, 1));
        assert_eq!(Fit::cover(300, 200).target_size(1, 9000), (1, 1));
    }

    #[test]
    fn portraits_fit_in_the_same_box() {
        assert_eq!(Fit::within(1200, 800).target_size(3000, 4000), (600, 800));
        assert_eq!(Fit::cover(300, 200).target_size(3000, 4000), (300, 200));
        assert_eq!(Fit::cover(300, 200).crop(3000, 4000), (3000.0, 2000.0));
    }

    #[test]
    fn a_preset_survives_the_catalogue() {
        for preset in Preset::defaults() {
            let kept = serde_json::to_string(&preset).expect("becomes JSON");
            let back: Preset = serde_json::from_str(&kept).expect("comes back");

            assert_eq!(back, preset);
        }
        let kept = serde_json::to_string(&default(VariantType::Optimized)).expect("becomes JSON");
        assert_eq!(
            kept,
            r#"{"name":"optimized","variantType":"optimized","fit":{"within":{"width":1200,"height":800}},"format":"avif","quality":64,"effort":"fast"}"#
        );
    }

    #[test]
    fn only_what_changes_the_file_changes_the_fingerprint() {
        let preset = default(VariantType::Webp);
        let renamed = Preset {
            name: "für große Bildschirme".into(),
            ..preset.clone()
        };
        let better = Preset {
            quality: 81,
            ..preset.clone()
        };
        let slower = Preset {
            effort: Effort::Small,
            ..preset.clone()
        };
        let other_box = Preset {
            fit: Fit::within(1600, 1601),
            ..preset.clone()
        };
        let aimed = Preset {
            floor: Some(75),
            ..preset.clone()
        };
        let capped = Preset {
            max_bytes: Some(40_000),
            ..preset.clone()
        };

        let wide = Preset {
            colours: Colours::Wide,
            ..preset.clone()
        };

        assert_eq!(preset.fingerprint(), renamed.fingerprint());
        for changed in [better, slower, other_box, aimed, capped, wide] {
            assert_ne!(preset.fingerprint(), changed.fingerprint(), "{changed:?}");
        }
    }

    #[test]
    fn only_presets_that_make_other_files_are_changed_ones() {
        let old = Preset::defaults();
        let mut new = old.clone();
        new[0].name = "small".into();
        new[1].floor = Some(75);
        let without_last = &old[..3];

        let found = changed(&old, &new);
        let added = changed(without_last, &old);
        let removed = changed(&old, without_last);

        assert_eq!(found, [new[1].clone()]);
        assert_eq!(added, [old[3].clone()]);
        assert_eq!(removed, []);
    }

    #[test]
    fn a_preset_kept_before_there_were_wide_colours_is_the_same_preset() {
        let kept = r#"{"name":"avif","variantType":"avif","fit":{"within":{"width":2400,"height":2400}},"format":"avif","quality":64,"effort":"fast"}"#;

        let preset: Preset = serde_json::from_str(kept).expect("comes back");

        assert_eq!(preset, default(VariantType::Avif));
        assert_eq!(serde_json::to_string(&preset).expect("becomes JSON"), kept);
        let wide = Preset {
            colours: Colours::Wide,
            ..preset
        };
        let kept = serde_json::to_string(&wide).expect("becomes JSON");
        assert!(kept.ends_with(r#","colours":"wide"}"#), "{kept}");
        assert_eq!(serde_json::from_str::<Preset>(&kept).ok(), Some(wide));
    }

    #[test]
    fn only_avif_has_wide_colours() {
        for preset in Preset::defaults() {
            let wide = Preset {
                colours: Colours::Wide,
                ..preset
            };

            let expected = match wide.format {
                VariantFormat::Avif => Ok(()),
                other => Err(PresetError::Colours(other)),
            };
            assert_eq!(wide.check(), expected);
        }
    }

    #[test]
    fn presets_that_nothing_can_be_made_by_are_refused() {
        let preset = default(VariantType::Webp);

        let nameless = Preset {
            name: " ".into(),
            ..preset.clone()
        };
        let worthless = Preset {
            quality: 0,
            ..preset.clone()
        };
        let boundless = Preset {
            fit: Fit::cover(0, 200),
            ..preset
        };

        assert_eq!(nameless.check(), Err(PresetError::NoName));
        assert_eq!(worthless.check(), Err(PresetError::Quality(0)));
        assert_eq!(boundless.check(), Err(PresetError::Bounds(0, 200)));
    }
}
