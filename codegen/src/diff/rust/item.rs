//! What a line of an outline is about.

/// What an item belongs to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Owner<'a> {
    /// A type, or its builder.
    Type(&'a str),
    /// The builder of an operation.
    Builder(&'a str),
    /// A method of `Client`.
    Method(&'a str),
    /// The credentials of a security scheme: a method of `ClientBuilder`.
    Credential(&'a str),
    /// The servers.
    Servers,
    /// The client itself, and what belongs to no type.
    Client,
}

/// An item's owner, and the member of it that the item is: a field, its setter, a variant, a method.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Item<'a> {
    pub(super) owner: Owner<'a>,
    pub(super) member: Option<&'a str>,
}

impl<'a> Item<'a> {
    /// Reads the path of a line.
    pub(super) fn parse(path: &'a str) -> Self {
        // `types::Pet: impl Default`
        let path = path.split(": ").next().unwrap_or(path);
        if let Some(rest) = path.strip_prefix("types::") {
            let rest = rest.strip_prefix("builder::").unwrap_or(rest);
            // `impl TryFrom<Pet> for super::Pet` stands with the builders.
            let rest = rest.strip_prefix("super::").unwrap_or(rest);
            let (name, member) = split(rest);
            return Self {
                owner: Owner::Type(name),
                member,
            };
        }
        if let Some(rest) = path.strip_prefix("operations::") {
            let (name, member) = split(rest);
            return Self {
                owner: Owner::Builder(name),
                member,
            };
        }
        let owner = match split(path) {
            ("Client", Some(method)) => Owner::Method(method),
            ("Server", _) | ("ClientBuilder", Some("server")) => Owner::Servers,
            ("ClientBuilder", Some(method)) => Owner::Credential(method),
            _ => Owner::Client,
        };
        Self {
            owner,
            member: None,
        }
    }
}

/// `Pet.name`, `Kind::Dog` and `GetPet<'a>::limit` as type and member.
fn split(path: &str) -> (&str, Option<&str>) {
    let end = path
        .find(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
        .unwrap_or(path.len());
    let (name, rest) = path.split_at_checked(end).unwrap_or((path, ""));
    let member = rest
        .rsplit(['.', ':', '>'])
        .next()
        .filter(|member| !member.is_empty());
    (name, member)
}

#[cfg(test)]
mod tests {
    use super::{Item, Owner};

    #[test]
    fn paths_are_read() {
        for (path, owner, member) in [
            ("types::Pet", Owner::Type("Pet"), None),
            ("types::Pet.name", Owner::Type("Pet"), Some("name")),
            ("types::Kind::Dog", Owner::Type("Kind"), Some("Dog")),
            ("types::Pet: impl From<&Pet>", Owner::Type("Pet"), None),
            (
                "types::builder::super::Pet: impl TryFrom<Pet>",
                Owner::Type("Pet"),
                None,
            ),
            (
                "types::builder::Pet::name",
                Owner::Type("Pet"),
                Some("name"),
            ),
            ("operations::GetPet", Owner::Builder("GetPet"), None),
            (
                "operations::GetPet::send",
                Owner::Builder("GetPet"),
                Some("send"),
            ),
            ("Client::get_pet", Owner::Method("get_pet"), None),
            ("Client: impl ClientInfo<()>", Owner::Client, None),
            ("ClientBuilder::bearer", Owner::Credential("bearer"), None),
            ("ClientBuilder::server", Owner::Servers, None),
            ("Server::Production", Owner::Servers, None),
        ] {
            assert_eq!(Item::parse(path), Item { owner, member }, "{path}");
        }
    }
}
