//! What pictures look like, where people have the last word.

use super::{Workspace, WorkspaceError};
use crate::clock;
use crate::import::plan::Item;

impl Workspace {
    /// Remembers that files of a plan are no copies of the pictures that they
    /// look like, so that nobody is asked again.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn tell_apart(&self, items: &[Item]) -> Result<(), WorkspaceError> {
        for item in items {
            if let (Some(twin), Some(hash)) = (&item.looks_like, &item.source_hash) {
                self.catalogue
                    .tell_apart(hash, &twin.source_hash, clock::now())
                    .await?;
            }
        }
        Ok(())
    }

    /// Forgets what [`Workspace::tell_apart`] remembered of files of a plan.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub async fn forget_apart(&self, items: &[Item]) -> Result<(), WorkspaceError> {
        for item in items {
            if let (Some(twin), Some(hash)) = (&item.looks_like, &item.source_hash) {
                self.catalogue.forget_apart(hash, &twin.source_hash).await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::asset::Place;
    use crate::domain::ids::StyleId;
    use crate::domain::media_type::MediaType;
    use crate::domain::preset::Preset;
    use crate::domain::receipt::Policy;
    use crate::domain::style::Style;
    use crate::import::Plan;
    use crate::import::intake::{Entry, Source};
    use crate::import::plan::Verdict;
    use crate::import::{Request, Words};
    use crate::media::render;
    use crate::progress::{Cancel, Silence};

    fn coastal() -> Style {
        Style {
            id: StyleId::new(),
            slug: "coastal".parse().expect("a slug"),
            name: "Coastal".into(),
            created_at: clock::now(),
            updated_at: clock::now(),
        }
    }

    fn photo(name: &str) -> Vec<u8> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/photos/");
        std::fs::read(format!("{folder}{name}")).expect("a fixture")
    }

    fn entry(name: &str, bytes: &[u8]) -> Entry {
        Entry::of(Source::Memory {
            name: name.to_owned(),
            bytes: bytes.into(),
            source_url: None,
        })
    }

    /// A workspace with one photo, its variants made.
    async fn with_one(folder: &std::path::Path) -> (Workspace, Request) {
        let workspace = Workspace::init(folder, "test").await.expect("opens");
        let style = coastal();
        workspace
            .catalogue()
            .add_style(&style)
            .await
            .expect("a style");
        let request = Request {
            place: Place::Style { style_id: style.id },
            policy: Policy::default(),
            fit: false,
            also_elsewhere: false,
            presets: Preset::defaults(),
            words: Words::default(),
        };
        let entries = vec![entry(
            "old-kitchen-door.jpg",
            &photo("old-kitchen-door.jpg"),
        )];
        let report = workspace
            .import(&request, entries, &Silence, &Cancel::new())
            .await
            .expect("imports");
        assert_eq!(report.imported.len(), 1);
        workspace
            .make_variants(&Silence, &Cancel::new())
            .await
            .expect("made");
        (workspace, request)
    }

    async fn plan_of(workspace: &Workspace, request: &Request, files: &[(&str, &[u8])]) -> Plan {
        let entries = files.iter().map(|(name, bytes)| entry(name, bytes));
        workspace
            .plan_import(request, entries.collect(), &Silence, &Cancel::new())
            .await
            .expect("plans")
    }

    async fn planned(workspace: &Workspace, request: &Request, name: &str, bytes: &[u8]) -> Item {
        let plan = plan_of(workspace, request, &[(name, bytes)]).await;
        plan.items.into_iter().next().expect("an item")
    }

    fn smaller() -> Vec<u8> {
        render::preview(&photo("old-kitchen-door.jpg"), MediaType::Jpeg, 320).expect("made")
    }

    #[tokio::test]
    async fn a_smaller_copy_looks_like_its_original_until_it_is_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let (workspace, request) = with_one(folder.path()).await;
        let smaller = smaller();

        let item = planned(&workspace, &request, "copy.jpg", &smaller).await;

        assert!(matches!(item.verdict, Verdict::New), "its bytes are others");
        let twin = item.looks_like.clone().expect("a twin");
        assert_eq!(twin.place_name, "Coastal");
        assert!(twin.name.contains("old-kitchen-door"), "{}", twin.name);

        let items = [item];
        workspace.tell_apart(&items).await.expect("remembered");
        let again = planned(&workspace, &request, "copy.jpg", &smaller).await;
        assert_eq!(again.looks_like, None);

        workspace.forget_apart(&items).await.expect("forgotten");
        let anew = planned(&workspace, &request, "copy.jpg", &smaller).await;
        assert_eq!(anew.looks_like, items[0].looks_like);
    }

    #[tokio::test]
    async fn another_room_and_the_same_bytes_look_like_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let (workspace, request) = with_one(folder.path()).await;

        let other = planned(&workspace, &request, "other.jpg", &photo("tiled-bath.jpg")).await;
        let same = planned(
            &workspace,
            &request,
            "same.jpg",
            &photo("old-kitchen-door.jpg"),
        )
        .await;

        assert_eq!(other.looks_like, None);
        assert!(matches!(same.verdict, Verdict::Duplicate { .. }));
        assert_eq!(same.looks_like, None);
    }

    #[tokio::test]
    async fn only_a_few_new_pictures_that_look_like_none_come_in_without_a_look() {
        let folder = tempfile::tempdir().expect("a folder");
        let (workspace, request) = with_one(folder.path()).await;
        let (new, known, alike) = (
            photo("tiled-bath.jpg"),
            photo("old-kitchen-door.jpg"),
            smaller(),
        );
        let at_once = async |files: &[(&str, &[u8])]| {
            plan_of(&workspace, &request, files).await.needs_no_look()
        };

        assert!(at_once(&[("a.jpg", &new)]).await);
        assert!(!at_once(&[]).await, "nothing is nothing to import");
        assert!(!at_once(&[("a.jpg", &known)]).await);
        assert!(!at_once(&[("a.jpg", &new), ("b.jpg", &alike)]).await);
        assert!(!at_once(&[("a.jpg", &new), ("b.jpg", b"no picture")]).await);
        let others = ["blue-bedroom.jpg", "hallway.jpg", "sand-bedroom.jpg"].map(photo);
        let mut files: Vec<(&str, &[u8])> = vec![("1.jpg", &others[0]), ("2.jpg", &others[1])];
        files.push(("3.jpg", &others[2]));
        assert!(at_once(&files).await);
        files.push(("4.jpg", &new));
        assert!(!at_once(&files).await);
    }

    #[tokio::test]
    async fn a_file_that_is_left_out_of_its_plan_stays_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let (workspace, request) = with_one(folder.path()).await;
        let (new, alike) = (photo("tiled-bath.jpg"), smaller());
        let plan = plan_of(&workspace, &request, &[("a.jpg", &alike), ("b.jpg", &new)]).await;

        let entries = plan.entries_without(&[0]);

        let report = workspace
            .import(&request, entries, &Silence, &Cancel::new())
            .await
            .expect("imports");
        let names: Vec<_> = report
            .imported
            .iter()
            .map(|one| one.shown.as_str())
            .collect();
        assert_eq!(names, ["b.jpg"]);
    }

    #[tokio::test]
    async fn making_variants_leaves_a_look_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        let (workspace, _) = with_one(folder.path()).await;
        let likely = workspace.catalogue().likely().await.expect("reads");

        let look = workspace
            .catalogue()
            .look(likely[0].asset)
            .await
            .expect("reads");

        let palette = look.expect("a look").palette;
        assert!((2..=5).contains(&palette.len()), "{palette:?}");
        let left = workspace
            .catalogue()
            .not_looked_at(10)
            .await
            .expect("reads");
        assert_eq!(left, []);
    }
}
