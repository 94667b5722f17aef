//! Undoes the filters of a stream, up to those that are pictures of their own.
//! What unpacks to more than it may is refused.

mod ascii;
mod lzw;
mod predictor;

use std::borrow::Cow;
use std::io::Read;

use super::file::File;
use super::object::{Dict, Object, Stream};
use crate::media::clean::Broken;

/// How many filters a stream may have.
const MOST_FILTERS: usize = 8;

pub(in crate::media) const BOMB: Broken = Broken("a part of it unpacks without end");
const UNKNOWN: Broken = Broken("a part of it is packed in an unknown way");
const DAMAGED: Broken = Broken("a part of it cannot be unpacked");

/// A filter with its parameters.
#[derive(Debug, Clone)]
pub(in crate::media) struct Filter<'a> {
    pub(in crate::media) name: Vec<u8>,
    pub(in crate::media) settings: Dict<'a>,
}

/// A stream with its filters undone.
#[derive(Debug)]
pub(in crate::media) struct Plain<'a> {
    pub(in crate::media) bytes: Cow<'a, [u8]>,
    /// The picture that the bytes are, if any filter is left.
    pub(in crate::media) picture: Option<Filter<'a>>,
}

/// Undoes every filter that is none of a picture.
pub(in crate::media) fn undo<'a>(
    stream: &Stream<'a>,
    file: &'a File<'a>,
    limit: usize,
) -> Result<Plain<'a>, Broken> {
    let mut bytes = Cow::Borrowed(stream.data);
    let mut filters = list(&stream.dict, file)?.into_iter();
    while let Some(filter) = filters.next() {
        if is_picture(&filter.name) {
            return match filters.next() {
                None => Ok(Plain {
                    bytes,
                    picture: Some(filter),
                }),
                Some(_) => Err(UNKNOWN),
            };
        }
        let plain = undo_one(&filter, &bytes, limit);
        file.spend(plain.as_ref().map_or(limit, Vec::len));
        bytes = Cow::Owned(plain?);
    }
    Ok(Plain {
        bytes,
        picture: None,
    })
}

fn is_picture(name: &[u8]) -> bool {
    matches!(
        name,
        b"DCTDecode" | b"DCT" | b"JPXDecode" | b"CCITTFaxDecode" | b"CCF" | b"JBIG2Decode"
    )
}

/// Lists the filters of a stream, outermost first.
pub(in crate::media) fn list<'a>(
    dict: &Dict<'a>,
    file: &'a File<'a>,
) -> Result<Vec<Filter<'a>>, Broken> {
    let resolved = |key: &[u8]| match dict.get(key) {
        Some(value) => file.resolve(value),
        None => Ok(Object::Null),
    };
    let names = match resolved(b"Filter")? {
        Object::Array(list) => list,
        Object::Null => Vec::new(),
        one => vec![one],
    };
    if names.len() > MOST_FILTERS {
        return Err(UNKNOWN);
    }
    let mut settings = match resolved(b"DecodeParms")? {
        Object::Array(list) => list,
        one => vec![one],
    }
    .into_iter();
    let mut filters = Vec::new();
    for name in &names {
        let Object::Name(name) = file.resolve(name)? else {
            return Err(UNKNOWN);
        };
        let settings = match settings.next().map(|one| file.resolve(&one)).transpose()? {
            Some(Object::Dict(settings)) => settings,
            _ => Dict::default(),
        };
        filters.push(Filter {
            name: name.into_owned(),
            settings,
        });
    }
    Ok(filters)
}

fn undo_one(filter: &Filter<'_>, bytes: &[u8], limit: usize) -> Result<Vec<u8>, Broken> {
    let plain = match filter.name.as_slice() {
        b"FlateDecode" | b"Fl" => inflate(bytes, limit)?,
        b"LZWDecode" | b"LZW" => {
            let is_early = filter
                .settings
                .get(b"EarlyChange")
                .and_then(Object::as_size)
                != Some(0);
            lzw::undo(bytes, is_early, limit)?
        }
        b"ASCII85Decode" | b"A85" => return ascii::undo_85(bytes).ok_or(DAMAGED),
        b"ASCIIHexDecode" | b"AHx" => return ascii::undo_hex(bytes).ok_or(DAMAGED),
        b"RunLengthDecode" | b"RL" => return run_lengths(bytes, limit),
        _ => return Err(UNKNOWN),
    };
    predictor::undo(plain, &filter.settings).ok_or(DAMAGED)
}

/// Unpacks what it can: readers forgive a missing end.
fn inflate(bytes: &[u8], limit: usize) -> Result<Vec<u8>, Broken> {
    let mut plain = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let outcome = flate2::read::ZlibDecoder::new(bytes)
        .take(most)
        .read_to_end(&mut plain);
    if plain.len() > limit {
        return Err(BOMB);
    }
    match outcome {
        Err(_) if plain.is_empty() => Err(DAMAGED),
        _ => Ok(plain),
    }
}

fn run_lengths(bytes: &[u8], limit: usize) -> Result<Vec<u8>, Broken> {
    let mut plain = Vec::new();
    let mut rest = bytes;
    while let Some((len, tail)) = rest.split_first() {
        let len = usize::from(*len);
        if len == 128 {
            break;
        }
        if len < 128 {
            let (run, tail) = tail.split_at_checked(len + 1).ok_or(DAMAGED)?;
            plain.extend_from_slice(run);
            rest = tail;
        } else {
            let (byte, tail) = tail.split_first().ok_or(DAMAGED)?;
            plain.resize(plain.len() + 257 - len, *byte);
            rest = tail;
        }
        if plain.len() > limit {
            return Err(BOMB);
        }
    }
    Ok(plain)
}
