//! Promises about what a page's drawing hides among its operators. Drawings stay
//! as they are packed, so a place in one refuses the document.

use super::*;

fn drawing(keys: &str, data: &[u8]) -> Vec<u8> {
    let form = stream(
        &format!("/Type/XObject/Subtype/Form/BBox[0 0 9 9]{keys}"),
        data,
    );
    page("", SHOWS, &[form])
}

fn with_picture(filter: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("q BI /W 8 /H 8 /CS /G /BPC 8 /F {filter} ID ");
    [head.as_bytes(), data, b" EI Q"].concat()
}

fn in_hexadecimal(data: &[u8]) -> Vec<u8> {
    let digits = data.iter().map(|byte| format!("{byte:02X}"));
    digits.chain([">".into()]).collect::<String>().into_bytes()
}

#[test]
fn a_picture_written_into_a_page_refuses_the_document_when_it_says_where() {
    let photos = [
        exif_segment(&camera(Order::Big)),
        builders::xmp_segment(&street_packet()),
    ];
    for segment in photos {
        let photo = builders::jpeg(&[segment]);
        for data in [
            with_picture("/DCT", &photo),
            with_picture("[/AHx /DCT]", &in_hexadecimal(&photo)),
        ] {
            for document in [
                drawing("", &data),
                drawing("/Filter/FlateDecode", &zip(&data)),
                drawing("/Filter[/ASCIIHexDecode]", &in_hexadecimal(&data)),
            ] {
                assert_eq!(
                    refusal(&document),
                    CleanError::NotProved("a picture written into a page hides metadata")
                );
            }
        }
    }
}

#[test]
fn a_picture_written_behind_others_is_looked_at_too() {
    let harmless = builders::jpeg(&[]);
    let photo = builders::jpeg(&[exif_segment(&camera(Order::Big))]);
    for before in [
        with_picture("/DCT", &harmless),
        with_picture("/DCT", b"\xFF\xD8\xFF cut short"),
        with_picture("[/AHx /DCT]", &in_hexadecimal(&harmless)),
    ] {
        let data = [before, with_picture("/DCT", &photo)].concat();

        assert_eq!(
            refusal(&drawing("", &data)),
            CleanError::NotProved("a picture written into a page hides metadata")
        );
    }
}

#[test]
fn a_picture_written_into_a_page_stays_when_it_says_nothing() {
    let camera = builders::tiff(
        Order::Big,
        &[(0x010F, builders::Value::Text("Acme Cameras"))],
        &[],
    );
    for photo in [
        builders::jpeg(&[]),
        builders::jpeg(&[exif_segment(&camera)]),
        builders::jpeg(&[builders::segment(0xFE, &[b"drawn by hand"])]),
    ] {
        let data = with_picture("/DCT", &photo);

        let file = cleaned(&drawing("", &data));

        assert!(holds(file.bytes(), &data));
    }
}

#[test]
fn a_part_of_a_page_that_is_marked_with_a_place_refuses_the_document() {
    let marked = |list: &str| format!("/Plan {list} BDC 0 0 m 9 9 l S EMC");
    for list in [
        "<</GPTS [48.1 11.5 48.2 11.6]>>",
        "<</MCID 0 /Location (Hinterhofgasse)>>",
    ] {
        let document = drawing("/Filter/FlateDecode", &zip(marked(list).as_bytes()));

        assert_eq!(
            refusal(&document),
            CleanError::NotProved("a part of a page is marked with a place")
        );
    }
    let data = marked("<</MCID 0 /ActualText (at the /City gate)>>");

    let file = cleaned(&drawing("", data.as_bytes()));

    assert!(holds(file.bytes(), data.as_bytes()));
}

/// A page whose drawing comes in these streams.
fn in_parts(parts: &[Vec<u8>]) -> Vec<u8> {
    let parts_of: String = (0..parts.len())
        .map(|at| format!("{} 0 R ", 6 + at))
        .collect();
    page("", &format!("/Contents[4 0 R {parts_of}]"), parts)
}

#[test]
fn a_picture_packed_within_a_page_is_unpacked_to_be_looked_at() {
    let harmless = builders::jpeg(&[]);
    let photo = builders::jpeg(&[exif_segment(&camera(Order::Big))]);
    let in_runs = |photo: &[u8]| -> Vec<u8> {
        let runs = photo.chunks(128);
        let runs = runs.flat_map(|run| [&[run.len() as u8 - 1], run].concat());
        runs.chain([128]).collect()
    };
    type Pack<'a> = (&'a str, &'a dyn Fn(&[u8]) -> Vec<u8>);
    let ways: [Pack<'_>; 6] = [
        ("[/Fl /DCT]", &zip),
        ("[/FlateDecode/DCTDecode]", &zip),
        ("[ /Fl%\n/D#43T]", &zip),
        ("[/AHx /Fl /DCT]", &|photo| in_hexadecimal(&zip(photo))),
        ("[/Fl /AHx /DCT]", &|photo| zip(&in_hexadecimal(photo))),
        ("[/RL /DCT]", &in_runs),
    ];
    for (filter, pack) in ways {
        let document = |photo: &[u8]| drawing("", &with_picture(filter, &pack(photo)));

        assert_eq!(
            refusal(&document(&photo)),
            CleanError::NotProved("a picture written into a page hides metadata"),
            "{filter}"
        );
        assert!(
            clean(&document(&harmless), Policy::Location).is_ok(),
            "{filter}"
        );
    }
}

#[test]
fn streams_of_a_page_are_one_drawing() {
    let photo = builders::jpeg(&[exif_segment(&camera(Order::Big))]);
    let picture = with_picture("/DCT", &photo);
    let exif = memchr::memmem::find(&picture, b"Exif").expect("is there");
    let list = b"/Plan <</MCID 0 /City (Hinterhofgasse)>> BDC EMC";
    for (whole, at, reason) in [
        (&list[..], 12, "a part of a page is marked with a place"),
        (&list[..], 40, "a part of a page is marked with a place"),
        (&picture, 10, "a picture written into a page hides metadata"),
        (
            &picture,
            exif,
            "a picture written into a page hides metadata",
        ),
    ] {
        let (first, second) = whole.split_at(at);
        let parts = [
            stream("", first),
            stream("/Filter/FlateDecode", &zip(second)),
            stream("", b"0 0 m 9 9 l S"),
        ];

        assert_eq!(
            refusal(&in_parts(&parts)),
            CleanError::NotProved(reason),
            "{at}"
        );
        let turned = [parts[1].clone(), parts[0].clone()];
        let is_accepted = clean(&in_parts(&turned), Policy::Location).is_ok();
        assert!(
            is_accepted || whole != list,
            "a list ends behind its beginning"
        );
    }
}

#[test]
fn the_drawing_of_a_page_is_looked_at_whatever_it_calls_itself() {
    let marked = b"/Plan <</City (Hinterhofgasse)>> BDC EMC";
    for (keys, data) in [
        ("/N 1", marked.to_vec()),
        ("/Subtype/Image", marked.to_vec()),
        ("/F/Fl", zip(marked)),
        (
            "/Filter[/FlateDecode]/DecodeParms[<</Predictor 12/Columns 41>>]",
            {
                let row = [&[0], &marked[..], b" "].concat();
                zip(&row)
            },
        ),
    ] {
        assert_eq!(
            refusal(&in_parts(&[stream(keys, &data)])),
            CleanError::NotProved("a part of a page is marked with a place"),
            "{keys}"
        );
    }
}
