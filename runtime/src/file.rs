//! Files that are sent as parts of a form, or as a whole body.

use std::cell::RefCell;
use std::fmt;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error, Serialize, Serializer};

/// The name under which a file introduces itself to the serializer that takes it.
pub(crate) const MARKER: &str = "$client_runtime::File";

thread_local! {
    /// The file that is being serialized; `None` when the serializer does not take files.
    static TAKEN: RefCell<Option<Option<File>>> = const { RefCell::new(None) };
}

/// A file: from disk, read when it is sent and again for a retry, or from memory.
///
/// It serializes inside multipart bodies alone; anywhere else is a serialization error.
#[derive(Clone, PartialEq)]
pub struct File {
    source: Source,
    name: Option<String>,
    media_type: Option<String>,
}

#[derive(Clone, Eq, PartialEq)]
pub(crate) enum Source {
    Path(PathBuf),
    Bytes(Bytes),
}

impl File {
    /// The file at `path`, named as there. It is opened when the call is sent.
    pub fn from_path(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        Self {
            name: path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned()),
            source: Source::Path(path.to_owned()),
            media_type: None,
        }
    }

    /// These bytes, without a name.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Self {
        Self {
            source: Source::Bytes(bytes.into()),
            name: None,
            media_type: None,
        }
    }

    /// The name that the server is told.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The media type that the server is told, such as `image/png`.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// The bytes of a file from memory; `None` for one on disk.
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Bytes(bytes) => Some(bytes),
            Source::Path(_) => None,
        }
    }

    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    pub(crate) fn declared_media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }
}

/// Runs `serialize`, and gives beside its result the file that it serialized.
pub(crate) fn taking<T, E>(
    serialize: impl FnOnce() -> Result<T, E>,
) -> Result<(T, Option<File>), E> {
    let outer = TAKEN.replace(Some(None));
    let result = serialize();
    let taken = TAKEN.replace(outer).flatten();
    result.map(|value| (value, taken))
}

impl fmt::Debug for File {
    /// Name and length, not the content.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("File");
        shown.field("name", &self.name);
        shown.field("media_type", &self.media_type);
        match &self.source {
            Source::Path(path) => shown.field("path", path),
            Source::Bytes(bytes) => shown.field("bytes", &bytes.len()),
        };
        shown.finish()
    }
}

impl From<Vec<u8>> for File {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from_bytes(bytes)
    }
}

impl From<Bytes> for File {
    fn from(bytes: Bytes) -> Self {
        Self::from_bytes(bytes)
    }
}

impl From<String> for File {
    fn from(text: String) -> Self {
        Self::from_bytes(text)
    }
}

impl From<&str> for File {
    fn from(text: &str) -> Self {
        Self::from_bytes(text.to_owned())
    }
}

/// A path is a file on disk; text is content.
impl From<&Path> for File {
    fn from(path: &Path) -> Self {
        Self::from_path(path)
    }
}

impl From<PathBuf> for File {
    fn from(path: PathBuf) -> Self {
        Self::from_path(path)
    }
}

impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(MARKER, &Content(self))
    }
}

/// The second step, which succeeds only inside [`taking`].
struct Content<'a>(&'a File);

impl Serialize for Content<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let taken = TAKEN.with_borrow_mut(|slot| match slot {
            Some(slot) => {
                *slot = Some(self.0.clone());
                true
            }
            None => false,
        });
        if taken {
            serializer.serialize_unit()
        } else {
            Err(S::Error::custom(
                "a file can only be sent in a multipart body",
            ))
        }
    }
}

/// From a string: its bytes.
impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}
