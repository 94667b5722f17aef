//! Flate, with whatever unpacks before an error: readers show that as well.

use std::io::{self, Read};

use flate2::{Decompress, FlushDecompress, Status};

use super::PIECE;

pub(super) struct Flate<'a> {
    packed: Box<dyn Read + 'a>,
    piece: Vec<u8>,
    /// How much of the piece was unpacked.
    at: usize,
    /// Made when the first bytes have told whether there is a header.
    unpacking: Option<Decompress>,
    has_ended: bool,
}

impl<'a> Flate<'a> {
    pub(super) fn new(packed: Box<dyn Read + 'a>) -> Self {
        Self {
            packed,
            piece: Vec::new(),
            at: 0,
            unpacking: None,
            has_ended: false,
        }
    }

    /// Reads the next piece once this one is used up.
    fn fill(&mut self) {
        if self.at < self.piece.len() {
            return;
        }
        self.at = 0;
        self.piece.resize(PIECE, 0);
        let mut len = 0;
        while let Some(room) = self.piece.get_mut(len..).filter(|room| !room.is_empty()) {
            match self.packed.read(room) {
                Ok(more) if more > 0 => len += more,
                _ => break,
            }
        }
        self.piece.truncate(len);
    }
}

/// Tells whether data begins as the standard asks. Some readers do without.
fn has_header(data: &[u8]) -> bool {
    matches!(data, [method, flags, ..]
        if method & 15 == 8 && u16::from_be_bytes([*method, *flags]) % 31 == 0 && flags & 32 == 0)
}

impl Read for Flate<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.has_ended {
            self.fill();
            let piece = self.piece.get(self.at..).unwrap_or_default();
            let unpacking = self
                .unpacking
                .get_or_insert_with(|| Decompress::new(has_header(piece)));
            let (read, written) = (unpacking.total_in(), unpacking.total_out());
            let outcome = unpacking.decompress(piece, out, FlushDecompress::None);
            let read = unpacking.total_in().saturating_sub(read);
            let written = unpacking.total_out().saturating_sub(written);
            self.at += usize::try_from(read).unwrap_or_default();
            let is_stuck = read == 0 && written == 0;
            self.has_ended = is_stuck || !matches!(outcome, Ok(Status::Ok | Status::BufError));
            if written > 0 {
                return Ok(usize::try_from(written).unwrap_or_default());
            }
        }
        Ok(0)
    }
}
