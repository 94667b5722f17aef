//! Where the findings of an import become rows, and its report is written.

use std::collections::HashMap;

use uuid::Uuid;

use crate::catalogue::{Catalogue, NewAsset};
use crate::clock::{self, UnixMillis};
use crate::domain::asset::{Asset, AssetId, FileFacts};
use crate::domain::content_hash::ContentHash;
use crate::domain::ids::{BatchId, RoomAssetId, StyleImageId};
use crate::domain::room_asset::{AssetStatus, RoomAsset};
use crate::domain::storage_path::StoragePath;
use crate::domain::style_image::StyleImage;
use crate::domain::variant::Variant;
use crate::progress::Listener;

use super::examine::Fitted;
use super::naming::{self, Naming};
use super::report::{Duplicate, ImportEvent, Imported, Refused, Report};
use super::run::{Finding, Kept, Looked};
use super::{Home, ImportError, Refusal, Request};

/// Where findings become rows and the report is written.
pub(crate) struct Desk<'a> {
    catalogue: &'a Catalogue,
    request: &'a Request,
    home: &'a Home,
    /// Begun with the first file that comes in.
    batch: Option<BatchId>,
    at: UnixMillis,
    order: i32,
    /// Content that this import brought, so that a second copy is told.
    seen: HashMap<ContentHash, AssetId>,
    report: Report,
    listener: &'a dyn Listener<ImportEvent>,
    done: usize,
    total: usize,
}

/// What becomes of one file.
enum Outcome {
    Row(Option<String>),
    Duplicate {
        of: AssetId,
        here: bool,
        place_name: String,
    },
    Refused(Refusal),
}

impl<'a> Desk<'a> {
    pub(crate) fn new(
        catalogue: &'a Catalogue,
        request: &'a Request,
        home: &'a Home,
        order: i32,
        listener: &'a dyn Listener<ImportEvent>,
        total: usize,
    ) -> Self {
        Self {
            catalogue,
            request,
            home,
            batch: None,
            at: clock::now(),
            order,
            seen: HashMap::new(),
            report: Report::default(),
            listener,
            done: 0,
            total,
        }
    }

    /// Closes the import and hands over its report.
    pub(crate) async fn finish(mut self) -> Result<Report, ImportError> {
        self.report.stopped = self.total - self.done;
        self.report.batch = self.batch;
        if let Some(batch) = self.batch {
            let sentence = self.report.sentence();
            self.report.history = self
                .catalogue
                .finish_batch(batch, &sentence, self.at)
                .await?;
        }
        Ok(self.report)
    }

    /// Records a chunk, then reports each of its files, in order.
    pub(crate) async fn settle(&mut self, chunk: Vec<Looked>) -> Result<(), ImportError> {
        let mut outcomes = Vec::with_capacity(chunk.len());
        let mut kept = Vec::new();
        for looked in chunk {
            let finding = looked.finding?;
            outcomes.push((looked.index, looked.shown, self.sort(finding, &mut kept)));
        }
        let rows = self.rows(kept).await?;
        if !rows.is_empty() {
            self.catalogue.record_import(&rows).await?;
        }
        let mut rows = rows.into_iter();
        for (index, shown, outcome) in outcomes {
            self.done += 1;
            match outcome {
                Outcome::Row(note) => {
                    if let Some(row) = rows.next() {
                        self.tell_imported(index, shown, &row, note);
                    }
                }
                Outcome::Duplicate {
                    of,
                    here,
                    place_name,
                } => {
                    self.hear(|done, total| ImportEvent::Duplicate {
                        index,
                        path: shown.clone(),
                        done,
                        total,
                    });
                    self.report.duplicates.push(Duplicate {
                        index,
                        shown,
                        of,
                        here,
                        place_name,
                    });
                }
                Outcome::Refused(refusal) => {
                    let reason = refusal.reason.clone();
                    self.hear(|done, total| ImportEvent::Refused {
                        index,
                        path: shown.clone(),
                        reason,
                        done,
                        total,
                    });
                    self.report.refused.push(Refused {
                        index,
                        shown,
                        refusal,
                    });
                }
            }
        }
        Ok(())
    }

    /// Decides what becomes of one finding; new files go to `kept`.
    fn sort(&mut self, finding: Finding, kept: &mut Vec<(Uuid, Kept)>) -> Outcome {
        match finding {
            Finding::Refused(refusal) => Outcome::Refused(refusal),
            Finding::Known(known) => Outcome::Duplicate {
                of: known.asset,
                here: known.board == self.request.place.board(),
                place_name: known.place_name,
            },
            Finding::Kept(file) => {
                if let Some(of) = self.seen.get(&file.facts.source_hash) {
                    return Outcome::Duplicate {
                        of: *of,
                        here: true,
                        place_name: self.home.name().to_owned(),
                    };
                }
                let id = Uuid::now_v7();
                self.seen
                    .insert(file.facts.source_hash.clone(), self.asset_id(id));
                let note = file.note.clone();
                kept.push((id, *file));
                Outcome::Row(note)
            }
        }
    }

    fn asset_id(&self, id: Uuid) -> AssetId {
        match self.home {
            Home::Style(_) => AssetId::StyleImage(StyleImageId(id)),
            Home::Room(..) => AssetId::RoomAsset(RoomAssetId(id)),
        }
    }

    async fn rows(&mut self, kept: Vec<(Uuid, Kept)>) -> Result<Vec<NewAsset>, ImportError> {
        if self.batch.is_none() && !kept.is_empty() {
            self.batch = Some(
                self.catalogue
                    .begin_batch(&self.request.place, self.at)
                    .await?,
            );
        }
        let naming = Naming {
            home: self.home,
            at: self.at,
            render_style: self.request.words.render_style.as_ref(),
        };
        let files: Vec<_> = kept
            .iter()
            .map(|(_, file)| {
                (
                    file.name.clone(),
                    file.facts.media_type,
                    file.facts.content_hash.clone(),
                )
            })
            .collect();
        let paths = naming::free_paths(self.catalogue, &naming, &files).await?;
        let rows = kept
            .into_iter()
            .zip(paths)
            .map(|((id, file), path)| self.row(id, file, path));
        Ok(rows.collect())
    }

    fn row(&mut self, id: Uuid, file: Kept, path: StoragePath) -> NewAsset {
        let order = self.order;
        self.order += 1;
        let Kept {
            name,
            facts,
            receipt,
            tags,
            fitted,
            source_url,
            ..
        } = file;
        let variants = self.variants(self.asset_id(id), &facts, &path);
        let words = self.request.words.clone();
        let asset = match self.home {
            Home::Style(style) => Asset::StyleImage(StyleImage {
                id: StyleImageId(id),
                style_id: style.id,
                storage_path: path,
                original_filename: name,
                file: facts,
                caption: words.caption,
                alt_text: words.alt_text,
                room_type: words.room_type,
                tags: words.tags,
                display_order: order,
                source_url: source_url.or(words.source_url),
                batch_id: self.batch,
                created_at: self.at,
                updated_at: self.at,
                trashed_at: None,
            }),
            Home::Room(room, asset_type) => Asset::RoomAsset(RoomAsset {
                id: RoomAssetId(id),
                session_id: room.session_id,
                room_id: room.id,
                asset_type: *asset_type,
                storage_path: path,
                source: asset_type.default_source(),
                status: AssetStatus::Pending,
                original_filename: name,
                file: facts,
                display_order: order,
                caption: words.caption,
                alt_text: words.alt_text,
                batch_id: self.batch,
                created_at: self.at,
                updated_at: self.at,
                trashed_at: None,
            }),
        };
        NewAsset {
            asset,
            receipt,
            tags,
            metadata: fitted.as_ref().and_then(metadata),
            thumbhash: None,
            variants,
        }
    }

    /// The variants to ask for: one a preset, none for what has no pixels.
    fn variants(&self, parent: AssetId, facts: &FileFacts, path: &StoragePath) -> Vec<Variant> {
        let (Some(width), Some(height)) = (facts.width, facts.height) else {
            return Vec::new();
        };
        self.request
            .presets
            .iter()
            .map(|preset| preset.variant(parent, path, (width, height), self.at))
            .collect()
    }

    fn tell_imported(&mut self, index: usize, shown: String, row: &NewAsset, note: Option<String>) {
        self.hear(|done, total| ImportEvent::Imported {
            index,
            path: shown.clone(),
            done,
            total,
        });
        let file = row.asset.file();
        self.report.imported.push(Imported {
            index,
            shown,
            id: row.asset.id(),
            storage_path: row.asset.storage_path().clone(),
            content_hash: file.content_hash.clone(),
            bytes: file.bytes,
            width: file.width,
            height: file.height,
            removed: row.receipt.removed_words(),
            had_place: row.receipt.had_place,
            note,
        });
    }

    fn hear(&self, event: impl FnOnce(usize, usize) -> ImportEvent) {
        self.listener.hear(event(self.done, self.total));
    }
}

/// The platform's metadata of a file that was made to fit.
fn metadata(fitted: &Fitted) -> Option<String> {
    // A struct of numbers always becomes JSON.
    serde_json::to_string(&serde_json::json!({ "fitted": fitted })).ok()
}
