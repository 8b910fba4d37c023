//! Pass *errors-without-bodies*.

use syn::visit_mut::{VisitMut, visit_path_mut};
use syn::{Item, ItemMod, UseTree};

use super::syntax::last_segment;

pub(super) fn apply(file: &mut syn::File) -> Vec<String> {
    let mut replaced = false;
    for item in &mut file.items {
        if let Item::Use(import) = item {
            replaced |= remove_error(&mut import.tree);
        }
    }
    if replaced {
        file.items.insert(
            0,
            syn::parse_quote!(
                pub use crate::runtime::Error;
            ),
        );
    }
    let mut decoding = Decoding::default();
    for item in &mut file.items {
        if let Item::Mod(ItemMod {
            ident,
            content: Some((_, items)),
            ..
        }) = item
            && ident == "builder"
        {
            for item in items {
                decoding.visit_item_mut(item);
            }
        }
    }
    let calls = (decoding.calls > 0).then(|| format!("{} decoded answers", decoding.calls));
    replaced
        .then(|| "Error".to_owned())
        .into_iter()
        .chain(calls)
        .collect()
}

/// Takes `Error` out of `progenitor_client::{…}`.
fn remove_error(tree: &mut UseTree) -> bool {
    let UseTree::Path(path) = tree else {
        return false;
    };
    if path.ident != "progenitor_client" {
        return false;
    }
    let UseTree::Group(group) = path.tree.as_mut() else {
        return false;
    };
    let before = group.items.len();
    group.items = std::mem::take(&mut group.items)
        .into_iter()
        .filter(|item| !matches!(item, UseTree::Name(name) if name.ident == "Error"))
        .collect();
    group.items.len() < before
}

/// `ResponseValue::from_response` to the runtime's `decode`.
#[derive(Default)]
struct Decoding {
    calls: usize,
}

impl VisitMut for Decoding {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let first = path
            .segments
            .first()
            .map(|segment| segment.ident.to_string());
        if first.as_deref() == Some("ResponseValue") && last_segment(path) == "from_response" {
            *path = syn::parse_quote!(crate::runtime::decode);
            self.calls += 1;
        }
        visit_path_mut(self, path);
    }
}
