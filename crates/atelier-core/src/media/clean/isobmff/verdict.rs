//! Which items, properties and boxes stay. What is not named here goes.

use crate::domain::receipt::{Carrier, RemovedKind};
use crate::media::bytes::find;

/// Tells whether items of this kind hold or make up a picture.
pub(super) fn is_picture(kind: [u8; 4]) -> bool {
    is_coded(kind) || matches!(&kind, b"grid" | b"iden" | b"iovl" | b"tmap" | b"tili")
}

/// Tells whether items of this kind hold a compressed picture.
pub(super) fn is_coded(kind: [u8; 4]) -> bool {
    matches!(
        &kind,
        b"hvc1"
            | b"hev1"
            | b"hvt1"
            | b"lhv1"
            | b"av01"
            | b"avc1"
            | b"vvc1"
            | b"evc1"
            | b"jpeg"
            | b"j2k1"
            | b"unci"
            | b"mski"
    )
}

/// Returns the most bytes that the content of a property may have that stays.
pub(super) fn property(name: [u8; 4], keeps_least: bool) -> Option<usize> {
    let always = match &name {
        b"ispe" | b"rloc" | b"iscl" => 12,
        b"irot" | b"imir" | b"a1op" => 1,
        b"pasp" | b"amve" | b"reve" => 16,
        b"clap" | b"mdcv" | b"ndwt" | b"a1lx" | b"clli" | b"lsel" => 32,
        b"cclv" | b"pixi" | b"tols" => 64,
        b"auxC" | b"rref" | b"cpat" | b"mskC" | b"prdi" => 512,
        b"hvcC" | b"lhvC" | b"av1C" | b"avcC" | b"vvcC" | b"evcC" | b"j2kH" | b"jpgC" | b"oinf"
        | b"tilC" => LONGEST_SETTINGS,
        b"uncC" | b"cmpd" | b"cpal" | b"cloc" | b"splz" | b"sbpm" | b"snuc" | b"disi" | b"cmpC"
        | b"icef" => LONGEST_SETTINGS,
        b"colr" => LONGEST_PROFILE,
        _ => 0,
    };
    // How a picture was taken, and what somebody wrote about it.
    let more = match &name {
        b"cmin" | b"cmex" | b"aebr" | b"wbbr" | b"fobr" | b"afbr" | b"dobr" => 64,
        b"crtt" | b"mdft" => 12,
        b"udes" | b"altt" => LONGEST_SETTINGS,
        _ => 0,
    };
    let most = if keeps_least {
        always
    } else {
        always.max(more)
    };
    (most > 0).then_some(most)
}

const LONGEST_SETTINGS: usize = 1 << 16;
const LONGEST_PROFILE: usize = 8 << 20;

/// Tells whether an auxiliary picture belongs to the picture: how opaque it is
/// or how bright.
pub(super) fn is_needed_auxiliary(purpose: &[u8]) -> bool {
    is_gain_map(purpose)
        || [&b"auxid:1"[..], b"alpha"]
            .iter()
            .any(|word| find(purpose, word).is_some())
}

/// Tells whether an auxiliary picture is a gain map.
pub(super) fn is_gain_map(purpose: &[u8]) -> bool {
    find(purpose, b"hdrgainmap").is_some()
}

/// Tells whether a name of an item or handler is one that programs write.
pub(super) fn is_plain_name(name: &[u8]) -> bool {
    matches!(
        name,
        b"" | b"Color"
            | b"Alpha"
            | b"Exif"
            | b"XMP"
            | b"GMap"
            | b"TMap"
            | b"Gain"
            | b"libavif"
            | b"PictureHandler"
            | b"VideoHandler"
    )
}

/// Tells whether a compressor's name is one that programs write.
pub(super) fn is_plain_compressor(name: &[u8]) -> bool {
    matches!(name, b"" | b"AOM Coding" | b"HEVC Coding" | b"AV1 Coding")
}

const CREDENTIALS: [u8; 16] = [
    0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81,
];
const PACKET: [u8; 16] = [
    0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC,
];

/// Tells what a box is that goes.
pub(super) fn of_box(name: [u8; 4], body: &[u8]) -> (Carrier, RemovedKind) {
    match &name {
        b"mpvd" | b"moov" | b"trak" => (Carrier::Trailer, RemovedKind::Video),
        b"free" | b"skip" | b"wide" | b"mdat" => (Carrier::Trailer, RemovedKind::LeftoverBytes),
        b"jumb" | b"c2pa" => (Carrier::ContentCredentials, RemovedKind::ContentCredentials),
        b"uuid" if body.starts_with(&CREDENTIALS) => {
            (Carrier::ContentCredentials, RemovedKind::ContentCredentials)
        }
        b"uuid" if body.starts_with(&PACKET) => (Carrier::Xmp, RemovedKind::SecondCopy),
        b"udes" | b"altt" => (Carrier::Comment, RemovedKind::OtherMetadata),
        b"mcrs" | b"mtxf" | b"tiep" | b"ewkt" => (Carrier::PrivateBlock, RemovedKind::MapReference),
        _ => (Carrier::PrivateBlock, RemovedKind::PrivateData),
    }
}
