//! A document of several files as one value.
//!
//! References to files beside the document (in its folder and below) are followed when it is loaded, so that every later stage
//! sees one document: schemas become components, everything else is written out where it is used. So are operations and path
//! items that are references within the document, because selection needs to see what they are. Where each piece comes from is
//! remembered for messages. What cannot be followed stays as it is, and is told by the stage that meets it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value};

use super::METHODS;
use crate::error::{Location, Result};
use crate::lower::unique::Names;
use crate::pointer;
use crate::pointer::percent_decoded;
use crate::tree::{Text, Tree, max_nodes, too_many_nodes};
use crate::upstream::names::pascal;

mod kinds;
mod target;

use kinds::{Kind, inner};
use target::Target;

/// Reads the files that a document refers to.
pub trait Beside {
    /// The content of the file at `path`, which is below the document's folder, has `/` between its parts, and neither `..`
    /// nor anything absolute in it; `None` when there is no such file, or when it is a link to somewhere else.
    ///
    /// # Errors
    ///
    /// A file that is there and that cannot be read, or that is too long together with the others.
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>>;
}

/// No files: the document is all there is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

impl Beside for Nothing {
    fn read(&mut self, _: &str) -> Result<Option<Vec<u8>>> {
        Ok(None)
    }
}

/// The files of a document, and which pieces of its value come from where.
#[derive(Debug)]
pub(crate) struct Sources {
    /// The first one is the document itself.
    files: Vec<Text>,
    /// By pointer in the value: the file, and the pointer in it.
    pieces: BTreeMap<String, (usize, String)>,
}

impl Sources {
    pub(crate) fn name(&self) -> &str {
        self.files.first().map(Text::name).unwrap_or_default()
    }

    /// Where the node at `pointer` of the value stands.
    pub(crate) fn locate(&self, pointer: &str) -> Location {
        let mut around = Some(pointer);
        while let Some(at) = around {
            if let Some((file, from)) = self.pieces.get(at)
                && let Some(text) = self.files.get(*file)
            {
                let rest = pointer.get(at.len()..).unwrap_or_default();
                return text.locate(&format!("{from}{rest}"));
            }
            around = pointer::parent(at);
        }
        match self.files.first() {
            Some(text) => text.locate(pointer),
            None => Location {
                file: String::new(),
                line: 0,
                column: 0,
                pointer: pointer.to_owned(),
            },
        }
    }
}

/// How `$ref` names a schema of another file until all of them are known.
const PENDING: &str = "#bundled:";

/// The value of `main` with everything that it refers to beside it.
///
/// # Errors
///
/// What is wrong with one of the files, in that file.
pub(super) fn bundle(main: Tree, beside: &mut (dyn Beside + Send)) -> Result<(Value, Sources)> {
    if !needs(main.value()) {
        let (text, value) = main.into_parts();
        let (files, pieces) = (vec![text], BTreeMap::new());
        return Ok((value, Sources { files, pieces }));
    }
    let mut value = main.value().clone();
    let nodes = nodes(&value);
    let mut bundle = Bundle {
        folder: folder_of(main.name()),
        files: vec![File {
            path: String::new(),
            tree: main,
        }],
        missing: BTreeSet::new(),
        beside,
        pieces: BTreeMap::new(),
        schemas: BTreeMap::new(),
        queue: VecDeque::new(),
        nodes,
    };
    bundle.visit(Kind::Root, &mut value, 0, "", &mut Vec::new())?;
    let mut made = Map::new();
    while let Some((file, at)) = bundle.queue.pop_front() {
        let Some(mut schema) = bundle.found(file, &at).cloned() else {
            continue;
        };
        bundle.count(&schema)?;
        let key = bundle.key(file, &at);
        bundle.visit(
            Kind::Schema,
            &mut schema,
            file,
            &pointer::join("", &key),
            &mut Vec::new(),
        )?;
        made.insert(key, schema);
    }
    bundle.name(&mut value, made);
    let files = bundle.files.into_iter();
    Ok((
        value,
        Sources {
            files: files.map(|it| it.tree.into_parts().0).collect(),
            pieces: bundle.pieces,
        },
    ))
}

struct File {
    /// Below the document's folder; empty for the document itself.
    path: String,
    tree: Tree,
}

struct Bundle<'b> {
    /// What stands before a path in the names of files.
    folder: String,
    files: Vec<File>,
    /// The files that are not there.
    missing: BTreeSet<String>,
    beside: &'b mut (dyn Beside + Send),
    pieces: BTreeMap<String, (usize, String)>,
    /// The schemas of other files, by their key.
    schemas: BTreeMap<String, (usize, String)>,
    /// Those that have not been visited yet.
    queue: VecDeque<(usize, String)>,
    /// How many nodes there are by now.
    nodes: usize,
}

/// How deep references may lead into each other before one is left as it is.
const DEEPEST: usize = 16;

/// What is being written out, so that nothing is written out within itself.
type Open = Vec<(usize, String)>;

impl Bundle<'_> {
    /// Follows the references in `value`, an object of `kind` that comes from `file` and stands at `at`.
    fn visit(
        &mut self,
        kind: Kind,
        value: &mut Value,
        file: usize,
        at: &str,
        open: &mut Open,
    ) -> Result<()> {
        if kind == Kind::Schema {
            self.schema(value, file)?;
        } else if let Some((file, from)) = self.reference(kind, value, file)? {
            if open.len() < DEEPEST && !open.contains(&(file, from.clone())) {
                self.write_out(kind, value, file, &from)?;
                self.pieces.insert(at.to_owned(), (file, from.clone()));
                open.push((file, from));
                self.visit(kind, value, file, at, open)?;
                open.pop();
            }
            return Ok(());
        }
        for (key, kind) in inner(kind, value) {
            let Some(child) = value.pointer_mut(&key) else {
                continue;
            };
            self.visit(kind, child, file, &format!("{at}{key}"), open)?;
        }
        Ok(())
    }

    /// Where the reference leads that `value` is, if it has to be written out.
    fn reference(
        &mut self,
        kind: Kind,
        value: &Value,
        file: usize,
    ) -> Result<Option<(usize, String)>> {
        let Some(text) = value.get("$ref").and_then(Value::as_str) else {
            return Ok(None);
        };
        let Some((target, at)) = self.target(text, file)? else {
            return Ok(None);
        };
        let is_own = target == 0 && file == 0 && text.starts_with('#');
        if is_own && !matches!(kind, Kind::Operation | Kind::PathItem) {
            return Ok(None);
        }
        let found = self.found(target, &at).is_some_and(Value::is_object);
        Ok(found.then_some((target, at)))
    }

    /// Replaces `value`, a reference, by what it refers to. What a path item has beside a reference goes before that.
    fn write_out(&mut self, kind: Kind, value: &mut Value, file: usize, from: &str) -> Result<()> {
        let Some(mut found) = self.found(file, from).cloned() else {
            return Ok(());
        };
        self.count(&found)?;
        if let (Kind::PathItem, Value::Object(own), Value::Object(found)) =
            (kind, &*value, &mut found)
        {
            let own = own.iter().filter(|(key, _)| *key != "$ref");
            found.extend(own.map(|(key, value)| (key.clone(), value.clone())));
        }
        *value = found;
        Ok(())
    }

    /// Notes what a schema refers to in another file.
    fn schema(&mut self, value: &mut Value, file: usize) -> Result<()> {
        let Value::Object(schema) = value else {
            return Ok(());
        };
        if let Some(Value::String(text)) = schema.get_mut("$ref") {
            self.rename(text, file)?;
        }
        let mapping = schema
            .get_mut("discriminator")
            .and_then(|it| it.get_mut("mapping")?.as_object_mut());
        for target in mapping.into_iter().flat_map(Map::values_mut) {
            if let Value::String(text) = target
                && text.contains(['/', '#', '.'])
            {
                self.rename(text, file)?;
            }
        }
        Ok(())
    }

    fn rename(&mut self, text: &mut String, file: usize) -> Result<()> {
        let Some((target, at)) = self.target(text, file)? else {
            return Ok(());
        };
        if target == 0 {
            if !text.starts_with('#') || file != 0 {
                *text = format!("#{at}");
            }
            return Ok(());
        }
        if self.found(target, &at).is_none() {
            return Ok(());
        }
        let key = self.key(target, &at);
        if self
            .schemas
            .insert(key.clone(), (target, at.clone()))
            .is_none()
        {
            self.queue.push_back((target, at));
        }
        *text = format!("{PENDING}{key}");
        Ok(())
    }

    /// The file and the pointer that a reference in `file` means; `None` when there is no such file.
    fn target(&mut self, reference: &str, file: usize) -> Result<Option<(usize, String)>> {
        let base = self
            .files
            .get(file)
            .map(|it| it.path.clone())
            .unwrap_or_default();
        match target::of(reference, &base) {
            Some(Target::Here(at)) => Ok(Some((file, percent_decoded(&at)))),
            Some(Target::File(path, at)) => {
                let found = self.open(&path)?;
                Ok(found.map(|file| (file, percent_decoded(&at))))
            }
            None => Ok(None),
        }
    }

    /// The number of the file at `path`, read when it is first met.
    fn open(&mut self, path: &str) -> Result<Option<usize>> {
        let name = format!("{}{path}", self.folder);
        if self.files.first().is_some_and(|it| it.tree.name() == name) {
            return Ok(Some(0));
        }
        if let Some(known) = self.files.iter().position(|it| it.path == path) {
            return Ok(Some(known));
        }
        if self.missing.contains(path) {
            return Ok(None);
        }
        let Some(bytes) = self.beside.read(path)? else {
            self.missing.insert(path.to_owned());
            return Ok(None);
        };
        let tree = Tree::parse(&name, &bytes)?;
        self.files.push(File {
            path: path.to_owned(),
            tree,
        });
        Ok(Some(self.files.len() - 1))
    }

    fn found(&self, file: usize, at: &str) -> Option<&Value> {
        self.files.get(file)?.tree.value().pointer(at)
    }

    /// What a schema of another file is called until it has a name.
    fn key(&self, file: usize, at: &str) -> String {
        let path = self
            .files
            .get(file)
            .map(|it| it.path.as_str())
            .unwrap_or_default();
        format!("{path}#{at}")
    }

    /// Counts the nodes of what is added to the document.
    fn count(&mut self, value: &Value) -> Result<()> {
        self.nodes = self.nodes.saturating_add(nodes(value));
        if self.nodes > max_nodes() {
            return Err(too_many_nodes(
                "the document, with the files that it refers to,",
            ));
        }
        Ok(())
    }

    /// Makes components of the schemas of other files, named by what refers to them says of them.
    fn name(&mut self, value: &mut Value, made: Map<String, Value>) {
        if made.is_empty() {
            return;
        }
        let own = value
            .pointer("/components/schemas")
            .and_then(Value::as_object);
        let own = own.into_iter().flat_map(Map::keys).map(String::as_str);
        let mut names = Names::new(pascal, own);
        let named: BTreeMap<String, String> = self
            .schemas
            .iter()
            .map(|(key, (file, at))| {
                let path = self
                    .files
                    .get(*file)
                    .map(|it| it.path.as_str())
                    .unwrap_or_default();
                (key.clone(), names.claim(&candidates(path, at), key))
            })
            .collect();
        let mut schemas = Map::new();
        for (key, mut schema) in made {
            let Some(name) = named.get(&key) else {
                continue;
            };
            if let Some(from) = self.schemas.get(&key) {
                self.pieces
                    .insert(pointer::join("/components/schemas", name), from.clone());
            }
            refer(&mut schema, &named);
            schemas.insert(name.clone(), schema);
        }
        refer(value, &named);
        let Value::Object(root) = value else { return };
        let components = root
            .entry("components")
            .or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(components) = components {
            let all = components
                .entry("schemas")
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(all) = all {
                all.extend(schemas);
            }
        }
    }
}

/// Names for the schema at `at` of the file at `path`: its last token, with the file's name, with all of its path.
fn candidates(path: &str, at: &str) -> Vec<String> {
    let stem = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        name.split('.').next().unwrap_or(name).to_owned()
    };
    let folder = path.rfind('/').and_then(|slash| path.get(..slash));
    let stem = stem(path);
    let whole = pascal(&format!("{} {stem} {at}", folder.unwrap_or_default()));
    match pointer::last(at) {
        last if last.is_empty() => vec![pascal(&stem), whole],
        last => vec![last.clone(), pascal(&format!("{stem} {last}")), whole],
    }
}

/// Replaces the names that references had until all schemas were known.
fn refer(value: &mut Value, named: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            let name = text.strip_prefix(PENDING).and_then(|key| named.get(key));
            if let Some(name) = name {
                *text = format!("#{}", pointer::join("/components/schemas", name));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|it| refer(it, named)),
        Value::Object(map) => map.values_mut().for_each(|it| refer(it, named)),
        _ => {}
    }
}

/// Whether anything refers to another file, or is an operation or path item that is a reference.
fn needs(value: &Value) -> bool {
    let leads_out = |value: &Value| {
        let text = value.get("$ref").and_then(Value::as_str);
        text.is_some_and(|text| !text.starts_with('#'))
    };
    let paths = ["paths", "webhooks"]
        .iter()
        .filter_map(|key| value.get(*key)?.as_object());
    let refers = |value: &Value| value.get("$ref").is_some();
    let mut items = paths.flat_map(Map::values);
    items.any(|item| {
        refers(item)
            || METHODS
                .iter()
                .any(|method| item.get(method).is_some_and(refers))
    }) || any(value, &leads_out)
}

/// Whether `wanted` holds for `value` or anything in it.
fn any(value: &Value, wanted: &impl Fn(&Value) -> bool) -> bool {
    wanted(value)
        || match value {
            Value::Array(items) => items.iter().any(|it| any(it, wanted)),
            Value::Object(map) => map.values().any(|it| any(it, wanted)),
            _ => false,
        }
}

fn nodes(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(nodes).sum::<usize>() + 1,
        Value::Object(map) => map.values().map(nodes).sum::<usize>() + 1,
        _ => 1,
    }
}

/// What stands before the name of a file, with the slash.
fn folder_of(name: &str) -> String {
    let slash = name.rfind(['/', '\\']);
    let folder = slash.and_then(|slash| name.get(..=slash));
    folder.unwrap_or_default().to_owned()
}
