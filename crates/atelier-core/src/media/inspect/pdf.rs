//! PDF: whether it is whole and opens without a password, and how large its
//! first page is.

use memchr::memmem::{find, find_iter, rfind};

use super::Reason;
use crate::media::pdf;

/// Refuses PDFs that are cut short or protected.
pub(super) fn check(bytes: &[u8]) -> Result<(), Reason> {
    if is_cut_short(bytes) {
        return Err(Reason::CutShort(None));
    }
    if is_encrypted(bytes) {
        return Err(Reason::PasswordProtected);
    }
    Ok(())
}

/// Returns the size in pixels at which the first page is drawn; none if it
/// cannot be found.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    pdf::size(bytes)
}

/// Looks for the end mark. What follows it may be anything but a part of the
/// document, which would lack its own end mark.
fn is_cut_short(bytes: &[u8]) -> bool {
    let Some(end) = rfind(bytes, b"%%EOF") else {
        return true;
    };
    let behind = bytes.get(end..).unwrap_or_default();
    find(behind, b" obj").is_some() && find(behind, b"endobj").is_some()
}

/// Looks for the key of an encryption dictionary; `/EncryptMetadata` is none.
fn is_encrypted(bytes: &[u8]) -> bool {
    find_iter(bytes, b"/Encrypt").any(|at| {
        bytes
            .get(at + b"/Encrypt".len())
            .is_some_and(|next| next.is_ascii_whitespace() || *next == b'<')
    })
}
