//! The entries of a file's metadata by name, and what became of each. Values
//! are no part of it: a list of names may be kept where a place may not.

use serde::{Deserialize, Serialize};

/// An entry of a file's metadata as it came, and whether it stayed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Packed", into = "Packed")]
pub struct TagLine {
    /// Where in the file it is: "Exif, GPS", "XMP, photoshop".
    pub group: String,
    /// Its name there: "GPSLatitude", "City".
    pub name: String,
    /// Whether it says where something is.
    pub place: bool,
    /// Whether it is in the kept file too.
    pub stayed: bool,
}

/// A line as it is stored: there are dozens a picture, so their names are not.
type Packed = (String, String, bool, bool);

impl From<Packed> for TagLine {
    fn from((group, name, place, stayed): Packed) -> Self {
        Self {
            group,
            name,
            place,
            stayed,
        }
    }
}

impl From<TagLine> for Packed {
    fn from(line: TagLine) -> Self {
        (line.group, line.name, line.place, line.stayed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_stored_without_the_names_of_its_parts() {
        let line = TagLine {
            group: "IPTC".to_owned(),
            name: "City".to_owned(),
            place: true,
            stayed: false,
        };

        let json = serde_json::to_string(&line).expect("writes");

        assert_eq!(json, r#"["IPTC","City",true,false]"#);
        assert_eq!(serde_json::from_str::<TagLine>(&json).expect("reads"), line);
    }
}
