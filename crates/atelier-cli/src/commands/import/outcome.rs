//! What an import did, or would do: for programs and for people.

use std::collections::BTreeMap;

use serde::Serialize;

use atelier_core::domain::content_hash::ContentHash;
use atelier_core::domain::ids::BatchId;
use atelier_core::domain::storage_path::StoragePath;
use atelier_core::import::plan::{Item, Verdict};
use atelier_core::import::{self, Plan, Refusal, Report, Request};

use crate::error::Exit;
use crate::output::{Answer, Ink, Page, safe};
use crate::words::{self, many};

/// What an import did, or would do.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    dry_run: bool,
    place: String,
    batch: Option<BatchId>,
    imported: Vec<Imported>,
    duplicates: Vec<Duplicate>,
    refused: Vec<Refused>,
    stopped: usize,
}

#[derive(Debug, Serialize)]
struct Imported {
    path: String,
    id: Option<String>,
    storage_path: Option<StoragePath>,
    content_hash: Option<ContentHash>,
    bytes: u64,
    width: Option<u32>,
    height: Option<u32>,
    removed: Vec<&'static str>,
    had_place: bool,
    note: Option<String>,
    looks_like: Option<LooksLike>,
}

/// A picture that is here and looks the same.
#[derive(Debug, Serialize)]
struct LooksLike {
    of: String,
    name: String,
    place: String,
    distance: u32,
}

#[derive(Debug, Serialize)]
struct Duplicate {
    path: String,
    of: Option<String>,
    here: bool,
    place: String,
}

/// A file that is not taken, as every command reports it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Refused {
    pub(crate) path: String,
    pub(crate) code: &'static str,
    pub(crate) reason: String,
}

impl Refused {
    pub(crate) fn new(path: impl Into<String>, refusal: Refusal) -> Self {
        Self {
            path: path.into(),
            code: refusal.code,
            reason: refusal.reason,
        }
    }
}

impl Outcome {
    /// Reads the report of an import.
    pub(crate) fn of_report(report: Report, place: String) -> Self {
        Self {
            dry_run: false,
            place,
            batch: report.batch,
            imported: report.imported.into_iter().map(Imported::from).collect(),
            duplicates: report.duplicates.into_iter().map(Duplicate::from).collect(),
            refused: report
                .refused
                .into_iter()
                .map(|r| Refused::new(r.shown, r.refusal))
                .collect(),
            stopped: report.stopped,
        }
    }

    /// Reads a plan, of which `total` files were asked for.
    pub(super) fn of_plan(plan: Plan, request: &Request, total: usize) -> Self {
        let mut outcome = Self {
            dry_run: true,
            place: plan.place_name,
            batch: None,
            imported: Vec::new(),
            duplicates: Vec::new(),
            refused: Vec::new(),
            stopped: total.saturating_sub(plan.items.len()),
        };
        for item in plan.items {
            outcome.take(item, request.fit);
        }
        outcome
    }

    fn take(&mut self, item: Item, fit: bool) {
        let path = item.entry.shown.clone();
        match &item.verdict {
            Verdict::New => self.imported.push(Imported::planned(item, path)),
            Verdict::TooLarge { .. } if fit => self.imported.push(Imported::planned(item, path)),
            Verdict::TooLarge { limit } => {
                self.refused
                    .push(Refused::new(path, Refusal::too_large(*limit, true)));
            }
            Verdict::Duplicate {
                of,
                here,
                place_name,
            } => self.duplicates.push(Duplicate {
                path,
                of: of.map(|id| id.to_string()),
                here: *here,
                place: place_name.clone(),
            }),
            Verdict::Refused(refusal) => self.refused.push(Refused::new(path, refusal.clone())),
        }
    }

    /// Returns how many came in, were here already, and were refused.
    pub(crate) fn counts(&self) -> (usize, usize, usize) {
        (
            self.imported.len(),
            self.duplicates.len(),
            self.refused.len(),
        )
    }
}

impl From<import::Imported> for Imported {
    fn from(file: import::Imported) -> Self {
        Self {
            path: file.shown,
            id: Some(file.id.to_string()),
            storage_path: Some(file.storage_path),
            content_hash: Some(file.content_hash),
            bytes: file.bytes,
            width: file.width,
            height: file.height,
            removed: file.removed,
            had_place: file.had_place,
            note: file.note,
            looks_like: None,
        }
    }
}

impl Imported {
    fn planned(item: Item, path: String) -> Self {
        let receipt = item.receipt.as_ref();
        Self {
            path,
            id: None,
            storage_path: None,
            content_hash: receipt.map(|receipt| receipt.sha256_after.clone()),
            bytes: item.bytes,
            width: item.size.map(|size| size.0),
            height: item.size.map(|size| size.1),
            removed: receipt
                .map(|receipt| receipt.removed_words())
                .unwrap_or_default(),
            had_place: receipt.is_some_and(|receipt| receipt.had_place),
            note: item.note,
            looks_like: item.looks_like.map(|twin| LooksLike {
                of: twin.of.to_string(),
                name: twin.name,
                place: twin.place_name,
                distance: twin.distance,
            }),
        }
    }
}

impl From<import::Duplicate> for Duplicate {
    fn from(file: import::Duplicate) -> Self {
        Self {
            path: file.shown,
            of: Some(file.of.to_string()),
            here: file.here,
            place: file.place_name,
        }
    }
}

impl Answer for Outcome {
    fn tell(&self, page: &mut Page) {
        self.tell_imported(page);
        self.tell_duplicates(page);
        tell_refused(
            page,
            &self.refused,
            if self.dry_run {
                "would be refused"
            } else {
                "refused"
            },
        );
        if self.stopped > 0 {
            page.gap();
            page.line(format!(
                "Stopped: {} left out. Import the same again to go on; what is here is passed over.",
                many(self.stopped, "file was", "files were")
            ));
        }
        if self.imported.len() + self.duplicates.len() + self.refused.len() + self.stopped == 0 {
            page.line("No file was found there, so nothing was done.");
        }
        if let Some(batch) = self.batch {
            page.gap();
            let undo = format!("Take it back with `atelier import undo {batch}`.");
            let undo = page.ink(Ink::Faint, &undo);
            page.line(undo);
        }
    }

    fn exit(&self) -> Exit {
        Exit::all_done(self.refused.is_empty() && self.stopped == 0)
    }

    fn is_account(&self) -> bool {
        !self.dry_run
    }
}

impl Outcome {
    fn tell_imported(&self, page: &mut Page) {
        if self.imported.is_empty() {
            return;
        }
        let files = many(self.imported.len(), "file", "files");
        let bytes = words::bytes(self.imported.iter().map(|file| file.bytes).sum());
        let cleaned = self
            .imported
            .iter()
            .filter(|file| !file.removed.is_empty())
            .count();
        let places = self.imported.iter().filter(|file| file.had_place).count();
        let place = safe(&self.place);
        if self.dry_run {
            page.line(format!("{files} would be imported to {place} ({bytes})."));
        } else {
            page.line(page.ink(
                Ink::Good,
                &format!("{files} imported to {place} ({bytes})."),
            ));
        }
        if cleaned > 0 {
            let would = if self.dry_run {
                "would be cleaned"
            } else {
                "cleaned"
            };
            page.line(format!(
                "{} {would}; {} said where they were taken.",
                words::count(cleaned as u64),
                words::count(places as u64)
            ));
        }
        for file in &self.imported {
            if let Some(note) = &file.note {
                page.line(format!("  {} {}", safe(&file.path), safe(note)));
            }
            if let Some(twin) = &file.looks_like {
                let (path, name) = (safe(&file.path), safe(&twin.name));
                page.line(format!(
                    "  {path} looks like {name} in {}",
                    safe(&twin.place)
                ));
            }
        }
    }

    fn tell_duplicates(&self, page: &mut Page) {
        if self.duplicates.is_empty() {
            return;
        }
        page.gap();
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            self.duplicates.iter().partition(|file| file.here);
        if !here.is_empty() {
            let are = many(here.len(), "file is", "files are");
            page.line(format!("{are} here already."));
        }
        let mut by_place: BTreeMap<&str, usize> = BTreeMap::new();
        for file in elsewhere {
            *by_place.entry(&file.place).or_default() += 1;
        }
        for (place, files) in by_place {
            let are = many(files, "file is", "files are");
            page.line(format!(
                "{are} in {} already; --also-here adds them.",
                safe(place)
            ));
        }
    }
}

/// Puts a file's name before what is said of it.
fn told_of(name: &str, reason: &str) -> String {
    if reason.starts_with(name) {
        reason.to_owned()
    } else if reason.starts_with(char::is_lowercase) {
        format!("{name} {reason}")
    } else {
        format!("{name}: {reason}")
    }
}

/// Lists what was refused: one line a cause, and below it each file.
pub(crate) fn tell_refused(page: &mut Page, refused: &[Refused], what: &str) {
    if refused.is_empty() {
        return;
    }
    page.gap();
    let heading = format!("{} {what}:", words::count(refused.len() as u64));
    page.line(page.ink(Ink::Bad, &heading));
    let mut causes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in refused {
        causes.entry(&file.reason).or_default().push(&file.path);
    }
    for (reason, paths) in causes {
        if let [path] = paths[..] {
            page.line(format!("  {}", safe(&told_of(path, reason))));
            continue;
        }
        let all = format!("{}: each", many(paths.len(), "file", "files"));
        page.line(format!("  {}", safe(&told_of(&all, reason))));
        for path in paths {
            page.line(format!("    {}", safe(path)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_becomes_a_sentence_about_its_file() {
        assert_eq!(told_of("a.jpg", "is cut short."), "a.jpg is cut short.");
        assert_eq!(
            told_of("a.jpg", "may not be read by you."),
            "a.jpg may not be read by you."
        );
        assert_eq!(
            told_of("a.jpg", "The disk is full."),
            "a.jpg: The disk is full."
        );
        assert_eq!(
            told_of("https://x/a", "https://x/a is a page."),
            "https://x/a is a page."
        );
    }
}
