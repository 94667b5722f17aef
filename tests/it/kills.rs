//! The process is killed again and again, at any moment, and the next start
//! goes on from there.

use std::time::Duration;

use rand::Rng as _;

use crate::support::journey::Journey;
use crate::support::postgres::cluster;
use crate::support::s3::S3Server;

const PHOTOS: usize = 200;
const KILLS: usize = 50;

/// Kills left for each step of the way: both imports, variants, sync.
const SHARES: [usize; 4] = [8, 8, 17, 17];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_kills_lose_nothing_and_do_nothing_twice() {
    let server = S3Server::start().await;
    let database = cluster().await.migrated().await;
    let journey = Journey::with_photos(PHOTOS);
    journey.connect(&database, &server.url());

    let mut killed = 0;
    for (step, share) in journey.steps().iter().zip(SHARES) {
        let mut left = share;
        while left > 0 {
            let mut running = journey.start(step);
            // From before the program has opened its workspace to well into
            // its work.
            let moment = rand::rng().random_range(5..400);
            tokio::time::sleep(Duration::from_millis(moment)).await;
            // Kill is SIGKILL: nothing of the program runs any more.
            let was_running = running.try_wait().expect("a process").is_none();
            running.kill().expect("a process to kill");
            running.wait().expect("an end");
            if was_running {
                killed += 1;
                left -= 1;
            } else {
                // The step came to its end between two kills.
                break;
            }
        }
        journey.command(step).ends_with(0);
    }
    // A step that was over before its share goes on taking kills at the end,
    // when there is nothing left to lose but everything to break.
    for _ in killed..KILLS {
        let mut running = journey.start(&["sync", "-q"]);
        let moment = rand::rng().random_range(1..40);
        tokio::time::sleep(Duration::from_millis(moment)).await;
        running.kill().expect("a process to kill");
        running.wait().expect("an end");
    }
    journey.command(&["sync", "-q"]).ends_with(0);

    journey.arrived_exactly_once(&database, &server).await;
}
