//! What was cleaned, or found, as people and programs are told of it.

use serde::Serialize;

use atelier_core::domain::content_hash::ContentHash;
use atelier_core::domain::receipt::{Policy, Receipt, Warning};
use atelier_core::media::clean::{Place, Unsealed};

use super::Kept;
use crate::commands::import::{Refused, tell_refused};
use crate::error::Exit;
use crate::output::{Answer, Ink, Page, safe};
use crate::words::{self, many};

/// What a run does with the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// It only looks.
    Check,
    /// It writes them into another folder.
    Out,
    /// It replaces them.
    InPlace,
}

impl Mode {
    /// Returns the word before the bar.
    pub(super) fn doing(self) -> &'static str {
        match self {
            Self::Check => "Looking",
            Self::Out | Self::InPlace => "Cleaning",
        }
    }
}

/// What was cleaned, or found.
#[derive(Debug, Serialize)]
pub(super) struct Outcome {
    check: bool,
    in_place: bool,
    policy: Policy,
    cleaned: Vec<Cleaned>,
    refused: Vec<Refused>,
    /// Originals of earlier runs, and files that were named twice.
    pub(super) passed_over: usize,
    pub(super) stopped: usize,
    /// Where originals lie, in words.
    #[serde(skip)]
    pub(super) originals: Option<String>,
    #[serde(skip)]
    pub(super) asked_for_places: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Cleaned {
    pub(super) path: String,
    /// Where the clean file lies; none when nothing was written.
    out: Option<String>,
    /// Where the original lies, if the file was replaced.
    backup: Option<String>,
    /// Whether the clean file differs from the one that came.
    changed: bool,
    pub(super) had_place: bool,
    removed: Vec<&'static str>,
    kept: Vec<&'static str>,
    warnings: Vec<&'static str>,
    /// The places themselves, only when they were asked for.
    places: Option<Vec<Shown>>,
    bytes: u64,
    /// Always there under `--json`; else nobody asked.
    sha256_before: Option<ContentHash>,
    sha256_after: Option<ContentHash>,
}

/// A place, for the eyes of whoever asked.
#[derive(Debug, Serialize)]
struct Shown {
    carrier: &'static str,
    name: String,
    value: String,
}

impl Cleaned {
    /// Takes over what a cleaning found.
    pub(super) fn of(shown: &str, file: &Unsealed) -> Self {
        Self {
            path: shown.to_owned(),
            out: None,
            backup: None,
            changed: file.changed(),
            had_place: file.had_place(),
            removed: file.removed_words(),
            kept: file.kept_words(),
            warnings: words_of(file.warnings()),
            places: None,
            bytes: file.bytes().len() as u64,
            sha256_before: None,
            sha256_after: None,
        }
    }

    /// Takes over the hashes.
    pub(super) fn hashed(&mut self, receipt: &Receipt) {
        self.sha256_before = Some(receipt.sha256_before.clone());
        self.sha256_after = Some(receipt.sha256_after.clone());
    }

    /// Takes over where the file lies now.
    pub(super) fn lies(&mut self, kept: Kept) {
        let text = |path: std::path::PathBuf| path.to_string_lossy().into_owned();
        self.out = kept.out.map(text);
        self.backup = kept.backup.map(text);
    }

    /// Takes over the places themselves.
    pub(super) fn show(&mut self, places: Vec<Place>) {
        let shown = |place: Place| Shown {
            carrier: place.carrier.words(),
            name: place.name,
            value: place.value,
        };
        self.places = Some(places.into_iter().map(shown).collect());
    }
}

/// Returns the sentences of warnings.
pub(super) fn words_of(warnings: &[Warning]) -> Vec<&'static str> {
    warnings.iter().map(|warning| warning.words()).collect()
}

impl Outcome {
    pub(super) fn new(mode: Mode, policy: Policy) -> Self {
        Self {
            check: mode == Mode::Check,
            in_place: mode == Mode::InPlace,
            policy,
            cleaned: Vec::new(),
            refused: Vec::new(),
            passed_over: 0,
            stopped: 0,
            originals: None,
            asked_for_places: false,
        }
    }

    /// Takes in what became of each file.
    pub(super) fn take(&mut self, results: Vec<Result<Cleaned, Refused>>) {
        for result in results {
            match result {
                Ok(cleaned) => self.cleaned.push(cleaned),
                Err(refused) => self.refused.push(refused),
            }
        }
    }
}

impl Answer for Outcome {
    fn tell(&self, page: &mut Page) {
        if self.check {
            self.tell_found(page);
        } else {
            if self.asked_for_places {
                self.tell_places(page);
            }
            self.tell_cleaned(page);
        }
        for file in self.cleaned.iter().filter(|file| !file.warnings.is_empty()) {
            page.line(format!(
                "  {}: {}",
                safe(&file.path),
                file.warnings.join(" ")
            ));
        }
        tell_refused(page, &self.refused, "refused");
        if self.passed_over > 0 {
            page.line(format!(
                "{} passed over: originals of earlier runs, or named twice.",
                many(self.passed_over, "file was", "files were")
            ));
        }
        if self.stopped > 0 {
            page.line(format!(
                "Stopped: {} left out.",
                many(self.stopped, "file was", "files were")
            ));
        }
        if self.cleaned.len() + self.refused.len() + self.stopped == 0 {
            page.line("No file was found there, so nothing was done.");
        }
    }

    fn exit(&self) -> Exit {
        let told = self.check && self.cleaned.iter().any(|file| file.had_place);
        Exit::all_done(self.refused.is_empty() && self.stopped == 0 && !told)
    }

    fn is_account(&self) -> bool {
        !self.check && !self.asked_for_places
    }
}

impl Outcome {
    fn tell_cleaned(&self, page: &mut Page) {
        if self.cleaned.is_empty() {
            return;
        }
        let places = self.cleaned.iter().filter(|file| file.had_place).count();
        let as_they_were = self.cleaned.iter().filter(|file| !file.changed).count();
        let files = many(self.cleaned.len(), "file", "files");
        page.line(page.ink(Ink::Good, &format!("{files} proved clean.")));
        page.line(format!(
            "{} said where they were taken; {} had nothing to take out{}.",
            words::count(places as u64),
            words::count(as_they_were as u64),
            if self.in_place {
                " and were not touched"
            } else {
                ""
            }
        ));
        let replaced = self.cleaned.len() - as_they_were;
        if self.in_place && replaced > 0 {
            let lie = match &self.originals {
                Some(lie) => format!("the originals lie {}", safe(lie)),
                None => "no originals were kept".to_owned(),
            };
            page.line(format!(
                "{} replaced; {lie}.",
                many(replaced, "file", "files")
            ));
        }
    }

    fn tell_found(&self, page: &mut Page) {
        let (telling, silent): (Vec<_>, Vec<_>) =
            self.cleaned.iter().partition(|file| file.had_place);
        for file in &telling {
            page.line(format!("{}: {}", safe(&file.path), file.removed.join(", ")));
            file.tell_places(page);
        }
        if !self.cleaned.is_empty() {
            page.gap();
            page.line(format!(
                "{} where they were taken, {} not. Nothing was written.",
                many(telling.len(), "file says", "files say"),
                words::count(silent.len() as u64)
            ));
        }
    }

    fn tell_places(&self, page: &mut Page) {
        for file in self.cleaned.iter().filter(|file| file.had_place) {
            page.line(format!("{}:", safe(&file.path)));
            file.tell_places(page);
        }
        page.gap();
    }
}

impl Cleaned {
    fn tell_places(&self, page: &mut Page) {
        for place in self.places.iter().flatten() {
            page.line(format!(
                "    {}, {}: {}",
                place.carrier,
                safe(&place.name),
                safe(&place.value)
            ));
        }
        if self.places.as_ref().is_some_and(Vec::is_empty) {
            page.line("    It can be told that there is a place, but not be read out.");
        }
    }
}
