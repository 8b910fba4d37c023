//! Old names: `aliases.rs`, which nothing else of the generated module knows but two lines that re-export it.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::IMPORTS;
use super::print::literal;
use crate::aliases::{Alias, Named, Names, member};
use crate::model::Model;

/// The file; `None` without aliases.
pub(super) fn file(model: &Model, header: &str) -> Option<String> {
    if model.aliases.is_empty() {
        return None;
    }
    let names = Names::of(model);
    let names = names.all();
    let mut modules: BTreeMap<&str, String> = BTreeMap::new();
    let mut members = String::new();
    for alias in &model.aliases {
        let Some(named) = names.get(&alias.new) else {
            continue;
        };
        let (module, name) = alias.old.split_once("::").unwrap_or_default();
        match named {
            Named::Struct => {
                let out = modules.entry(module).or_default();
                deprecated(alias, "    ", out);
                let _ = writeln!(
                    out,
                    "    pub type {name} = crate::generated::{};",
                    alias.new
                );
            }
            Named::Whole => {
                let out = modules.entry(module).or_default();
                let _ = writeln!(
                    out,
                    "    /// Renamed to [`{0}`](crate::generated::{0}) in {1}.",
                    alias.new, alias.since
                );
                let _ = writeln!(
                    out,
                    "    pub use crate::generated::{} as {name};",
                    alias.new
                );
            }
            _ => method(alias, named, &mut members),
        }
    }
    let mut text = format!(
        "{header}//! Old names of what was renamed, until the next major version.\n//!\n//! `#[deprecated]` has no effect on a \
         re-export, and a `type` has neither variants to import nor a constructor: so old\n//! names of enums are not reported by \
         the compiler.\n\n#[allow(unused_imports)]\nuse crate::generated::*;\n{IMPORTS}"
    );
    for (module, lines) in modules {
        let _ = write!(text, "\npub(super) mod old_{module} {{\n{lines}}}\n");
    }
    text.push_str(&members);
    Some(text)
}

/// The line by which a module of the generated client has its old names.
pub(super) fn import(model: &Model, module: &str) -> String {
    let path = format!("{module}::");
    let own = |alias: &&Alias| alias.old.starts_with(&path) && member(&alias.old).is_none();
    match model.aliases.iter().find(own) {
        Some(_) => format!("pub use crate::generated::aliases::old_{module}::*;\n"),
        None => String::new(),
    }
}

fn deprecated(alias: &Alias, indent: &str, out: &mut String) {
    let note = literal(&format!("renamed to `{}`", alias.new));
    let _ = writeln!(
        out,
        "{indent}#[deprecated(since = {}, note = {note})]",
        literal(&alias.since)
    );
}

/// A method or a constant.
fn method(alias: &Alias, named: &Named<'_>, out: &mut String) {
    let (owner, name) = alias.old.rsplit_once("::").unwrap_or_default();
    let (_, new) = alias.new.rsplit_once("::").unwrap_or_default();
    let _ = writeln!(out, "\nimpl crate::generated::{owner} {{");
    deprecated(alias, "    ", out);
    match named {
        Named::Variant => {
            let _ = writeln!(
                out,
                "    #[allow(non_upper_case_globals)]\n    pub const {name}: Self = Self::{new};"
            );
        }
        Named::Setter { ty, bytes } => {
            let into = if *bytes {
                format!("::std::convert::Into<{ty}>")
            } else {
                format!("::std::convert::TryInto<{ty}, Error: ::std::fmt::Display>")
            };
            let _ = writeln!(
                out,
                "    pub fn {name}(self, value: impl {into}) -> Self {{\n        self.{new}(value)\n    }}"
            );
        }
        Named::Method(operation) => {
            let _ = writeln!(
                out,
                "    pub fn {name}(&self) -> operations::{} {{\n        self.{new}()\n    }}",
                operation.builder
            );
        }
        Named::Struct | Named::Whole | Named::Taken => {}
    }
    out.push_str("}\n");
}
