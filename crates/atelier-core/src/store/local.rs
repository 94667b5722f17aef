//! Reading the file to send, and proving that it is still what it was.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};

use bytes::Bytes;
use md5::Md5;
use sha2::{Digest, Sha256};

use super::{OutgoingFile, StoreError};
use crate::domain::content_hash::ContentHash;

/// How much is read at a time.
const STEP: usize = 256 * 1024;

/// Checksums of the local file, as S3 stores make them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tags {
    whole: String,
    in_parts: String,
}

impl Tags {
    /// Tells whether a store's tag is that of the local file.
    pub(super) fn prove(&self, tag: &str) -> bool {
        let tag = tag.trim_start_matches("W/").trim_matches('"');
        tag.eq_ignore_ascii_case(&self.whole) || tag.eq_ignore_ascii_case(&self.in_parts)
    }
}

/// Reads a range of the local file.
pub(super) async fn read_part(
    file: &OutgoingFile,
    from: u64,
    length: u64,
) -> Result<Bytes, StoreError> {
    let asked = file.clone();
    blocking(move || {
        let gone = |_| local_file(&asked);
        let mut open = File::open(&asked.local).map_err(gone)?;
        open.seek(SeekFrom::Start(from)).map_err(gone)?;
        let mut bytes = Vec::new();
        bytes
            .try_reserve_exact(usize::try_from(length).unwrap_or_default())
            .map_err(|_| StoreError::refused("there is not enough memory to send this file"))?;
        open.take(length).read_to_end(&mut bytes).map_err(gone)?;
        if bytes.len() as u64 == length {
            Ok(Bytes::from(bytes))
        } else {
            Err(local_file(&asked))
        }
    })
    .await
}

/// Reads the whole local file once, proves it, and returns the tags that an S3
/// store gives it: as one piece, and in parts of `part_bytes`.
pub(super) async fn prove(file: &OutgoingFile, part_bytes: u64) -> Result<Tags, StoreError> {
    let file = file.clone();
    blocking(move || {
        let open = File::open(&file.local).map_err(|_| local_file(&file))?;
        let mut sums = Sums::new(part_bytes);
        let at_most = open.take(file.bytes.saturating_add(1));
        steps(at_most, |part| {
            sums.update(part);
            Ok(())
        })
        .map_err(|_| local_file(&file))?;
        if sums.length != file.bytes || sums.sha256() != file.content_hash {
            return Err(local_file(&file));
        }
        Ok(sums.tags())
    })
    .await
}

/// Reads to the end, one step at a time.
pub(super) fn steps(
    mut from: impl Read,
    mut each: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut buffer = vec![0; STEP];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => each(buffer.get(..read).unwrap_or_default())?,
            Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause),
        }
    }
}

/// Runs work that waits for a disk.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(StoreError::Stopped),
        },
    }
}

/// The local file is gone or is another.
pub(super) fn local_file(file: &OutgoingFile) -> StoreError {
    StoreError::LocalFile {
        path: file.local.clone(),
    }
}

/// The sums of a file read in one pass.
struct Sums {
    length: u64,
    part_bytes: u64,
    sha256: Sha256,
    whole: Md5,
    part: Md5,
    of_parts: Md5,
    parts: u64,
    left_in_part: u64,
}

impl Sums {
    fn new(part_bytes: u64) -> Self {
        Self {
            length: 0,
            part_bytes: part_bytes.max(1),
            sha256: Sha256::new(),
            whole: Md5::new(),
            part: Md5::new(),
            of_parts: Md5::new(),
            parts: 0,
            left_in_part: part_bytes.max(1),
        }
    }

    fn update(&mut self, mut bytes: &[u8]) {
        self.length += bytes.len() as u64;
        self.sha256.update(bytes);
        self.whole.update(bytes);
        while !bytes.is_empty() {
            let fits = usize::try_from(self.left_in_part).unwrap_or(usize::MAX);
            let (now, later) = bytes.split_at(fits.min(bytes.len()));
            self.part.update(now);
            self.left_in_part -= now.len() as u64;
            if self.left_in_part == 0 {
                self.end_part();
            }
            bytes = later;
        }
    }

    fn end_part(&mut self) {
        self.of_parts.update(self.part.finalize_reset());
        self.parts += 1;
        self.left_in_part = self.part_bytes;
    }

    fn sha256(&self) -> ContentHash {
        ContentHash::from_digest(&self.sha256.clone().finalize())
    }

    fn tags(mut self) -> Tags {
        if self.left_in_part < self.part_bytes {
            self.end_part();
        }
        let (whole, parts) = (self.whole.finalize(), self.of_parts.finalize());
        Tags {
            whole: hex(&whole),
            in_parts: format!("{}-{}", hex(&parts), self.parts),
        }
    }
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::media_type::MediaType;

    fn outgoing(bytes: &[u8]) -> (tempfile::NamedTempFile, OutgoingFile) {
        let local = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(&local, bytes).expect("its bytes");
        let file = OutgoingFile {
            local: local.path().to_owned(),
            bytes: bytes.len() as u64,
            content_hash: ContentHash::of(bytes),
            media_type: MediaType::Jpeg,
        };
        (local, file)
    }

    #[tokio::test]
    async fn tags_are_those_that_s3_gives() {
        let (_local, file) = outgoing(b"hello world");

        let tags = prove(&file, 5).await.expect("reads it");

        // md5 of the whole, and of the md5s of "hello", " worl" and "d".
        assert!(tags.prove("\"5eb63bbbe01eeed093cb22bb8f5acdc3\""));
        let parts = [&b"hello"[..], b" worl", b"d"];
        let sums: Vec<u8> = parts.iter().flat_map(Md5::digest).collect();
        assert!(tags.prove(&format!("\"{}-3\"", hex(&Md5::digest(&sums)))));
        assert!(!tags.prove("\"5eb63bbbe01eeed093cb22bb8f5acdc4\""));
    }

    #[tokio::test]
    async fn a_whole_number_of_parts_has_no_empty_last_one() {
        let (_local, file) = outgoing(b"abcdefgh");

        let tags = prove(&file, 4).await.expect("reads it");

        assert!(tags.in_parts.ends_with("-2"), "{}", tags.in_parts);
    }

    #[tokio::test]
    async fn a_local_file_that_changed_is_not_sent() {
        let (local, file) = outgoing(b"hello world");
        std::fs::write(&local, b"hello wurld").expect("changes it");

        assert!(matches!(
            prove(&file, 5).await,
            Err(StoreError::LocalFile { .. })
        ));

        std::fs::write(&local, b"hello").expect("shortens it");
        assert!(matches!(
            read_part(&file, 4, 7).await,
            Err(StoreError::LocalFile { .. })
        ));
    }
}
