//! What is sent as the body of a request, each time it is sent.

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};
use tokio::io::{AsyncRead, ReadBuf};

use super::body::{self, Body, BoxError, BoxStream};
use super::file::Source;

/// The bytes that are read from a file at once.
const CHUNK: usize = 64 * 1024;

/// A body that can be sent again, unless it is a stream.
#[derive(Clone, Default)]
pub(crate) enum Content {
    #[default]
    None,
    Bytes(Bytes),
    Pieces(Arc<[Piece]>),
    Stream(Arc<Mutex<Option<BoxStream>>>),
}

#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Bytes(Bytes),
    File(PathBuf),
}

impl From<Body> for Content {
    fn from(body: Body) -> Self {
        match body.0 {
            body::Kind::Bytes(bytes) => Self::Bytes(bytes),
            body::Kind::File(file) => Self::Pieces([Piece::from(file.source())].into()),
            body::Kind::Stream(stream) => Self::Stream(Arc::new(Mutex::new(Some(stream)))),
        }
    }
}

impl From<&Source> for Piece {
    fn from(source: &Source) -> Self {
        match source {
            Source::Bytes(bytes) => Self::Bytes(bytes.clone()),
            Source::Path(path) => Self::File(path.clone()),
        }
    }
}

impl Content {
    /// Whether it can be sent more than once.
    pub(crate) fn repeats(&self) -> bool {
        !matches!(self, Self::Stream(_))
    }

    /// The body for one attempt.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, by its path; a stream that was sent before.
    pub(crate) async fn open(&self) -> Result<Option<Open>, String> {
        match self {
            Self::None => Ok(None),
            Self::Bytes(bytes) => Ok(Some(Open::Bytes(bytes.clone()))),
            Self::Pieces(pieces) => {
                let mut open = OpenPieces::default();
                for piece in pieces.iter() {
                    open.push(piece).await?;
                }
                Ok(Some(Open::Pieces(open)))
            }
            Self::Stream(slot) => {
                let stream = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
                match stream {
                    Some(stream) => Ok(Some(Open::Stream(OpenStream(Mutex::new(stream))))),
                    None => Err("is a stream that was sent before".to_owned()),
                }
            }
        }
    }
}

/// The body of one attempt.
pub(crate) enum Open {
    Bytes(Bytes),
    Pieces(OpenPieces),
    Stream(OpenStream),
}

impl From<Open> for reqwest::Body {
    fn from(open: Open) -> Self {
        match open {
            Open::Bytes(bytes) => bytes.into(),
            Open::Pieces(pieces) => Self::wrap(pieces),
            Open::Stream(stream) => Self::wrap(stream),
        }
    }
}

#[derive(Default)]
pub(crate) struct OpenPieces {
    pieces: VecDeque<OpenPiece>,
    left: u64,
}

enum OpenPiece {
    Bytes(Bytes),
    /// An open file and the bytes that are still to be read of it.
    File(Pin<Box<tokio::fs::File>>, u64),
}

impl OpenPieces {
    async fn push(&mut self, piece: &Piece) -> Result<(), String> {
        let (piece, length) = match piece {
            Piece::Bytes(bytes) => (OpenPiece::Bytes(bytes.clone()), bytes.len() as u64),
            Piece::File(path) => {
                let refuse = |error: io::Error| {
                    format!("the file `{}` cannot be read: {error}", path.display())
                };
                let file = tokio::fs::File::open(path).await.map_err(refuse)?;
                let metadata = file.metadata().await.map_err(refuse)?;
                if !metadata.is_file() {
                    return Err(format!("`{}` is not a file", path.display()));
                }
                (
                    OpenPiece::File(Box::pin(file), metadata.len()),
                    metadata.len(),
                )
            }
        };
        if length > 0 {
            self.pieces.push_back(piece);
            self.left = self.left.saturating_add(length);
        }
        Ok(())
    }
}

impl http_body::Body for OpenPieces {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let chunk = match self.pieces.front_mut() {
            None => return Poll::Ready(None),
            Some(OpenPiece::Bytes(bytes)) => std::mem::take(bytes),
            Some(OpenPiece::File(file, left)) => {
                let bytes = ready!(read(file.as_mut(), *left, context))?;
                *left = left.saturating_sub(bytes.len() as u64);
                if *left > 0 {
                    self.left = self.left.saturating_sub(bytes.len() as u64);
                    return Poll::Ready(Some(Ok(Frame::data(bytes))));
                }
                bytes
            }
        };
        self.left = self.left.saturating_sub(chunk.len() as u64);
        self.pieces.pop_front();
        Poll::Ready(Some(Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// The next bytes of a file that was `left` bytes longer when it was opened.
fn read(
    file: Pin<&mut tokio::fs::File>,
    left: u64,
    context: &mut Context<'_>,
) -> Poll<Result<Bytes, BoxError>> {
    let size = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
    let mut bytes = BytesMut::zeroed(size);
    let mut buffer = ReadBuf::new(&mut bytes);
    ready!(file.poll_read(context, &mut buffer))?;
    let length = buffer.filled().len();
    if length == 0 {
        return Poll::Ready(Err("a file became shorter while it was sent".into()));
    }
    bytes.truncate(length);
    Poll::Ready(Ok(bytes.freeze()))
}

/// A stream in a wrapper that shares it with nobody, but satisfies who asks for `Sync`.
pub(crate) struct OpenStream(Mutex<BoxStream>);

impl http_body::Body for OpenStream {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let stream = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        let next = stream.as_mut().poll_next(context);
        next.map(|item| item.map(|item| item.map(Frame::data)))
    }
}
