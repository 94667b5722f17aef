//! The order in which people look for names: runs of digits count as numbers,
//! and large letters as small ones, so `Room 2` comes before `room 10`.

/// What a name is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NaturalKey(Vec<Part>);

/// Numbers come before words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(u64),
    Word(String),
}

impl NaturalKey {
    /// Splits a name into words and numbers.
    pub(crate) fn of(name: &str) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        for letter in name.chars().flat_map(char::to_lowercase) {
            match (letter.to_digit(10), parts.last_mut()) {
                (Some(digit), Some(Part::Number(number))) => {
                    *number = number.saturating_mul(10).saturating_add(u64::from(digit));
                }
                (Some(digit), _) => parts.push(Part::Number(u64::from(digit))),
                (None, Some(Part::Word(word))) => word.push(letter),
                (None, _) => parts.push(Part::Word(letter.to_string())),
            }
        }
        Self(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_and_capitals_do_not() {
        let mut names = ["room 10", "Room 2", "Åre", "room 2b", "10", "Attic", "9"];

        names.sort_by_key(|name| NaturalKey::of(name));

        assert_eq!(
            names,
            ["9", "10", "Attic", "Room 2", "room 2b", "room 10", "Åre"]
        );
    }

    #[test]
    fn a_number_without_end_is_the_largest() {
        let long = "9".repeat(40);

        assert!(NaturalKey::of(&long) > NaturalKey::of("18446744073709551614"));
    }
}
