//! Says what an import would do, and does nothing.

use std::collections::HashMap;

use futures::StreamExt as _;

use crate::catalogue::{Catalogue, Known};
use crate::domain::asset::AssetId;
use crate::domain::content_hash::ContentHash;
use crate::domain::limits::max_bytes;
use crate::domain::look::Likeness;
use crate::domain::receipt::{Policy, Receipt};
use crate::media::tags::{self, Shown};
use crate::media::{clean, render};
use crate::progress::{Cancel, Listener};

use super::examine;
use super::intake::{Entry, Source};
use super::report::ImportEvent;
use super::run::{blocking, blocking_duplicate, home, workers};
use super::twins::{Twin, Twins};
use super::{ImportError, Refusal, Request};

/// The most pictures that come in without a question.
const AT_ONCE: usize = 3;

/// What an import would do with each of its files.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The name of the style or room.
    pub place_name: String,
    /// One item a file, in the order of the import.
    pub items: Vec<Item>,
}

/// What would become of one file.
#[derive(Debug, Clone)]
pub struct Item {
    /// The entry that it was planned from: carrying the plan out takes it again.
    pub entry: Entry,
    /// The name that people know it by.
    pub name: String,
    /// Its size, 0 when it cannot be read.
    pub bytes: u64,
    /// Its width and height as shown, if they are known.
    pub size: Option<(u32, u32)>,
    /// What would become of it.
    pub verdict: Verdict,
    /// What would be taken out of it and what would stay.
    pub receipt: Option<Receipt>,
    /// What would be set right, such as a wrong extension.
    pub note: Option<String>,
    /// SHA-256 of its bytes; none when it cannot be read.
    pub source_hash: Option<ContentHash>,
    /// A picture that is here and looks the same; only for what is new.
    pub looks_like: Option<Twin>,
}

/// What would become of one file.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// It comes in.
    New,
    /// It is here already.
    Duplicate {
        /// The asset with the same content; none for a second copy in this plan.
        of: Option<AssetId>,
        /// True when that is in the same style or room.
        here: bool,
        /// The name of the style or room that holds it.
        place_name: String,
    },
    /// It is over the limit of its kind, and `fit` would bring it under.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// It cannot be taken.
    Refused(Refusal),
}

/// Looks at every file and says what would become of it.
///
/// Each file is read once, hashed, and cleaned in memory, so that a plan and the
/// import after it can only differ when a file changes in between.
///
/// # Errors
/// When the place is gone or the catalogue cannot be read.
pub async fn plan(
    catalogue: &Catalogue,
    request: &Request,
    entries: Vec<Entry>,
    listener: &dyn Listener<ImportEvent>,
    cancel: &Cancel,
) -> Result<Plan, ImportError> {
    let home = home(catalogue, request.place).await?;
    let twins = Twins::of(catalogue).await?;
    let total = entries.len();
    let mut looks = futures::stream::iter(entries)
        .take_while(|_| futures::future::ready(!cancel.is_cancelled()))
        .map(|entry| look(catalogue, request, &twins, entry))
        .buffered(workers());
    let mut items = Vec::with_capacity(total);
    let mut seen: HashMap<ContentHash, ()> = HashMap::new();
    while let Some(look) = looks.next().await {
        let (mut item, hash) = look?;
        if let (Verdict::New, Some(hash)) = (&item.verdict, hash)
            && seen.insert(hash, ()).is_some()
        {
            item.verdict = Verdict::Duplicate {
                of: None,
                here: true,
                place_name: home.name().to_owned(),
            };
        }
        items.push(item);
        listener.hear(ImportEvent::Looked {
            done: items.len(),
            total,
        });
    }
    Ok(Plan {
        place_name: home.name().to_owned(),
        items,
    })
}

impl Plan {
    /// Tells whether it may be carried out without being shown: one to three
    /// pictures, each of them new and like none that is here.
    #[must_use]
    pub fn needs_no_look(&self) -> bool {
        let plain = |item: &Item| matches!(item.verdict, Verdict::New) && item.looks_like.is_none();
        (1..=AT_ONCE).contains(&self.items.len()) && self.items.iter().all(plain)
    }

    /// Returns the files to carry it out with: all but those that a person left
    /// out, by their numbers in the plan.
    #[must_use]
    pub fn entries_without(&self, left_out: &[usize]) -> Vec<Entry> {
        let stays = |at: &usize| !left_out.contains(at);
        let numbered = self.items.iter().enumerate();
        numbered
            .filter(|(at, _)| stays(at))
            .map(|(_, item)| item.entry.clone())
            .collect()
    }
}

async fn look(
    catalogue: &Catalogue,
    request: &Request,
    twins: &Twins,
    entry: Entry,
) -> Result<(Item, Option<ContentHash>), ImportError> {
    let source = match &entry.source {
        Ok(source) => source.clone(),
        Err(refusal) => {
            let refusal = refusal.clone();
            return Ok((Item::refused(entry, refusal), None));
        }
    };
    let raw = {
        let source = source.clone();
        blocking(move || examine::read(&source)).await?
    };
    let raw = match raw {
        Ok(raw) => raw,
        Err(refusal) => return Ok((Item::refused(entry, refusal), None)),
    };
    let hash = raw.hash.clone();
    let known = catalogue
        .known_by_source_hash(std::slice::from_ref(&hash))
        .await?;
    let known = blocking_duplicate(known, request);
    let (policy, name) = (request.policy, source.name());
    let compare = known.is_none() && !twins.is_empty();
    let (mut item, likeness) = blocking(move || weigh(entry, name, &raw, policy, compare)).await?;
    if let Some(known) = known {
        item.verdict = duplicate(known, request);
    } else if let Some(likeness) = likeness {
        item.looks_like = twins.nearest(catalogue, likeness, &hash).await?;
    }
    Ok((item, Some(hash)))
}

fn duplicate(known: Known, request: &Request) -> Verdict {
    Verdict::Duplicate {
        of: Some(known.asset),
        here: known.board == request.place.board(),
        place_name: known.place_name,
    }
}

/// Cleans a file in memory and says what came of it, and what it looks like if
/// that is asked. Blocking.
fn weigh(
    entry: Entry,
    name: String,
    raw: &examine::Raw,
    policy: Policy,
    compare: bool,
) -> (Item, Option<Likeness>) {
    let bytes = raw.bytes.len() as u64;
    match examine::prepare(&name, raw, policy, false) {
        Ok(prepared) => {
            let likeness = compare
                .then(|| render::glimpse(&raw.bytes, prepared.media_type))
                .flatten()
                .and_then(|look| look.likeness);
            let item = Item {
                size: prepared.size,
                verdict: Verdict::New,
                receipt: Some(prepared.receipt),
                note: prepared.note,
                source_hash: Some(raw.hash.clone()),
                looks_like: None,
                entry,
                name,
                bytes,
            };
            (item, likeness)
        }
        Err(refusal) => {
            let limit = crate::media::inspect::inspect(&raw.bytes)
                .ok()
                .map(|i| max_bytes(i.media_type));
            let mut item = Item::refused(entry, refusal);
            item.bytes = bytes;
            if let (Some(limit), Verdict::Refused(refusal)) = (limit, &item.verdict)
                && refusal.fit_helps
            {
                item.verdict = Verdict::TooLarge { limit };
            }
            (item, None)
        }
    }
}

impl Item {
    /// Lists the file's metadata as it is now, and what a cleaning would leave of
    /// it. The words of places are left out unless they are asked for. Blocking;
    /// none when the file cannot be read any more.
    #[must_use]
    pub fn tags(&self, policy: Policy, places: bool) -> Option<Vec<Shown>> {
        let raw = self.entry.source.as_ref().ok()?.read_again()?;
        let before = tags::read(&raw);
        let after =
            clean::clean(&raw, policy).map_or_else(|_| Vec::new(), |file| tags::read(file.bytes()));
        let lines = tags::compare(&before, &after);
        Some(tags::show(lines, [before, after].concat(), places))
    }

    fn refused(entry: Entry, refusal: Refusal) -> Self {
        let name = match &entry.source {
            Ok(source) => source.name(),
            Err(_) => Source::Path(entry.shown.clone().into()).name(),
        };
        Self {
            entry,
            name,
            bytes: 0,
            size: None,
            verdict: Verdict::Refused(refusal),
            receipt: None,
            note: None,
            source_hash: None,
            looks_like: None,
        }
    }
}
