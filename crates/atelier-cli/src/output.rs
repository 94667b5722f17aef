//! What a command prints: words and tables for people, one JSON document for
//! programs. Standard output holds the answer and nothing else.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};

use serde::Serialize;

use crate::args::{Global, When};
use crate::error::{CliError, Exit};

/// What a command found out or did.
pub(crate) trait Answer: Serialize {
    /// Says it to people.
    fn tell(&self, page: &mut Page);

    /// Says how it ended.
    fn exit(&self) -> Exit {
        Exit::Done
    }

    /// Says whether it is the account of an act, rather than what was asked for:
    /// `-q` leaves an account out when all is done.
    fn is_account(&self) -> bool {
        false
    }
}

/// Where a command speaks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Console {
    pub(crate) json: bool,
    pub(crate) quiet: bool,
    colour: bool,
    colour_of_errors: bool,
}

impl Console {
    pub(crate) fn new(global: &Global) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|set| !set.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colour = |is_terminal: bool| match global.color {
            When::Always => true,
            When::Never => false,
            When::Auto => is_terminal && !plain,
        };
        Self {
            json: global.json,
            quiet: global.quiet,
            colour: colour(io::stdout().is_terminal()),
            colour_of_errors: colour(io::stderr().is_terminal()),
        }
    }

    /// Prints an answer and returns how it ended.
    pub(crate) fn answer(&self, answer: &impl Answer) -> Exit {
        if self.json {
            print_json(answer);
        } else if !(self.quiet && answer.is_account() && answer.exit() == Exit::Done) {
            self.print(|page| answer.tell(page));
        }
        answer.exit()
    }

    /// Prints something to people now, before the answer; nothing under `--json` or `-q`.
    pub(crate) fn say(&self, write: impl FnOnce(&mut Page)) {
        if !self.json && !self.quiet {
            self.print(write);
        }
    }

    fn print(&self, write: impl FnOnce(&mut Page)) {
        let mut page = Page {
            text: String::new(),
            colour: self.colour,
        };
        write(&mut page);
        print(&page.text);
    }

    /// Says why nothing could be done.
    pub(crate) fn fail(&self, error: &CliError) {
        if self.json {
            fail_in_json(error.code(), &error.message());
            return;
        }
        let mark = if self.colour_of_errors {
            "\x1b[31matelier:\x1b[0m"
        } else {
            "atelier:"
        };
        print_error(&format!("{mark} {}\n", safe(&error.message())));
    }

    /// Says something on standard error that is no answer; nothing under `-q`.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet && !self.json {
            print_error(&format!("{text}\n"));
        }
    }
}

/// Prints why nothing could be done as a JSON document.
pub(crate) fn fail_in_json(code: &str, message: &str) {
    #[derive(Serialize)]
    struct Failure<'a> {
        error: Reason<'a>,
    }
    #[derive(Serialize)]
    struct Reason<'a> {
        code: &'a str,
        message: &'a str,
    }
    print_json(&Failure {
        error: Reason { code, message },
    });
}

fn print_json(answer: &impl Serialize) {
    match serde_json::to_string_pretty(answer) {
        Ok(text) => print(&(text + "\n")),
        Err(error) => print_error(&format!(
            "atelier: the answer cannot be written as JSON: {error}\n"
        )),
    }
}

fn print(text: &str) {
    let mut out = io::stdout().lock();
    // A reader that has gone away (`| head`) needs no more.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn print_error(text: &str) {
    // Without standard error there is nowhere left to complain.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// A text under way to people.
#[derive(Debug)]
pub(crate) struct Page {
    text: String,
    colour: bool,
}

/// What a word's colour says. Never the only sign of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Good,
    Waiting,
    Bad,
    Faint,
    Strong,
}

impl Page {
    /// Writes a line.
    pub(crate) fn line(&mut self, text: impl AsRef<str>) {
        self.text.push_str(text.as_ref());
        self.text.push('\n');
    }

    /// Writes an empty line, but not at the top and never two.
    pub(crate) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Returns a text in a colour, if there is any.
    pub(crate) fn ink(&self, ink: Ink, text: &str) -> String {
        let code = match ink {
            Ink::Good => "32",
            Ink::Waiting => "33",
            Ink::Bad => "31",
            Ink::Faint => "2",
            Ink::Strong => "1",
        };
        if self.colour {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    /// Writes a table: a heading, rows, columns two blanks apart.
    pub(crate) fn table(&mut self, heading: &[&str], rows: &[Vec<String>]) {
        let mut widths: Vec<usize> = heading.iter().map(|cell| width(cell)).collect();
        for row in rows {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = (*widest).max(width(cell));
            }
        }
        let heading = row_of(heading.iter().copied(), &widths);
        let heading = self.ink(Ink::Faint, &heading);
        self.line(heading);
        for row in rows {
            self.line(row_of(row.iter().map(String::as_str), &widths));
        }
    }
}

fn row_of<'a>(cells: impl Iterator<Item = &'a str>, widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, widest) in cells.zip(widths) {
        let pad = (widest + 2).saturating_sub(width(cell));
        // Writing to a string cannot fail.
        let _ = write!(line, "{cell}{:pad$}", "");
    }
    line.truncate(line.trim_end().len());
    line
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// Returns a name as a terminal may be given it: without the control characters
/// by which a file's name could take the terminal over.
pub(crate) fn safe(text: &str) -> String {
    text.chars()
        .map(|c| if is_plain(c) { c } else { '\u{fffd}' })
        .collect()
}

/// Whether a character only shows itself: no control, no change of direction.
fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(colour: bool) -> Page {
        Page {
            text: String::new(),
            colour,
        }
    }

    #[test]
    fn columns_stand_below_each_other() {
        let mut page = page(false);

        page.table(
            &["slug", "name"],
            &[
                vec!["a".into(), "Ä".into()],
                vec!["mid-century".into(), "B".into()],
            ],
        );

        assert_eq!(
            page.text,
            "slug         name\na            Ä\nmid-century  B\n"
        );
    }

    #[test]
    fn without_colour_nothing_but_words_is_written() {
        assert_eq!(page(false).ink(Ink::Bad, "x"), "x");
        assert_eq!(page(true).ink(Ink::Bad, "x"), "\x1b[31mx\x1b[0m");
    }

    #[test]
    fn a_name_cannot_take_the_terminal_over() {
        assert_eq!(
            safe("a\x1b]0;title\x07.jpg"),
            "a\u{fffd}]0;title\u{fffd}.jpg"
        );
        assert_eq!(safe("gpj.\u{202e}exe"), "gpj.\u{fffd}exe");
        assert_eq!(safe("küche 写真.jpg"), "küche 写真.jpg");
    }
}
