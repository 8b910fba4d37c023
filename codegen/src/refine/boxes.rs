//! Pass *boxes*.
//!
//! A type that contains itself needs a `Box` somewhere along the way. typify puts it where its walk over all types
//! happens to come round, so that a type that is added elsewhere moves the box, and with it the type of a field. Here
//! the place follows from the types alone: a field is boxed exactly if its type leads back to the type that has it, or is
//! large. A value of a type that holds a hundred others in itself would not fit the stack of a thread: it is moved many
//! times, and a debug build keeps a copy of each.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit_mut::{VisitMut, visit_type_mut};
use syn::{Fields, GenericArgument, ImplItem, Item, ItemImpl, PathArguments, Type};

use super::syntax::{last_segment, module_mut, self_name, trait_name};

/// A type that is larger, in bytes, is boxed where another one holds it.
const LARGE: usize = 1024;

/// Puts every box of the generated types where it has to be, and nowhere else.
pub(super) fn apply(file: &mut syn::File) {
    let Some(items) = module_mut(file, "types") else {
        return;
    };
    for item in items.iter_mut() {
        Unbox.visit_item_mut(item);
    }
    let circles = Circles::of(items);
    for item in items.iter_mut() {
        circles.box_type(item);
    }
}

/// Takes every box away.
struct Unbox;

impl VisitMut for Unbox {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        while let Some(inner) = argument(ty, "Box") {
            *ty = inner;
        }
        visit_type_mut(self, ty);
    }
}

/// The one type argument of `ty`, if `ty` is called `name`.
fn argument(ty: &Type, name: &str) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|it| it.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
}

/// Which types lead back to themselves.
struct Circles {
    /// For each type, the types that a value of it may hold without a list or a map between.
    reached: BTreeMap<String, BTreeSet<String>>,
    enums: BTreeSet<String>,
    large: BTreeSet<String>,
}

impl Circles {
    fn of(items: &[Item]) -> Self {
        let mut held: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for item in items {
            let (name, fields): (_, Vec<&Fields>) = match item {
                Item::Struct(item) => (&item.ident, vec![&item.fields]),
                Item::Enum(item) => (
                    &item.ident,
                    item.variants.iter().map(|it| &it.fields).collect(),
                ),
                _ => continue,
            };
            let mut names = BTreeSet::new();
            for field in fields.into_iter().flatten() {
                contents(&field.ty, &mut names);
            }
            held.insert(name.to_string(), names);
        }
        let reached = held.keys().map(|name| (name.clone(), reach(&held, name)));
        let enums = items.iter().filter_map(|item| match item {
            Item::Enum(item) => Some(item.ident.to_string()),
            _ => None,
        });
        let mut circles = Self {
            reached: reached.collect(),
            enums: enums.collect(),
            large: BTreeSet::new(),
        };
        let mut sizes = Sizes {
            circles: &circles,
            items: by_name(items),
            known: BTreeMap::new(),
        };
        let names: Vec<String> = held.keys().cloned().collect();
        let large = names.into_iter().filter(|name| sizes.of(name) > LARGE);
        circles.large = large.collect();
        circles
    }

    /// Whether a value of the type `inner` may hold one of the type `outer`.
    fn leads_back(&self, inner: &str, outer: &str) -> bool {
        let reached = self.reached.get(inner);
        reached.is_some_and(|reached| reached.contains(outer))
    }

    /// The fields of a type, and the conversions into an enum, whose argument is that of a variant.
    fn box_type(&self, item: &mut Item) {
        match item {
            // A newtype keeps its content as it is: what holds the newtype boxes it.
            Item::Struct(item) if matches!(item.fields, Fields::Named(_)) => {
                let owner = item.ident.to_string();
                self.box_fields(&owner, &mut item.fields);
            }
            Item::Enum(item) => {
                let owner = item.ident.to_string();
                for variant in &mut item.variants {
                    self.box_fields(&owner, &mut variant.fields);
                }
            }
            Item::Impl(item) if trait_name(item).is_some_and(|name| name == "From") => {
                self.box_conversion(item);
            }
            _ => {}
        }
    }

    fn box_fields(&self, owner: &str, fields: &mut Fields) {
        for field in fields {
            self.box_within(owner, &mut field.ty);
        }
    }

    /// `impl From<Part> for Union`; typify writes one for each variant, under the name of its content.
    fn box_conversion(&self, item: &mut ItemImpl) {
        let Some(owner) = self_name(item).filter(|it| self.enums.contains(it)) else {
            return;
        };
        let Some((path, _)) = &mut item.trait_ else {
            return;
        };
        for argument in arguments_mut(path) {
            self.box_within(&owner, argument);
        }
        for member in &mut item.items {
            if let ImplItem::Fn(function) = member {
                for input in &mut function.sig.inputs {
                    if let syn::FnArg::Typed(input) = input {
                        self.box_within(&owner, &mut input.ty);
                    }
                }
            }
        }
    }

    /// Boxes what leads back to `owner`, in `ty` or in an optional or tuple.
    fn box_within(&self, owner: &str, ty: &mut Type) {
        match ty {
            Type::Tuple(tuple) => tuple
                .elems
                .iter_mut()
                .for_each(|it| self.box_within(owner, it)),
            Type::Path(path) => {
                let name = last_segment(&path.path);
                if name == "Option" {
                    for argument in arguments_mut(&mut path.path) {
                        self.box_within(owner, argument);
                    }
                } else if self.leads_back(&name, owner) || self.large.contains(&name) {
                    *ty = syn::parse_quote!(::std::boxed::Box<#ty>);
                }
            }
            _ => {}
        }
    }
}

fn by_name(items: &[Item]) -> BTreeMap<String, &Item> {
    let named = items.iter().filter_map(|item| match item {
        Item::Struct(of) => Some((of.ident.to_string(), item)),
        Item::Enum(of) => Some((of.ident.to_string(), item)),
        _ => None,
    });
    named.collect()
}

/// How large types are, in bytes, as far as it can be told without a compiler.
struct Sizes<'c> {
    circles: &'c Circles,
    items: BTreeMap<String, &'c Item>,
    known: BTreeMap<String, usize>,
}

impl Sizes<'_> {
    fn of(&mut self, name: &str) -> usize {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        // A type that a circle leads to again is not measured twice.
        self.known.insert(name.to_owned(), 8);
        let size = match self.items.get(name) {
            Some(Item::Struct(item)) => 8 + self.fields(name, &item.fields),
            Some(Item::Enum(item)) => {
                let variants = item.variants.iter();
                8 + variants
                    .map(|it| self.fields(name, &it.fields))
                    .max()
                    .unwrap_or(0)
            }
            _ => 24,
        };
        self.known.insert(name.to_owned(), size);
        size
    }

    fn fields(&mut self, owner: &str, fields: &Fields) -> usize {
        fields.iter().map(|field| self.held(owner, &field.ty)).sum()
    }

    /// What a value of `ty` takes in a value of `owner`.
    fn held(&mut self, owner: &str, ty: &Type) -> usize {
        let Type::Path(path) = ty else { return 24 };
        if let Some(inner) = argument(ty, "Option") {
            return self.held(owner, &inner).max(16);
        }
        let name = last_segment(&path.path);
        match name.as_str() {
            "bool" | "i8" | "u8" | "i16" | "u16" | "i32" | "u32" | "i64" | "u64" | "f64" => 8,
            "Value" => 72,
            _ if !self.items.contains_key(&name) => 24,
            _ if self.circles.leads_back(&name, owner) => 8,
            _ => match self.of(&name) {
                size if size > LARGE => 8,
                size => size,
            },
        }
    }
}

fn arguments_mut(path: &mut syn::Path) -> Vec<&mut Type> {
    let Some(last) = path.segments.last_mut() else {
        return Vec::new();
    };
    let PathArguments::AngleBracketed(arguments) = &mut last.arguments else {
        return Vec::new();
    };
    let types = arguments
        .args
        .iter_mut()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        });
    types.collect()
}

/// The types that `ty` is made of, other than those in lists and maps.
fn contents(ty: &Type, names: &mut BTreeSet<String>) {
    match ty {
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|it| contents(it, names)),
        Type::Array(array) => contents(&array.elem, names),
        Type::Path(path) => match argument(ty, "Option") {
            Some(inner) => contents(&inner, names),
            None => {
                names.insert(last_segment(&path.path));
            }
        },
        _ => {}
    }
}

fn reach(held: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut pending = vec![from];
    while let Some(name) = pending.pop() {
        for next in held.get(name).into_iter().flatten() {
            if held.contains_key(next) && reached.insert(next.clone()) {
                pending.push(next);
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use super::apply;

    #[test]
    fn a_large_type_is_boxed_where_another_one_holds_it() {
        let texts = |count: usize| -> Vec<syn::Field> {
            let fields = (0..count).map(|at| {
                let name = quote::format_ident!("f{at}");
                syn::parse_quote! { pub #name: Option<String> }
            });
            fields.collect()
        };
        let (small, large) = (texts(20), texts(60));
        let mut file: syn::File = syn::parse_quote! {
            mod types {
                pub struct Small { #(#small),* }
                pub struct Large { #(#large),* }
                pub struct Both { pub small: Option<Small>, pub large: Option<Large>, pub list: Vec<Large> }
                pub enum Either { Small(Small), Large(Large), Both(Both) }
            }
        };
        apply(&mut file);
        let text = file.to_token_stream().to_string().replace(' ', "");
        assert!(
            text.contains(
                "pubstructBoth{pubsmall:Option<Small>,publarge:Option<::std::boxed::Box<Large>>,publist:Vec<Large>}"
            ),
            "{text}"
        );
        assert!(
            text.contains("pubenumEither{Small(Small),Large(::std::boxed::Box<Large>),Both(Both)}"),
            "{text}"
        );
    }

    #[test]
    fn the_place_of_a_box_follows_from_the_types_alone() {
        let mut file: syn::File = syn::parse_quote! {
            mod types {
                pub struct A { pub b: Option<::std::boxed::Box<B>>, pub plain: C, pub list: Vec<A> }
                pub struct B { pub a: A, pub own: Option<B> }
                pub struct C { pub n: i64 }
                pub enum U { C(C), U(U), A(Option<::std::boxed::Box<A>>) }
                impl ::std::convert::From<U> for U { fn from(value: U) -> Self { Self::U(value) } }
            }
        };
        apply(&mut file);
        let expected: syn::File = syn::parse_quote! {
            mod types {
                pub struct A { pub b: Option<::std::boxed::Box<B>>, pub plain: C, pub list: Vec<A> }
                pub struct B { pub a: ::std::boxed::Box<A>, pub own: Option<::std::boxed::Box<B>> }
                pub struct C { pub n: i64 }
                pub enum U { C(C), U(::std::boxed::Box<U>), A(Option<A>) }
                impl ::std::convert::From<::std::boxed::Box<U>> for U { fn from(value: ::std::boxed::Box<U>) -> Self { Self::U(value) } }
            }
        };
        assert_eq!(
            file.to_token_stream().to_string(),
            expected.to_token_stream().to_string()
        );
    }
}
