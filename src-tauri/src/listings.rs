//! What the page was last told of a board, so that a change among ten thousand
//! pictures is told as that change.
//!
//! A board told whole is megabytes of text, which the page reads on the thread
//! that draws: about a tenth of a second without a frame.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use atelier_core::domain::asset::Board;
use uuid::Uuid;

use crate::view::pictures::{Listing, Picture};

/// What the page was last told. Of one board: it looks at one, and tells of
/// another begin anew.
#[derive(Default)]
pub struct Listings(Mutex<Told>);

#[derive(Default)]
struct Told {
    revision: u32,
    board: Option<Board>,
    pictures: Vec<Picture>,
}

impl Listings {
    /// Says what differs from what the page has, by the revision that it names;
    /// everything when that is not the last one of this board.
    pub fn tell(&self, board: Board, known: Option<u32>, pictures: Vec<Picture>) -> Listing {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_known = told.board == Some(board) && known == Some(told.revision);
        let before: &[Picture] = if is_known { &told.pictures } else { &[] };
        let (order, changed) = difference(before, &pictures, is_known);
        if !is_known || order.is_some() || !changed.is_empty() {
            told.revision = told.revision.wrapping_add(1);
            told.board = Some(board);
            told.pictures = pictures;
        }
        Listing {
            revision: told.revision,
            order,
            pictures: changed,
        }
    }
}

fn difference(
    before: &[Picture],
    now: &[Picture],
    is_known: bool,
) -> (Option<Vec<Uuid>>, Vec<Picture>) {
    let same_order = is_known && before.iter().map(|p| p.id).eq(now.iter().map(|p| p.id));
    if same_order {
        let pairs = before.iter().zip(now);
        let changed = pairs.filter(|(before, now)| before != now);
        return (None, changed.map(|(_, now)| now.clone()).collect());
    }
    let known: HashMap<Uuid, &Picture> = before.iter().map(|one| (one.id, one)).collect();
    let changed = now.iter().filter(|one| known.get(&one.id) != Some(one));
    let order = now.iter().map(|one| one.id).collect();
    (Some(order), changed.cloned().collect())
}

#[cfg(test)]
mod tests {
    use atelier_core::catalogue::VariantsState;
    use atelier_core::domain::room_asset::AssetType;

    use super::*;
    use crate::view::pictures::SyncState;

    fn board() -> Board {
        Board::Style(atelier_core::domain::ids::StyleId(Uuid::from_u128(7)))
    }

    fn picture(number: u128, caption: &str) -> Picture {
        Picture {
            id: Uuid::from_u128(number),
            name: format!("{number}.jpg"),
            kind: AssetType::Photo,
            media_type: "image/jpeg".to_owned(),
            width: 4000,
            height: 3000,
            bytes: 1e6,
            position: 1,
            caption: Some(caption.to_owned()),
            alt_text: None,
            room_type: None,
            tags: Vec::new(),
            thumbhash: None,
            sync: SyncState::Local,
            progress: None,
            variants: VariantsState::Ready,
            cleaned: true,
            imported_at: 0.0,
        }
    }

    fn told(listing: &Listing) -> (Option<usize>, Vec<u128>) {
        let pictures = listing.pictures.iter().map(|one| one.id.as_u128());
        (listing.order.as_ref().map(Vec::len), pictures.collect())
    }

    #[test]
    fn a_page_that_has_nothing_is_told_everything() {
        let listings = Listings::default();

        let listing = listings.tell(board(), None, vec![picture(1, "a"), picture(2, "b")]);

        assert_eq!(told(&listing), (Some(2), vec![1, 2]));
    }

    #[test]
    fn a_page_is_told_what_changed_since_its_revision() {
        let listings = Listings::default();
        let first = listings.tell(board(), None, vec![picture(1, "a"), picture(2, "b")]);

        let second = listings.tell(
            board(),
            Some(first.revision),
            vec![picture(1, "a"), picture(2, "B")],
        );
        let third = listings.tell(
            board(),
            Some(second.revision),
            vec![picture(3, "c"), picture(2, "B")],
        );

        assert_eq!(told(&second), (None, vec![2]));
        assert_eq!(told(&third), (Some(2), vec![3]));
        assert_ne!(second.revision, first.revision);
    }

    #[test]
    fn what_did_not_change_is_told_in_no_word() {
        let listings = Listings::default();
        let first = listings.tell(board(), None, vec![picture(1, "a")]);

        let second = listings.tell(board(), Some(first.revision), vec![picture(1, "a")]);

        assert_eq!(told(&second), (None, vec![]));
        assert_eq!(second.revision, first.revision);
    }

    #[test]
    fn a_page_that_has_something_older_or_another_board_is_told_everything() {
        let listings = Listings::default();
        let first = listings.tell(board(), None, vec![picture(1, "a")]);
        let _lost = listings.tell(board(), Some(first.revision), vec![picture(1, "b")]);
        let other = Board::Style(atelier_core::domain::ids::StyleId(Uuid::from_u128(8)));

        let again = listings.tell(board(), Some(first.revision), vec![picture(1, "b")]);
        let elsewhere = listings.tell(other, Some(again.revision), vec![picture(1, "b")]);

        assert_eq!(told(&again), (Some(1), vec![1]));
        assert_eq!(told(&elsewhere), (Some(1), vec![1]));
    }
}
