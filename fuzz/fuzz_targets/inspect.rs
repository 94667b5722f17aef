//! Any bytes are told what they are, in bounded time.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(found) = atelier_fuzz::media::inspect::inspect(bytes) {
        let _ = found.displayed_size();
    }
});
