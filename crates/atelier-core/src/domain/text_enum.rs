//! Enumerations that the database knows as text.

/// Declares an enumeration whose values are the words of a CHECK list.
///
/// One list makes the type, its words, its parser and the list that a test
/// holds against the database's own CHECK.
macro_rules! text_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// Every value, in the order of the CHECK list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the word that the database knows.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::text_enum::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($crate::domain::text_enum::UnknownWord {
                        what: stringify!($name),
                        word: text.to_owned(),
                    }),
                }
            }
        }
    };
}
pub(crate) use text_enum;

/// A word that is not on the list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{word}” is no {what}")]
pub struct UnknownWord {
    /// The enumeration that was asked.
    pub what: &'static str,
    /// The word that it does not know.
    pub word: String,
}
