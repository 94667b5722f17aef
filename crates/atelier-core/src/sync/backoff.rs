//! How long to wait before trying again.

use std::time::Duration;

/// The longest wait after the first failure.
const FIRST: Duration = Duration::from_millis(400);
/// The longest wait at all.
const LONGEST: Duration = Duration::from_secs(5 * 60);

/// Returns how long to wait after `attempts` failures in a row.
///
/// Exponential backoff with full jitter: anything from a tenth to the whole of
/// a doubling bound, so that many machines that lost the network together do
/// not come back together. `chance` is a random number in 0..1. A store that
/// names a time itself (`Retry-After`) is given at least that.
#[must_use]
pub fn delay(attempts: u32, chance: f64, asked: Option<Duration>) -> Duration {
    let bound = FIRST
        .saturating_mul(2_u32.saturating_pow(attempts.saturating_sub(1).min(16)))
        .min(LONGEST);
    let wait = bound.mul_f64(chance.clamp(0.1, 1.0));
    asked.map_or(wait, |asked| wait.max(asked.min(LONGEST)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_five_minutes() {
        assert_eq!(delay(1, 1.0, None), FIRST);
        assert_eq!(delay(2, 1.0, None), FIRST * 2);
        assert_eq!(delay(40, 1.0, None), LONGEST);
    }

    #[test]
    fn chance_shortens_a_wait_but_never_to_nothing() {
        assert_eq!(delay(3, 0.5, None), FIRST * 2);
        assert!(delay(3, 0.0, None) > Duration::ZERO);
    }

    #[test]
    fn a_store_that_asks_for_time_gets_it_within_reason() {
        assert_eq!(
            delay(1, 0.1, Some(Duration::from_secs(9))),
            Duration::from_secs(9)
        );
        assert_eq!(delay(1, 0.1, Some(Duration::from_secs(9_000))), LONGEST);
    }
}
