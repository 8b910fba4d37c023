//! A serde serializer that makes a [`Tree`].

use std::fmt;

use serde::ser::{self, Serialize, Serializer};

use super::file;
use super::tree::Tree;

/// Serializes `value`.
pub(crate) fn to_tree<T: Serialize + ?Sized>(value: &T) -> Result<Tree, TreeError> {
    value.serialize(TreeSerializer)
}

/// Why a value cannot be serialized: the words of its `Serialize`.
#[derive(Debug)]
pub(crate) struct TreeError(String);

impl fmt::Display for TreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TreeError {}

impl ser::Error for TreeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

struct TreeSerializer;

macro_rules! numbers {
    ($($name:ident: $type:ty,)*) => {
        $(fn $name(self, value: $type) -> Result<Tree, TreeError> {
            Ok(Tree::Number(value.to_string()))
        })*
    };
}

impl Serializer for TreeSerializer {
    type Ok = Tree;
    type Error = TreeError;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Tagged<Items>;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Tagged<Entries>;

    numbers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
    }

    fn serialize_bool(self, value: bool) -> Result<Tree, TreeError> {
        Ok(Tree::Bool(value))
    }

    fn serialize_f32(self, value: f32) -> Result<Tree, TreeError> {
        finite(value.is_finite(), || value.to_string())
    }

    fn serialize_f64(self, value: f64) -> Result<Tree, TreeError> {
        finite(value.is_finite(), || value.to_string())
    }

    fn serialize_char(self, value: char) -> Result<Tree, TreeError> {
        Ok(Tree::Text(value.to_string()))
    }

    fn serialize_str(self, value: &str) -> Result<Tree, TreeError> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Tree, TreeError> {
        Ok(Tree::File(file::File::from_bytes(value.to_vec())))
    }

    fn serialize_none(self) -> Result<Tree, TreeError> {
        Ok(Tree::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Tree, TreeError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Tree, TreeError> {
        Ok(Tree::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Tree, TreeError> {
        Ok(Tree::Null)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Tree, TreeError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Tree, TreeError> {
        match name {
            // The file itself goes by the way that only this serializer knows.
            file::MARKER => file::taking(|| value.serialize(self)).map(|(text, file)| match file {
                Some(file) => Tree::File(file),
                None => text,
            }),
            _ => value.serialize(self),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Tree, TreeError> {
        let value = value.serialize(self)?;
        Ok(Tree::Object(vec![(variant.to_owned(), value)]))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Items, TreeError> {
        Ok(Items(Vec::with_capacity(length.unwrap_or_default())))
    }

    fn serialize_tuple(self, length: usize) -> Result<Items, TreeError> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Items, TreeError> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Tagged<Items>, TreeError> {
        Ok(Tagged(variant, self.serialize_seq(Some(length))?))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Entries, TreeError> {
        Ok(Entries {
            entries: Vec::with_capacity(length.unwrap_or_default()),
            key: None,
        })
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Entries, TreeError> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Tagged<Entries>, TreeError> {
        Ok(Tagged(variant, self.serialize_map(Some(length))?))
    }
}

/// Neither JSON nor a query has a word for the others.
fn finite(is_finite: bool, text: impl FnOnce() -> String) -> Result<Tree, TreeError> {
    if is_finite {
        Ok(Tree::Number(text()))
    } else {
        Err(TreeError("a number is infinite or not a number".to_owned()))
    }
}

struct Items(Vec<Tree>);

impl Items {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), TreeError> {
        self.0.push(to_tree(value)?);
        Ok(())
    }
}

struct Entries {
    entries: Vec<(String, Tree)>,
    key: Option<String>,
}

impl Entries {
    fn push<T: Serialize + ?Sized>(&mut self, key: String, value: &T) -> Result<(), TreeError> {
        self.entries.push((key, to_tree(value)?));
        Ok(())
    }
}

struct Tagged<T>(&'static str, T);

impl<T> Tagged<T> {
    fn close(tag: &str, value: Tree) -> Tree {
        Tree::Object(vec![(tag.to_owned(), value)])
    }
}

macro_rules! items {
    ($($trait:ident, $method:ident;)*) => {
        $(impl ser::$trait for Items {
            type Ok = Tree;
            type Error = TreeError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), TreeError> {
                self.push(value)
            }

            fn end(self) -> Result<Tree, TreeError> {
                Ok(Tree::List(self.0))
            }
        })*
    };
}

items! {
    SerializeSeq, serialize_element;
    SerializeTuple, serialize_element;
    SerializeTupleStruct, serialize_field;
}

impl ser::SerializeTupleVariant for Tagged<Items> {
    type Ok = Tree;
    type Error = TreeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), TreeError> {
        self.1.push(value)
    }

    fn end(self) -> Result<Tree, TreeError> {
        Ok(Self::close(self.0, Tree::List(self.1.0)))
    }
}

impl ser::SerializeMap for Entries {
    type Ok = Tree;
    type Error = TreeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), TreeError> {
        let key = to_tree(key)?;
        let text = key
            .scalar()
            .ok_or_else(|| TreeError("a key is not a string".to_owned()))?;
        self.key = Some(text.to_owned());
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), TreeError> {
        let key = self
            .key
            .take()
            .ok_or_else(|| TreeError("a value has no key".to_owned()))?;
        self.push(key, value)
    }

    fn end(self) -> Result<Tree, TreeError> {
        Ok(Tree::Object(self.entries))
    }
}

impl ser::SerializeStruct for Entries {
    type Ok = Tree;
    type Error = TreeError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), TreeError> {
        self.push(key.to_owned(), value)
    }

    fn end(self) -> Result<Tree, TreeError> {
        Ok(Tree::Object(self.entries))
    }
}

impl ser::SerializeStructVariant for Tagged<Entries> {
    type Ok = Tree;
    type Error = TreeError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), TreeError> {
        self.1.push(key.to_owned(), value)
    }

    fn end(self) -> Result<Tree, TreeError> {
        Ok(Self::close(self.0, Tree::Object(self.1.entries)))
    }
}
