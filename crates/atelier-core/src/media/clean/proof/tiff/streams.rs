//! JPEG streams inside a TIFF, taken apart into picture and what lies beside.

/// A run of streams.
#[derive(Default)]
pub(super) struct Streams<'a> {
    pub(super) picture: Vec<&'a [u8]>,
    /// What programs wrote into segments of their own.
    pub(super) beside: Vec<&'a [u8]>,
}

/// Takes a run of streams apart.
pub(super) fn split(data: &[u8]) -> Streams<'_> {
    let mut streams = Streams::default();
    let (mut from, mut at) = (0, 0);
    let mut is_inside = false;
    while let Some(skip) = data.get(at..).and_then(|rest| memchr::memchr(0xFF, rest)) {
        let mark = at + skip;
        let Some(code) = data.get(mark + 1) else {
            break;
        };
        at = mark + 2;
        match code {
            0xFF => at = mark + 1,
            // A stream begins where another marker follows at once.
            0xD8 => is_inside |= data.get(at) == Some(&0xFF),
            0xD9 => is_inside = false,
            0x00 | 0x01 | 0xD0..=0xD7 => {}
            _ if !is_inside => at = mark + 1,
            _ => {
                let len = match data.get(at..at + 2) {
                    Some(&[high, low]) => usize::from(high) * 256 + usize::from(low),
                    _ => break,
                };
                let Some(content) = data.get(at..at + len).and_then(|all| all.get(2..)) else {
                    break;
                };
                let is_beside = match code {
                    0xE0 => !content.starts_with(b"JFIF\0"),
                    0xEE => !content.starts_with(b"Adobe"),
                    0xE1..=0xEF | 0xFE => true,
                    _ => false,
                };
                if is_beside {
                    streams.picture.extend(data.get(from..at + 2));
                    streams.beside.push(content);
                    from = at + len;
                }
                at += len;
            }
        }
    }
    streams.picture.extend(data.get(from..));
    streams
}
