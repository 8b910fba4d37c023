//! Names that are unique, and that depend on the place they are for alone.
//!
//! A number that counts the places of one name would change whenever the document gains another of them before it. So
//! each place offers names of its own, short ones first, and gets the first that is free.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

/// The names that are taken.
pub(crate) struct Names {
    /// What a name becomes in Rust: two names that become the same are one.
    key: fn(&str) -> String,
    taken: BTreeSet<String>,
}

impl Names {
    /// No name but `reserved` is taken.
    pub(crate) fn new<'n>(
        key: fn(&str) -> String,
        reserved: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        let taken = reserved.into_iter().map(key).collect();
        Self { key, taken }
    }

    /// Takes `name`, unless it is taken already.
    pub(crate) fn take(&mut self, name: &str) -> bool {
        self.taken.insert((self.key)(name))
    }

    /// The first of `candidates` that is free, else the last one with a digest of `place`; it is taken from now on.
    /// Call this in an order that depends on the places alone.
    pub(crate) fn claim(&mut self, candidates: &[String], place: &str) -> String {
        for candidate in candidates {
            if self.take(candidate) {
                return candidate.clone();
            }
        }
        let last = candidates.last().map(String::as_str).unwrap_or_default();
        let digest = Sha256::digest(place.as_bytes());
        let mut name = format!("{last}_x");
        for byte in digest {
            name.push_str(&format!("{byte:02x}"));
            // Eight digits tell places apart in practice; the rest is for the case that they do not.
            if name.len() >= last.len() + 10 && self.take(&name) {
                break;
            }
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upstream::names::pascal;

    #[test]
    fn each_place_gets_the_first_free_name_of_its_own() {
        let mut names = Names::new(pascal, ["Pet"]);
        let mut claim = |candidates: &[&str], place: &str| {
            let candidates: Vec<String> = candidates.iter().map(|it| (*it).to_owned()).collect();
            names.claim(&candidates, place)
        };
        assert_eq!(claim(&["PetOwner", "PetFieldOwner"], "/a"), "PetOwner");
        assert_eq!(
            claim(&["Pet_Owner", "PetFieldOwner"], "/b"),
            "PetFieldOwner"
        );
        let third = claim(&["pet", "PetOwner"], "/c");
        let fourth = claim(&["pet", "PetOwner"], "/d");
        assert!(
            third.starts_with("PetOwner_x") && third.len() == "PetOwner_x".len() + 8,
            "{third}"
        );
        assert_ne!(pascal(&third), pascal(&fourth));
    }
}
