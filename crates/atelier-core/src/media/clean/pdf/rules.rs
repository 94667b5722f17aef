//! What may stay in a PDF. Where the standard says what a dictionary holds,
//! the list names what stays; elsewhere it names what goes.

use crate::domain::receipt::{Carrier, RemovedKind};
use crate::media::pdf::object::Dict;

/// What a dictionary is, told by the way that leads to it and by what it says
/// of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The root.
    Catalogue,
    /// A page, or a branch of the tree of pages.
    Page,
    /// Fonts, pictures and colours of a page, by kind.
    Resources,
    /// Anything by names that the author chose.
    Names,
    /// A drawing that pages use.
    Form,
    /// A picture.
    Picture,
    /// A note, a link, a field of a form.
    Annotation,
    /// The looks of an annotation.
    Looks,
    /// The form of the document.
    Fields,
    /// What a click does.
    Action,
    /// Names known to the whole document.
    Directory,
    /// A part of a page with a scale of its own.
    Viewport,
    /// The table of chapters, or a line of it.
    Outline,
    /// Everything else.
    Other,
}

const CATALOGUE: &str = "AcroForm Dests Extensions Lang MarkInfo Metadata Names OCProperties OpenAction \
    Outlines OutputIntents PageLabels PageLayout PageMode Pages StructTreeRoot Type \
    Version ViewerPreferences";

const PAGE: &str = "Annots ArtBox BleedBox BoxColorInfo Contents Count CropBox Dur Group Kids \
    LastModified MediaBox Metadata OutputIntents Parent Resources Rotate \
    SeparationInfo StructParents Tabs Trans TrimBox Type UserUnit VP";

const FORM: &str = "BBox DecodeParms Filter FormType Group LastModified Length Matrix Metadata Name OC \
    PaintType PatternType Resources StructParent StructParents Subtype TilingType Type \
    XStep YStep";

const PICTURE: &str = "Alternates BitsPerComponent ColorSpace Decode DecodeParms Filter Height ImageMask \
    Intent Interpolate Length Mask Matte Metadata Name OC SMask SMaskInData \
    StructParent Subtype Type Width";

/// Of every kind of annotation that stays, and of the fields of a form.
const ANNOTATION: &str = "A AP AS BE BM BS Border C CA CL CO CP Cap Cnt Contents CreationDate DA DS DV Dest \
    F FT Ff FixedPrint H I IC IRT IT InkList Kids L LE LL LLE LLO Lang M MK MaxLen Measure \
    Metadata NM Name OC Open Opt OverlayText P Parent Path Popup Q QuadPoints RC RD RO \
    RT RV Rect Repeat Rotate State StateModel StructParent Subj Subtype Sy T TI TM TU \
    Type V Vertices ca";

const FIELDS: &str = "DA DR Fields NeedAppearances Q";

const ACTION: &str = "Base D H Hide IsMap N NewWindow Next PreserveRB S SD State T Trans Type URI";

/// What a click may still do: go to a page or an address, show or hide.
const HARMLESS: &str = "GoTo Hide Named SetOCGState Trans URI";

const DIRECTORY: &str = "AP Dests";

const VIEWPORT: &str = "BBox Measure Name Type";

/// What goes wherever it hangs.
const NOWHERE: &str = "AA AF DPart EF ExData GCS GPTS JS LGIDict LPTS OPI PCM PZ PieceInfo PtData \
    Projection XFA";

/// Annotations that carry files, films, sounds and worlds.
const LADEN: &str = "3D FileAttachment Movie Projection RichMedia Screen Sound";

fn among(list: &str, key: &[u8]) -> bool {
    list.split_ascii_whitespace()
        .any(|known| known.as_bytes() == key)
}

/// Tells whether an annotation of this kind goes as a whole.
pub(super) fn is_laden(subtype: &[u8]) -> bool {
    among(LADEN, subtype)
}

/// Tells whether an action of this kind may stay.
pub(super) fn is_harmless(action: &[u8]) -> bool {
    among(HARMLESS, action)
}

/// Tells what is lost with an entry that goes.
pub(super) fn loss(key: &[u8]) -> (Carrier, RemovedKind) {
    match key {
        b"GCS" | b"GPTS" | b"LGIDict" | b"LPTS" | b"Measure" | b"Projection" | b"PtData"
        | b"VP" => (Carrier::MapFrame, RemovedKind::MapReference),
        b"AF" | b"Collection" | b"EF" | b"EmbeddedFiles" => {
            (Carrier::Attachment, RemovedKind::Attachment)
        }
        b"AA" | b"JS" | b"JavaScript" => (Carrier::Action, RemovedKind::Script),
        b"Thumb" => (Carrier::SecondPicture, RemovedKind::Thumbnail),
        _ => (Carrier::PrivateBlock, RemovedKind::PrivateData),
    }
}

/// Tells whether a text under this key is a person's words.
pub(super) fn is_words(key: &[u8]) -> bool {
    among("ActualText Alt Contents E RC TU Title URI V", key)
}

impl Role {
    /// Tells what a dictionary is when it says so itself.
    pub(super) fn refined(self, dict: &Dict<'_>, is_stream: bool) -> Self {
        match (dict.name(b"Type"), dict.name(b"Subtype")) {
            (Some(b"Catalog"), _) => Self::Catalogue,
            (Some(b"Page" | b"Pages" | b"Template"), _) => Self::Page,
            (Some(b"Annot"), _) => Self::Annotation,
            (_, Some(b"Image")) if is_stream => Self::Picture,
            (_, Some(b"Form")) if is_stream => Self::Form,
            _ if is_stream && dict.has(b"PatternType") => Self::Form,
            _ if is_stream => Self::Other,
            _ => self,
        }
    }

    /// Tells whether an entry of such a dictionary may stay.
    pub(super) fn keeps(self, key: &[u8]) -> bool {
        match self {
            Self::Catalogue => among(CATALOGUE, key),
            Self::Page => among(PAGE, key),
            Self::Form => among(FORM, key),
            Self::Picture => among(PICTURE, key),
            Self::Annotation => among(ANNOTATION, key),
            Self::Fields => among(FIELDS, key),
            Self::Action => among(ACTION, key),
            Self::Directory => among(DIRECTORY, key),
            Self::Viewport => among(VIEWPORT, key),
            Self::Names => true,
            Self::Outline | Self::Resources | Self::Looks | Self::Other => !among(NOWHERE, key),
        }
    }

    /// Tells what lies behind an entry of such a dictionary.
    pub(super) fn child(self, key: &[u8]) -> Self {
        match (self, key) {
            (Self::Names, _) | (Self::Resources, b"ProcSet") => Self::Other,
            (Self::Looks | Self::Resources, _) => Self::Names,
            (_, b"Resources" | b"DR") => Self::Resources,
            (Self::Catalogue, b"Pages") | (Self::Annotation, b"P") => Self::Page,
            (Self::Page, b"Kids" | b"Parent") | (_, b"Pg") => Self::Page,
            (Self::Catalogue, b"AcroForm") => Self::Fields,
            (Self::Catalogue, b"Names") => Self::Directory,
            (Self::Catalogue, b"Outlines") => Self::Outline,
            (Self::Catalogue, b"Dests") => Self::Names,
            (Self::Page, b"VP") => Self::Viewport,
            (Self::Page, b"Annots") | (Self::Fields, b"Fields") => Self::Annotation,
            (Self::Annotation, b"Kids" | b"Parent" | b"Popup" | b"IRT") => Self::Annotation,
            (Self::Annotation, b"AP") => Self::Looks,
            (Self::Action, b"T") | (Self::Other, b"Obj") => Self::Annotation,
            (Self::Catalogue, b"OpenAction") | (Self::Action, b"Next") => Self::Action,
            (Self::Annotation | Self::Outline, b"A") => Self::Action,
            (Self::Outline, b"First" | b"Last" | b"Next" | b"Parent" | b"Prev") => Self::Outline,
            (Self::Other, b"CharProcs" | b"Colorants" | b"RoleMap" | b"ClassMap") => Self::Names,
            _ => Self::Other,
        }
    }
}
