//! How large a file may be. One limit for the import and for the CHECK of the
//! backend; a test holds them against each other.

use super::media_type::MediaType;

/// The most bytes of an image: 10 MiB.
pub const MAX_IMAGE_BYTES: u64 = 10 * 1024 * 1024;

/// The most bytes of a PDF: 50 MiB.
pub const MAX_PDF_BYTES: u64 = 50 * 1024 * 1024;

/// The most bytes that are read from any file at all. What is larger is
/// refused unread, even when it could be made to fit.
pub const MAX_READ_BYTES: u64 = 96 * 1024 * 1024;

/// Returns the most bytes that a file of this type may have.
#[must_use]
pub fn max_bytes(media_type: MediaType) -> u64 {
    match media_type {
        MediaType::Pdf => MAX_PDF_BYTES,
        _ => MAX_IMAGE_BYTES,
    }
}
