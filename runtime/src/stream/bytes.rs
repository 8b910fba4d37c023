//! A body as chunks of bytes.

use std::fmt;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use tokio::io::AsyncWriteExt;

use super::super::error::Error;
use super::super::json::Undecoded;
use super::frames::Pump;
use super::source::Source;

/// A body as chunks of bytes, in the size that they arrive in.
pub struct ByteStream {
    pump: Pump<Source, Result<Bytes, Error>>,
    length: Option<u64>,
}

impl ByteStream {
    pub(crate) fn new(source: Source) -> Self {
        Self {
            length: source.length(),
            pump: Pump::new(source),
        }
    }

    /// The length that the server announces.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The next chunk; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// All bytes, if they are no more than `bound`.
    ///
    /// # Errors
    ///
    /// A connection that breaks; a body beyond the bound.
    pub async fn collect(mut self, bound: usize) -> Result<Bytes, Error> {
        let mut all = BytesMut::new();
        while let Some(chunk) = self.next().await {
            let chunk = chunk?;
            if all.len() + chunk.len() > bound {
                let place = Undecoded::new(".", format!("it is larger than {bound} bytes"));
                return Err(Source::memory(Bytes::new()).decode_error(place));
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }

    /// Writes the body to a file, chunk by chunk; gives its length. What was written stays when the connection breaks.
    ///
    /// # Errors
    ///
    /// A connection that breaks; a file that cannot be written.
    pub async fn save(
        mut self,
        path: impl AsRef<Path>,
    ) -> Result<u64, Box<dyn std::error::Error + Send + Sync>> {
        let mut file = tokio::fs::File::create(path).await?;
        let mut length = 0;
        while let Some(chunk) = self.next().await {
            let chunk = chunk?;
            file.write_all(&chunk).await?;
            length += chunk.len() as u64;
        }
        file.flush().await?;
        Ok(length)
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.pump.poll(context, |mut source| {
            Box::pin(async move {
                let chunk = source.chunk().await.transpose();
                (source, chunk)
            })
        })
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
