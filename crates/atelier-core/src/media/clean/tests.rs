//! Promises about cleaning.
