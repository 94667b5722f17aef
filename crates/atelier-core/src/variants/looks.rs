//! Looking at pictures that no variant showed as a whole.

use super::VariantsError;
use crate::catalogue::Catalogue;
use crate::library::Library;
use crate::media::guard::guarded;
use crate::media::render;
use crate::progress::Cancel;

/// Pictures that are looked at between two questions.
const PAGE: u32 = 100;

/// Looks at pictures whose variants showed only a part of them, or were made by
/// an older program. Each is looked at once, whatever comes of it.
pub(super) async fn look_at_the_rest(
    catalogue: &Catalogue,
    library: &Library,
    cancel: &Cancel,
) -> Result<(), VariantsError> {
    loop {
        let page = catalogue.not_looked_at(PAGE).await?;
        if page.is_empty() {
            return Ok(());
        }
        for original in page {
            if cancel.is_cancelled() {
                return Ok(());
            }
            let (library, hash) = (library.clone(), original.content_hash);
            let look = tokio::task::spawn_blocking(move || {
                let file = library.read(&hash).ok()?;
                // A fault in the picture code must not end the work on others.
                guarded(|| render::glimpse(&file, original.media_type)).ok()?
            });
            let look = look
                .await
                .map_err(|error| VariantsError::Broken(error.to_string()))?;
            catalogue
                .set_look(original.asset, &look.unwrap_or_default())
                .await?;
        }
    }
}
