//! The parsers of untrusted bytes, and nothing else of the core: the same
//! source files, built without the codecs and databases, so that a fuzzer with
//! sanitizers is ready in a minute.

#![allow(dead_code, unreachable_pub)]

/// The nouns that the parsers speak of.
#[path = "../../crates/atelier-core/src/domain"]
pub mod domain {
    pub mod content_hash;
    pub mod media_type;
    pub mod receipt;
    pub mod tag;
}

/// The parsers themselves.
#[path = "../../crates/atelier-core/src/media"]
pub mod media {
    mod boxes;
    mod bytes;
    pub mod clean;
    pub mod guard;
    mod ifd;
    pub mod inspect;
    mod pdf;
    pub mod tags;
}

/// The first bytes of each kind, which a fuzzer need not find.
pub const JPEG: &[u8] = b"\xFF\xD8\xFF";
/// PNG's signature.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";
/// WebP's first four bytes.
pub const WEBP: &[u8] = b"RIFF";
/// What a HEIC or AVIF begins with: the length of its list of brands, which is
/// short.
pub const ISOBMFF: &[u8] = b"\0\0\0";
/// GIF's first four bytes.
pub const GIF: &[u8] = b"GIF8";
/// PDF's first five bytes.
pub const PDF: &[u8] = b"%PDF-";

/// Cleans bytes that begin as `magic` says, by both policies.
///
/// # Panics
/// When the cleaner panicked, when cleaning again changes a file, or when a file
/// shows another picture than before.
#[allow(clippy::expect_used)]
pub fn clean_as(magic: &[u8], bytes: &[u8]) {
    use domain::receipt::Policy;
    use media::clean::{CleanError, clean};

    if !bytes.starts_with(magic) {
        return;
    }
    let mut bytes = bytes.to_vec();
    if magic == PNG {
        mend_checksums(&mut bytes);
    }
    for policy in [Policy::Location, Policy::Everything] {
        match clean(&bytes, policy) {
            Ok(file) => {
                let again = clean(file.bytes(), policy).expect("is taken again");
                assert_eq!(
                    again.bytes(),
                    file.bytes(),
                    "cleaning twice is cleaning once"
                );
                // What decoders make of a damaged JPEG differs with what stands beside it.
                if magic != JPEG
                    && file.bytes() != bytes
                    && let Some(before) = shown(&bytes)
                {
                    assert!(shown(file.bytes()) == Some(before), "a picture changed");
                }
            }
            Err(error) => assert_ne!(error, CleanError::GaveUp, "the cleaner panicked"),
        }
    }
}

/// Decodes the first picture of a file as a program would that knows nothing of
/// ours; none if it cannot, or would take long.
fn shown(bytes: &[u8]) -> Option<image::DynamicImage> {
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(2048);
    limits.max_image_height = Some(2048);
    limits.max_alloc = Some(32 << 20);
    let mut reader = image::ImageReader::new(std::io::Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    reader.limits(limits);
    reader.decode().ok()
}

/// Writes the right checksum behind each chunk of a PNG: no fuzzer finds it.
pub fn mend_checksums(bytes: &mut [u8]) {
    if !bytes.starts_with(PNG) {
        return;
    }
    let mut rest = bytes.get_mut(PNG.len()..).unwrap_or_default();
    while let Some((head, tail)) = rest.split_first_chunk_mut::<8>() {
        let [a, b, c, d, name @ ..] = *head;
        let len = u32::from_be_bytes([a, b, c, d]) as usize;
        let Some((data, tail)) = tail.split_at_mut_checked(len) else {
            return;
        };
        let Some((sum, tail)) = tail.split_first_chunk_mut::<4>() else {
            return;
        };
        let mut right = crc32fast::Hasher::new();
        right.update(&name);
        right.update(data);
        *sum = right.finalize().to_be_bytes();
        rest = tail;
    }
}
