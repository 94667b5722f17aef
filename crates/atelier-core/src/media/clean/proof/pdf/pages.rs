//! What the pages of a document show, as one sum: boxes, drawings, fonts,
//! pictures and the looks of annotations, in the order of the pages.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};
use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_syntax::Pdf;
use hayro_syntax::object::dict::Dict;
use hayro_syntax::object::{Array, FromBytes, MaybeRef, Name, ObjRef, Object, Rect, Stream};
use hayro_syntax::page::{Page, Rotation};
use hayro_syntax::xref::XRef;
use sha2::{Digest, Sha256};

use super::jpx;
use crate::media::clean::proof::{jpeg, names};

/// How deep values may nest.
const DEEPEST: usize = 128;

/// How much of a drawing is looked through.
const LONGEST_DRAWING: u64 = 64 << 20;
/// How long a drawing may be that is packed in an unusual way.
const LONGEST_ODD: usize = 64 << 10;

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

/// Sums up what the pages show; nothing, when they cannot be followed. Each
/// drawing is handed to `look`, unpacked.
pub(super) fn digest(bytes: &[u8], mut look: impl FnMut(&[u8])) -> Option<[u8; 32]> {
    let pdf = Pdf::new(bytes.to_vec()).ok()?;
    let mut sum = Sum {
        look: &mut look,
        sum: Sha256::new(),
        xref: pdf.xref(),
        known: HashMap::new(),
        waiting: VecDeque::new(),
    };
    for page in pdf.pages().iter() {
        sum.page(page)?;
    }
    Some(sum.sum.finalize().into())
}

struct Sum<'a, 'l> {
    look: &'l mut dyn FnMut(&[u8]),
    sum: Sha256,
    xref: &'a XRef,
    /// Objects by the order in which they were met.
    known: HashMap<ObjRef, usize>,
    waiting: VecDeque<ObjRef>,
}

impl<'a> Sum<'a, '_> {
    /// Adds bytes under a mark, so that no two things look the same.
    fn add(&mut self, mark: u8, bytes: &[u8]) {
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

    /// Leaves out references to nothing.
    fn present(&self, value: MaybeRef<Object<'a>>) -> Option<MaybeRef<Object<'a>>> {
        match &value {
            MaybeRef::NotRef(Object::Null(_)) => None,
            MaybeRef::Ref(to) => {
                self.xref.get::<Object<'_>>((*to).into())?;
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
        match filters(dict).last().map(Vec::as_slice) {
            Some(b"DCTDecode" | b"DCT") => {
                self.some_of(dict, &PICTURE, depth)?;
                let file = outermost(stream)?;
                let view = jpeg::look(file.trim_ascii_start())?;
                for piece in view.picture {
                    self.add(b'j', piece);
                }
                return Some(());
            }
            Some(b"JPXDecode") => {
                self.some_of(dict, &PICTURE, depth)?;
                let file = outermost(stream)?;
                for piece in jpx::look(&file)?.picture {
                    self.add(b'j', piece);
                }
                return Some(());
            }
            _ => {}
        }
        self.some_of(dict, &["Filter", "DecodeParms"], depth)?;
        let kind = dict.get::<Name<'_>>("Subtype");
        match kind.as_ref().map(Name::as_str) {
            Some("Image") => self.some_of(dict, &PICTURE, depth)?,
            Some("Form") => self.some_of(dict, &DRAWING, depth)?,
            _ if dict.contains_key("PatternType") => self.some_of(dict, &DRAWING, depth)?,
            _ => self.dict(dict, depth)?,
        }
        if is_drawing(dict)
            && let Some(drawing) = unpacked(stream)
        {
            (self.look)(&drawing);
        }
        // Where the length is wrong, readers differ about the line end.
        self.add(b's', stream.raw_data().trim_ascii_end());
        Some(())
    }
}

/// Tells drawings from pictures, fonts, functions, shadings and profiles.
fn is_drawing(dict: &Dict<'_>) -> bool {
    let is_form = dict
        .get::<Name<'_>>("Subtype")
        .map(|kind| kind.as_str() == "Form");
    let is_other = [
        "BitsPerSample",
        "FunctionType",
        "Length1",
        "N",
        "ShadingType",
    ]
    .into_iter()
    .any(|key| dict.contains_key(key));
    is_form.unwrap_or(!is_other)
}

/// Unpacks a drawing, as far as it can be.
fn unpacked<'a>(stream: &Stream<'a>) -> Option<Cow<'a, [u8]>> {
    let data = stream.raw_data();
    let filters = filters(stream.dict());
    match filters.as_slice() {
        [] => Some(data),
        [only] if only == b"FlateDecode" && !stream.dict().contains_key("DecodeParms") => {
            let mut plain = Vec::new();
            // What unpacks before an error is shown as well.
            let _ = ZlibDecoder::new(&*data)
                .take(LONGEST_DRAWING)
                .read_to_end(&mut plain);
            Some(Cow::Owned(plain))
        }
        _ if data.len() <= LONGEST_ODD => stream.decoded_data().ok(),
        _ => None,
    }
}

/// Lists the filters of a stream, outermost first.
fn filters(dict: &Dict<'_>) -> Vec<Vec<u8>> {
    if let Some(one) = dict.get::<Name<'_>>("Filter") {
        return vec![one.to_vec()];
    }
    let list = dict.get::<Array<'_>>("Filter");
    let names = list.iter().flat_map(Array::iter::<Name<'_>>);
    names.map(|name| name.to_vec()).collect()
}

/// Undoes the filters around a picture, which is then a file of its own.
fn outermost(stream: &Stream<'_>) -> Option<Vec<u8>> {
    let mut around = filters(stream.dict());
    around.pop()?;
    let data = stream.raw_data();
    if around.is_empty() {
        return Some(data.into_owned());
    }
    let mut wrapped = b"<</Filter[".to_vec();
    for filter in around {
        wrapped.push(b'/');
        wrapped.extend_from_slice(&filter);
    }
    wrapped.extend_from_slice(format!("]/Length {}>>stream\n", data.len()).as_bytes());
    wrapped.extend_from_slice(&data);
    wrapped.extend_from_slice(b"\nendstream");
    let stream = Stream::from_bytes(&wrapped)?;
    Some(stream.decoded_data().ok()?.into_owned())
}
