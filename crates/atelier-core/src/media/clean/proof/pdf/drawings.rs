//! The drawings of a document, each of which is unpacked and looked through once.

use std::collections::BTreeMap;
use std::io::Read;

use hayro_syntax::Pdf;
use hayro_syntax::object::dict::Dict;
use hayro_syntax::object::{Array, Name, Object, ObjectIdentifier, Stream};

use super::drawing::Watch;
use super::filters::{self, Room};
use crate::media::clean::proof::Doubt;

/// How much is unpacked at once.
const PIECE: usize = 1 << 16;
const ODD: Doubt = Doubt("a part of it is packed in an unknown way");

/// Looks through whatever may be a drawing, and through the drawing of each page.
pub(super) fn examine(pdf: &Pdf, room: &Room) -> Result<(), Doubt> {
    let mut drawings = Drawings {
        room,
        open: BTreeMap::new(),
    };
    for object in pdf.objects() {
        if let Object::Stream(stream) = object
            && !is_picture(stream.dict())
        {
            drawings.once(&stream)?;
        }
    }
    for page in pdf.pages().iter() {
        drawings.page(page.raw())?;
    }
    Ok(())
}

fn is_picture(dict: &Dict<'_>) -> bool {
    let last = filters::list(dict).pop().unwrap_or_default();
    let kind = dict.get::<Name<'_>>("Subtype");
    last.is_jpeg() || last.is_jpeg_2000() || kind.is_some_and(|kind| kind.as_str() == "Image")
}

/// What is known of the drawings.
struct Drawings<'r> {
    room: &'r Room,
    /// Whether something begins in a drawing that has not ended there.
    open: BTreeMap<ObjectIdentifier, bool>,
}

impl<'r> Drawings<'r> {
    /// Looks through the drawing of a page, whatever it calls itself. Its streams
    /// are one drawing; those in which nothing stays open are not looked at again.
    fn page(&mut self, page: &Dict<'_>) -> Result<(), Doubt> {
        if let Some(whole) = page.get::<Stream<'_>>("Contents") {
            return self.once(&whole).map(|_| ());
        }
        match page.get::<Array<'_>>("Contents") {
            Some(parts) => self.joined(&parts),
            None => Ok(()),
        }
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
