//! The order of pictures on a board. Rows are numbered with gaps allowed, so
//! that moving a few changes a few.

use sqlx::SqliteConnection;
use uuid::Uuid;

use super::edits::columns::Columns;
use super::edits::{Act, all, step};
use super::read::{Read, list};
use super::{Catalogue, CatalogueError, HistoryStep, assets};
use crate::clock::UnixMillis;
use crate::domain::asset::{AssetId, Board};

impl Catalogue {
    /// Puts pictures, in the order given, before another of their board; at
    /// the end for none.
    ///
    /// # Errors
    /// [`CatalogueError::Refused`] when they do not lie on one board,
    /// [`CatalogueError::Missing`] when one is gone.
    pub async fn reorder(
        &self,
        ids: &[Uuid],
        before: Option<Uuid>,
        sentence: &str,
        at: UnixMillis,
    ) -> Result<HistoryStep, CatalogueError> {
        let mut tx = self.write().await?;
        let moved = all(&mut tx, ids).await?;
        let board = one_board(&mut tx, &moved).await?;
        let order = on_board(&mut tx, board).await?;
        let (standing, places) = split(&order, ids);
        let index = match before {
            None => standing.len(),
            Some(id) => standing
                .iter()
                .position(|(standing, _)| *standing == id)
                .ok_or_else(|| CatalogueError::missing("the picture to put them before"))?,
        };
        let standing_orders: Vec<i32> = standing.iter().map(|(_, order)| *order).collect();
        let (new, inserted) = make_room(&standing_orders, index, ids.len());
        let of_kind = |id: Uuid| match board {
            Board::Style(_) => assets::id_of("style_image", id),
            Board::Room(_) => assets::id_of("room_asset", id),
        };
        let mut rows: Vec<(AssetId, Columns)> = Vec::new();
        for ((id, old), new) in standing.iter().zip(new) {
            if *old != new {
                rows.push((of_kind(*id), order_of(new)));
            }
        }
        for (id, new) in ids.iter().zip(inserted) {
            if places.iter().all(|place| *place != (*id, new)) {
                rows.push((of_kind(*id), order_of(new)));
            }
        }
        step(tx, Act::Set { rows }, sentence, at).await
    }
}

fn order_of(order: i32) -> Columns {
    Columns {
        display_order: Some(order),
        ..Columns::default()
    }
}

/// A picture and its number.
type Numbered = (Uuid, i32);

/// Parts a board into those that stand and those that move.
fn split(order: &[Numbered], moved: &[Uuid]) -> (Vec<Numbered>, Vec<Numbered>) {
    let moved: std::collections::HashSet<&Uuid> = moved.iter().collect();
    order.iter().partition(|(id, _)| !moved.contains(id))
}

/// Numbers `count` pictures between the standing ones before and after `index`
/// and returns the numbers of the standing ones and of the new ones. Where the
/// gap is too small the shorter side makes room.
fn make_room(standing: &[i32], index: usize, count: usize) -> (Vec<i32>, Vec<i32>) {
    let width = i32::try_from(count).unwrap_or(i32::MAX);
    let upward = {
        let first = match index.checked_sub(1).and_then(|i| standing.get(i)) {
            Some(before) => before.saturating_add(1),
            None => standing
                .first()
                .map_or(0, |next| next.saturating_sub(width)),
        };
        let mut new = standing.to_vec();
        let mut least = first.saturating_add(width);
        for number in new.iter_mut().skip(index) {
            *number = (*number).max(least);
            least = number.saturating_add(1);
        }
        (new, first)
    };
    let downward = {
        let end = standing.get(index).copied().unwrap_or(upward.1 + width);
        let mut new = standing.to_vec();
        let mut most = end.saturating_sub(width + 1);
        for number in new.iter_mut().take(index).rev() {
            *number = (*number).min(most);
            most = number.saturating_sub(1);
        }
        (new, end.saturating_sub(width))
    };
    let changes = |new: &[i32]| new.iter().zip(standing).filter(|(a, b)| a != b).count();
    let (new, first) = if changes(&downward.0) < changes(&upward.0) {
        downward
    } else {
        upward
    };
    (new, (first..first.saturating_add(width)).collect())
}

/// Returns the board that all of the pictures lie on.
async fn one_board(
    tx: &mut SqliteConnection,
    pictures: &[AssetId],
) -> Result<Board, CatalogueError> {
    let ids = list(pictures);
    let boards = sqlx::query(
        "select distinct 'style' as kind, style_id as id from style_images
          where id in (select value from json_each(?1))
         union all
         select distinct 'room', room_id from room_assets
          where id in (select value from json_each(?1))",
    )
    .bind(ids)
    .fetch_all(tx)
    .await?;
    let [board] = boards.as_slice() else {
        return Err(CatalogueError::Refused(
            "pictures are put in order on one board at a time".to_owned(),
        ));
    };
    let id = board.uuid("id")?;
    Ok(match board.value::<&str>("kind")? {
        "style" => Board::Style(crate::domain::ids::StyleId(id)),
        _ => Board::Room(crate::domain::ids::RoomId(id)),
    })
}

/// Lists a board in its order.
async fn on_board(
    tx: &mut SqliteConnection,
    board: Board,
) -> Result<Vec<Numbered>, CatalogueError> {
    let (sql, id) = match board {
        Board::Style(id) => (
            "select id, display_order from style_images
              where style_id = ?1 and trashed_at is null order by display_order, id",
            id.0,
        ),
        Board::Room(id) => (
            "select id, display_order from room_assets
              where room_id = ?1 and trashed_at is null order by display_order, id",
            id.0,
        ),
    };
    sqlx::query(sql)
        .bind(id.to_string())
        .fetch_all(tx)
        .await?
        .iter()
        .map(|row| Ok((row.uuid("id")?, row.value("display_order")?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_either_end_nobody_else_moves() {
        assert_eq!(make_room(&[0, 1, 2], 0, 2), (vec![0, 1, 2], vec![-2, -1]));
        assert_eq!(make_room(&[0, 1, 2], 3, 2), (vec![0, 1, 2], vec![3, 4]));
        assert_eq!(make_room(&[], 0, 2), (vec![], vec![0, 1]));
    }

    #[test]
    fn a_gap_is_filled_before_anybody_moves() {
        assert_eq!(make_room(&[0, 1, 5], 2, 2), (vec![0, 1, 5], vec![2, 3]));
    }

    #[test]
    fn the_shorter_side_makes_room() {
        assert_eq!(
            make_room(&[0, 1, 2, 3, 4], 1, 1),
            (vec![-1, 1, 2, 3, 4], vec![0])
        );
        assert_eq!(
            make_room(&[0, 1, 2, 3, 4], 4, 1),
            (vec![0, 1, 2, 3, 5], vec![4])
        );
    }

    proptest::proptest! {
        #[test]
        fn the_order_is_what_was_asked_for(
            mut standing in proptest::collection::btree_set(-50..50_i32, 0..20),
            index in 0..20_usize,
            count in 1..5_usize,
        ) {
            let standing: Vec<i32> = std::mem::take(&mut standing).into_iter().collect();
            let index = index.min(standing.len());

            let (new, inserted) = make_room(&standing, index, count);

            let mut whole = new[..index].to_vec();
            whole.extend(&inserted);
            whole.extend(&new[index..]);
            proptest::prop_assert_eq!(inserted.len(), count);
            proptest::prop_assert!(whole.windows(2).all(|two| two[0] < two[1]), "{whole:?}");
        }
    }
}
