//! What a reference means: a place in its own file, or in one beside the document.

/// Where a reference leads.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Target {
    /// A pointer in the file that the reference stands in.
    Here(String),
    /// A file below the document's folder, and a pointer in it.
    File(String, String),
}

/// What `reference`, in the file at `base`, means. `None` for what is not followed: addresses, absolute paths, paths that leave
/// the document's folder, and anchors.
pub(super) fn of(reference: &str, base: &str) -> Option<Target> {
    let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    if !fragment.is_empty() && !fragment.starts_with('/') {
        return None;
    }
    if path.is_empty() {
        return Some(Target::Here(fragment.to_owned()));
    }
    let path = crate::pointer::percent_decoded(path);
    let has_scheme = path
        .split('/')
        .next()
        .is_some_and(|first| first.contains(':'));
    if has_scheme || path.starts_with('/') || path.contains(['\\', '\0', '?']) {
        return None;
    }
    let folder = base.rfind('/').and_then(|slash| base.get(..slash));
    let mut parts: Vec<&str> = folder.into_iter().flat_map(|it| it.split('/')).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| Target::File(parts.join("/"), fragment.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_stay_in_the_documents_folder() {
        let file = |path: &str, at: &str| Some(Target::File(path.to_owned(), at.to_owned()));
        for (reference, base, meant) in [
            ("#/a/b", "x/y.yaml", Some(Target::Here("/a/b".to_owned()))),
            ("pet.yaml", "", file("pet.yaml", "")),
            ("./pet.yaml#/Pet", "", file("pet.yaml", "/Pet")),
            ("../pet.yaml", "x/y.yaml", file("pet.yaml", "")),
            (
                "z/../pet%20a.yaml#/P",
                "x/y.yaml",
                file("x/pet a.yaml", "/P"),
            ),
            ("../pet.yaml", "", None),
            ("../../pet.yaml", "x/y.yaml", None),
            ("x/../../pet.yaml", "", None),
            ("%2e%2e/pet.yaml", "", None),
            ("/etc/passwd", "", None),
            ("file:///etc/passwd", "", None),
            ("https://example.com/pet.yaml", "", None),
            ("C:\\pet.yaml", "", None),
            ("..\\pet.yaml", "", None),
            ("#anchor", "", None),
            ("..", "x/y.yaml", None),
        ] {
            assert_eq!(of(reference, base), meant, "{reference} in {base}");
        }
    }
}
