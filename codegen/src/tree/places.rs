//! Where the nodes of a text stand: as the parsers find them, and as they are kept.

use std::collections::HashMap;

use crate::pointer;

/// Line and column, both counted from 1, columns in characters.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Position {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// Where a node stands, and those below it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) position: Position,
    pub(super) below: Below,
}

/// What is below a node, as the parsers hand it over.
#[derive(Clone, Debug)]
pub(super) enum Below {
    Nothing,
    Items(Vec<Place>),
    /// In the order of the file, and a key twice where the file has it twice.
    Members(Vec<(Box<str>, Place)>),
}

impl Place {
    /// The first key that a mapping has twice: its pointer, and both positions.
    pub(super) fn find_duplicate(&self, at: &str) -> Option<(String, Position, Position)> {
        match &self.below {
            Below::Nothing => None,
            Below::Items(items) => items
                .iter()
                .enumerate()
                .find_map(|(index, item)| item.find_duplicate(&format!("{at}/{index}"))),
            Below::Members(members) => {
                let mut seen = HashMap::new();
                members.iter().find_map(|(key, member)| {
                    let pointer = pointer::join(at, key);
                    match seen.insert(key, member.position) {
                        Some(first) => Some((pointer, first, member.position)),
                        None => member.find_duplicate(&pointer),
                    }
                })
            }
        }
    }
}

/// The positions of all nodes. A document keeps them to its end, so each takes a fifth of what a [`Place`] does.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// What is below a node stands side by side, the items of a list in their order, the members of a mapping by their
    /// keys' numbers. The root is the last.
    nodes: Vec<Node>,
    /// The numbers of the keys: documents use the same few over and over.
    keys: HashMap<Box<str>, u32>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    position: Position,
    /// The number of its key, or [`NO_KEY`].
    key: u32,
    /// Where what is below it begins, and how much that is.
    first: u32,
    count: u32,
}

/// What an item of a list has in place of a key.
const NO_KEY: u32 = u32::MAX;

impl Places {
    /// Those of `root` and all that is below it; `None` for more nodes than can be numbered.
    pub(super) fn of(root: Place) -> Option<Self> {
        let mut places = Self::default();
        let root = places.node(root, NO_KEY)?;
        places.nodes.push(root);
        places.nodes.shrink_to_fit();
        Some(places)
    }

    fn node(&mut self, Place { position, below }: Place, key: u32) -> Option<Node> {
        let below: Vec<Node> = match below {
            Below::Nothing => Vec::new(),
            Below::Items(items) => {
                let nodes = items.into_iter().map(|it| self.node(it, NO_KEY));
                nodes.collect::<Option<_>>()?
            }
            Below::Members(members) => {
                let nodes = members.into_iter().map(|(name, it)| {
                    let number = self.number(name)?;
                    self.node(it, number)
                });
                let mut nodes: Vec<Node> = nodes.collect::<Option<_>>()?;
                nodes.sort_unstable_by_key(|it| it.key);
                nodes
            }
        };
        let first = u32::try_from(self.nodes.len()).ok()?;
        self.nodes.extend_from_slice(&below);
        Some(Node {
            position,
            key,
            first,
            count: u32::try_from(below.len()).ok()?,
        })
    }

    fn number(&mut self, key: Box<str>) -> Option<u32> {
        let next = u32::try_from(self.keys.len())
            .ok()
            .filter(|it| *it < NO_KEY)?;
        Some(*self.keys.entry(key).or_insert(next))
    }

    /// The position of the node at `pointer`, or of the nearest one above it that is there.
    pub(super) fn nearest(&self, pointer: &str) -> Position {
        let Some(mut at) = self.nodes.last() else {
            return Position::default();
        };
        for token in pointer.split('/').skip(1) {
            match self.below(at, token) {
                Some(below) => at = below,
                None => break,
            }
        }
        at.position
    }

    fn below(&self, node: &Node, token: &str) -> Option<&Node> {
        let first = usize::try_from(node.first).ok()?;
        let below = self
            .nodes
            .get(first..)?
            .get(..usize::try_from(node.count).ok()?)?;
        if below.first()?.key == NO_KEY {
            return below.get(token.parse::<usize>().ok()?);
        }
        let key = self.keys.get(pointer::unescape(token).as_str())?;
        below.get(below.binary_search_by_key(key, |it| it.key).ok()?)
    }
}
