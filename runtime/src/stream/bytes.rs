//! A body as chunks of bytes.

use std::fmt;
use std::path::{Path, PathBuf};
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

    /// Writes the body to a file, chunk by chunk; gives its length. The file is there once the body is whole: until then it
    /// has another name in the same folder, and it is removed when the connection breaks or the call is dropped.
    ///
    /// # Errors
    ///
    /// A connection that breaks; a file that cannot be written.
    pub async fn save(
        mut self,
        path: impl AsRef<Path>,
    ) -> Result<u64, Box<dyn std::error::Error + Send + Sync>> {
        let part = Part::of(path.as_ref());
        let mut file = tokio::fs::File::create(&part.from).await?;
        let mut length = 0;
        while let Some(chunk) = self.next().await {
            let chunk = chunk?;
            file.write_all(&chunk).await?;
            length += chunk.len() as u64;
        }
        file.flush().await?;
        drop(file);
        part.keep().await?;
        Ok(length)
    }
}

/// A file that is not whole yet. It goes with this value.
struct Part {
    from: PathBuf,
    to: PathBuf,
    kept: bool,
}

impl Part {
    fn of(path: &Path) -> Self {
        // A link stays one, and a device is written to as it is.
        let to = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let special = to.metadata().is_ok_and(|it| !it.is_file());
        let name = to.file_name().unwrap_or_default().to_string_lossy();
        let from = match special {
            true => to.clone(),
            false => to.with_file_name(format!(".{name}.{:08x}.part", fastrand::u32(..))),
        };
        Self {
            from,
            to,
            kept: special,
        }
    }

    async fn keep(mut self) -> std::io::Result<()> {
        if !self.kept {
            tokio::fs::rename(&self.from, &self.to).await?;
            self.kept = true;
        }
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.kept {
            // Nobody is there to be told, and the name says what it is.
            let _ = std::fs::remove_file(&self.from);
        }
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
