//! What the pages of a document show, as one sum: boxes, drawings, fonts,
//! pictures and the looks of annotations, in the order of the pages.

use std::collections::{HashMap, HashSet, VecDeque};

use hayro_syntax::Pdf;
use hayro_syntax::object::dict::Dict;
use hayro_syntax::object::{Array, MaybeRef, Name, ObjRef, Object, Rect, Stream};
use hayro_syntax::page::{Page, Rotation};
use hayro_syntax::xref::XRef;
use sha2::{Digest, Sha256};

use super::filters::{self, Room};
use super::jpx;
use crate::media::clean::proof::{jpeg, names};

/// How deep values may nest.
const DEEPEST: usize = 128;

/// Keys that show nothing, wherever they hang.
const UNSEEN: [&str; 21] = [
    "AA",
    "AF",
    "DPart",
    "EF",
    "ExData",
    "GCS",
    "GPTS",
    "JS",
    "LGIDict",
    "LPTS",
    "Length",
    "Measure",
    "Metadata",
    "OPI",
    "PCM",
    "PZ",
    "PieceInfo",
    "Projection",
    "PtData",
    "StructParents",
    "XFA",
];
/// All that shows of a picture.
const PICTURE: [&str; 13] = [
    "BitsPerComponent",
    "ColorSpace",
    "Decode",
    "Height",
    "ImageMask",
    "Intent",
    "Interpolate",
    "Mask",
    "Matte",
    "OC",
    "SMask",
    "SMaskInData",
    "Width",
];
/// All that shows of a drawing.
const DRAWING: [&str; 10] = [
    "BBox",
    "Group",
    "Matrix",
    "OC",
    "PaintType",
    "PatternType",
    "Resources",
    "TilingType",
    "XStep",
    "YStep",
];
/// All that shows of an annotation.
const NOTE: [&str; 5] = ["AP", "AS", "F", "OC", "Rect"];
/// Annotations that do not stay.
const LADEN: [&str; 7] = [
    "3D",
    "FileAttachment",
    "Movie",
    "Projection",
    "RichMedia",
    "Screen",
    "Sound",
];

/// Sums up what the pages show; nothing, when they cannot be followed or there
/// is no room for them.
pub(super) fn digest(pdf: &Pdf, room: &Room) -> Option<[u8; 32]> {
    let mut sum = Sum {
        room,
        sum: Sha256::new(),
        xref: pdf.xref(),
        known: HashMap::new(),
        missing: HashSet::new(),
        waiting: VecDeque::new(),
    };
    for page in pdf.pages().iter() {
        sum.page(page)?;
    }
    Some(sum.sum.finalize().into())
}

struct Sum<'a, 'r> {
    room: &'r Room,
    sum: Sha256,
    xref: &'a XRef,
    /// Objects by the order in which they were met.
    known: HashMap<ObjRef, usize>,
    /// What is referred to and not there.
    missing: HashSet<ObjRef>,
    waiting: VecDeque<ObjRef>,
}

impl<'a> Sum<'a, '_> {
    /// Adds bytes under a mark, so that no two things look the same.
    fn add(&mut self, mark: u8, bytes: &[u8]) {
        self.room.spend(bytes.len().saturating_add(1));
        self.sum.update([mark]);
        self.sum.update(bytes.len().to_be_bytes());
        self.sum.update(bytes);
    }

    fn page(&mut self, page: &Page<'a>) -> Option<()> {
        self.add(b'p', &[]);
        self.rect(page.media_box());
        self.rect(page.crop_box());
        self.add(
            b'r',
            &[match page.rotation() {
                Rotation::None => 0,
                Rotation::Horizontal => 1,
                Rotation::Flipped => 2,
                Rotation::FlippedHorizontal => 3,
            }],
        );
        let raw = page.raw();
        self.some_of(raw, &["Contents", "Group", "UserUnit"], DEEPEST)?;
        let parts = page.resources();
        for dict in [
            &parts.ext_g_states,
            &parts.fonts,
            &parts.properties,
            &parts.color_spaces,
            &parts.x_objects,
            &parts.patterns,
            &parts.shadings,
        ] {
            self.dict(dict, DEEPEST)?;
        }
        if let Some(notes) = raw.get::<Array<'_>>("Annots") {
            for note in notes.iter::<Dict<'_>>() {
                let kind = note.get::<Name<'_>>("Subtype");
                if !kind.is_some_and(|kind| LADEN.contains(&kind.as_str())) {
                    self.some_of(&note, &NOTE, DEEPEST)?;
                }
            }
        }
        while let Some(next) = self.waiting.pop_front() {
            let object = self.xref.get::<Object<'_>>(next.into())?;
            self.object(object, DEEPEST)?;
        }
        Some(())
    }

    fn rect(&mut self, rect: Rect) {
        for side in [rect.x0, rect.y0, rect.x1, rect.y1] {
            self.add(b'#', &side.to_be_bytes());
        }
    }

    fn value(&mut self, value: MaybeRef<Object<'a>>, depth: usize) -> Option<()> {
        match value {
            _ if self.room.is_spent() => None,
            MaybeRef::NotRef(object) => self.object(object, depth),
            MaybeRef::Ref(to) => {
                let count = self.known.len();
                let place = *self.known.entry(to).or_insert(count);
                if place == count {
                    self.waiting.push_back(to);
                }
                self.add(b'@', &place.to_be_bytes());
                Some(())
            }
        }
    }

    fn object(&mut self, object: Object<'a>, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        match object {
            Object::Null(_) => self.add(b'0', &[]),
            Object::Boolean(is) => self.add(b'b', &[u8::from(is)]),
            Object::Number(number) => self.add(b'#', &number.as_f64().to_be_bytes()),
            Object::String(text) => self.add(b'(', text.as_bytes()),
            Object::Name(name) => self.add(b'/', &name),
            Object::Array(array) => {
                self.add(b'[', &[]);
                for value in array.raw_iter() {
                    let value = self
                        .present(value)
                        .unwrap_or(MaybeRef::NotRef(Object::Null(hayro_syntax::object::Null)));
                    self.value(value, depth)?;
                }
                self.add(b']', &[]);
            }
            Object::Dict(dict) => self.dict(&dict, depth)?,
            Object::Stream(stream) => self.stream(&stream, depth)?,
        }
        Some(())
    }

    /// Leaves out references to nothing. Each object is asked for once, however
    /// many refer to it.
    fn present(&mut self, value: MaybeRef<Object<'a>>) -> Option<MaybeRef<Object<'a>>> {
        match &value {
            MaybeRef::NotRef(Object::Null(_)) => None,
            MaybeRef::Ref(to) if self.known.contains_key(to) => Some(value),
            MaybeRef::Ref(to) if self.missing.contains(to) => None,
            MaybeRef::Ref(to) => {
                if self.xref.get::<Object<'_>>((*to).into()).is_none() {
                    self.missing.insert(*to);
                    return None;
                }
                Some(value)
            }
            MaybeRef::NotRef(_) => Some(value),
        }
    }

    fn dict(&mut self, dict: &Dict<'a>, depth: usize) -> Option<()> {
        self.entries(dict, depth, |key| {
            !UNSEEN.contains(&key) && !names::is_place("", key)
        })
    }

    fn some_of(&mut self, dict: &Dict<'a>, keys: &[&str], depth: usize) -> Option<()> {
        self.entries(dict, depth, |key| keys.contains(&key))
    }

    fn entries(
        &mut self,
        dict: &Dict<'a>,
        depth: usize,
        counts: impl Fn(&str) -> bool,
    ) -> Option<()> {
        self.add(b'<', &[]);
        for (key, value) in dict.entries() {
            if counts(key.as_str())
                && let Some(value) = self.present(value)
            {
                self.add(b'/', &key);
                self.value(value, depth)?;
            }
        }
        self.add(b'>', &[]);
        Some(())
    }

    fn stream(&mut self, stream: &Stream<'a>, depth: usize) -> Option<()> {
        let dict = stream.dict();
        let last = filters::list(dict).pop().unwrap_or_default();
        if last.is_jpeg() {
            self.some_of(dict, &PICTURE, depth)?;
            let file = filters::outermost(stream, self.room)?;
            let view = jpeg::look(file.trim_ascii_start())?;
            for piece in view.picture {
                self.add(b'j', piece);
            }
            return Some(());
        }
        if last.is_jpeg_2000() {
            self.some_of(dict, &PICTURE, depth)?;
            let file = filters::outermost(stream, self.room)?;
            for piece in jpx::look(&file)?.picture {
                self.add(b'j', piece);
            }
            return Some(());
        }
        self.some_of(dict, &["Filter", "DecodeParms"], depth)?;
        let kind = dict.get::<Name<'_>>("Subtype");
        match kind.as_ref().map(Name::as_str) {
            Some("Image") => self.some_of(dict, &PICTURE, depth)?,
            Some("Form") => self.some_of(dict, &DRAWING, depth)?,
            _ if dict.contains_key("PatternType") => self.some_of(dict, &DRAWING, depth)?,
            _ => self.dict(dict, depth)?,
        }
        // Where the length is wrong, readers differ about the line end.
        self.add(b's', stream.raw_data().trim_ascii_end());
        Some(())
    }
}
