//! Whoever asks for help gets it, with an example; whoever errs is told.

use crate::support::cli::Shell;
use crate::support::shapes;

/// Lists every command with its subcommands, as help itself names them.
fn commands(shell: &Shell, words: &[String]) -> Vec<Vec<String>> {
    let help = shell
        .run(words.iter().map(String::as_str).chain(["--help"]))
        .ends_with(0);
    let mut found = vec![words.to_vec()];
    let names = help
        .out
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help");
    for name in names {
        let deeper: Vec<String> = words.iter().cloned().chain([name.to_owned()]).collect();
        found.extend(commands(shell, &deeper));
    }
    found
}

#[test]
fn every_command_has_help_with_an_example() {
    let shell = Shell::empty();

    let all = commands(&shell, &[]);

    assert!(all.len() > 30, "{all:?}");
    for words in all {
        for flag in ["--help", "-h"] {
            let help = shell
                .run(words.iter().map(String::as_str).chain([flag]))
                .ends_with(0);
            assert!(
                help.out.contains("Examples:\n  atelier "),
                "{words:?}: {}",
                help.out
            );
            assert!(help.err.is_empty(), "{words:?}: {}", help.err);
        }
    }
}

#[test]
fn every_command_of_the_page_about_them_is_one() {
    let shell = Shell::empty();
    let page = include_str!("../../docs/cli.md");
    let (_, list) = page
        .split_once("## Commands\n\n```sh\n")
        .expect("a list of commands");
    let (list, _) = list.split_once("```").expect("its end");
    let known = commands(&shell, &[]);

    for line in list.lines() {
        let words: Vec<&str> = line.split_whitespace().skip(1).collect();
        let is_known = known
            .iter()
            .any(|known| !known.is_empty() && words.starts_with(&refs(known)));
        assert!(is_known, "{line}");
    }
    for known in known.iter().filter(|known| known.len() > 1) {
        assert!(
            list.contains(&format!("atelier {}", known.join(" "))),
            "{known:?} is not on the page"
        );
    }
}

fn refs(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

#[test]
fn wrong_usage_ends_with_two_and_words() {
    let shell = Shell::empty();

    for words in [
        &["import"][..],
        &["clean", "x"],
        &["style", "add", "Coastal", "--name", "C"],
        &["fly"],
    ] {
        let ran = shell.run(words).ends_with(2);
        assert!(
            !ran.err.is_empty() && ran.out.is_empty(),
            "{words:?}: {ran:?}"
        );
    }
}

#[test]
fn wrong_usage_is_one_json_document_under_json() {
    let shell = Shell::empty();

    let ran = shell
        .run(["style", "add", "Coastal", "--name", "C", "--json"])
        .ends_with(2);

    shapes::insist("error", &ran.json());
    assert_eq!(ran.json()["error"]["code"], "usage");
    assert!(ran.err.is_empty(), "{ran:?}");
}
