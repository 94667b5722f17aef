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
