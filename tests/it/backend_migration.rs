//! The migrations prepare an empty database and adopt a used one: no column of
//! the platform changes, no row is touched, and what breaks a rule is named.

use atelier_core::backend::{MigrationReport, Offender};
use atelier_core::domain::change::SyncTable;
use atelier_core::domain::comparison::ComparisonType;
use atelier_core::domain::document::{DocumentType, GeneratedBy};
use atelier_core::domain::limits::max_bytes;
use atelier_core::domain::media_type::MediaType;
use atelier_core::domain::room_asset::{AssetSource, AssetStatus, AssetType};
use atelier_core::domain::variant::{ProcessingStatus, VariantFormat, VariantType};

use crate::support::postgres::{Database, backend, cluster};

/// The tables that the platform brought.
const PLATFORM: &[&str] = &[
    "users",
    "styles",
    "renovation_sessions",
    "renovation_rooms",
    "room_assets",
    "style_images",
    "style_favorites",
];

async fn migrate(database: &Database) -> MigrationReport {
    let backend = database.backend().await;
    let report = backend.migrate().await.expect("migrates");
    backend.close().await;
    report
}

/// Every column of the platform's tables, as the standard describes it.
async fn columns(database: &Database) -> Vec<String> {
    let tables = PLATFORM.join("', '");
    database
        .all(&format!(
            "select (c.*)::text from information_schema.columns c
              where table_schema = 'public' and table_name in ('{tables}')
              order by table_name, ordinal_position"
        ))
        .await
}

/// Every row of the platform's tables, and where it lies: a row that was written
/// anew lies elsewhere.
async fn rows(database: &Database) -> Vec<String> {
    let mut rows = Vec::new();
    for table in PLATFORM {
        let sql = format!(
            "select '{table} ' || t.ctid || t.xmin || ' ' || t::text from public.{table} t order by t.ctid"
        );
        rows.extend(database.all(&sql).await);
    }
    rows
}

/// Everything that a migration can make.
async fn structure(database: &Database) -> Vec<String> {
    database
        .all(
            "select 'relation ' || n.nspname || '.' || c.relname || ' ' || c.oid
               from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where n.nspname in ('public', 'atelier')
             union all
             select 'constraint ' || conrelid::regclass || '.' || conname || ' ' || convalidated
               from pg_constraint where connamespace in ('public'::regnamespace, 'atelier'::regnamespace)
             order by 1",
        )
        .await
}

#[tokio::test]
async fn an_empty_database_gets_every_table_of_the_document() {
    let database = cluster().await.empty().await;

    let report = migrate(&database).await;

    assert_eq!(report.from, 0);
    assert_eq!(report.to, 7);
    assert_eq!(report.applied.len(), 7);
    assert_eq!(report.adopted, Vec::<String>::new());
    assert_eq!(report.absent_columns, Vec::<String>::new());
    assert_eq!(report.offenders, Vec::new());
    let tables = database
        .all("select table_name from information_schema.tables where table_schema = 'public' order by 1")
        .await;
    assert_eq!(
        tables,
        [
            "asset_comparisons",
            "asset_variants",
            "document_artifacts",
            "renovation_rooms",
            "renovation_sessions",
            "room_assets",
            "style_image_variants",
            "style_images",
            "styles"
        ]
    );
}

#[tokio::test]
async fn a_second_migration_does_nothing() {
    for database in [
        cluster().await.empty().await,
        cluster().await.platform().await,
    ] {
        migrate(&database).await;
        let before = structure(&database).await;

        let again = migrate(&database).await;

        assert_eq!((again.from, again.to), (7, 7));
        assert_eq!(again.applied, Vec::<String>::new());
        assert_eq!(again.adopted, Vec::<String>::new());
        assert_eq!(structure(&database).await, before);
    }
}

#[tokio::test]
async fn two_migrations_at_once_are_one() {
    let database = cluster().await.empty().await;

    let (one, other) = tokio::join!(migrate(&database), migrate(&database));

    assert_eq!((one.to, other.to), (7, 7));
    assert_eq!(
        database
            .one("select count(*) from atelier.migrations")
            .await,
        "7"
    );
}

#[tokio::test]
async fn a_used_database_keeps_every_column_and_every_row() {
    let database = cluster().await.platform().await;
    let before = (columns(&database).await, rows(&database).await);

    let report = migrate(&database).await;

    assert_eq!(
        report.adopted,
        [
            "styles",
            "renovation_sessions",
            "renovation_rooms",
            "room_assets",
            "style_images"
        ]
    );
    assert!(before.1.len() > 20, "the fixture has rows");
    assert_eq!((columns(&database).await, rows(&database).await), before);
    assert_eq!(
        database
            .one("select count(*) from drizzle.__drizzle_migrations")
            .await,
        "2"
    );
}

#[tokio::test]
async fn rows_that_break_a_rule_are_named() {
    let database = cluster().await.platform().await;
    let id = |end: &str| format!("00000000-0000-4000-8000-00000000{end}");
    let offender = |table: &str, constraint: &str, ends: &[&str]| Offender {
        table: table.to_owned(),
        constraint: constraint.to_owned(),
        row_ids: ends.iter().map(|end| id(end)).collect(),
        count: ends.len() as i64,
    };

    let report = migrate(&database).await;

    assert_eq!(
        report.offenders,
        [
            offender("room_assets", "check_asset_source", &["a005"]),
            offender("room_assets", "check_asset_status", &["a004"]),
            offender("room_assets", "check_asset_type", &["a003"]),
            offender("room_assets", "check_file_size", &["a006", "a007"]),
            offender(
                "room_assets",
                "room_assets_storage_path_key",
                &["a008", "a009"]
            ),
            offender("style_images", "check_dimensions", &["b003"]),
        ]
    );
    assert_eq!(migrate(&database).await.offenders, report.offenders);
}

#[tokio::test]
async fn only_the_first_twenty_offenders_are_listed_and_all_are_counted() {
    let database = cluster().await.platform().await;
    database
        .run(
            "insert into style_images (style_id, storage_path, filename, content_type, width, height)
             select id, 'styles/x/' || n, 'x', 'image/jpeg', 0, 10
               from generate_series(1, 30) n, (select id from styles limit 1) s",
        )
        .await;

    let report = migrate(&database).await;

    let images = report.offenders.iter().find(|o| o.table == "style_images");
    let images = images.expect("an offender");
    assert_eq!((images.row_ids.len(), images.count), (20, 31));
}

#[tokio::test]
async fn a_rule_binds_new_rows_at_once_and_old_ones_when_they_are_mended() {
    let database = cluster().await.platform().await;
    migrate(&database).await;
    let validated = "select convalidated from pg_constraint where conname = 'check_asset_status'";
    assert_eq!(database.one(validated).await, "false");
    let mut connection = database.connection().await;
    let refused = sqlx::query("update room_assets set status = 'done' where status = 'ready'")
        .execute(&mut connection)
        .await
        .expect_err("a new value is checked");
    assert!(
        refused.to_string().contains("check_asset_status"),
        "{refused}"
    );

    database
        .run("update room_assets set status = 'ready' where status = 'complete'")
        .await;
    database.run("update room_assets set storage_path = storage_path || '_2' where id::text like '%a009'").await;
    let report = migrate(&database).await;

    assert_eq!(database.one(validated).await, "true");
    let names: Vec<&str> = report
        .offenders
        .iter()
        .map(|o| o.constraint.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "check_asset_source",
            "check_asset_type",
            "check_file_size",
            "check_dimensions"
        ]
    );
    assert_eq!(
        database.one("select indisunique from pg_index where indexrelid = 'room_assets_storage_path_key'::regclass").await,
        "true"
    );
}

#[tokio::test]
async fn a_platform_that_followed_the_document_already_is_taken_as_it_is() {
    let database = cluster().await.platform().await;
    database
        .run(
            "delete from room_assets where file_size not between 1 and 10485760;
             alter table room_assets add constraint check_file_size
               check (file_size > 0 and file_size <= 10485760);
             create table asset_variants (
               id uuid primary key default gen_random_uuid(),
               parent_asset_id uuid not null references room_assets (id) on delete cascade,
               variant_type text not null, format text not null, quality integer,
               storage_path text not null unique, content_type text not null, file_size integer not null,
               width integer, height integer, processing_status text not null default 'pending',
               processing_error text, processed_at timestamp, processing_config jsonb,
               created_at timestamp not null default now());
             create index idx_variants_parent on asset_variants (parent_asset_id);",
        )
        .await;

    let report = migrate(&database).await;

    assert!(
        !report
            .offenders
            .iter()
            .any(|o| o.constraint == "check_file_size"),
        "{report:?}"
    );
    let limit = database
        .one(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = 'check_file_size'",
        )
        .await;
    assert!(
        limit.contains("52428800"),
        "the limit goes by content type: {limit}"
    );
    assert_eq!(
        database
            .one("select to_regclass('idx_variants_parent') is not null")
            .await,
        "true"
    );
}

#[tokio::test]
async fn the_record_of_migrations_is_not_among_the_platforms_tables() {
    let (_, database) = backend().await;

    assert_eq!(
        database.all("select schemaname || '.' || tablename from pg_tables where tablename like '%migrations'").await,
        ["atelier.migrations"]
    );
}

#[tokio::test]
async fn the_index_that_is_a_prefix_of_another_is_left_out() {
    let (_, database) = backend().await;

    assert_eq!(
        database
            .one("select to_regclass('idx_variants_parent') is null")
            .await,
        "true"
    );
    assert_eq!(
        database
            .one("select to_regclass('idx_variants_type') is not null")
            .await,
        "true"
    );
}

#[tokio::test]
async fn every_index_of_the_document_is_there() {
    for (report, database) in [
        {
            let d = cluster().await.empty().await;
            (migrate(&d).await, d)
        },
        {
            let d = cluster().await.platform().await;
            (migrate(&d).await, d)
        },
    ] {
        for index in [
            "idx_room_assets_session",
            "idx_room_assets_room",
            "idx_room_assets_type",
            "idx_room_assets_status",
            "idx_room_assets_source",
            "idx_room_assets_uploaded_by",
            "idx_room_assets_pending_cleanup",
            "idx_style_images_style",
            "idx_style_images_room_type",
            "idx_style_images_tags",
            "idx_variants_status",
            "idx_docs_session",
            "idx_docs_room",
            "idx_docs_type",
            "idx_docs_phase",
            "idx_comparisons_room",
        ] {
            let there = database
                .one(&format!("select to_regclass('public.{index}') is not null"))
                .await;
            assert_eq!(there, "true", "{index} after {report:?}");
        }
    }
}

/// The words of a CHECK list, in their order.
async fn words(database: &Database, table: &str, constraint: &str) -> Vec<String> {
    let definition = database
        .one(&format!(
            "select pg_get_constraintdef(oid) from pg_constraint
              where conrelid = '{table}'::regclass and conname = '{constraint}'"
        ))
        .await;
    definition
        .split('\'')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

macro_rules! assert_words {
    ($database:expr, $table:literal, $constraint:literal, $list:ty) => {
        let ours: Vec<&str> = <$list>::ALL.iter().map(|word| word.as_str()).collect();
        assert_eq!(
            words(&$database, $table, $constraint).await,
            ours,
            "{}",
            $table
        );
    };
}

#[tokio::test]
async fn the_lists_of_the_database_are_the_enumerations_of_the_code() {
    let (_, database) = backend().await;

    assert_words!(database, "room_assets", "check_asset_type", AssetType);
    assert_words!(database, "room_assets", "check_asset_status", AssetStatus);
    assert_words!(database, "room_assets", "check_asset_source", AssetSource);
    for table in ["asset_variants", "style_image_variants"] {
        let lists: [(&str, Vec<&str>); 3] = [
            (
                "check_variant_type",
                VariantType::ALL.iter().map(|w| w.as_str()).collect(),
            ),
            (
                "check_variant_format",
                VariantFormat::ALL.iter().map(|w| w.as_str()).collect(),
            ),
            (
                "check_variant_status",
                ProcessingStatus::ALL.iter().map(|w| w.as_str()).collect(),
            ),
        ];
        for (constraint, ours) in lists {
            assert_eq!(words(&database, table, constraint).await, ours, "{table}");
        }
    }
    assert_words!(
        database,
        "document_artifacts",
        "check_document_type",
        DocumentType
    );
    assert_words!(
        database,
        "document_artifacts",
        "check_generated_by",
        GeneratedBy
    );
    assert_words!(
        database,
        "asset_comparisons",
        "check_comparison_type",
        ComparisonType
    );
}

#[tokio::test]
async fn the_limits_of_the_database_are_the_limits_of_the_code() {
    let (_, database) = backend().await;
    database
        .run("insert into renovation_sessions (id, title) values ('00000000-0000-4000-8000-000000000001', 'x');
              insert into renovation_rooms (id, session_id, name)
                values ('00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000001', 'x')")
        .await;
    let mut connection = database.connection().await;

    for &kind in MediaType::ALL {
        let limit = i32::try_from(max_bytes(kind)).expect("fits");
        for (size, fits) in [(0, false), (1, true), (limit, true), (limit + 1, false)] {
            let outcome = sqlx::query(
                "insert into room_assets (session_id, room_id, asset_type, storage_path, original_filename, content_type, file_size)
                 values ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002',
                         'photo', gen_random_uuid()::text, 'x', $1, $2)",
            )
            .bind(kind.content_type())
            .bind(size)
            .execute(&mut connection)
            .await;
            assert_eq!(outcome.is_ok(), fits, "{kind} of {size} bytes: {outcome:?}");
        }
    }
}

#[tokio::test]
async fn only_a_ready_variant_has_a_size() {
    let (_, database) = backend().await;
    database
        .run("insert into styles (id, slug, name) values ('00000000-0000-4000-8000-000000000001', 'x', 'x');
              insert into style_images (id, style_id, storage_path, filename, content_type, file_size)
                values ('00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000001', 'p', 'f', 'image/jpeg', 1)")
        .await;
    let mut connection = database.connection().await;

    for (status, size, fits) in [
        ("pending", 0, true),
        ("pending", 5, false),
        ("ready", 0, false),
        ("ready", 5, true),
        ("failed", 5, false),
    ] {
        let outcome = sqlx::query(
            "insert into style_image_variants (parent_style_image_id, variant_type, format, storage_path, content_type, file_size, processing_status)
             values ('00000000-0000-4000-8000-000000000002', 'webp', 'webp', gen_random_uuid()::text, 'image/webp', $1, $2)",
        )
        .bind(size)
        .bind(status)
        .execute(&mut connection)
        .await;
        assert_eq!(
            outcome.is_ok(),
            fits,
            "{status} of {size} bytes: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_width_without_a_height_is_no_size() {
    let (_, database) = backend().await;
    database.run("insert into styles (id, slug, name) values ('00000000-0000-4000-8000-000000000001', 'x', 'x')").await;
    let mut connection = database.connection().await;

    for (width, height, fits) in [
        (Some(4), Some(3), true),
        (None, None, true),
        (Some(4), None, false),
        (Some(0), Some(3), false),
    ] {
        let outcome = sqlx::query(
            "insert into style_images (style_id, storage_path, filename, content_type, file_size, width, height)
             values ('00000000-0000-4000-8000-000000000001', gen_random_uuid()::text, 'f', 'image/jpeg', 1, $1, $2)",
        )
        .bind(width)
        .bind(height)
        .execute(&mut connection)
        .await;
        assert_eq!(outcome.is_ok(), fits, "{width:?} x {height:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_table_that_is_not_what_the_document_says_is_told_and_left_alone() {
    let database = cluster().await.empty().await;
    database
        .run("create table room_assets (id uuid primary key, note text)")
        .await;
    let backend = database.backend().await;

    let error = backend.migrate().await.expect_err("cannot be adopted");

    assert_eq!(error.code(), "foreign_schema", "{error}");
    assert_eq!(
        database.all("select column_name from information_schema.columns where table_name = 'room_assets' order by 1").await,
        ["id", "note"]
    );
}

#[tokio::test]
async fn a_role_that_may_only_write_rows_can_still_ask_what_is_to_do() {
    let database = cluster().await.platform().await;
    migrate(&database).await;
    database
        .run(
            "do $$ begin create role curator login; exception when duplicate_object then null; end $$;
             grant usage on schema atelier to curator;
             grant select on all tables in schema atelier to curator;
             grant select on all tables in schema public to curator",
        )
        .await;
    let url = database.url().replace("platform@", "curator@");
    let backend = atelier_core::backend::Postgres::connect(&url, None)
        .await
        .expect("connects");

    let report = backend.migrate().await.expect("nothing is left to apply");

    assert_eq!(report.applied, Vec::<String>::new());
    assert_eq!(report.offenders.len(), 6);
}

#[tokio::test]
async fn every_synced_table_is_there_and_counted() {
    let (backend, _) = backend().await;

    let counts = backend.counts().await.expect("counts");

    let tables: Vec<SyncTable> = counts.keys().copied().collect();
    assert_eq!(tables, SyncTable::ALL);
    assert!(counts.values().all(|count| *count == 0), "{counts:?}");
}
