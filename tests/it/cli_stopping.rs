//! What others do to a command while it works: a signal, another program, a
//! vanishing file, a folder that fills.

use crate::support::cli::{AtWork, Shell, length, refused};
use crate::support::shapes;

#[test]
fn a_signal_stops_an_import_at_a_safe_point_and_the_next_one_goes_on() {
    let shell = Shell::with_a_style();
    shell.put_photos(400);
    let mut import = AtWork::begin(&shell, &["import", "style", "coastal", "photos"]);

    import.hears("imported");
    import.signal("INT");
    let stopped = import.end().ends_with(1).json();
    let status = shell.run(["status", "--json"]).ends_with(0).json();
    let rest = shell
        .run(["import", "style", "coastal", "photos", "--json"])
        .ends_with(0)
        .json();

    shapes::insist("import", &stopped);
    let done = length(&stopped["imported"]);
    assert!(done > 0 && done < 400, "{done}");
    assert_eq!(stopped["stopped"], 400 - done);
    assert_eq!(status["tables"]["style_images"], done);
    assert_eq!(
        (length(&rest["duplicates"]), length(&rest["imported"])),
        (done, 400 - done)
    );
    shell.run(["verify"]).ends_with(0);
}

#[test]
fn a_kill_leaves_nothing_half_written_and_no_lock() {
    let shell = Shell::with_a_style();
    shell.put_photos(200);
    let mut import = AtWork::begin(&shell, &["import", "style", "coastal", "photos"]);

    import.hears("imported");
    import.signal("KILL");
    import.wait_until_gone();
    let rest = shell
        .run(["import", "style", "coastal", "photos", "--json"])
        .ends_with(0)
        .json();

    assert_eq!(length(&rest["duplicates"]) + length(&rest["imported"]), 200);
    let verified = shell.run(["verify", "--json"]).ends_with(0).json();
    assert_eq!(verified["checked"], 200);
}

#[test]
fn a_file_that_vanishes_meanwhile_is_refused_and_the_rest_comes_in() {
    let shell = Shell::with_a_style();
    let photos = shell.put_photos(400);
    let mut import = AtWork::begin(&shell, &["import", "style", "coastal", "photos"]);

    import.hears("imported");
    std::fs::remove_file(photos.join("0399.jpg")).expect("removes");
    let answer = import.end().ends_with(1).json();

    assert_eq!(
        refused(&answer),
        [("0399.jpg".to_owned(), "vanished".to_owned())]
    );
    assert_eq!(length(&answer["imported"]), 399);
}

#[test]
fn the_second_opener_is_told_who_holds_the_workspace() {
    let shell = Shell::with_a_style();
    shell.put_photos(1);
    shell.put_fixture("incoming/a.jpg", "photos/hallway.jpg");
    let mut watch = AtWork::begin(&shell, &["watch", "incoming", "--style", "coastal"]);
    watch.hears("imported");

    let held = shell
        .run(["import", "style", "coastal", "photos", "--json"])
        .ends_with(2)
        .json();
    let looked = shell.run(["status", "--json"]).ends_with(0).json();
    let doctor = shell.run(["doctor"]).ends_with(0);
    watch.signal("TERM");
    let watched = watch.end().ends_with(0).json();

    assert_eq!(held["error"]["code"], "workspace_held");
    let message = held["error"]["message"].as_str().expect("words");
    assert!(message.contains("process"), "{message}");
    assert_eq!(looked["tables"]["styles"], 1);
    assert!(doctor.out.contains("process"), "{doctor:?}");
    shapes::insist("watch", &watched);
}

#[test]
fn a_folder_without_a_workspace_is_said_to_be_none() {
    let shell = Shell::empty();
    std::fs::create_dir(shell.workspace()).expect("a folder");

    for words in [
        &["status", "--json"][..],
        &["sync", "--json"],
        &["style", "list", "--json"],
        &["doctor", "--json"],
    ] {
        let ran = shell.run(words).ends_with(2);
        shapes::insist("error", &ran.json());
        assert_eq!(ran.json()["error"]["code"], "not_a_workspace", "{words:?}");
    }
    assert_eq!(
        std::fs::read_dir(shell.workspace())
            .expect("a folder")
            .count(),
        0
    );
}

#[test]
fn a_watched_folder_brings_in_what_comes_with_its_variants() {
    let shell = Shell::with_a_style();
    shell.put_fixture("incoming/a.jpg", "photos/old-kitchen-door.jpg");
    let mut watch = AtWork::begin(&shell, &["watch", "incoming", "--style", "coastal"]);
    watch.hears("imported");
    watch.hears("picture");
    shell.put_fixture("incoming/b.png", "odd/palette.png");
    shell.put("incoming/notes.jpg", b"notes");

    watch.hears("refused");
    watch.hears("picture");
    watch.signal("INT");
    let watched = watch.end().ends_with(1).json();

    assert_eq!(
        (&watched["imported"], &watched["refused"]),
        (&2.into(), &1.into()),
        "{watched:#}"
    );
    assert_eq!(watched["variants_made"], 8);
}
