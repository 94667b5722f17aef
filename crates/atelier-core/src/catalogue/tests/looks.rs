//! What pictures look like, and which are two all the same.

use crate::catalogue::testing::{Desk, NOW};
use crate::domain::content_hash::ContentHash;
use crate::domain::look::{Likeness, Look, Swatch};

fn look(bits: u64) -> Look {
    Look {
        likeness: Some(Likeness(bits)),
        palette: vec![Swatch {
            l: 0.5,
            a: -0.1,
            b: 0.25,
            weight: 1.0,
        }],
    }
}

#[tokio::test]
async fn a_look_is_kept_to_the_last_bit_and_replaced_by_a_newer_one() {
    let desk = Desk::new().await;
    let file = desk.picture("a.jpg", 0);
    let asset = file.asset.id();
    desk.catalogue
        .record_import(&[file])
        .await
        .expect("recorded");
    assert_eq!(desk.catalogue.look(asset).await.expect("reads"), None);

    for bits in [u64::MAX, 0x8000_0000_0000_0001, 0] {
        desk.catalogue
            .set_look(asset, &look(bits))
            .await
            .expect("kept");

        let kept = desk.catalogue.look(asset).await.expect("reads");
        assert_eq!(kept, Some(look(bits)));
    }
    let likely = desk.catalogue.likely().await.expect("reads");
    assert_eq!(likely.len(), 1);
    assert_eq!(likely[0].asset, asset);
}

#[tokio::test]
async fn what_shows_nothing_or_lies_in_the_trash_is_like_no_other() {
    let desk = Desk::new().await;
    let (blank, trashed) = (desk.picture("a.jpg", 0), desk.picture("b.jpg", 1));
    let ids = [blank.asset.id(), trashed.asset.id()];
    desk.catalogue
        .record_import(&[blank, trashed])
        .await
        .expect("recorded");
    desk.catalogue
        .set_look(ids[0], &Look::default())
        .await
        .expect("kept");
    desk.catalogue
        .set_look(ids[1], &look(7))
        .await
        .expect("kept");
    desk.catalogue
        .trash_pictures(&[ids[1].uuid()], "gone", NOW)
        .await
        .expect("trashed");

    assert_eq!(desk.catalogue.likely().await.expect("reads"), []);
}

#[tokio::test]
async fn pictures_are_looked_at_once_their_variants_are_dealt_with() {
    let desk = Desk::new().await;
    let file = desk.picture("a.jpg", 0);
    let asset = file.asset.id();
    desk.catalogue
        .record_import(&[file])
        .await
        .expect("recorded");
    let waiting = || async {
        let found = desk.catalogue.not_looked_at(10).await.expect("reads");
        found
            .iter()
            .map(|original| original.asset)
            .collect::<Vec<_>>()
    };
    assert_eq!(waiting().await, [], "its variants come first");

    let job = desk
        .catalogue
        .claim_variants(&[])
        .await
        .expect("claims")
        .expect("a job");
    for variant in &job.variants {
        desk.catalogue
            .variant_failed(&variant.id, "no reason", NOW)
            .await
            .expect("noted");
    }
    assert_eq!(waiting().await, [asset]);

    desk.catalogue
        .set_look(asset, &Look::default())
        .await
        .expect("kept");
    assert_eq!(waiting().await, []);
}

#[tokio::test]
async fn two_pictures_told_apart_stay_so_in_either_order() {
    let desk = Desk::new().await;
    let (one, other) = (ContentHash::of(b"one"), ContentHash::of(b"other"));
    let apart = || desk.catalogue.are_told_apart(&one, &other);
    assert!(!apart().await.expect("reads"));

    desk.catalogue
        .tell_apart(&one, &other, NOW)
        .await
        .expect("kept");
    desk.catalogue
        .tell_apart(&other, &one, NOW)
        .await
        .expect("kept again");
    desk.catalogue
        .tell_apart(&one, &one, NOW)
        .await
        .expect("no pair at all");

    assert!(apart().await.expect("reads"));
    let turned = desk.catalogue.are_told_apart(&other, &one).await;
    assert!(turned.expect("reads"));

    desk.catalogue
        .forget_apart(&other, &one)
        .await
        .expect("forgets");
    assert!(!apart().await.expect("reads"));
}
