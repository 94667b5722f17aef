//! The receipt of a cleaning: what was taken out, what stayed, and the hashes
//! that prove the picture itself is the same.
//!
//! A receipt names kinds, never coordinates or place names: it travels with
//! the row.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::content_hash::{ContentHash, PictureHash};

/// How much a cleaning takes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum Policy {
    /// Takes out every place and keeps what people need.
    #[default]
    Location,
    /// Keeps only what is needed to show the picture.
    Everything,
}

impl Policy {
    /// Returns the name used in settings and at the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Location => "location",
            Self::Everything => "everything",
        }
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A policy that has no such name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no policy {0:?}; there are location and everything")]
pub struct UnknownPolicy(pub String);

impl FromStr for Policy {
    type Err = UnknownPolicy;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "location" => Ok(Self::Location),
            "everything" => Ok(Self::Everything),
            other => Err(UnknownPolicy(other.to_owned())),
        }
    }
}

/// Where in a file something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum Carrier {
    /// The Exif block.
    Exif,
    /// A further Exif block, which most programs never look at.
    SecondExif,
    /// The small picture inside the Exif block.
    ExifThumbnail,
    /// The camera maker's own notes.
    MakerNote,
    /// The XMP packet.
    Xmp,
    /// The part of an XMP packet that is split over several segments.
    ExtendedXmp,
    /// IPTC fields.
    Iptc,
    /// Photoshop's own resources.
    Photoshop,
    /// Another picture behind the first.
    SecondPicture,
    /// A signed manifest of content credentials (C2PA, JUMBF).
    ContentCredentials,
    /// A segment or chunk of one program or maker.
    PrivateBlock,
    /// A free comment.
    Comment,
    /// A text entry of a PNG.
    TextEntry,
    /// A metadata block written as hexadecimal text.
    RawProfile,
    /// The colour profile.
    ColourProfile,
    /// Bytes after the end of the picture, or between its parts.
    Trailer,
    /// What a document says of itself: title, author, dates.
    DocumentInfo,
    /// A file inside a document.
    Attachment,
    /// A note, a link or a film on a page.
    Annotation,
    /// What a document does by itself or on a click.
    Action,
    /// The part of a page that is a map.
    MapFrame,
    /// A digital signature.
    Signature,
}

impl Carrier {
    /// Returns the words people read: "Exif block".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Exif => "Exif block",
            Self::SecondExif => "second Exif block",
            Self::ExifThumbnail => "Exif thumbnail",
            Self::MakerNote => "camera maker's notes",
            Self::Xmp => "XMP packet",
            Self::ExtendedXmp => "extended XMP",
            Self::Iptc => "IPTC fields",
            Self::Photoshop => "Photoshop resources",
            Self::SecondPicture => "second picture",
            Self::ContentCredentials => "content credentials",
            Self::PrivateBlock => "private block",
            Self::Comment => "comment",
            Self::TextEntry => "text entry",
            Self::RawProfile => "raw profile",
            Self::ColourProfile => "colour profile",
            Self::Trailer => "data outside the picture",
            Self::DocumentInfo => "document information",
            Self::Attachment => "attached file",
            Self::Annotation => "annotation",
            Self::Action => "action",
            Self::MapFrame => "map on a page",
            Self::Signature => "signature",
        }
    }
}

/// What was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum RemovedKind {
    /// A position, its altitude, its direction or its time.
    GpsPosition,
    /// How a picture lies on a map.
    MapReference,
    /// A street, a quarter or a named place.
    Street,
    /// A city.
    City,
    /// A state or province.
    State,
    /// A country or its code.
    Country,
    /// A landmark.
    Landmark,
    /// The creator's postal address.
    CreatorAddress,
    /// The video of a motion photo.
    Video,
    /// A small preview, which may show what was cropped away.
    Thumbnail,
    /// A further picture, such as a preview or a depth map.
    SecondPicture,
    /// Content credentials, which a changed file can no longer prove.
    ContentCredentials,
    /// Another copy of the metadata.
    SecondCopy,
    /// A block of a maker or a program that may hold anything.
    PrivateData,
    /// Free text.
    Comment,
    /// Bytes that nothing refers to.
    LeftoverBytes,
    /// A block that nobody can read.
    UnreadableBlock,
    /// Camera, author and date: what the policy `everything` takes as well.
    OtherMetadata,
    /// A file inside a document.
    Attachment,
    /// A film, a sound or a model on a page.
    Media,
    /// Something that a document runs, sends or opens.
    Script,
    /// What a document was before it was saved again.
    OlderVersion,
    /// A signature, which a changed file can no longer prove.
    Signature,
}

impl RemovedKind {
    /// Returns the short words people read: "GPS position", "city".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::GpsPosition => "GPS position",
            Self::MapReference => "map reference",
            Self::Street => "street",
            Self::City => "city",
            Self::State => "state",
            Self::Country => "country",
            Self::Landmark => "landmark",
            Self::CreatorAddress => "creator's address",
            Self::Video => "video behind the picture",
            Self::Thumbnail => "preview",
            Self::SecondPicture => "second picture",
            Self::ContentCredentials => "content credentials",
            Self::SecondCopy => "second copy of metadata",
            Self::PrivateData => "private data",
            Self::Comment => "comment",
            Self::LeftoverBytes => "leftover bytes",
            Self::UnreadableBlock => "unreadable block",
            Self::OtherMetadata => "camera and author data",
            Self::Attachment => "attached file",
            Self::Media => "film, sound or model",
            Self::Script => "script",
            Self::OlderVersion => "older version",
            Self::Signature => "digital signature",
        }
    }

    /// Tells whether this says where something is.
    #[must_use]
    pub const fn is_place(self) -> bool {
        matches!(
            self,
            Self::GpsPosition
                | Self::MapReference
                | Self::Street
                | Self::City
                | Self::State
                | Self::Country
                | Self::Landmark
                | Self::CreatorAddress
        )
    }
}

/// One thing that was taken out, and where it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Removed {
    /// Where it was.
    pub carrier: Carrier,
    /// What it was.
    pub kind: RemovedKind,
}

/// What stayed in the file beside the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum Kept {
    /// Which way is up.
    Orientation,
    /// The colour profile.
    ColourProfile,
    /// When it was taken, with its zone.
    CaptureDate,
    /// Make and model.
    Camera,
    /// The lens.
    Lens,
    /// Time, aperture, sensitivity.
    Exposure,
    /// Who made it.
    Creator,
    /// Whom to credit.
    Credit,
    /// Copyright and rights.
    Copyright,
    /// The title or headline.
    Title,
    /// The caption.
    Description,
    /// Keywords.
    Keywords,
    /// The rating.
    Rating,
    /// The camera maker's own notes.
    MakerNotes,
    /// Whether a machine made it.
    AiDisclosure,
    /// The settings of a render.
    RenderParameters,
    /// Dots an inch.
    Density,
    /// The other frames.
    Animation,
    /// The gain map that brightens the picture on HDR screens.
    GainMap,
    /// When a document was made and changed.
    DocumentDates,
}

impl Kept {
    /// Returns the short words people read: "capture date".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Orientation => "orientation",
            Self::ColourProfile => "colour profile",
            Self::CaptureDate => "capture date",
            Self::Camera => "camera",
            Self::Lens => "lens",
            Self::Exposure => "exposure",
            Self::Creator => "creator",
            Self::Credit => "credit",
            Self::Copyright => "copyright",
            Self::Title => "title",
            Self::Description => "description",
            Self::Keywords => "keywords",
            Self::Rating => "rating",
            Self::MakerNotes => "camera maker's notes",
            Self::AiDisclosure => "AI disclosure",
            Self::RenderParameters => "render settings",
            Self::Density => "density",
            Self::Animation => "animation",
            Self::GainMap => "gain map",
            Self::DocumentDates => "document dates",
        }
    }
}

/// Something a person should look at; nothing was changed for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum Warning {
    /// A caption or comment has coordinates written in it.
    CoordinatesInWords,
    /// A caption or comment reads like a street address.
    AddressInWords,
    /// The metadata could not be proved clean and went as a whole.
    MetadataGivenUp,
    /// A document was signed, and a changed one cannot be.
    SignatureRemoved,
}

impl Warning {
    /// Returns the sentence people read.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::CoordinatesInWords => {
                "A caption or comment has coordinates written in it; words are left as they are."
            }
            Self::AddressInWords => {
                "A caption or comment reads like a street address; words are left as they are."
            }
            Self::MetadataGivenUp => {
                "The metadata could not be proved clean, so only orientation and colours stayed."
            }
            Self::SignatureRemoved => {
                "The document was signed. A cleaned copy can prove no signature, so only its look stayed; keep \
                 the signed file itself."
            }
        }
    }
}

/// The fingerprint of a compressed picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum PayloadHash {
    /// What is written today.
    #[serde(rename = "payloadBlake3")]
    Blake3(PictureHash),
    /// What the first receipts have.
    #[serde(rename = "payloadSha256")]
    Sha256(ContentHash),
}

/// What a cleaning did to one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Receipt {
    /// The policy it followed.
    pub policy: Policy,
    /// The program and version that cleaned: "atelier 0.1.0".
    pub tool: String,
    /// SHA-256 of the file as it came.
    pub sha256_before: ContentHash,
    /// SHA-256 of the file as it is kept and sent.
    pub sha256_after: ContentHash,
    /// The fingerprint of the compressed picture, which is the same in both.
    #[serde(flatten)]
    pub payload: PayloadHash,
    /// Whether the file said where it was taken.
    pub had_place: bool,
    /// Whether the picture was encoded again to fit the limit of its kind.
    #[serde(default)]
    pub reencoded: bool,
    /// What was taken out, each once.
    pub removed: Vec<Removed>,
    /// What stayed, each once.
    pub kept: Vec<Kept>,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
}

/// Returns what was taken out in short words, each once, places first.
#[must_use]
pub fn removed_words(removed: &[Removed]) -> Vec<&'static str> {
    let mut kinds: Vec<RemovedKind> = removed.iter().map(|removed| removed.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.into_iter().map(RemovedKind::words).collect()
}

impl Receipt {
    /// Returns what was taken out in short words, each once, places first.
    #[must_use]
    pub fn removed_words(&self) -> Vec<&'static str> {
        removed_words(&self.removed)
    }

    /// Returns what stayed in short words.
    #[must_use]
    pub fn kept_words(&self) -> Vec<&'static str> {
        self.kept.iter().map(|kept| kept.words()).collect()
    }

    /// Tells whether the kept file differs from the one that came.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.sha256_before != self.sha256_after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_receipt() -> Receipt {
        let removed = |carrier, kind| Removed { carrier, kind };
        Receipt {
            policy: Policy::Location,
            tool: "atelier 0.1.0".into(),
            sha256_before: ContentHash::of(b"before"),
            sha256_after: ContentHash::of(b"after"),
            payload: PayloadHash::Blake3(PictureHash::of([b"picture".as_slice()])),
            had_place: true,
            reencoded: false,
            removed: vec![
                removed(Carrier::Iptc, RemovedKind::City),
                removed(Carrier::Xmp, RemovedKind::City),
                removed(Carrier::Exif, RemovedKind::GpsPosition),
            ],
            kept: vec![Kept::Orientation],
            warnings: vec![Warning::CoordinatesInWords],
        }
    }

    #[test]
    fn a_receipt_survives_being_stored() {
        let json = serde_json::to_string(&a_receipt()).expect("writes");

        assert_eq!(
            serde_json::from_str::<Receipt>(&json).expect("reads"),
            a_receipt()
        );
        assert!(json.contains(r#""kind":"gpsPosition""#), "{json}");
    }

    #[test]
    fn the_first_receipts_are_still_read() {
        let hash = ContentHash::of(b"picture");
        let old = serde_json::to_string(&Receipt {
            payload: PayloadHash::Sha256(hash.clone()),
            ..a_receipt()
        })
        .expect("writes");

        let read: Receipt = serde_json::from_str(&old).expect("reads");

        assert!(
            old.contains(&format!(r#""payloadSha256":"{hash}""#)),
            "{old}"
        );
        assert_eq!(read.payload, PayloadHash::Sha256(hash));
    }

    #[test]
    fn words_come_once_each_and_places_first() {
        assert_eq!(a_receipt().removed_words(), ["GPS position", "city"]);
    }

    #[test]
    fn a_policy_is_read_by_its_name_only() {
        assert_eq!("everything".parse(), Ok(Policy::Everything));
        assert_eq!("all".parse::<Policy>(), Err(UnknownPolicy("all".into())));
    }
}
