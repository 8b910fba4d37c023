//! Pass *no-version-header*.

use quote::ToTokens;
use syn::visit_mut::{VisitMut, visit_block_mut, visit_item_struct_mut};
use syn::{Expr, Stmt};

pub(super) fn apply(file: &mut syn::File) -> Vec<String> {
    let mut removal = Removal {
        current: String::new(),
        from: Vec::new(),
    };
    removal.visit_file_mut(file);
    removal.from
}

struct Removal {
    /// The operation's builder that was seen last: its `send` comes after it.
    current: String,
    from: Vec<String>,
}

impl VisitMut for Removal {
    fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
        self.current = item.ident.to_string();
        visit_item_struct_mut(self, item);
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        let before = block.stmts.len();
        block.stmts.retain(|statement| !sets_version(statement));
        if block.stmts.len() < before {
            self.from.push(self.current.clone());
        }
        visit_block_mut(self, block);
    }
}

/// `header_map.append(HeaderName::from_static("api-version"), …)`.
fn sets_version(statement: &Stmt) -> bool {
    let Stmt::Expr(Expr::MethodCall(call), _) = statement else {
        return false;
    };
    call.receiver.to_token_stream().to_string() == "header_map"
        && call.args.first().is_some_and(|name| {
            name.to_token_stream()
                .to_string()
                .contains("\"api-version\"")
        })
}
