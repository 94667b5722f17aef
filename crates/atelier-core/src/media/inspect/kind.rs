//! What a file is by its magic bytes. Files that are not taken are recognised
//! only to be able to say what they are.

use crate::domain::media_type::MediaType;
use crate::media::bytes::{find, slice};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A kind that can be taken in.
    Taken(MediaType),
    /// What a camera's sensor saw, not yet a picture.
    CameraRaw,
    /// Something else, with its article: "a Word document".
    NotTaken(&'static str),
}

/// Magic bytes at the very beginning, and what they mean.
const BEGINNINGS: &[(&[u8], Kind)] = &[
    (b"\xFF\xD8\xFF", Kind::Taken(MediaType::Jpeg)),
    (b"\x89PNG\r\n\x1A\n", Kind::Taken(MediaType::Png)),
    (b"GIF87a", Kind::Taken(MediaType::Gif)),
    (b"GIF89a", Kind::Taken(MediaType::Gif)),
    (b"FUJIFILMCCD-RAW", RAW),
    (b"IIRO", RAW),
    (b"IIRS", RAW),
    (b"IIU\0", RAW),
    (b"MMOR", RAW),
    (b"II\x1A\0\0\0HEAPCCDR", RAW),
    (b"\0MRM", RAW),
    (b"FOVb", RAW),
    (b"II+\0\x08\0\0\0", Kind::Taken(MediaType::Tiff)),
    (b"MM\0+\0\x08\0\0", Kind::Taken(MediaType::Tiff)),
    (b"%PDF-", Kind::Taken(MediaType::Pdf)),
    (b"8BPS", Kind::NotTaken("a Photoshop document")),
    (b"BM", Kind::NotTaken("a BMP picture")),
    (b"\xFF\x0A", Kind::NotTaken("a JPEG XL picture")),
    (b"\0\0\0\x0CJXL ", Kind::NotTaken("a JPEG XL picture")),
    (b"\0\0\0\x0CjP  ", Kind::NotTaken("a JPEG 2000 picture")),
    (b"\xFF\x4F\xFF\x51", Kind::NotTaken("a JPEG 2000 picture")),
    (b"\x8AMNG\r\n\x1A\n", Kind::NotTaken("an MNG animation")),
    (b"\0\0\x01\0", Kind::NotTaken("an icon")),
    (b"gimp xcf", Kind::NotTaken("a GIMP document")),
    (b"%!PS", Kind::NotTaken("a PostScript document")),
    (b"{\\rtf", Kind::NotTaken("a rich text document")),
    (b"\x7FELF", PROGRAM),
    (b"MZ", PROGRAM),
    (b"\xFE\xED\xFA\xCE", PROGRAM),
    (b"\xFE\xED\xFA\xCF", PROGRAM),
    (b"\xCE\xFA\xED\xFE", PROGRAM),
    (b"\xCF\xFA\xED\xFE", PROGRAM),
    (b"\xCA\xFE\xBA\xBE", PROGRAM),
    (b"#!", Kind::NotTaken("a script")),
    (b"\x1F\x8B", ARCHIVE),
    (b"7z\xBC\xAF\x27\x1C", ARCHIVE),
    (b"Rar!\x1A\x07", ARCHIVE),
    (b"\xFD7zXZ\0", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\x28\xB5\x2F\xFD", ARCHIVE),
    (b"SQLite format 3\0", Kind::NotTaken("a database")),
    (b"\x1A\x45\xDF\xA3", VIDEO),
    (b"\0\0\x01\xBA", VIDEO),
    (b"FLV\x01", VIDEO),
    (b"\x30\x26\xB2\x75\x8E\x66\xCF\x11", VIDEO),
    (b"OggS", SOUND),
    (b"fLaC", SOUND),
    (b"ID3", SOUND),
];

const RAW: Kind = Kind::CameraRaw;
const PROGRAM: Kind = Kind::NotTaken("a program");
const ARCHIVE: Kind = Kind::NotTaken("an archive");
const VIDEO: Kind = Kind::NotTaken("a video");
const SOUND: Kind = Kind::NotTaken("a sound file");

/// Tells what a file is from its first bytes; 4 KiB are enough for every kind
/// that is taken.
#[must_use]
pub fn kind_of(head: &[u8]) -> Option<Kind> {
    // These begin both pictures and raw files.
    if head.starts_with(b"II*\0") || head.starts_with(b"MM\0*") {
        return Some(if is_raw(head) {
            RAW
        } else {
            Kind::Taken(MediaType::Tiff)
        });
    }
    riff(head)
        .or_else(|| boxes(head))
        .or_else(|| zip(head))
        .or_else(|| old_office(head))
        .or_else(|| {
            let known = BEGINNINGS.iter().find(|(magic, _)| head.starts_with(magic));
            known.map(|(_, kind)| *kind)
        })
        .or_else(|| late_pdf(head))
        .or_else(|| text(head))
}

/// Knows the marks that Canon and Phase One put behind the header of a TIFF.
fn is_raw(head: &[u8]) -> bool {
    let is_canon = slice(head, 4, 6) == Some(b"\x10\0\0\0CR");
    let is_phase_one = match slice(head, 8, 4) {
        Some(b"IIII") => slice(head, 13, 3) == Some(b"waR"),
        Some(b"MMMM") => slice(head, 12, 3) == Some(b"Raw"),
        _ => false,
    };
    is_canon || is_phase_one
}

/// Tells WebP, sound and video in RIFF apart.
fn riff(head: &[u8]) -> Option<Kind> {
    if !head.starts_with(b"RIFF") {
        return None;
    }
    Some(match slice(head, 8, 4)? {
        b"WEBP" => Kind::Taken(MediaType::Webp),
        b"WAVE" => SOUND,
        b"AVI " => VIDEO,
        _ => return None,
    })
}

/// Tells files made of ISO boxes apart by their brands.
fn boxes(head: &[u8]) -> Option<Kind> {
    if slice(head, 4, 4)? != b"ftyp" {
        let old_movie = matches!(slice(head, 4, 4)?, b"moov" | b"mdat" | b"wide" | b"skip");
        return old_movie.then_some(VIDEO);
    }
    let len = crate::media::bytes::Order::Big.u32(head, 0)? as usize;
    let brands = head.get(8..len.clamp(16, 256).min(head.len()))?;
    let has = |wanted: &[&[u8; 4]]| {
        let mut all = brands.chunks_exact(4);
        all.any(|brand| wanted.iter().any(|w| brand == *w))
    };
    Some(if has(&[b"avif", b"avis"]) {
        Kind::Taken(MediaType::Avif)
    } else if has(&[
        b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1",
    ]) {
        Kind::Taken(MediaType::Heic)
    } else if has(&[b"crx "]) {
        RAW
    } else if has(&[b"M4A ", b"M4B "]) {
        SOUND
    } else {
        VIDEO
    })
}

/// Tells what a ZIP holds by the folders that its entries name.
fn zip(head: &[u8]) -> Option<Kind> {
    if !head.starts_with(b"PK\x03\x04") {
        return None;
    }
    let names: [(&[u8], &str); 8] = [
        (b"application/epub", "an e-book"),
        (b"opendocument.text", "an OpenDocument text"),
        (b"opendocument.", "an OpenDocument file"),
        (b"word/", "a Word document"),
        (b"xl/", "an Excel workbook"),
        (b"ppt/", "a PowerPoint presentation"),
        (b"AndroidManifest.xml", "a program"),
        (b"META-INF/MANIFEST.MF", "a program"),
    ];
    let found = names.iter().find(|(name, _)| find(head, name).is_some());
    if let Some((_, words)) = found {
        return Some(Kind::NotTaken(words));
    }
    let is_office = find(head, b"[Content_Types].xml").is_some();
    Some(if is_office {
        Kind::NotTaken("an Office document")
    } else {
        ARCHIVE
    })
}

/// Tells the Office documents of before 2007 apart.
fn old_office(head: &[u8]) -> Option<Kind> {
    if !head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return None;
    }
    let names: [(&[u8], &str); 3] = [
        (b"W\0o\0r\0d\0D\0o\0c\0", "a Word document"),
        (b"W\0o\0r\0k\0b\0o\0o\0k\0", "an Excel workbook"),
        (
            b"P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0",
            "a PowerPoint presentation",
        ),
    ];
    let found = names.iter().find(|(name, _)| find(head, name).is_some());
    Some(Kind::NotTaken(
        found.map_or("an Office document", |(_, words)| words),
    ))
}

/// Finds the header of a PDF behind the few bytes that some programs put first.
fn late_pdf(head: &[u8]) -> Option<Kind> {
    let early = head.get(..1024).unwrap_or(head);
    find(early, b"%PDF-").map(|_| Kind::Taken(MediaType::Pdf))
}

/// Recognises drawings, pages and plain words.
fn text(head: &[u8]) -> Option<Kind> {
    let early = head.get(..4096).unwrap_or(head);
    let wide = early.starts_with(b"\xFF\xFE") || early.starts_with(b"\xFE\xFF");
    let plain: Vec<u8> = early
        .iter()
        .copied()
        .filter(|byte| !wide || !matches!(byte, 0 | 0xFE | 0xFF))
        .collect();
    let controls = plain
        .iter()
        .any(|&b| b < 0x20 && !matches!(b, 9 | 10 | 12 | 13 | 27));
    let cut_in_a_letter = |error: std::str::Utf8Error| error.error_len().is_none();
    let is_text = std::str::from_utf8(&plain).map_or_else(cut_in_a_letter, |_| true);
    if controls || !is_text {
        return None;
    }
    let lower = plain.to_ascii_lowercase();
    Some(Kind::NotTaken(if find(&lower, b"<svg").is_some() {
        "an SVG drawing"
    } else if find(&lower, b"<html").is_some() || find(&lower, b"<!doctype html").is_some() {
        "a web page"
    } else {
        "a text file"
    }))
}
