//! How far a call has come, for the error of one that its deadline ends.

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::super::error::{Error, TransportError, TransportKind};
use super::super::prepare::Prepared;
use super::super::response::Head;

/// What a call is waiting for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
pub(super) enum Phase {
    Credential,
    Response,
    Body,
    Pause,
}

/// How far a call has come.
#[derive(Debug, Default)]
pub(super) struct Progress {
    attempts: AtomicU32,
    phase: AtomicU8,
    applied: AtomicBool,
    /// Of the response that the last attempt is reading.
    head: Mutex<Option<Arc<Head>>>,
}

impl Progress {
    /// Begins an attempt; gives its number.
    pub(super) fn begin(&self) -> u32 {
        *self.head.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.attempts.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Takes back an attempt that was not sent.
    pub(super) fn end(&self) {
        self.attempts.fetch_sub(1, Ordering::Relaxed);
    }

    pub(super) fn enter(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Relaxed);
    }

    /// Remembers that the body after `head` is being read.
    pub(super) fn reading(&self, head: &Arc<Head>) {
        self.enter(Phase::Body);
        *self.head.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(head));
    }

    /// `error` with what is known of the response that was being read.
    pub(super) fn with_head(&self, error: TransportError) -> TransportError {
        match &*self.head.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(head) => error.with_head(Arc::clone(head)),
            None => error,
        }
    }

    /// Remembers whether a failed attempt may have been applied.
    pub(super) fn note(&self, applied: bool) {
        self.applied.fetch_or(applied, Ordering::Relaxed);
    }

    pub(super) fn applied(&self) -> bool {
        self.applied.load(Ordering::Relaxed)
    }

    pub(super) fn attempts(&self) -> u32 {
        self.attempts.load(Ordering::Relaxed)
    }

    pub(super) async fn sleep(&self, wait: Duration) {
        self.enter(Phase::Pause);
        tokio::time::sleep(wait).await;
    }

    /// The error of a call that its deadline ended.
    pub(super) fn too_late(&self, request: &Prepared, timeout: Duration) -> Error {
        let phase = self.phase.load(Ordering::Relaxed);
        let (what, sent) = match phase {
            phase if phase == Phase::Credential as u8 => ("while waiting for a token", false),
            phase if phase == Phase::Response as u8 => ("while waiting for the response", true),
            phase if phase == Phase::Body as u8 => ("while reading the response", true),
            _ => ("before the next attempt", false),
        };
        let reason = format!("no result within {timeout:?}, {what}");
        let attempts = match phase == Phase::Credential as u8 {
            true => self.attempts().saturating_sub(1),
            false => self.attempts(),
        };
        let applied = self.applied() || (sent && !request.is_read());
        let error = TransportError::new(TransportKind::Deadline, reason);
        let error = match phase == Phase::Body as u8 {
            true => self.with_head(error),
            false => error,
        };
        Error::Timeout(Box::new(error.after(attempts, applied)))
    }
}
