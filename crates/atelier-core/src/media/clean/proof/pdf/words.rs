//! The words of a drawing, as any writer may put them: names, texts, lists.

use std::borrow::Cow;

/// How deep values may nest.
const DEEPEST: usize = 64;

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// The bytes end before it does.
    Cut,
    /// Something else stands there.
    Bad,
}

/// Reads words from a place on.
pub(super) struct Words<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
    /// Every name that was read.
    pub(super) names: Vec<Cow<'a, [u8]>>,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !b"()<>[]{}/%".contains(&byte)
}

impl<'a> Words<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            names: Vec::new(),
        }
    }

    /// Returns the next byte that is no space and in no comment.
    pub(super) fn peek(&mut self) -> Result<u8, Stop> {
        loop {
            let byte = *self.bytes.get(self.at).ok_or(Stop::Cut)?;
            if byte == b'%' {
                let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
                self.at += self.rest().iter().position(is_end).ok_or(Stop::Cut)?;
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return Ok(byte);
            }
        }
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Takes a word, which the last byte of all may continue.
    pub(super) fn word(&mut self) -> Result<&'a [u8], Stop> {
        self.peek()?;
        let rest = self.rest();
        let len = rest.iter().position(|byte| !is_regular(*byte));
        let word = rest.get(..len.ok_or(Stop::Cut)?).unwrap_or_default();
        self.at += word.len();
        Ok(word)
    }

    /// Takes a name.
    pub(super) fn name(&mut self) -> Result<Cow<'a, [u8]>, Stop> {
        if self.peek()? != b'/' {
            return Err(Stop::Bad);
        }
        self.at += 1;
        let rest = self.rest();
        let len = rest.iter().position(|byte| !is_regular(*byte));
        let raw = rest.get(..len.ok_or(Stop::Cut)?).unwrap_or_default();
        self.at += raw.len();
        let name = match raw.contains(&b'#') {
            true => Cow::Owned(unescaped(raw)),
            false => Cow::Borrowed(raw),
        };
        self.names.push(name.clone());
        Ok(name)
    }

    /// Passes over a value.
    pub(super) fn value(&mut self) -> Result<(), Stop> {
        self.nested(DEEPEST)
    }

    fn nested(&mut self, depth: usize) -> Result<(), Stop> {
        let depth = depth.checked_sub(1).ok_or(Stop::Bad)?;
        match self.peek()? {
            b'/' => self.name().map(|_| ()),
            b'(' => self.text(),
            b'[' => self.array(depth),
            b'<' => match self.bytes.get(self.at + 1).ok_or(Stop::Cut)? {
                b'<' => self.list(depth),
                _ => self.digits(),
            },
            // Readers forgive strange words here, and strange brackets.
            byte if is_regular(byte) => self.word().map(|_| ()),
            b']' | b'{' | b'}' => {
                self.at += 1;
                Ok(())
            }
            _ => Err(Stop::Bad),
        }
    }

    fn text(&mut self) -> Result<(), Stop> {
        let mut open = 0_usize;
        loop {
            match self.bytes.get(self.at).ok_or(Stop::Cut)? {
                b'(' => open += 1,
                b')' => open -= 1,
                b'\\' => self.at += 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return Ok(());
            }
        }
    }

    fn digits(&mut self) -> Result<(), Stop> {
        self.at += 1 + memchr::memchr(b'>', self.rest()).ok_or(Stop::Cut)?;
        Ok(())
    }

    fn array(&mut self, depth: usize) -> Result<(), Stop> {
        self.at += 1;
        while self.peek()? != b']' {
            self.nested(depth)?;
        }
        self.at += 1;
        Ok(())
    }

    /// Passes over all between "<<" and ">>"; which of the names are keys does not
    /// matter.
    fn list(&mut self, depth: usize) -> Result<(), Stop> {
        self.at += 2;
        loop {
            if self.peek()? == b'>' {
                let end = self.bytes.get(self.at + 1).ok_or(Stop::Cut)?;
                self.at += 2;
                return if *end == b'>' { Ok(()) } else { Err(Stop::Bad) };
            }
            self.nested(depth)?;
        }
    }
}

fn unescaped(raw: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let mut name = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        if let (b'#', [high, low, tail @ ..]) = (byte, tail)
            && let (Some(high), Some(low)) = (digit(*high), digit(*low))
            && let Ok(value) = u8::try_from(high << 4 | low)
        {
            name.push(value);
            rest = tail;
        } else {
            name.push(*byte);
        }
    }
    name
}
