//! The version of `generated-client`, and the two files that state it.

use anyhow::{Context, Result, anyhow};
use codegen::diff::Level;
use semver::{BuildMetadata, Prerelease, Version};
use toml_edit::{DocumentMut, value};

pub(crate) const MANIFEST: &str = "generated-client/Cargo.toml";
pub(crate) const LOCK: &str = "Cargo.lock";
const PACKAGE: &str = "generated-client";

/// The version that a release with this verdict gets, as [Cargo reads versions](https://doc.rust-lang.org/cargo/reference/semver.html):
/// before 1.0.0, the minor number is what a breaking change raises.
pub(crate) fn raised(current: &Version, verdict: Level) -> Version {
    let (major, minor, patch) = (current.major, current.minor, current.patch);
    let (major, minor, patch) = match (verdict, major) {
        (Level::None, _) => return current.clone(),
        (Level::Major, 0) => (0, minor + 1, 0),
        (Level::Minor | Level::Patch, 0) | (Level::Patch, _) => (major, minor, patch + 1),
        (Level::Minor, _) => (major, minor + 1, 0),
        (Level::Major, _) => (major + 1, 0, 0),
    };
    Version {
        major,
        minor,
        patch,
        pre: Prerelease::EMPTY,
        build: BuildMetadata::EMPTY,
    }
}

/// The version that the manifest states.
pub(crate) fn stated(manifest: &str) -> Result<Version> {
    let manifest = parse(MANIFEST, manifest)?;
    let version = manifest
        .get("package")
        .and_then(|it| it.get("version"))
        .and_then(|it| it.as_str())
        .ok_or_else(|| {
            anyhow!("{MANIFEST} states no version\n  fix: add `version = \"…\"` to its [package]")
        })?;
    version
        .parse()
        .with_context(|| format!("{MANIFEST}: `{version}` is no version"))
}

/// The manifest with another version; all else stays as it is written.
pub(crate) fn in_manifest(manifest: &str, version: &Version) -> Result<String> {
    let mut manifest = parse(MANIFEST, manifest)?;
    if let Some(stated) = manifest
        .get_mut("package")
        .and_then(|it| it.get_mut("version"))
    {
        replace(stated, version);
    }
    Ok(manifest.to_string())
}

/// `Cargo.lock` with another version of the package.
pub(crate) fn in_lock(lock: &str, version: &Version) -> Result<String> {
    let mut lock = parse(LOCK, lock)?;
    let packages = lock
        .get_mut("package")
        .and_then(|it| it.as_array_of_tables_mut());
    let own = packages
        .into_iter()
        .flat_map(|it| it.iter_mut())
        .find(|it| it.get("name").and_then(|name| name.as_str()) == Some(PACKAGE));
    let stated = own.and_then(|it| it.get_mut("version")).ok_or_else(|| {
        anyhow!("{LOCK} does not name {PACKAGE}\n  fix: run `cargo metadata` to write it anew")
    })?;
    replace(stated, version);
    Ok(lock.to_string())
}

/// Puts the version in place of the one that stands there, comments and spaces kept.
fn replace(stated: &mut toml_edit::Item, version: &Version) {
    let decor = stated.as_value().map(|it| it.decor().clone());
    *stated = value(version.to_string());
    if let (Some(decor), Some(value)) = (decor, stated.as_value_mut()) {
        *value.decor_mut() = decor;
    }
}

fn parse(name: &str, text: &str) -> Result<DocumentMut> {
    text.parse()
        .with_context(|| format!("{name} is not what Cargo writes"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use codegen::diff::Level::{Major, Minor, None, Patch};

    use super::{in_lock, in_manifest, raised, stated};

    #[test]
    fn versions_rise_as_cargo_reads_them() {
        for (current, verdict, expected) in [
            ("0.1.4", Major, "0.2.0"),
            ("0.1.4", Minor, "0.1.5"),
            ("0.1.4", Patch, "0.1.5"),
            ("0.1.4", None, "0.1.4"),
            ("1.2.3", Major, "2.0.0"),
            ("1.2.3", Minor, "1.3.0"),
            ("1.2.3", Patch, "1.2.4"),
        ] {
            let raised = raised(&current.parse().unwrap(), verdict);
            assert_eq!(raised.to_string(), expected, "{current} {verdict:?}");
        }
    }

    #[test]
    fn only_the_version_changes() {
        let manifest = "# Ours.\n[package]\nname = \"generated-client\"\nversion = \"0.1.0\" # raised by bump\n\n[features]\nversion = []\n";
        assert_eq!(stated(manifest).unwrap().to_string(), "0.1.0");
        let expected = manifest.replace("0.1.0", "0.2.0");
        assert_eq!(
            in_manifest(manifest, &"0.2.0".parse().unwrap()).unwrap(),
            expected
        );
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"generated-client\"\nversion = \"0.1.0\"\ndependencies = [\n \"a\",\n]\n";
        let expected = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"generated-client\"\nversion = \"0.2.0\"\ndependencies = [\n \"a\",\n]\n";
        assert_eq!(in_lock(lock, &"0.2.0".parse().unwrap()).unwrap(), expected);
        assert!(in_lock("version = 4\n", &"0.2.0".parse().unwrap()).is_err());
    }
}
