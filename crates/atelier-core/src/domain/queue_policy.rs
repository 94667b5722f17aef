//! When variants are made: all at once, or each when somebody needs it.

use super::text_enum::text_enum;

text_enum! {
    /// When the variants of a workspace are made.
    #[derive(Default)]
    QueuePolicy {
        /// All of them, as soon as a picture comes in.
        #[default]
        Eager = "eager",
        /// The thumbnail as soon as a picture comes in; the others when somebody
        /// needs them, or when this machine has nothing better to do.
        Lazy = "lazy",
    }
}

/// How long nobody must have touched the window for this machine to count as
/// idle, in milliseconds.
pub const IDLE_AFTER_MS: u64 = 60_000;

/// What goes on around the queue, as whoever runs it sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Circumstances {
    /// A person asked for all of it.
    pub asked: bool,
    /// A sync is sending: a picture is only there as a whole when its variants
    /// are.
    pub sending: bool,
    /// Nobody has touched the window for [`IDLE_AFTER_MS`], and no import runs.
    pub idle: bool,
    /// This machine runs on mains power.
    pub mains: bool,
}

/// Which of the waiting variants have their turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// All of them.
    All,
    /// Thumbnails, and whatever somebody looks at.
    Needed,
}

impl QueuePolicy {
    /// Says whose turn it is.
    #[must_use]
    pub fn turn(self, now: Circumstances) -> Turn {
        let Circumstances {
            asked,
            sending,
            idle,
            mains,
        } = now;
        match self {
            Self::Lazy if !(asked || sending || (idle && mains)) => Turn::Needed,
            Self::Eager | Self::Lazy => Turn::All,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUSY: Circumstances = Circumstances {
        asked: false,
        sending: false,
        idle: false,
        mains: false,
    };

    #[test]
    fn an_eager_queue_makes_everything_whatever_goes_on() {
        assert_eq!(QueuePolicy::default().turn(BUSY), Turn::All);
    }

    #[test]
    fn a_lazy_queue_waits_for_a_need_or_for_an_idle_machine_on_mains() {
        let turn = |now| QueuePolicy::Lazy.turn(now);

        assert_eq!(turn(BUSY), Turn::Needed);
        let asked = Circumstances {
            asked: true,
            ..BUSY
        };
        let sending = Circumstances {
            sending: true,
            ..BUSY
        };
        assert_eq!((turn(asked), turn(sending)), (Turn::All, Turn::All));
        let on_battery = Circumstances { idle: true, ..BUSY };
        let in_use = Circumstances {
            mains: true,
            ..BUSY
        };
        assert_eq!(
            (turn(on_battery), turn(in_use)),
            (Turn::Needed, Turn::Needed)
        );
        let resting = Circumstances {
            idle: true,
            mains: true,
            ..BUSY
        };
        assert_eq!(turn(resting), Turn::All);
    }
}
