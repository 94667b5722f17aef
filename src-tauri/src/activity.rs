//! What is going on right now, as the listeners of the core tell it. Kept in
//! memory: what must outlast a restart is in the catalogue.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use atelier_core::import::report::ImportEvent;
use atelier_core::sync::SyncEvent;
use atelier_core::variants::VariantEvent;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::view::activity::{Job, JobKind, Unit};

/// How far back the speed looks.
const SPEED_OVER: Duration = Duration::from_secs(5);

/// What is going on.
#[derive(Default)]
pub struct Live {
    now: Mutex<Now>,
    /// Woken whenever something changed.
    pub changed: Notify,
}

#[derive(Default)]
struct Now {
    uploads: BTreeMap<String, Upload>,
    sent: VecDeque<(Instant, u64)>,
    variants: Option<Variants>,
    imports: BTreeMap<Uuid, Import>,
    offline: Option<String>,
}

struct Upload {
    sent: u64,
    total: u64,
}

struct Variants {
    done: u64,
    left: u64,
    since: Instant,
}

struct Import {
    title: String,
    done: usize,
    total: usize,
    since: Instant,
}

impl Live {
    fn with<T>(&self, change: impl FnOnce(&mut Now) -> T) -> T {
        let done = change(&mut self.now.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_one();
        done
    }

    /// Changes what may be so already: whoever shows it hears only of a change.
    fn with_change(&self, change: impl FnOnce(&mut Now) -> bool) {
        let is_changed = change(&mut self.now.lock().unwrap_or_else(PoisonError::into_inner));
        if is_changed {
            self.changed.notify_one();
        }
    }

    fn look<T>(&self, read: impl FnOnce(&Now) -> T) -> T {
        read(&self.now.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Hears a sync.
    pub fn hear_sync(&self, event: SyncEvent) {
        self.with(|now| match event {
            SyncEvent::Sending { path, sent, total } => {
                let before = now
                    .uploads
                    .insert(path, Upload { sent, total })
                    .map_or(0, |u| u.sent);
                now.sent
                    .push_back((Instant::now(), sent.saturating_sub(before)));
            }
            SyncEvent::Sent { path, .. } => {
                now.uploads.remove(&path);
            }
            SyncEvent::Offline { words, .. } => {
                now.uploads.clear();
                now.offline = Some(words);
            }
            SyncEvent::Online => now.offline = None,
            SyncEvent::Deferred { .. } | SyncEvent::SetAside { .. } => now.uploads.clear(),
            _ => {}
        });
    }

    /// Hears the making of variants.
    pub fn hear_variants(&self, event: &VariantEvent) {
        let VariantEvent::Picture {
            made, failed, left, ..
        } = event;
        self.with(|now| {
            let variants = now.variants.get_or_insert_with(|| Variants {
                done: 0,
                left: 0,
                since: Instant::now(),
            });
            variants.done += u64::from(made + failed);
            variants.left = *left;
        });
    }

    /// Notes that no variants are being made any more.
    pub fn variants_rest(&self) {
        self.with_change(|now| now.variants.take().is_some());
    }

    /// Hears an import.
    pub fn hear_import(&self, id: Uuid, title: &str, event: &ImportEvent) {
        let (done, total) = event.progress();
        self.with(|now| {
            let import = now.imports.entry(id).or_insert_with(|| Import {
                title: title.to_owned(),
                done: 0,
                total,
                since: Instant::now(),
            });
            import.done = done;
        });
    }

    /// Notes that an import has ended.
    pub fn import_rests(&self, id: Uuid) {
        self.with(|now| now.imports.remove(&id));
    }

    /// Notes that nothing is being sent, and why if it cannot be.
    pub fn sync_rests(&self, offline: Option<String>) {
        self.with_change(|now| {
            let is_changed = !now.uploads.is_empty() || now.offline != offline;
            now.uploads.clear();
            now.offline = offline;
            is_changed
        });
    }

    /// Returns whether files come in.
    pub fn is_importing(&self) -> bool {
        self.look(|now| !now.imports.is_empty())
    }

    /// Returns how many seconds the variants that have their turn will take yet,
    /// at the speed of now.
    pub fn variants_seconds_left(&self) -> Option<f64> {
        self.look(|now| {
            let variants = now.variants.as_ref()?;
            let rate = rate(variants.done as f64, variants.since)?;
            (rate > 0.0).then(|| variants.left as f64 / rate)
        })
    }

    /// Returns why nothing can be sent, if so.
    pub fn offline(&self) -> Option<String> {
        self.look(|now| now.offline.clone())
    }

    /// Returns how far a file on its way has come, 0 to 1.
    pub fn progress_of(&self, path: &str) -> Option<f64> {
        self.look(|now| {
            now.uploads
                .get(path)
                .map(|up| share(up.sent as f64, up.total as f64))
        })
    }

    /// Returns how many files are on their way.
    pub fn going_up(&self) -> u32 {
        self.look(|now| u32::try_from(now.uploads.len()).unwrap_or(u32::MAX))
    }

    /// Returns the bytes sent a second, over the last few seconds.
    pub fn bytes_per_second(&self) -> Option<f64> {
        self.look(|now| {
            let recent = now.sent.iter().filter(|(at, _)| at.elapsed() < SPEED_OVER);
            let bytes: u64 = recent.map(|(_, bytes)| bytes).sum();
            (bytes > 0).then(|| bytes as f64 / SPEED_OVER.as_secs_f64())
        })
    }

    /// Forgets what is too old to count.
    pub fn forget_old(&self) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        while now
            .sent
            .front()
            .is_some_and(|(at, _)| at.elapsed() > SPEED_OVER)
        {
            now.sent.pop_front();
        }
    }

    /// Lists what runs.
    pub fn jobs(&self) -> Vec<Job> {
        self.look(|now| {
            let uploads = now.uploads.iter().map(|(path, up)| Job {
                id: format!("upload:{path}"),
                kind: JobKind::Upload,
                title: path.rsplit('/').next().unwrap_or(path).to_owned(),
                done: up.sent as f64,
                total: up.total as f64,
                unit: Unit::Bytes,
                rate: None,
                note: Some(bucket_words(path).to_owned()),
                cover_id: None,
            });
            let imports = now.imports.iter().map(|(id, import)| Job {
                id: format!("import:{id}"),
                kind: JobKind::Import,
                title: import.title.clone(),
                done: import.done as f64,
                total: import.total as f64,
                unit: Unit::Files,
                rate: rate(import.done as f64, import.since),
                note: None,
                cover_id: None,
            });
            let variants = now.variants.iter().map(|variants| Job {
                id: "variants".to_owned(),
                kind: JobKind::Variants,
                title: "Variants".to_owned(),
                done: variants.done as f64,
                total: (variants.done + variants.left) as f64,
                unit: Unit::Files,
                rate: rate(variants.done as f64, variants.since),
                note: Some("One picture a core".to_owned()),
                cover_id: None,
            });
            imports.chain(uploads).chain(variants).collect()
        })
    }
}

fn bucket_words(path: &str) -> &'static str {
    if path.starts_with("styles/") {
        "to the public store"
    } else {
        "to the private store"
    }
}

fn rate(done: f64, since: Instant) -> Option<f64> {
    let seconds = since.elapsed().as_secs_f64();
    (seconds > 1.0).then(|| done / seconds)
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 {
        (part / whole).clamp(0.0, 1.0)
    } else {
        0.0
    }
}
