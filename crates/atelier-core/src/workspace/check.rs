//! Tries a backend out, step by step, before anything is trusted to it.

use std::time::Instant;

use serde::Serialize;

use crate::backend::BackendFacts;
use crate::config::BackendConfig;
use crate::secrets::Secrets;
use crate::store::{BucketCheck, StoreCheck};

use super::{BackendAddress, Remote};

/// Clocks that differ by less agree.
const CLOCKS_AGREE_MS: i64 = 2_000;

/// What a check of a backend found.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BackendCheck {
    /// How long it took, in milliseconds.
    pub took_ms: u32,
    /// What was looked at, in order.
    pub steps: Vec<CheckStep>,
}

/// One thing that was looked at.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CheckStep {
    /// How it went.
    pub state: CheckState,
    /// What was looked at: "Database answers".
    pub title: String,
    /// What was found and what to do.
    pub sentence: String,
    /// For those who run the server.
    pub details: Option<String>,
}

/// How a step of a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum CheckState {
    /// Well.
    Ok,
    /// It works, and somebody should know something.
    Warn,
    /// It does not work.
    Failed,
}

impl BackendCheck {
    /// Returns whether every step went well enough to send.
    #[must_use]
    pub fn works(&self) -> bool {
        self.steps
            .iter()
            .all(|step| step.state != CheckState::Failed)
    }

    /// Tries out what a person wrote, before it is set.
    pub async fn try_out(database: &str, store: &str, secrets: &Secrets) -> Self {
        match BackendAddress::parse(database, store) {
            Ok(address) => Self::run(&address.untried(), secrets).await,
            Err(error) => Self {
                took_ms: 0,
                steps: vec![CheckStep::failed("It does not connect", &error)],
            },
        }
    }

    /// Tries a backend out: its database, then both of its buckets.
    ///
    /// What fails is a step of the result. Nothing is left behind in the store.
    pub async fn run(config: &BackendConfig, secrets: &Secrets) -> Self {
        let begun = Instant::now();
        let steps = match Remote::connect(config, secrets).await {
            Ok(remote) => look_at(&remote).await,
            Err(error) => vec![CheckStep::failed("It does not connect", &error)],
        };
        Self {
            took_ms: u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX),
            steps,
        }
    }
}

async fn look_at(remote: &Remote) -> Vec<CheckStep> {
    let mut steps = match remote.backend.check().await {
        Ok(facts) => database_steps(&facts),
        Err(error) => vec![CheckStep::failed("Database does not answer", &error)],
    };
    match remote.store.check().await {
        // A folder holds both: one line says all there is to say.
        Ok(StoreCheck { private, public }) if private.place == public.place => {
            steps.push(bucket_step("Store works", &private));
        }
        Ok(StoreCheck { private, public }) => {
            steps.push(bucket_step("Private store works", &private));
            steps.push(bucket_step("Public store works", &public));
        }
        Err(error) => steps.push(CheckStep::failed("Store does not work", &error)),
    }
    steps
}

fn database_steps(facts: &BackendFacts) -> Vec<CheckStep> {
    let BackendFacts {
        server_version,
        latency_ms,
        role,
        ..
    } = facts;
    let privacy = if facts.encrypted {
        "encrypted and verified"
    } else {
        "on this computer, not encrypted"
    };
    let mut steps = vec![
        CheckStep::ok(
            "Database answers",
            format!("Postgres {server_version} in {latency_ms} ms, {privacy}."),
        ),
        CheckStep::ok(
            &format!("You are {role}"),
            "The database knows you by this name.".to_owned(),
        ),
    ];
    steps.push(if facts.is_migrated() {
        CheckStep::ok("Tables are ready", format!("Step {} of {}.", facts.migration, facts.newest_migration))
    } else {
        CheckStep {
            state: CheckState::Failed,
            title: "Tables are not ready".to_owned(),
            sentence: "The database is not prepared for Atelier. Run `atelier backend migrate`, or prepare it in Settings; nothing of the platform is changed by it.".to_owned(),
            details: Some(format!("step {} of {}", facts.migration, facts.newest_migration)),
        }
    });
    let apart = facts.clock_ahead_ms.abs();
    let seconds = apart as f64 / 1000.0;
    steps.push(if apart <= CLOCKS_AGREE_MS {
        CheckStep::ok("Clocks agree", format!("{seconds:.1} s apart."))
    } else {
        CheckStep {
            state: CheckState::Warn,
            title: "Clocks differ".to_owned(),
            sentence: format!("This computer and the database are {seconds:.0} s apart. Set this computer's clock; stores may refuse it."),
            details: None,
        }
    });
    steps
}

fn bucket_step(title: &str, check: &BucketCheck) -> CheckStep {
    let BucketCheck {
        place,
        write_ms,
        read_ms,
        remove_ms,
    } = check;
    let took = write_ms + read_ms + remove_ms;
    CheckStep::ok(
        title,
        format!("Wrote, read, compared and removed a 1 kB file in {took} ms: {place}."),
    )
}

impl CheckStep {
    fn ok(title: &str, sentence: String) -> Self {
        Self {
            state: CheckState::Ok,
            title: title.to_owned(),
            sentence,
            details: None,
        }
    }

    fn failed(title: &str, error: &dyn std::error::Error) -> Self {
        let mut causes = Vec::new();
        let mut next = error.source();
        while let Some(cause) = next {
            causes.push(cause.to_string());
            next = cause.source();
        }
        Self {
            state: CheckState::Failed,
            title: title.to_owned(),
            sentence: error.to_string(),
            details: (!causes.is_empty()).then(|| causes.join("\n")),
        }
    }
}
