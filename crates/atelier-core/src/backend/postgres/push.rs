//! Applies a batch of steps inside one transaction.
//!
//! Steps of one table and kind that follow each other are one run, and a run is
//! a handful of statements however many rows it has. If the database refuses a
//! run because of a row, the run is halved until the row stands alone: the
//! others are applied, and the one is answered with its reason.

use std::collections::{HashMap, HashSet};
use std::mem::discriminant;

use sqlx::Connection as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::fault::{self, Fault};
use super::patch::Values;
use super::rows::{self, Row};
use super::shape::Shape;
use super::{comparisons, deletions, operations, room_assets, style_images, styles, variants};
use crate::backend::{BackendError, Push, PushStep, Pushed, Refusal};
use crate::domain::change::SyncTable;

/// A push whose patch was read.
#[derive(Debug, Clone)]
pub(super) struct Task<'a> {
    /// Its place in the batch.
    at: usize,
    /// What was asked.
    pub(super) push: &'a Push,
    /// What is to be in its row.
    pub(super) values: Values,
}

impl Task<'_> {
    /// Returns the id of its row.
    pub(super) fn id(&self) -> Uuid {
        self.push.row_id
    }
}

/// What differs from “done”, by row.
pub(super) type Exceptions = HashMap<Uuid, Pushed>;

/// Applies the pushes and says what became of each, in their order.
pub(super) async fn apply(
    tx: &mut PgConnection,
    shape: &Shape,
    pushes: &[Push],
) -> Result<Vec<Pushed>, BackendError> {
    let mut answers = vec![Pushed::Done; pushes.len()];
    let mut waiting = Vec::new();
    let mut tasks = Vec::new();
    for (at, push) in pushes.iter().enumerate() {
        match values(push, shape) {
            Ok(values) => tasks.push(Task { at, push, values }),
            Err(words) => answers[at] = refused(Refusal::BadPatch, words),
        }
    }
    for run in runs(tasks) {
        waiting.push(Part {
            tasks: run,
            again: true,
        });
        while let Some(part) = waiting.pop() {
            match attempt(tx, shape, &part.tasks).await? {
                Ok(answered) => answered.into_iter().for_each(|(at, it)| answers[at] = it),
                Err((code, words)) => match part.smaller(code) {
                    Ok(parts) => waiting.extend(parts),
                    Err(at) => answers[at] = refused(code, words),
                },
            }
        }
    }
    Ok(answers)
}

/// Reads what is to be in the row. A row that goes needs nothing.
fn values(push: &Push, shape: &Shape) -> Result<Values, String> {
    match push.step {
        PushStep::MarkDeleted { .. } | PushStep::RemoveRow => Ok(Values::default()),
        PushStep::Row | PushStep::Request(_) | PushStep::Confirm { .. } => {
            Values::read(push.table, &push.patch, shape)
        }
    }
}

/// Some tasks of a run.
struct Part<'a> {
    tasks: Vec<Task<'a>>,
    /// Whether a row that somebody else made at the same moment is worth a
    /// second look.
    again: bool,
}

impl<'a> Part<'a> {
    /// Splits a part that was refused, the first half last because that is taken
    /// up first; or returns the place of the only task in it.
    fn smaller(mut self, code: Refusal) -> Result<Vec<Part<'a>>, usize> {
        match self.tasks.as_slice() {
            [] => Ok(Vec::new()),
            [_] if self.again && code == Refusal::Duplicate => Ok(vec![Part {
                again: false,
                ..self
            }]),
            [only] => Err(only.at),
            _ => {
                let second = self.tasks.split_off(self.tasks.len() / 2);
                let part = |tasks| Part {
                    tasks,
                    again: self.again,
                };
                Ok(vec![part(second), part(self.tasks)])
            }
        }
    }
}

/// Cuts the batch into runs: one table, one kind of step, no row twice.
fn runs(tasks: Vec<Task<'_>>) -> Vec<Vec<Task<'_>>> {
    let mut runs: Vec<Vec<Task<'_>>> = Vec::new();
    let mut rows = HashSet::new();
    for task in tasks {
        let goes_on = runs.last().and_then(|run| run.last()).is_some_and(|last| {
            last.push.table == task.push.table
                && discriminant(&last.push.step) == discriminant(&task.push.step)
        });
        if !goes_on || rows.contains(&task.id()) {
            rows.clear();
            runs.push(Vec::new());
        }
        rows.insert(task.id());
        if let Some(run) = runs.last_mut() {
            run.push(task);
        }
    }
    runs
}

type Answered = Vec<(usize, Pushed)>;
type Refused = (Refusal, String);

/// Applies one part behind a savepoint.
async fn attempt(
    tx: &mut PgConnection,
    shape: &Shape,
    tasks: &[Task<'_>],
) -> Result<Result<Answered, Refused>, BackendError> {
    let mut savepoint = tx.begin().await.map_err(fault::whole)?;
    match part(&mut savepoint, shape, tasks).await {
        Ok(answers) => {
            savepoint.commit().await.map_err(fault::whole)?;
            Ok(Ok(answers))
        }
        Err(error) => match fault::read(error) {
            Fault::Whole(error) => Err(error),
            Fault::Row { code, words } => {
                savepoint.rollback().await.map_err(fault::whole)?;
                Ok(Err((code, words)))
            }
        },
    }
}

/// Applies the tasks that were never applied, and answers the others as before.
async fn part(
    conn: &mut PgConnection,
    shape: &Shape,
    tasks: &[Task<'_>],
) -> Result<Answered, sqlx::Error> {
    let Some(first) = tasks.first() else {
        return Ok(Vec::new());
    };
    let fresh = operations::claim(conn, first.push, tasks).await?;
    let (new, old): (Vec<&Task<'_>>, Vec<&Task<'_>>) = tasks
        .iter()
        .partition(|task| fresh.contains(&task.push.op_id.0));
    let mut answers = operations::repeat(conn, first.push, &old).await?;
    let mut exceptions = if new.is_empty() {
        Exceptions::new()
    } else {
        step(conn, shape, first.push, &new).await?
    };
    operations::record(conn, first.push, &new, &exceptions).await?;
    answers.extend(
        new.iter()
            .map(|task| exceptions.remove(&task.id()).unwrap_or(Pushed::Done))
            .zip(&new)
            .map(|(answer, task)| (task.push.op_id.0, answer)),
    );
    let place: HashMap<Uuid, usize> = tasks.iter().map(|t| (t.push.op_id.0, t.at)).collect();
    Ok(answers
        .into_iter()
        .filter_map(|(op, answer)| place.get(&op).map(|at| (*at, answer)))
        .collect())
}

/// Does what the run asks for.
async fn step(
    conn: &mut PgConnection,
    shape: &Shape,
    first: &Push,
    tasks: &[&Task<'_>],
) -> Result<Exceptions, sqlx::Error> {
    let table = first.table;
    match (&first.step, table) {
        (PushStep::Row, SyncTable::Comparisons) => {
            let exceptions = row(conn, shape, table, tasks).await?;
            let written: Vec<Uuid> = written(tasks, &exceptions).iter().map(|r| r.id).collect();
            comparisons::link(conn, &written).await?;
            Ok(exceptions)
        }
        (PushStep::Row, _) => row(conn, shape, table, tasks).await,
        (PushStep::Request(_), SyncTable::RoomAssets) => {
            room_assets::request(conn, shape, tasks).await
        }
        (PushStep::Request(_), SyncTable::StyleImages) => style_images::request(conn, tasks).await,
        (PushStep::Request(_), SyncTable::AssetVariants | SyncTable::StyleImageVariants) => {
            variants::request(conn, shape, table, tasks).await
        }
        (PushStep::Confirm { .. }, SyncTable::RoomAssets) => {
            room_assets::confirm(conn, shape, tasks).await
        }
        (PushStep::Confirm { .. }, SyncTable::StyleImages) => {
            style_images::confirm(conn, shape, tasks).await
        }
        (PushStep::Confirm { .. }, SyncTable::AssetVariants | SyncTable::StyleImageVariants) => {
            variants::confirm(conn, shape, table, tasks).await
        }
        (PushStep::Request(_) | PushStep::Confirm { .. }, _) => {
            let words = format!("rows of {table} have no file");
            Ok(all(tasks, &refused(Refusal::BadPatch, words)))
        }
        (PushStep::MarkDeleted { .. }, _) => deletions::mark(conn, shape, table, tasks).await,
        (PushStep::RemoveRow, _) => deletions::remove(conn, table, tasks).await,
    }
}

/// Writes columns. A row without a file is made where it is missing.
async fn row(
    conn: &mut PgConnection,
    shape: &Shape,
    table: SyncTable,
    tasks: &[&Task<'_>],
) -> Result<Exceptions, sqlx::Error> {
    let mut exceptions = match table {
        SyncTable::Styles => styles::adopt(conn, tasks).await?,
        _ => Exceptions::new(),
    };
    let rows: Vec<Row> = written(tasks, &exceptions);
    let there = rows::update(conn, table, shape, &rows).await?;
    let missing: Vec<Row> = rows
        .into_iter()
        .filter(|row| !there.contains(&row.id))
        .collect();
    if missing.is_empty() {
        return Ok(exceptions);
    }
    let ids: Vec<Uuid> = missing.iter().map(|row| row.id).collect();
    if table.has_file() {
        let words = format!("{table} has no such row (any more)");
        exceptions.extend(
            ids.into_iter()
                .map(|id| (id, refused(Refusal::RowMissing, words.clone()))),
        );
        return Ok(exceptions);
    }
    let going = deletions::revive(conn, &ids).await?;
    let new: Vec<Row> = missing
        .into_iter()
        .filter(|row| !going.contains_key(&row.id))
        .collect();
    rows::insert(conn, table, shape, &new).await?;
    exceptions.extend(going);
    Ok(exceptions)
}

/// Returns the rows of the tasks that no exception was made for.
pub(super) fn written(tasks: &[&Task<'_>], exceptions: &Exceptions) -> Vec<Row> {
    tasks
        .iter()
        .filter(|task| !exceptions.contains_key(&task.id()))
        .map(|task| Row {
            id: task.id(),
            values: task.values.clone(),
        })
        .collect()
}

/// Returns the same answer for all.
fn all(tasks: &[&Task<'_>], answer: &Pushed) -> Exceptions {
    tasks
        .iter()
        .map(|task| (task.id(), answer.clone()))
        .collect()
}

/// Makes a refusal.
pub(super) fn refused(code: Refusal, words: String) -> Pushed {
    Pushed::Refused { code, words }
}
