//! Promises about PDF, on documents written object by object.

mod bounds;
mod drawings;

use super::builders::{self, camera, exif_segment, street_packet};
use super::*;
use crate::domain::receipt::{Carrier, Kept, Removed};
use crate::media::bytes::Order;

/// Writes a document of these objects, the first of them its root.
fn document(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut lines = String::new();
    for (place, object) in objects.iter().enumerate() {
        lines.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend(format!("{} 0 obj\n", place + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let (start, count) = (out.len(), objects.len() + 1);
    out.extend(format!("xref\n0 {count}\n0000000000 65535 f \n{lines}").bytes());
    let trailer = format!("<</Size {count}/Root 1 0 R/Info 5 0 R>>");
    out.extend(format!("trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

fn stream(keys: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<<{keys}/Length {}>>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

/// A page of one drawing; more keys for its root and page, and more objects,
/// which begin with number 6.
fn page(root: &str, page: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let text = |text: String| text.into_bytes();
    let mut objects = vec![
        text(format!("<</Type/Catalog/Pages 2 0 R{root}>>")),
        text("<</Type/Pages/Kids[3 0 R]/Count 1>>".into()),
        text(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.275590551181 841.88976378]/Contents 4 0 R{page}>>"
        )),
        stream("", b"0 0 m 100.123456789 100 l S"),
        text("<</Title(Plan)/Author(Jo Maker)>>".into()),
    ];
    objects.extend_from_slice(more);
    document(&objects)
}

fn picture(filters: &str, data: &[u8]) -> Vec<u8> {
    let keys = "/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray";
    stream(&format!("{keys}/BitsPerComponent 8/Filter{filters}"), data)
}

/// A document with a place in every carrier.
pub(super) fn everywhere() -> Vec<u8> {
    let packet = stream(
        "/Type/Metadata/Subtype/XML/Filter/FlateDecode",
        &zip(&street_packet()),
    );
    let photo = builders::jpeg(&[exif_segment(&camera(Order::Big))]);
    page(
        "/Metadata 7 0 R/PieceInfo<</Private(Hinterhofgasse)>>",
        &format!("{SHOWS}/VP[<</BBox[0 0 9 9]/Measure<</Subtype/GEO/GPTS[48.1 11.5]>>>>]"),
        &[picture("[/FlateDecode/DCTDecode]", &zip(&photo)), packet],
    )
}

const SHOWS: &str = "/Resources<</XObject<</Im 6 0 R>>>>";

fn zip(data: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(data).expect("packs");
    packer.finish().expect("packs")
}

fn has_removed(file: &CleanFile, carrier: Carrier, kind: RemovedKind) -> bool {
    file.receipt().removed.contains(&Removed { carrier, kind })
}

fn refusal(bytes: &[u8]) -> CleanError {
    clean(bytes, Policy::Location).expect_err("is refused")
}

#[test]
fn a_plan_keeps_every_digit_of_its_numbers_and_its_facts() {
    let file = cleaned(&page("", "", &[]));

    assert!(holds(file.bytes(), b"[0 0 595.275590551181 841.88976378]"));
    assert!(holds(file.bytes(), b"0 0 m 100.123456789 100 l S"));
    assert!(holds(file.bytes(), b"/Author(Jo Maker)"));
    assert_eq!(file.receipt().kept, [Kept::Creator, Kept::Title]);
    assert!(!file.receipt().had_place);
}

#[test]
fn a_picture_in_it_loses_its_place_whatever_is_wrapped_around_it() {
    let photo = builders::jpeg(&[exif_segment(&camera(Order::Big))]);
    let digits = photo.iter().map(|byte| format!("{byte:02x}"));
    let digits: String = digits.chain([">".into()]).collect();
    let literal: Vec<u8> = photo
        .chunks(128)
        .flat_map(|run| [&[run.len() as u8 - 1], run].concat())
        .chain([128])
        .collect();
    for (filters, data) in [
        ("/DCTDecode", photo.clone()),
        ("[/FlateDecode/DCTDecode]", zip(&photo)),
        ("[/AHx/DCT]", digits.into_bytes()),
        ("[/RunLengthDecode/DCTDecode]", literal),
    ] {
        let file = cleaned(&page("", SHOWS, &[picture(filters, &data)]));

        assert!(
            has_removed(&file, Carrier::Exif, RemovedKind::GpsPosition),
            "{filters}"
        );
        assert!(holds(file.bytes(), b"/Filter/DCTDecode"), "{filters}");
        assert!(holds(file.bytes(), builders::SCAN), "{filters}");
    }
}

#[test]
fn of_a_jpeg_2000_only_the_picture_stays() {
    let boxed = |name: &[u8], body: &[u8]| {
        let len = (body.len() as u32 + 8).to_be_bytes();
        [&len, name, body].concat()
    };
    let code = b"\xFF\x4F\xFF\x51\0\x04ab\xFF\x64\0\x06\0\x01Hi\xFF\x90the tiles".as_slice();
    let whole = [
        boxed(b"jP  ", b"\r\n\x87\n"),
        boxed(b"jp2h", b"head"),
        boxed(b"xml ", &street_packet()),
        boxed(b"jp2c", code),
        boxed(b"uuid", STREET.as_bytes()),
    ]
    .concat();

    let file = cleaned(&page("", SHOWS, &[picture("/JPXDecode", &whole)]));

    assert!(holds(
        file.bytes(),
        b"\xFF\x4F\xFF\x51\0\x04ab\xFF\x90the tiles"
    ));
    assert!(!holds(file.bytes(), b"uuid"));
}

#[test]
fn a_map_goes_and_the_scale_of_a_drawing_stays() {
    let views = "/VP[<</BBox[0 0 9 9]/Measure<</Subtype/GEO/GPTS[48.1 11.5]>>>>\
                 <</BBox[1 1 8 8]/Measure<</Subtype/RL/R(1:50)>>>>]";

    let file = cleaned(&page("", views, &[]));

    assert!(has_removed(
        &file,
        Carrier::MapFrame,
        RemovedKind::MapReference
    ));
    assert!(!holds(file.bytes(), b"GPTS"));
    assert!(holds(
        file.bytes(),
        b"/VP[<</BBox[1 1 8 8]/Measure<</R(1:50)/Subtype/RL>>>>]"
    ));
}

#[test]
fn a_drawing_may_be_called_as_its_author_likes() {
    let form = stream("/Subtype/Form/BBox[0 0 1 1]", b"0 0 m 1 1 l S");
    let names = "/Resources<</XObject<</VP 6 0 R/Metadata 6 0 R/AA 6 0 R/PieceInfo 6 0 R>>>>";

    // The second reader does not trust the last of them.
    let file = cleaned(&page("", &names.replace("/PieceInfo 6 0 R", ""), &[form]));

    assert!(holds(
        file.bytes(),
        b"<</AA 6 0 R/Metadata 6 0 R/VP 6 0 R>>"
    ));
    assert_eq!(file.receipt().removed, []);
}

#[test]
fn what_programs_know_of_a_part_goes() {
    let facts = "<</O/UserProperties/P[<</N(City)/V(Hinterhofgasse)>>]>>";
    let tree = "<</Type/StructTreeRoot/K 7 0 R>>".as_bytes().to_vec();
    let part = format!("<</Type/StructElem/S/P/P 6 0 R/K 0/A {facts}>>").into_bytes();

    let file = cleaned(&page("/StructTreeRoot 6 0 R", "", &[tree, part]));

    assert!(holds(file.bytes(), b"StructElem"));
    assert!(has_removed(
        &file,
        Carrier::PrivateBlock,
        RemovedKind::PrivateData
    ));
}

#[test]
fn words_among_the_names_of_drawings_go_when_they_name_a_place() {
    let resources = "/Resources<</Plan<</City(Hinterhofgasse)/Scale(1:50)>>>>";

    let file = cleaned(&page("", resources, &[]));

    assert!(file.receipt().had_place);
    assert!(holds(file.bytes(), b"1:50"));
}

#[test]
fn a_shade_keeps_its_coordinates() {
    let shade = "<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 1 1]/Function \
                 <</FunctionType 2/Domain[0 1]/N 1>>>>";
    let resources = format!("/Resources<</Shading<</S0 {shade}>>>>");

    let file = cleaned(&page("", &resources, &[]));

    assert!(holds(file.bytes(), b"/Coords"));
}

#[test]
fn a_signature_goes_with_a_warning_and_its_look_stays() {
    let signature = b"<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>/Location(Hinterhofgasse)>>";
    let field = b"<</Subtype/Widget/FT/Sig/T(sign)/Rect[0 0 9 9]/V 6 0 R/AP<</N 8 0 R>>>>";
    let look = stream("/Subtype/Form/BBox[0 0 9 9]", b"9 9 m 1 1 l S");
    let form = "/AcroForm<</Fields[7 0 R]/SigFlags 3>>";

    let file = cleaned(&page(
        form,
        "/Annots[7 0 R]",
        &[signature.to_vec(), field.to_vec(), look],
    ));

    assert_eq!(file.receipt().warnings, [Warning::SignatureRemoved]);
    assert!(has_removed(
        &file,
        Carrier::Signature,
        RemovedKind::Signature
    ));
    assert!(file.receipt().had_place, "it said where it was given");
    assert!(holds(file.bytes(), b"9 9 m 1 1 l S"));
    assert!(!holds(file.bytes(), b"SigFlags"));
}

#[test]
fn links_stay_and_what_runs_or_sends_goes() {
    let links = "/Annots[<</Subtype/Link/Rect[0 0 1 1]/A<</S/URI/URI(https://example.org)>>>>\
                 <</Subtype/Link/Rect[0 0 2 2]/A<</S/Launch/F(Hinterhofgasse.exe)>>>>\
                 <</Subtype/RichMedia/Rect[0 0 3 3]/RichMediaContent 6 0 R>>]";
    let root = "/OpenAction<</S/JavaScript/JS(Hinterhofgasse)>>";

    let file = cleaned(&page(root, links, &[b"<</City(Hinterhofgasse)>>".to_vec()]));

    assert!(holds(file.bytes(), b"https://example.org"));
    assert!(
        holds(file.bytes(), b"/Rect[0 0 2 2]"),
        "the link without its action"
    );
    assert!(!holds(file.bytes(), b"/Rect[0 0 3 3]"));
    assert!(has_removed(&file, Carrier::Action, RemovedKind::Script));
    assert!(has_removed(&file, Carrier::Annotation, RemovedKind::Media));
}

#[test]
fn words_are_left_and_warned_of() {
    let notes = "/Annots[<</Subtype/Text/Rect[0 0 1 1]/Contents(Lindenstrasse 14, left door)>>]";

    let file = cleaned(&page("", notes, &[]));

    assert_eq!(file.receipt().warnings, [Warning::AddressInWords]);
    assert!(holds(file.bytes(), b"Lindenstrasse 14"));
}

#[test]
fn everything_leaves_the_pages_alone() {
    let notes = "/Metadata 6 0 R/Annots[<</Subtype/Text/Rect[0 0 1 1]/T(Jo Maker)/Contents(Hi)>>]";
    let packet = stream("/Type/Metadata/Subtype/XML", &street_packet());

    let bytes = page("/Metadata 6 0 R", notes, &[packet]);
    let file = clean(&bytes, Policy::Everything).expect("can be cleaned");

    for gone in [b"Jo Maker".as_slice(), b"Metadata", b"Plan", b"Info"] {
        assert!(!holds(file.bytes(), gone));
    }
    assert!(holds(file.bytes(), b"/Contents(Hi)"));
    assert!(file.receipt().had_place);
}

#[test]
fn a_table_that_leads_astray_is_made_anew() {
    let packet = stream("/Type/Metadata/Subtype/XML", &street_packet());
    let whole = page("/Metadata 6 0 R", "", &[packet]);
    let at = memchr::memmem::find(&whole, b"xref\n0").expect("has a table");
    let gone = [&whole[..at], b"trailer<</Root 1 0 R>>\n%%EOF"].concat();
    let wrong = [b"a line before it\n", whole.as_slice()].concat();
    let mut moved = whole.clone();
    moved[at + 30] ^= 1;

    for bytes in [gone, wrong, moved] {
        let file = cleaned(&bytes);
        assert!(has_removed(&file, Carrier::Xmp, RemovedKind::Street));
    }
}

#[test]
fn a_protected_document_is_refused_with_its_reason() {
    let mut bytes = page("", "", &[b"<</Filter/Standard>>".to_vec()]);
    let at = memchr::memmem::find(&bytes, b"/Info 5 0 R").expect("has facts");
    bytes.splice(at..at, *b"/Encrypt 6 0 R");

    assert_eq!(refusal(&bytes).code(), "password_protected");
}

#[test]
fn what_unpacks_without_end_is_refused() {
    let bomb = zip(&zip(&vec![0; 200 << 20]));
    let picture = picture("[/FlateDecode/FlateDecode/DCTDecode]", &bomb);

    let reason = refusal(&page("", SHOWS, &[picture]));

    assert_eq!(
        reason,
        CleanError::Broken("a part of it unpacks without end")
    );
}

#[test]
fn deep_nests_and_circles_come_to_an_end() {
    let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    assert_eq!(
        refusal(&page("/PageLabels 6 0 R", "", &[deep])),
        CleanError::Broken("its objects nest too deep")
    );

    // A page tree, a length and a reference that each lead back to themselves.
    let circle = page("/PageLabels 6 0 R", "", &[b"6 0 R".to_vec()]);
    let _ = clean(&circle, Policy::Location);
    let circle = page(
        "/Metadata 6 0 R",
        "",
        &[b"<</Length 6 0 R>>\nstream\nx\nendstream".to_vec()],
    );
    let _ = clean(&circle, Policy::Location);
    let circle = page("", "/Kids[2 0 R 3 0 R]", &[]);
    let _ = clean(&circle, Policy::Location);
}

#[test]
fn a_long_string_takes_no_longer_than_its_length() {
    let parentheses = [b"(".to_vec(), b"\\(".repeat(2_000_000), b")".to_vec()].concat();

    let file = clean(&page("/Lang 6 0 R", "", &[parentheses]), Policy::Location);

    assert!(file.is_ok());
}

mod second_reader {
    use super::*;

    fn doubts(bytes: &[u8]) -> bool {
        proof::prove(bytes, bytes, MediaType::Pdf).is_err()
    }

    fn clean_bytes(bytes: &[u8]) -> Vec<u8> {
        let file = clean(bytes, Policy::Location).expect("can be cleaned");
        assert!(!doubts(file.bytes()));
        file.into_bytes()
    }

    /// Replaces bytes by as many others, so that no offset moves.
    fn forged(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
        assert_eq!(from.len(), to.len());
        let at = memchr::memmem::find(bytes, from).expect("is there");
        let mut bytes = bytes.to_vec();
        bytes[at..at + to.len()].copy_from_slice(to);
        bytes
    }

    #[test]
    fn it_accepts_only_what_accounts_for_each_byte() {
        let bytes = clean_bytes(&page("", "", &[]));

        assert!(doubts(&[bytes.as_slice(), b" "].concat()));
        assert!(doubts(&[b" ", bytes.as_slice()].concat()));
        assert!(doubts(&forged(&bytes, b"endobj\n2 0", b"endobj 2 0")));
        assert!(doubts(&forged(&bytes, b"00000 n", b"00000 f")));
        assert!(doubts(&page("", "", &[])), "nobody else writes like this");
    }

    #[test]
    fn it_finds_what_should_have_gone() {
        for stranger in [
            "/LGIDict[1]",
            "/PieceInfo<<>>",
            "/GPTS[48.1 11.5]",
            "/XFA(x)(x)",
            "/City(Munich)",
            "/S/JavaScript",
            "/Subtype/GEO",
            "/Type/EmbeddedFile",
        ] {
            // As long as the words that it takes the place of.
            let words = format!("/Lang({})", "x".repeat(stranger.len() - 7));
            let bytes = clean_bytes(&page(&words, "", &[]));

            let forged = forged(&bytes, words.as_bytes(), stranger.as_bytes());
            assert!(doubts(&forged), "{stranger}");
        }
        let bytes = clean_bytes(&page("", "", &[]));
        assert!(doubts(&forged(&bytes, b"/Author", b"/Street")));
    }

    #[test]
    fn it_finds_a_place_in_metadata_and_in_a_picture() {
        let packet = stream("/Type/Metadata/Subtype/XML", &builders::packet("<a>1</a>"));
        let bytes = clean_bytes(&page("/Metadata 6 0 R", "", &[packet]));
        assert!(doubts(&forged(&bytes, b"<a>1</a>", b"<city/>1")));
        assert!(doubts(&forged(&bytes, b"<a>1</a>", b"<City/> ")));

        let upright = builders::tiff(Order::Big, &[(0x0112, builders::Value::Short(6))], &[]);
        let photo = builders::jpeg(&[exif_segment(&upright)]);
        let bytes = clean_bytes(&page("", SHOWS, &[picture("/DCTDecode", &photo)]));
        assert!(doubts(&forged(&bytes, b"Exif\0", b"Fxif\0")));
    }

    #[test]
    fn it_refuses_pages_that_show_something_else() {
        let before = page("", SHOWS, &[picture("/FlateDecode", &zip(b"pixels"))]);
        let after = clean_bytes(&before);
        let differs = |from: &[u8], to: &[u8]| {
            proof::prove(&before, &forged(&after, from, to), MediaType::Pdf).is_err()
        };

        assert!(!differs(b"100.123456789", b"100.123456789"));
        assert!(differs(b"100.123456789", b"100.123456788"));
        assert!(differs(b"841.88976378", b"842.88976378"));
        assert!(differs(b"/Width 8", b"/Width 9"));
        assert!(differs(&zip(b"pixels")[2..6], b"\0\0\0\0"));
    }
}

#[test]
fn a_colour_profile_that_hides_a_position_is_refused() {
    let profile = stream(
        "/N 3/Filter/FlateDecode",
        &zip(&builders::camera_in_a_profile()),
    );
    let plain = stream("/N 3/Filter/FlateDecode", &zip(&[7; 200]));
    let colours = "/Resources<</ColorSpace<</Cs1[/ICCBased 6 0 R]>>>>";

    let reason = refusal(&page("", colours, &[profile]));

    assert_eq!(
        reason,
        CleanError::Broken("a colour profile of it hides other metadata")
    );
    assert!(clean(&page("", colours, &[plain]), Policy::Location).is_ok());
}
