//! The drawings of a document, each of which is unpacked and looked through once.

use std::collections::BTreeMap;
use std::io::Read;

use hayro_syntax::object::dict::Dict;
use hayro_syntax::object::{Array, ObjectIdentifier, Stream};

use super::drawing::Watch;
use super::filters::{self, Room};
use crate::media::clean::proof::Doubt;

/// How much is unpacked at once.
const PIECE: usize = 1 << 16;
const ODD: Doubt = Doubt("a part of it is packed in an unknown way");

/// What is known of the drawings.
pub(super) struct Drawings<'r> {
    room: &'r Room,
    /// Whether something begins in a drawing that has not ended there.
    open: BTreeMap<ObjectIdentifier, bool>,
    /// Why one of them refuses the document.
    doubt: Option<Doubt>,
}

impl<'r> Drawings<'r> {
    pub(super) fn new(room: &'r Room) -> Self {
        Self {
            room,
            open: BTreeMap::new(),
            doubt: None,
        }
    }

    /// Returns why the document is refused, if it is.
    pub(super) fn verdict(&self) -> Result<(), Doubt> {
        self.doubt.map_or(Ok(()), Err)
    }

    /// Looks through a stream that may be a drawing; nothing, when that refuses the
    /// document.
    pub(super) fn stream(&mut self, stream: &Stream<'_>) -> Option<()> {
        let seen = self.once(stream).map(|_| ());
        self.noted(seen)
    }

    /// Looks through the drawing of a page. Its streams are one drawing; those in
    /// which nothing stays open are not looked at again.
    pub(super) fn page(&mut self, page: &Dict<'_>) -> Option<()> {
        let seen = match page.get::<Stream<'_>>("Contents") {
            Some(whole) => self.once(&whole).map(|_| ()),
            None => match page.get::<Array<'_>>("Contents") {
                Some(parts) => self.joined(&parts),
                None => Ok(()),
            },
        };
        self.noted(seen)
    }

    fn noted(&mut self, seen: Result<(), Doubt>) -> Option<()> {
        self.doubt = self.doubt.or(seen.err());
        self.doubt.is_none().then_some(())
    }

    /// Looks through a stream by itself, unless that was done; tells whether
    /// something stays open in it.
    fn once(&mut self, stream: &Stream<'_>) -> Result<bool, Doubt> {
        if let Some(is_open) = self.open.get(&stream.obj_id()) {
            return Ok(*is_open);
        }
        let mut watch = Watch::new(self.room);
        let is_open = self.read(stream, &mut watch)?;
        watch.end()?;
        self.open.insert(stream.obj_id(), is_open);
        Ok(is_open)
    }

    fn joined(&mut self, parts: &Array<'_>) -> Result<(), Doubt> {
        let mut waiting: Option<Watch<'r>> = None;
        for part in parts.iter::<Stream<'_>>() {
            self.room.spend(1);
            if waiting.is_none() && !self.once(&part)? {
                continue;
            }
            let mut watch = waiting.take().unwrap_or_else(|| Watch::new(self.room));
            if self.read(&part, &mut watch)? {
                waiting = Some(watch);
            }
        }
        waiting.map_or(Ok(()), Watch::end)
    }

    /// Unpacks a stream as far as it can be; tells whether something stays open.
    fn read(&self, stream: &Stream<'_>, watch: &mut Watch<'_>) -> Result<bool, Doubt> {
        let data = stream.raw_data();
        let filters = filters::list(stream.dict());
        let mut plain = filters::unpacked(&data, &filters, self.room).ok_or(ODD)?;
        let mut piece = vec![0; PIECE];
        while let Ok(len @ 1..) = plain.read(&mut piece) {
            watch.feed(piece.get(..len).unwrap_or_default())?;
        }
        watch.pause()
    }
}
