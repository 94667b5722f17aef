//! What cleaning a JPEG of 5 MB costs, apart from reading and writing it.
//!
//! Run: `cargo bench --workspace --bench clean`. The figures are for one core.

#![allow(clippy::expect_used, reason = "a bench that cannot begin says why")]
#![allow(
    missing_docs,
    reason = "criterion's macros write a function without words"
)]

use std::hint::black_box;

use atelier_core::domain::content_hash::{ContentHash, PictureHash};
use atelier_core::domain::receipt::Policy;
use atelier_core::media::clean::{clean, clean_unsealed};
use atelier_core::media::inspect::inspect;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// The size that is promised for.
const SIZE: usize = 5_000_000;

/// A photo with a position, whose scan is as long as that of a large one: the
/// rows of one of the fixtures, again and again.
fn photo() -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures");
    let read = |name: &str| std::fs::read(format!("{folder}/{name}")).expect("a fixture");
    let with_place = read("photos/old-kitchen-door.jpg");
    let rows = read("strips/old-kitchen.jpg");
    // Segments of the one up to its picture, then the picture of the other.
    let exif = usize::from(u16::from_be_bytes([with_place[4], with_place[5]]));
    let start = scan_of(&rows);
    let mut out = with_place[..4 + exif].to_vec();
    out.extend_from_slice(&rows[2..start]);
    let scan = &rows[start..rows.len() - 2];
    while out.len() < SIZE {
        out.extend_from_slice(scan);
        out.extend_from_slice(&[0xFF, 0xD7]);
    }
    out.extend_from_slice(&[0xFF, 0xD9]);
    out
}

/// Returns where the data of the first scan begins.
fn scan_of(jpeg: &[u8]) -> usize {
    let mut at = 2;
    loop {
        let len = usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        let is_scan = jpeg[at + 1] == 0xDA;
        at += 2 + len;
        if is_scan {
            return at;
        }
    }
}

fn benches(criterion: &mut Criterion) {
    let photo = photo();
    let cleaned = clean(&photo, Policy::Location).expect("is cleaned");
    assert!(cleaned.receipt().had_place, "there is something to do");
    let before = ContentHash::of(&photo);
    let mut group = criterion.benchmark_group("a JPEG of 5 MB");
    group.throughput(Throughput::Bytes(photo.len() as u64));
    group.bench_function("inspect", |b| b.iter(|| inspect(black_box(&photo))));
    group.bench_function("clean and prove", |b| {
        b.iter(|| clean_unsealed(black_box(&photo), Policy::Location));
    });
    group.bench_function("with a receipt, as an import does", |b| {
        b.iter(|| {
            clean_unsealed(black_box(&photo), Policy::Location)
                .map(|file| file.sealed(before.clone()))
        });
    });
    group.bench_function("with a receipt and the hash before", |b| {
        b.iter(|| clean(black_box(&photo), Policy::Location));
    });
    group.bench_function("only SHA-256", |b| {
        b.iter(|| ContentHash::of(black_box(&photo)));
    });
    group.bench_function("only BLAKE3", |b| {
        b.iter(|| PictureHash::of([black_box(photo.as_slice())]));
    });
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
