//! A patch as it is sent becomes values that Postgres reads.
//!
//! Postgres itself turns them into the types of its columns
//! (`jsonb_populate_recordset`), so that a platform with a length, an
//! enumeration or an array where we have text is served as well.

use serde::Serialize;
use serde_json::{Map, Value};
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::shape::Shape;
use super::tables::{self, LOCAL, MERGED, MOMENTS, STRUCTURED};
use crate::clock::UnixMillis;
use crate::domain::change::SyncTable;

/// The columns of one row and their values.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Values(Map<String, Value>);

impl Values {
    /// Reads a patch for a table of this shape. A column that the platform's
    /// table lacks is left out; one that nobody knows is an error, because
    /// passing it over would lose what a person wrote.
    pub(super) fn read(table: SyncTable, patch: &str, shape: &Shape) -> Result<Self, String> {
        let text = if patch.trim().is_empty() { "{}" } else { patch };
        let given: Map<String, Value> = serde_json::from_str(text)
            .map_err(|error| format!("the patch is no JSON object: {error}"))?;
        let known = tables::columns(table);
        let mut values = Map::new();
        let mut facts = Map::new();
        for (key, value) in given {
            if known.contains(&key.as_str()) {
                let value = readable(&key, value)?;
                values.insert(key, value);
            } else if let Some(fact) = fact(table, &key) {
                facts.insert(fact.to_owned(), value);
            } else if !LOCAL.contains(&key.as_str()) {
                return Err(format!("{table} has no column {key}"));
            }
        }
        if !facts.is_empty() {
            remember(&mut values, facts);
        }
        values.retain(|column, _| shape.has(table, column));
        Ok(Self(values))
    }

    /// Sets a column.
    pub(super) fn set(&mut self, column: &str, value: impl Serialize) {
        let value = serde_json::to_value(value).unwrap_or(Value::Null);
        self.0.insert(column.to_owned(), value);
    }

    /// Sets a column to a moment.
    pub(super) fn moment(&mut self, column: &str, at: UnixMillis) {
        if let Ok(text) = at.to_datetime().format(&Rfc3339) {
            self.set(column, text);
        }
    }

    /// Takes a column out.
    pub(super) fn drop(&mut self, column: &str) {
        self.0.remove(column);
    }

    /// Returns this column alone, if its text is one of these.
    pub(super) fn only(&self, column: &str, texts: &[&str]) -> Self {
        let mut alone = Self::default();
        if let Some(text) = self.text(column).filter(|text| texts.contains(text)) {
            alone.set(column, text);
        }
        alone
    }

    /// Returns the text of a column.
    pub(super) fn text(&self, column: &str) -> Option<&str> {
        self.0.get(column).and_then(Value::as_str)
    }

    /// Returns the columns that it names, sorted.
    pub(super) fn columns(&self) -> Vec<&'static str> {
        let mut columns: Vec<&'static str> = SyncTable::ALL
            .iter()
            .flat_map(|&table| tables::columns(table))
            .copied()
            .filter(|column| self.0.contains_key(*column))
            .collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// Returns the same without the columns that are empty here and must not be
    /// there: the table's own default stands in for them.
    pub(super) fn for_insert(&self, table: SyncTable, shape: &Shape) -> Self {
        let mut values = self.0.clone();
        values.retain(|column, value| !value.is_null() || !shape.insists(table, column));
        Self(values)
    }

    /// Returns the row as an object with its id.
    pub(super) fn with_id(&self, id: Uuid) -> Value {
        let mut object = self.0.clone();
        object.insert("id".to_owned(), Value::String(id.to_string()));
        Value::Object(object)
    }
}

/// What the platform's room assets have no column for, and keep in metadata.
fn fact(table: SyncTable, key: &str) -> Option<&'static str> {
    match (table, key) {
        (SyncTable::RoomAssets, "width") => Some("width"),
        (SyncTable::RoomAssets, "height") => Some("height"),
        (SyncTable::RoomAssets, "content_hash") => Some("contentHash"),
        _ => None,
    }
}

fn remember(values: &mut Map<String, Value>, facts: Map<String, Value>) {
    match values.get_mut(MERGED) {
        Some(Value::Object(metadata)) => metadata.extend(facts),
        _ => {
            values.insert(MERGED.to_owned(), Value::Object(facts));
        }
    }
}

/// Turns a value into what Postgres reads for its column.
fn readable(column: &str, value: Value) -> Result<Value, String> {
    match value {
        Value::Number(millis) if MOMENTS.contains(&column) => {
            let millis = millis
                .as_i64()
                .ok_or_else(|| format!("{column} is no moment"))?;
            UnixMillis(millis)
                .to_datetime()
                .format(&Rfc3339)
                .map(Value::String)
                .map_err(|error| format!("{column} is no moment: {error}"))
        }
        Value::String(text) if STRUCTURED.contains(&column) => {
            serde_json::from_str(&text).map_err(|error| format!("{column} is no JSON: {error}"))
        }
        value => Ok(value),
    }
}
