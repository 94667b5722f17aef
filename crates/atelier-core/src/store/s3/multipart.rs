//! Sending a long file in parts, noting each so that a restart goes on there.

use object_store::multipart::{MultipartStore, PartId};
use object_store::{PutMultipartOptions, PutPayload};

use super::PART;
use super::sending::Sending;
use crate::store::local::read_part;
use crate::store::{SignInProblem, StoreError, UploadState};

impl Sending<'_> {
    /// Sends the file in parts, going on with an upload that has begun.
    pub(super) async fn in_parts(&self, begun: Option<UploadState>) -> Result<(), StoreError> {
        let resumed = begun.is_some();
        let state = match begun {
            Some(state) => state,
            None => self.begin().await?,
        };
        match self.go_on(state).await {
            // Stores forget uploads that lie still for days. Some then say
            // that there is none, some that it is not ours.
            Err(
                StoreError::NotFound { .. } | StoreError::SignInNeeded(SignInProblem::NotAllowed),
            ) if resumed => {
                self.forget().await?;
                let state = self.begin().await?;
                self.go_on(state).await
            }
            other => other,
        }
    }

    /// Opens an upload and notes its name. A crash between the two leaves an
    /// upload that nobody knows; it holds no part yet, so it takes no room.
    async fn begin(&self) -> Result<UploadState, StoreError> {
        let options = PutMultipartOptions {
            attributes: self.attributes(),
            ..PutMultipartOptions::default()
        };
        let upload_id = self
            .client
            .create_multipart_opts(&self.key, options)
            .await
            .map_err(|error| self.meaning(&error))?;
        let state = UploadState {
            upload_id,
            content_hash: self.file.content_hash.clone(),
            bytes: self.file.bytes,
            part_bytes: PART,
            parts: Vec::new(),
        };
        self.note(&state).await?;
        Ok(state)
    }

    /// Sends the parts that have not arrived, then closes the upload.
    async fn go_on(&self, mut state: UploadState) -> Result<(), StoreError> {
        self.heard.hear(state.arrived());
        while state.arrived() < state.bytes {
            let from = state.arrived();
            let length = state.part_bytes.min(state.bytes - from);
            let bytes = read_part(self.file, from, length).await?;
            let part = self
                .client
                .put_part(
                    &self.key,
                    &state.upload_id,
                    state.parts.len(),
                    PutPayload::from_bytes(bytes),
                )
                .await
                .map_err(|error| self.meaning(&error))?;
            state.parts.push(part.content_id);
            self.note(&state).await?;
            self.heard.hear(state.arrived());
        }
        let parts = state.parts.iter().map(|tag| PartId {
            content_id: tag.clone(),
        });
        self.client
            .complete_multipart(&self.key, &state.upload_id, parts.collect())
            .await
            .map_err(|error| self.meaning(&error))?;
        self.forget().await
    }

    async fn note(&self, state: &UploadState) -> Result<(), StoreError> {
        let saved = self.log.save(self.path, state).await;
        saved.map_err(StoreError::Log)
    }

    pub(super) async fn forget(&self) -> Result<(), StoreError> {
        let cleared = self.log.clear(self.path).await;
        cleared.map_err(StoreError::Log)
    }
}
