//! Twins: pictures that are here already and look like one that is about to
//! come, though their bytes differ.

use crate::catalogue::{Catalogue, Likely};
use crate::domain::asset::AssetId;
use crate::domain::content_hash::ContentHash;
use crate::domain::look::Likeness;

use super::ImportError;

/// A picture that is here and looks the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// Which.
    pub of: AssetId,
    /// SHA-256 of the bytes that it came as: how the two are told apart.
    pub source_hash: ContentHash,
    /// Its name.
    pub name: String,
    /// The name of the style or room that holds it.
    pub place_name: String,
    /// The bits in which the two differ, of 64.
    pub distance: u32,
}

/// Every picture that another may look like. A hundred thousand are gone
/// through in less than a millisecond.
pub(crate) struct Twins(Vec<Likely>);

impl Twins {
    pub(crate) async fn of(catalogue: &Catalogue) -> Result<Self, ImportError> {
        Ok(Self(catalogue.likely().await?))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Finds the picture that looks most like this one, unless a person said
    /// that they are two.
    pub(crate) async fn nearest(
        &self,
        catalogue: &Catalogue,
        likeness: Likeness,
        source_hash: &ContentHash,
    ) -> Result<Option<Twin>, ImportError> {
        let mut near: Vec<(u32, &Likely)> = self
            .0
            .iter()
            .map(|likely| (likely.likeness.distance(likeness), likely))
            .filter(|(distance, _)| *distance <= Likeness::NEAR)
            .collect();
        near.sort_by_key(|(distance, likely)| (*distance, likely.asset));
        for (distance, likely) in near {
            if catalogue
                .are_told_apart(source_hash, &likely.source_hash)
                .await?
            {
                continue;
            }
            if let Some(found) = catalogue.picture(likely.asset.uuid()).await? {
                return Ok(Some(Twin {
                    of: likely.asset,
                    source_hash: likely.source_hash.clone(),
                    name: found.picture.storage_path.file_name().to_owned(),
                    place_name: found.place_name,
                    distance,
                }));
            }
        }
        Ok(None)
    }
}
