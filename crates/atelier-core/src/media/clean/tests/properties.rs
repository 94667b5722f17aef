//! What holds for every file, however damaged.

use proptest::prelude::*;

use super::builders::*;
use super::*;
use crate::media::bytes::Order;

/// How many there are.
const FILES: usize = 11;

/// Files with a place in every carrier.
fn files() -> Vec<Vec<u8>> {
    let order = Order::Little;
    let iptc = resource(0x0404, &fields(&[(90, STREET), (80, "Jo Maker")]));
    vec![
        jpeg(&[
            exif_segment(&camera(order)),
            xmp_segment(&street_packet()),
            photoshop_segment(&iptc),
        ]),
        png(&[
            chunk(b"eXIf", &camera(Order::Big)),
            chunk(
                b"iTXt",
                &[b"XML:com.adobe.xmp\0\0\0\0\0".as_slice(), &street_packet()].concat(),
            ),
            raw_profile("iptc", &iptc),
        ]),
        webp(&[
            extended(0x0C),
            lossless(),
            riff_chunk(b"EXIF", &camera(order)),
            riff_chunk(b"XMP ", &street_packet()),
        ]),
        gif(&[
            b"!\xFF\x0BNETSCAPE2.0\x03\x01\x02\0\0",
            &extension(0xFF, &[b"ICCRGBG1012", &[7; 300]]),
            &xmp_extension(&street_packet()),
            &extension(0xFE, &[STREET.as_bytes()]),
            b"!\xF9\x04\x05\x0A\0\x01\0",
            FRAME,
            FRAME,
        ]),
        super::pdf::everywhere(),
        isobmff::rich().bytes(),
        isobmff::sequences::moving().bytes(),
        super::tiff::with_everything(0),
        super::tiff::with_everything(1),
        super::tiff::with_everything(2),
        super::tiff::with_everything(3),
    ]
}

/// Cleans a damaged file; what is accepted has to be stable.
fn check(bytes: &[u8], policy: Policy) -> Result<(), TestCaseError> {
    let file = match clean(bytes, policy) {
        Ok(file) => file,
        Err(error) => {
            prop_assert_ne!(error, CleanError::GaveUp, "nothing panicked");
            return Ok(());
        }
    };
    let again = clean(file.bytes(), policy).expect("is taken again");
    prop_assert_eq!(again.bytes(), file.bytes());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_file_cut_anywhere_never_panics(which in 0_usize..FILES, at in any::<prop::sample::Index>()) {
        let file = &files()[which];
        check(&file[..at.index(file.len())], Policy::Location)?;
    }

    #[test]
    fn flipped_bits_never_panic(
        which in 0_usize..FILES,
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 1..12),
        everything in any::<bool>(),
    ) {
        let mut file = files()[which].clone();
        for (at, bit) in flips {
            let at = at.index(file.len());
            file[at] ^= 1 << bit;
        }
        let policy = if everything { Policy::Everything } else { Policy::Location };
        check(&file, policy)?;
    }

    #[test]
    fn overwritten_runs_never_panic(
        which in 0_usize..FILES,
        at in any::<prop::sample::Index>(),
        run in prop::collection::vec(any::<u8>(), 1..64),
    ) {
        let mut file = files()[which].clone();
        let at = at.index(file.len());
        for (place, byte) in file[at..].iter_mut().zip(run) {
            *place = byte;
        }
        check(&file, Policy::Location)?;
    }

    #[test]
    fn any_bytes_are_told_what_they_are(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
        let _ = inspect(&bytes);
        prop_assert!(!matches!(clean(&bytes, Policy::Location), Err(CleanError::GaveUp)));
    }
}
