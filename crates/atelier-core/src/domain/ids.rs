//! Identifiers, one type a noun, so that no room is ever looked up as a style.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// Makes a new identifier. Later ones sort after earlier ones (UUID
            /// version 7, RFC 9562), which keeps indexes dense.
            #[must_use]
            #[expect(clippy::new_without_default, reason = "two new ids are never equal")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id!(
    /// Names a style of the catalogue.
    StyleId
);
id!(
    /// Names a picture of a style.
    StyleImageId
);
id!(
    /// Names a renovation session.
    SessionId
);
id!(
    /// Names a room of a session.
    RoomId
);
id!(
    /// Names a photo, floor plan, render or document of a room.
    RoomAssetId
);
id!(
    /// Names a variant, whichever its parent.
    VariantId
);
id!(
    /// Names a generated document.
    DocumentId
);
id!(
    /// Names a pair of before and after.
    ComparisonId
);
id!(
    /// Names one import, so that it can be undone as a whole.
    BatchId
);
id!(
    /// Names one operation of the outbox. The backend remembers it, so that a
    /// repetition is answered and not applied twice.
    OperationId
);
id!(
    /// Names one step of the history.
    HistoryId
);
id!(
    /// Names a folder that is watched.
    WatchedFolderId
);
id!(
    /// Names a folder store, whatever the path or the disk that it is found at.
    StoreId
);
