//! Whatever follows the first bytes of a HEIC or AVIF: no panic, and what is accepted
//! is the same when it is cleaned again.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    atelier_fuzz::clean_as(atelier_fuzz::ISOBMFF, bytes);
});
