//! A GIF as the second reader sees it.

use super::{Sight, View, examine_raw, split};

/// Walks a GIF; `None` when it cannot be followed.
pub(super) fn look(bytes: &[u8]) -> Option<View<'_>> {
    let mut view = View::default();
    let mut rest = bytes;
    let screen = split(&mut rest, 13)?;
    view.picture.push(screen);
    let table = table_len(*screen.get(10)?);
    view.picture.push(split(&mut rest, table)?);
    loop {
        match split(&mut rest, 1)? {
            [b';'] => break,
            [b','] => picture(&mut rest, &mut view)?,
            [b'!'] => extension(&mut rest, &mut view)?,
            [0] => view
                .beside
                .push(Sight::Stranger("bytes lie between its blocks")),
            _ => return None,
        }
    }
    if !rest.is_empty() {
        view.beside
            .push(Sight::Stranger("something follows its end"));
    }
    Some(view)
}

fn table_len(flags: u8) -> usize {
    match flags & 0x87 {
        bits @ 0x80.. => 6_usize << (bits & 7),
        _ => 0,
    }
}

fn picture<'a>(rest: &mut &'a [u8], view: &mut View<'a>) -> Option<()> {
    let frame = split(rest, 9)?;
    let table = split(rest, table_len(*frame.last()?))?;
    view.picture.extend([frame, table, split(rest, 1)?]);
    let whole = *rest;
    while let Some(part) = part(rest)? {
        view.picture.push(part);
    }
    let data = whole.get(..whole.len() - rest.len())?;
    if examine_raw(data).is_err() {
        view.beside
            .push(Sight::Stranger("a picture of it hides metadata"));
    }
    Some(())
}

/// Takes a part of a run; nothing at its end.
fn part<'a>(rest: &mut &'a [u8]) -> Option<Option<&'a [u8]>> {
    let len = usize::from(*split(rest, 1)?.first()?);
    let part = split(rest, len)?;
    Some((len > 0).then_some(part))
}

fn extension<'a>(rest: &mut &'a [u8], view: &mut View<'a>) -> Option<()> {
    let label = *split(rest, 1)?.first()?;
    let first = part(rest)?.unwrap_or_default();
    let mut others = Vec::new();
    if !first.is_empty() {
        let mut count = 0;
        while let Some(more) = part(rest)? {
            count += 1;
            // A profile is a few kilobytes; nothing else is looked at.
            if label == 0xFF && others.len() < MOST {
                others.extend_from_slice(more);
            }
        }
        if label == 0xF9 && count > 0 {
            view.beside
                .push(Sight::Stranger("a block of it holds too much"));
        }
    }
    let sight = match (label, first) {
        (0xF9, [_, _, _, _, tail @ ..]) => {
            view.picture.push(first.get(..4)?);
            if tail.is_empty() {
                Sight::Plain
            } else {
                Sight::Stranger("a block of it holds too much")
            }
        }
        (0xFF, b"NETSCAPE2.0" | b"ANIMEXTS1.0") => match others.as_slice() {
            [1, _, _] => Sight::Plain,
            _ => Sight::Stranger("a block of it holds too much"),
        },
        (0xFF, b"ICCRGBG1012") => Sight::Profile(others),
        _ => Sight::Stranger("a block of it is unknown"),
    };
    view.beside.push(sight);
    Some(())
}

/// How much of a profile is read.
const MOST: usize = 16 << 20;
