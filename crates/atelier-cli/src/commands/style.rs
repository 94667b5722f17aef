//! `atelier style`: the boards that pictures are collected for.

use clap::{Args, Subcommand};
use serde::Serialize;

use atelier_core::clock;
use atelier_core::domain::ids::StyleId;
use atelier_core::domain::style::{Style, StyleSlug};

use super::Here;
use crate::error::{CliError, Exit};
use crate::output::{Answer, Page, safe};
use crate::words;

const EXAMPLES: &str = "\
Examples:
  atelier style add mid-century --name \"Mid-century\"
  atelier style list";

/// Styles: the boards that pictures are collected for.
#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) enum StyleCommand {
    /// Make a style
    Add(AddArgs),
    /// List the styles with how many pictures each has
    List(ListArgs),
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct AddArgs {
    /// Its name in paths: lower-case letters, digits and hyphens; it never changes
    slug: StyleSlug,
    /// Its name for people
    #[arg(long, value_parser = super::some_words)]
    name: String,
}

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ListArgs {}

#[derive(Debug, Serialize)]
struct Added {
    id: StyleId,
    slug: StyleSlug,
    name: String,
}

impl Answer for Added {
    fn tell(&self, page: &mut Page) {
        page.line(format!(
            "Made the style {} ({}).",
            safe(&self.name),
            self.slug
        ));
        page.line(format!("Next: `atelier import style {} PATH…`.", self.slug));
    }

    fn is_account(&self) -> bool {
        true
    }
}

#[derive(Debug, Serialize)]
struct Listed {
    styles: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    id: StyleId,
    slug: StyleSlug,
    name: String,
    pictures: u32,
}

impl Answer for Listed {
    fn tell(&self, page: &mut Page) {
        if self.styles.is_empty() {
            page.line("No style yet. Make one with `atelier style add SLUG --name NAME`.");
            return;
        }
        let rows: Vec<_> = self
            .styles
            .iter()
            .map(|row| {
                vec![
                    row.slug.to_string(),
                    safe(&row.name),
                    words::count(row.pictures.into()),
                ]
            })
            .collect();
        page.table(&["slug", "name", "pictures"], &rows);
    }
}

pub(crate) async fn run(command: StyleCommand, here: &Here) -> Result<Exit, CliError> {
    match command {
        StyleCommand::Add(args) => add(args, here).await,
        StyleCommand::List(_) => list(here).await,
    }
}

async fn add(args: AddArgs, here: &Here) -> Result<Exit, CliError> {
    let workspace = here.open().await?;
    let now = clock::now();
    let style = Style {
        id: StyleId::new(),
        slug: args.slug,
        name: args.name,
        created_at: now,
        updated_at: now,
    };
    let added = workspace.catalogue().add_style(&style).await;
    workspace.close().await;
    added?;
    Ok(here.console.answer(&Added {
        id: style.id,
        slug: style.slug,
        name: style.name,
    }))
}

async fn list(here: &Here) -> Result<Exit, CliError> {
    let places = here.look().await?.places().await?;
    let row = |style: atelier_core::catalogue::StylePlace| Row {
        id: style.id,
        slug: style.slug,
        name: style.name,
        pictures: style.pictures,
    };
    Ok(here.console.answer(&Listed {
        styles: places.styles.into_iter().map(row).collect(),
    }))
}
