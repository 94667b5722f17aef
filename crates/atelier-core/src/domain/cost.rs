//! What variants cost where they are kept and loaded, at the prices that the
//! platform's storage architecture states. An estimate: it counts what is
//! stored and what is loaded, and nothing else that a provider may charge.

use serde::{Deserialize, Serialize};

/// What keeping a gigabyte for a month costs, in US dollars.
pub const STORAGE_USD_PER_GB_MONTH: f64 = 0.021;

/// What sending a gigabyte to whoever loads it costs, in US dollars.
pub const BANDWIDTH_USD_PER_GB: f64 = 0.09;

/// How often a picture is loaded a month if nobody says otherwise, as the
/// architecture's own projections have it.
pub const USUAL_LOADS_PER_MONTH: u32 = 10;

/// The bytes of a gigabyte as providers count them.
const BYTES_PER_GB: f64 = 1e9;

/// Variants of one preset as they are kept and loaded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Served {
    /// How many pictures have one.
    pub pictures: u64,
    /// How many bytes one has in the mean.
    pub mean_bytes: f64,
    /// How often each is loaded a month.
    pub loads_per_month: u32,
}

/// What something costs a month, in US dollars.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct MonthlyCost {
    /// For keeping it.
    pub storage_usd: f64,
    /// For sending it to whoever loads it.
    pub bandwidth_usd: f64,
}

impl Served {
    /// Returns what it costs a month.
    #[must_use]
    pub fn monthly_cost(self) -> MonthlyCost {
        let gigabytes = self.pictures as f64 * self.mean_bytes / BYTES_PER_GB;
        MonthlyCost {
            storage_usd: gigabytes * STORAGE_USD_PER_GB_MONTH,
            bandwidth_usd: gigabytes * f64::from(self.loads_per_month) * BANDWIDTH_USD_PER_GB,
        }
    }
}

impl std::ops::Add for MonthlyCost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            storage_usd: self.storage_usd + other.storage_usd,
            bandwidth_usd: self.bandwidth_usd + other.bandwidth_usd,
        }
    }
}

/// One picture made by two presets, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct MadeTwice {
    /// By the preset that is in use.
    pub saved_bytes: u32,
    /// By the preset that is tried out.
    pub edited_bytes: u32,
}

/// Guesses how many bytes variants will have in the mean when a preset changes:
/// as many times those of now as the pictures that were tried out grew. Of
/// variants that there are none of yet, it takes the mean of what was tried out.
///
/// None when nothing was tried out.
#[must_use]
pub fn mean_after(mean_now: Option<f64>, tried: &[MadeTwice]) -> Option<f64> {
    let sum = |bytes: fn(&MadeTwice) -> u32| -> f64 {
        tried.iter().map(|one| f64::from(bytes(one))).sum()
    };
    let (saved, edited) = (sum(|one| one.saved_bytes), sum(|one| one.edited_bytes));
    match mean_now {
        _ if tried.is_empty() => None,
        Some(mean) if saved > 0.0 => Some(mean * edited / saved),
        _ => Some(edited / tried.len() as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn the_examples_of_the_architecture_come_out_as_it_says() {
        // 200 000 assets of 500 kB, each loaded ten times a month.
        let served = Served {
            pictures: 200_000,
            mean_bytes: 500_000.0,
            loads_per_month: USUAL_LOADS_PER_MONTH,
        };

        let cost = served.monthly_cost();

        assert!(near(cost.storage_usd, 2.10), "{cost:?}");
        assert!(near(cost.bandwidth_usd, 90.0), "{cost:?}");
    }

    #[test]
    fn what_nobody_loads_costs_only_its_keeping() {
        let served = Served {
            pictures: 1_000,
            mean_bytes: 1_000_000.0,
            loads_per_month: 0,
        };

        let cost = served.monthly_cost();

        assert!(near(cost.storage_usd, 0.021));
        assert!(near(cost.bandwidth_usd, 0.0));
        let twice = cost + cost;
        assert!(near(twice.storage_usd, 0.042));
    }

    #[test]
    fn a_changed_preset_is_judged_by_the_pictures_that_were_tried() {
        let tried = [
            MadeTwice {
                saved_bytes: 40_000,
                edited_bytes: 20_000,
            },
            MadeTwice {
                saved_bytes: 60_000,
                edited_bytes: 55_000,
            },
        ];

        assert_eq!(mean_after(Some(80_000.0), &tried), Some(60_000.0));
        assert_eq!(mean_after(None, &tried), Some(37_500.0));
        assert_eq!(mean_after(Some(80_000.0), &[]), None);
    }
}
