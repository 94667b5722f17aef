//! Whatever follows the first bytes of a TIFF, classic or big: no panic, and
//! what is accepted is the same when it is cleaned again.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if matches!(bytes.get(..2), Some(b"II" | b"MM")) {
        atelier_fuzz::clean_as(b"", bytes);
    }
});
