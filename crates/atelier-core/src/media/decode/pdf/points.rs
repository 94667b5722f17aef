//! Points: how long the lines of a drawing are, by its text alone. Whoever draws
//! a line keeps all of its points at once.

use crate::media::clean::Broken;

/// How many pieces one line may have: more than any contour of a map.
const MOST: usize = 400_000;

/// Refuses a drawing with a line of too many pieces.
pub(super) fn check(content: &[u8]) -> Result<(), Broken> {
    let mut pieces = 0_usize;
    let words = content.split(|byte| is_between(*byte));
    for word in words {
        match word {
            b"m" | b"l" | b"c" | b"v" | b"y" | b"h" | b"re" => pieces += 1,
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"n" => pieces = 0,
            _ => {}
        }
        if pieces > MOST {
            return Err(Broken("a line of it has too many points"));
        }
    }
    Ok(())
}

fn is_between(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0C | b'\r' | b' ') || b"()<>[]{}/%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_lines_are_fine_and_one_without_end_is_not() {
        let lines = b"0 0 m 9 9 l S\n".repeat(MOST);
        let line = b"9 9 l\n".repeat(MOST + 1);

        assert_eq!(check(&lines), Ok(()));
        assert!(check(&line).is_err());
    }
}
