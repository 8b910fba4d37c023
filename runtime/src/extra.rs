//! The properties of an object that its document does not list.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value};

/// The properties of an object that its document does not list, those that did not decode, and those that are `null`
/// explicitly.
///
/// Eight bytes when there are none. `Debug` prints names alone, since values may be secrets.
#[derive(Clone, Default)]
pub struct Extra(Option<Box<Kept>>);

#[derive(Clone, Default)]
struct Kept {
    values: Map<String, Value>,
    nulls: Vec<Cow<'static, str>>,
}

impl Extra {
    /// No property.
    pub const NONE: &'static Self = &Self(None);

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |kept| kept.values.len())
    }

    /// The value of the property `name`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.as_ref()?.values.get(name)
    }

    /// Sets the property `name`; gives the value it had.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.kept().values.insert(name.into(), value.into())
    }

    /// Takes the property `name` out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let value = self.0.as_mut()?.values.remove(name);
        self.tidy();
        value
    }

    /// The properties, in the order of the map.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        let entries = self.0.iter().flat_map(|kept| &kept.values);
        entries.map(|(name, value)| (name.as_str(), value))
    }

    /// Whether the property `name` is `null`, as opposed to absent. Where the document says that a property may be absent
    /// and may be `null`, its field is `None` in both cases.
    pub fn is_null(&self, name: &str) -> bool {
        self.nulls().any(|null| null == name)
    }

    /// Makes the property `name` an explicit `null`: it is sent as such while its field is `None`.
    pub fn set_null(&mut self, name: impl Into<Cow<'static, str>>) {
        let name = name.into();
        if !self.is_null(&name) {
            self.kept().nulls.push(name);
        }
    }

    /// Makes the property `name` absent again; says whether it was an explicit `null`.
    pub fn unset_null(&mut self, name: &str) -> bool {
        let was = self.is_null(name);
        if let Some(kept) = &mut self.0 {
            kept.nulls.retain(|null| null != name);
        }
        self.tidy();
        was
    }

    /// The properties that are `null` explicitly.
    pub fn nulls(&self) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .flat_map(|kept| &kept.nulls)
            .map(AsRef::as_ref)
    }

    /// Whether there is nothing to look through.
    pub(crate) fn keeps_nothing(&self) -> bool {
        self.0.is_none()
    }

    fn kept(&mut self) -> &mut Kept {
        self.0.get_or_insert_default()
    }

    fn tidy(&mut self) {
        if let Some(kept) = &self.0
            && kept.values.is_empty()
            && kept.nulls.is_empty()
        {
            self.0 = None;
        }
    }
}

/// The order in which properties came says nothing.
impl PartialEq for Extra {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            // What is kept in neither is no box: see `tidy`.
            (None, Some(_)) | (Some(_), None) => false,
            (Some(one), Some(two)) => {
                one.values == two.values
                    && one.nulls.len() == two.nulls.len()
                    && one.nulls.iter().all(|name| two.nulls.contains(name))
            }
        }
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(|(name, _)| name))
            .entries(self.nulls())
            .finish()
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for Extra {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut extra = Self::default();
        extra.extend(entries);
        extra
    }
}

impl<K: Into<String>, V: Into<Value>> Extend<(K, V)> for Extra {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (name, value) in entries {
            self.insert(name, value);
        }
    }
}
