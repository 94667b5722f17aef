//! Comparisons: the table is the truth. The platform's own pages read links in
//! the metadata of the two assets, so those are written along with it.

use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::ask;

/// One end of a pair, the other, and the word for the other in the metadata.
const ENDS: [(&str, &str, &str); 2] = [
    ("before_asset_id", "after_asset_id", "afterAssetId"),
    ("after_asset_id", "before_asset_id", "beforeAssetId"),
];

/// Links the assets of these pairs to each other. An asset of several pairs
/// links to the newest.
pub(super) async fn link(conn: &mut PgConnection, pairs: &[Uuid]) -> Result<(), sqlx::Error> {
    for (end, other, word) in ENDS {
        ask(AssertSqlSafe(format!(
            "update public.room_assets t
                set metadata = coalesce(t.metadata::jsonb, '{{}}')
                  || jsonb_build_object('{word}', p.other, 'comparisonType', p.comparison_type)
               from (select distinct on ({end}) {end} as id, {other} as other, comparison_type
                       from public.asset_comparisons where id = any($1)
                      order by {end}, created_at desc, id) p
              where t.id = p.id"
        )))
        .bind(pairs)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Takes the links of these pairs away, where they are still theirs.
pub(super) async fn unlink(conn: &mut PgConnection, pairs: &[Uuid]) -> Result<(), sqlx::Error> {
    for (end, other, word) in ENDS {
        ask(AssertSqlSafe(format!(
            "update public.room_assets t
                set metadata = t.metadata::jsonb - '{word}' - 'comparisonType'
               from public.asset_comparisons p
              where p.id = any($1) and t.id = p.{end} and t.metadata->>'{word}' = p.{other}::text"
        )))
        .bind(pairs)
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}
