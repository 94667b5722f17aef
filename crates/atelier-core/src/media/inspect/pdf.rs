//! PDF: whether it is whole and opens without a password.

use super::Reason;
use crate::media::bytes::find;

/// Refuses PDFs that are cut short or protected.
pub(super) fn check(bytes: &[u8]) -> Result<(), Reason> {
    let tail = bytes
        .get(bytes.len().saturating_sub(2048)..)
        .unwrap_or(bytes);
    if find(tail, b"%%EOF").is_none() {
        return Err(Reason::CutShort(None));
    }
    if is_encrypted(bytes) {
        return Err(Reason::PasswordProtected);
    }
    Ok(())
}

/// Looks for the key of an encryption dictionary; `/EncryptMetadata` is none.
fn is_encrypted(bytes: &[u8]) -> bool {
    memchr::memmem::find_iter(bytes, b"/Encrypt").any(|at| {
        bytes
            .get(at + b"/Encrypt".len())
            .is_some_and(|next| next.is_ascii_whitespace() || *next == b'<')
    })
}
