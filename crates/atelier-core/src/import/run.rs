//! Carries an import out.
//!
//! Several files are looked at, one a core, while their order is kept. Rows are
//! committed in chunks; a listener hears of a file after its commit.

use std::time::Duration;

use futures::StreamExt as _;

use crate::catalogue::{Catalogue, Known};
use crate::domain::asset::{FileFacts, Place};
use crate::domain::receipt::Receipt;
use crate::domain::tag::TagLine;
use crate::library::Library;
use crate::media::tags;
use crate::progress::{Cancel, Listener};

use super::desk::Desk;
use super::examine::{self, Fitted, Raw};
use super::intake::{Entry, Source};
use super::report::{ImportEvent, Report};
use super::{Home, ImportError, Refusal, Request};

/// Files whose rows are committed together.
const CHUNK: usize = 32;
/// How long a finished file waits for the rest of its chunk.
const CHUNK_WAIT: Duration = Duration::from_millis(250);

/// Imports files, each to its end.
///
/// # Errors
/// When the place is gone, or the catalogue or library cannot be written. What
/// was committed before stays; the rest can be imported again.
pub async fn run(
    catalogue: &Catalogue,
    library: &Library,
    request: &Request,
    entries: Vec<Entry>,
    listener: &dyn Listener<ImportEvent>,
    cancel: &Cancel,
) -> Result<Report, ImportError> {
    let home = home(catalogue, request.place).await?;
    let total = entries.len();
    let order = catalogue.next_order(request.place.board()).await?;
    let mut desk = Desk::new(catalogue, request, &home, order, listener, total);
    let looks = futures::stream::iter(entries.into_iter().enumerate())
        .take_while(|_| futures::future::ready(!cancel.is_cancelled()))
        .map(|(index, entry)| look(catalogue, library, request, index, entry))
        .buffered(workers());
    let mut chunks = std::pin::pin!(tokio_stream::StreamExt::chunks_timeout(
        looks, CHUNK, CHUNK_WAIT
    ));
    while let Some(chunk) = chunks.next().await {
        desk.settle(chunk).await?;
    }
    desk.finish().await
}

/// Finds the place of an import with what its paths need.
pub(crate) async fn home(catalogue: &Catalogue, place: Place) -> Result<Home, ImportError> {
    let home = match place {
        Place::Style { style_id } => catalogue.style(style_id).await?.map(Home::Style),
        Place::Room {
            room_id,
            asset_type,
        } => catalogue
            .room(room_id)
            .await?
            .map(|room| Home::Room(room, asset_type)),
    };
    home.ok_or(ImportError::NoSuchPlace)
}

/// How many files are looked at at once: one a core.
pub(crate) fn workers() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZeroUsize::get)
}

/// One file that was looked at.
pub(crate) struct Looked {
    pub(crate) index: usize,
    pub(crate) shown: String,
    pub(crate) finding: Result<Finding, ImportError>,
}

/// What was found out about a file.
pub(crate) enum Finding {
    Kept(Box<Kept>),
    Known(Known),
    Refused(Refusal),
}

/// A file that lies in the library and has no row yet.
pub(crate) struct Kept {
    pub(crate) name: String,
    pub(crate) facts: FileFacts,
    pub(crate) receipt: Receipt,
    pub(crate) tags: Vec<TagLine>,
    pub(crate) fitted: Option<Fitted>,
    pub(crate) note: Option<String>,
    pub(crate) source_url: Option<String>,
}

async fn look(
    catalogue: &Catalogue,
    library: &Library,
    request: &Request,
    index: usize,
    entry: Entry,
) -> Looked {
    let shown = entry.shown;
    let finding = match entry.source {
        Err(refusal) => Ok(Finding::Refused(refusal)),
        Ok(source) => look_at(catalogue, library, request, source).await,
    };
    Looked {
        index,
        shown,
        finding,
    }
}

async fn look_at(
    catalogue: &Catalogue,
    library: &Library,
    request: &Request,
    source: Source,
) -> Result<Finding, ImportError> {
    let (source, raw) = blocking(move || {
        let raw = examine::read(&source);
        (source, raw)
    })
    .await?;
    let raw = match raw {
        Ok(raw) => raw,
        Err(refusal) => return Ok(Finding::Refused(refusal)),
    };
    let known = catalogue
        .known_by_source_hash(std::slice::from_ref(&raw.hash))
        .await?;
    if let Some(known) = blocking_duplicate(known, request) {
        return Ok(Finding::Known(known));
    }
    let (policy, fit, library) = (request.policy, request.fit, library.clone());
    blocking(move || keep(&library, &source, &raw, policy, fit)).await?
}

/// Of the assets with the same content, the one that keeps a file out: one in
/// the same place first, one elsewhere unless those are to be added too.
pub(crate) fn blocking_duplicate(known: Vec<Known>, request: &Request) -> Option<Known> {
    let mut known: Vec<Known> = known.into_iter().filter(|k| !k.trashed).collect();
    known.sort_by_key(|k| k.board != request.place.board());
    let first = known.into_iter().next()?;
    (first.board == request.place.board() || !request.also_elsewhere).then_some(first)
}

/// Cleans a file and puts it in the library. Blocking.
fn keep(
    library: &Library,
    source: &Source,
    raw: &Raw,
    policy: crate::domain::receipt::Policy,
    fit: bool,
) -> Result<Finding, ImportError> {
    let name = source.name();
    let prepared = match examine::prepare(&name, raw, policy, fit) {
        Ok(prepared) => prepared,
        Err(refusal) => return Ok(Finding::Refused(refusal)),
    };
    library.keep(&prepared.file)?;
    Ok(Finding::Kept(Box::new(Kept {
        name,
        facts: FileFacts {
            media_type: prepared.media_type,
            bytes: prepared.file.bytes().len() as u64,
            width: prepared.size.map(|s| s.0),
            height: prepared.size.map(|s| s.1),
            content_hash: prepared.file.content_hash().clone(),
            source_hash: raw.hash.clone(),
        },
        tags: tags::compare(&tags::read(&raw.bytes), &tags::read(prepared.file.bytes())),
        receipt: prepared.receipt,
        fitted: prepared.fitted,
        note: prepared.note,
        source_url: match source {
            Source::Memory { source_url, .. } => source_url.clone(),
            Source::Path(_) => None,
        },
    })))
}

/// Runs blocking work away from the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ImportError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| ImportError::Broken(e.to_string()))
}
