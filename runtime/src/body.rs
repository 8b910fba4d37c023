//! Bodies that are sent as they are: bytes, text, a file, a stream.

use std::fmt;
use std::path::PathBuf;
use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;

use super::file::File;

/// The error of a stream that is sent.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

pub(crate) type BoxStream = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// A body that is sent as it is.
pub struct Body(pub(crate) Kind);

pub(crate) enum Kind {
    Bytes(Bytes),
    File(File),
    Stream(BoxStream),
}

impl Body {
    /// A body whose length is not known beforehand. A call with it is sent once: a stream cannot be read again.
    pub fn stream<S, T, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        T: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self(Kind::Stream(Box::pin(Converted(Box::pin(stream)))))
    }
}

struct Converted<S>(Pin<Box<S>>);

impl<S, T, E> Stream for Converted<S>
where
    S: Stream<Item = Result<T, E>>,
    T: Into<Bytes>,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let next = self.0.as_mut().poll_next(context);
        next.map(|item| item.map(|item| item.map(Into::into).map_err(Into::into)))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Bytes(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Kind::File(file) => file.fmt(f),
            Kind::Stream(_) => f.write_str("Body(stream)"),
        }
    }
}

macro_rules! from {
    ($($type:ty => $pattern:pat => $kind:expr;)*) => {
        $(impl From<$type> for Body {
            fn from($pattern: $type) -> Self {
                Self($kind)
            }
        })*
    };
}

from! {
    Bytes => bytes => Kind::Bytes(bytes);
    Vec<u8> => bytes => Kind::Bytes(bytes.into());
    &'static [u8] => bytes => Kind::Bytes(Bytes::from_static(bytes));
    String => text => Kind::Bytes(text.into());
    &str => text => Kind::Bytes(Bytes::copy_from_slice(text.as_bytes()));
    File => file => Kind::File(file);
    PathBuf => path => Kind::File(File::from_path(path));
    &std::path::Path => path => Kind::File(File::from_path(path));
}
