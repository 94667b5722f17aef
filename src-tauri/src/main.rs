//! The window program. Everything is in the library beside it.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

/// Allocates faster than the system's own allocator when variants are made, and
/// gives memory back sooner.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    atelier_desktop::run();
}
