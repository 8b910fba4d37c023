//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use codegen::config::{Date, parse_date};
use codegen::select::Selection;

use crate::bounds::Bounds;
use crate::reports::ReportFormat;

/// From a vendor's OpenAPI document to a Rust client that works.
///
/// Exit status: 0 fine, 1 failure, 2 usage, 4 stale (or what --fail-on, --min-days and --max-age ask about).
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) bounds: Bounds,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write the resolved documents, the generated client and the snapshots
    Regen(RegenArguments),
    /// Compare what `regen` would write with the tree, and write nothing
    Check(ReportArguments),
    /// Show the pin, the overlays with their evidence, the rules with their hits, and what was left out
    Status(StatusArguments),
    /// Write a stand-alone crate from any OpenAPI document
    Generate(GenerateArguments),
    /// Tell how well the client of a document does what the document says: values, requests, responses
    Fidelity(FidelityArguments),
    /// Tell what a new revision of a document changes, one entry a cause, with a verdict
    Diff(DiffArguments),
    /// List the old names that the client keeps for what was renamed, or remove them
    Aliases(AliasArguments),
    /// Download the document that spec.lock names, verify it, and pin it; the only command with a network, with bump
    Fetch(FetchArguments),
    /// Take a new revision of the document: fetch, check the overlays, regen, report, version, changelog; all or nothing
    Bump(BumpArguments),
}

impl Command {
    /// Whether the report is to be JSON on standard output.
    pub(crate) fn is_json(&self) -> bool {
        match self {
            Self::Regen(_) => false,
            Self::Check(it) => it.format == Format::Json,
            Self::Status(it) => it.report.format == Format::Json,
            Self::Generate(it) => it.format == Format::Json,
            Self::Fidelity(it) => it.format == Format::Json,
            Self::Diff(it) => it.format == ReportFormat::Json && it.output.is_none(),
            Self::Aliases(it) => it.report.format == Format::Json,
            Self::Fetch(it) => it.format == Format::Json,
            Self::Bump(it) => it.format == Format::Json,
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct RegenArguments {
    #[command(flatten)]
    pub(crate) project: ProjectArguments,
}

#[derive(Args, Debug)]
pub(crate) struct ReportArguments {
    #[command(flatten)]
    pub(crate) project: ProjectArguments,
    /// How to print the report
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct StatusArguments {
    #[command(flatten)]
    pub(crate) report: ReportArguments,
    /// Show every overlay action with its evidence, every rule and every pass
    #[arg(long)]
    pub(crate) details: bool,
    /// Exit with 4 when fewer than this many days are left to the API version's end of life
    #[arg(long, value_name = "DAYS")]
    pub(crate) min_days: Option<u32>,
    /// Exit with 4 when the pinned document was retrieved more than this many days ago
    #[arg(long, value_name = "DAYS")]
    pub(crate) max_age: Option<u32>,
}

#[derive(Args, Debug)]
pub(crate) struct ProjectArguments {
    /// The project [default: the nearest folder upwards that holds spec/codegen.toml]
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct GenerateArguments {
    /// The OpenAPI document: YAML or JSON, 3.0 or 3.1
    #[arg(long, value_name = "FILE")]
    pub(crate) document: PathBuf,
    /// The crate's folder: a new or empty one, or one that this command wrote
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) select: SelectArguments,
    /// Apply this OpenAPI Overlay 1.0 or 1.1 document (repeatable, in this order)
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Vec<PathBuf>,
    /// Move this path prefix, such as /{Version}, into the base address
    #[arg(long, value_name = "PREFIX")]
    pub(crate) base_path: Option<String>,
    /// Write nothing, and exit with 1, when an operation is left out or the client would not do all that the document says
    #[arg(long)]
    pub(crate) strict: bool,
    /// The crate's name [default: the folder's]
    #[arg(long, value_parser = package_name)]
    pub(crate) name: Option<String>,
    /// How to print the report
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

/// A name that Cargo takes for a package.
fn package_name(name: &str) -> Result<String, String> {
    let valid = name.starts_with(|it: char| it.is_ascii_alphabetic())
        && name
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || "-_".contains(it));
    if valid {
        Ok(name.to_owned())
    } else {
        Err("use letters, digits, `-` and `_`, beginning with a letter".to_owned())
    }
}

#[derive(Args, Debug)]
pub(crate) struct SelectArguments {
    /// Keep the operations of this path (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) select_path: Vec<String>,
    /// Keep the operations with this tag (repeatable)
    #[arg(long, value_name = "TAG")]
    pub(crate) select_tag: Vec<String>,
    /// Keep the operation with this operationId (repeatable)
    #[arg(long, value_name = "ID")]
    pub(crate) select_operation: Vec<String>,
}

impl SelectArguments {
    pub(crate) fn selection(&self) -> Selection {
        Selection {
            paths: self.select_path.clone(),
            tags: self.select_tag.clone(),
            operations: self.select_operation.clone(),
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct FidelityArguments {
    /// An OpenAPI document (repeatable): YAML or JSON, 3.0 or 3.1
    #[arg(long, value_name = "FILE", required_unless_present = "corpus")]
    pub(crate) document: Vec<PathBuf>,
    /// Every document in this folder, in the folder `corpus` of it and in `meta`
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
    /// Apply this OpenAPI Overlay 1.0 or 1.1 document first (repeatable, in this order)
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) select: SelectArguments,
    /// What decides which values are tried: the same seed, the same values
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Exit with 4 when fewer than this many percent of the instances come back as they were, or of the requests are what
    /// the document says
    #[arg(long, value_name = "PERCENT")]
    pub(crate) min: Option<f64>,
    /// Exit with 4 when anything is not as the document says
    #[arg(long)]
    pub(crate) strict: bool,
    /// Show at most this many failures of each document
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    pub(crate) show: usize,
    /// Write the table of all documents to this file, as Markdown
    #[arg(long, value_name = "FILE")]
    pub(crate) table: Option<PathBuf>,
    /// Where crates are written and compiled [default: target/fidelity]
    #[arg(long, value_name = "DIR")]
    pub(crate) work: Option<PathBuf>,
    /// How to print the report
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct DiffArguments {
    /// The old and the new revision: YAML or JSON, 3.0 or 3.1; a file, or REVISION:PATH for a file of a git revision.
    /// Git as well may give its seven arguments, for `diff.NAME.command`
    #[arg(required = true, num_args = 2..=9, value_names = ["OLD", "NEW"])]
    pub(crate) revisions: Vec<String>,
    #[command(flatten)]
    pub(crate) select: SelectArguments,
    /// Apply this OpenAPI Overlay 1.0 or 1.1 document to both revisions before the clients are generated (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Vec<PathBuf>,
    /// Move this path prefix, such as /{Version}, into the base address of both clients
    #[arg(long, value_name = "PREFIX")]
    pub(crate) base_path: Option<String>,
    /// Do to both revisions what spec/codegen.toml says of this profile: selection, overlays, generator settings
    #[arg(long, value_name = "NAME", conflicts_with_all = ["overlay", "base_path", "select_path", "select_tag", "select_operation"])]
    pub(crate) profile: Option<String>,
    /// Compare the documents alone, and generate no clients
    #[arg(long, conflicts_with_all = ["overlay", "base_path", "profile"])]
    pub(crate) documents_only: bool,
    #[command(flatten)]
    pub(crate) project: ProjectArguments,
    /// Judge as `bump` does: the new client keeps the old names of what was only renamed, as deprecated aliases
    #[arg(long, conflicts_with = "documents_only")]
    pub(crate) aliases: bool,
    /// How to print the report
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: ReportFormat,
    /// Write the report to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Exit with 4 when the verdict is this or more, entries left aside that --accepted names
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(crate) fail_on: Option<FailOn>,
    /// A file of accepted entries (TOML): fingerprint, reason, and the last day; with --fail-on, one that no longer occurs
    /// fails, too
    #[arg(long, value_name = "FILE")]
    pub(crate) accepted: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct AliasArguments {
    #[command(flatten)]
    pub(crate) report: ReportArguments,
    /// Remove these names, such as types::Pet, or all of them; what is written by hand must not use them
    #[arg(long, value_name = "NAME", num_args = 0..)]
    pub(crate) remove: Option<Vec<String>>,
}

#[derive(Args, Debug)]
pub(crate) struct FetchArguments {
    #[command(flatten)]
    pub(crate) project: ProjectArguments,
    #[command(flatten)]
    pub(crate) source: SourceArguments,
    /// How to print what was done
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct BumpArguments {
    #[command(flatten)]
    pub(crate) project: ProjectArguments,
    #[command(flatten)]
    pub(crate) source: SourceArguments,
    /// Do everything but write to the tree
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write the pull request's body (Markdown) to this file [default: target/bump/pull-request.md]
    #[arg(long, value_name = "FILE")]
    pub(crate) body: Option<PathBuf>,
    /// Write the report to this file, in the form of its name: .html, .md, .json or .txt [default: target/bump/report.html]
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// How to print what was done
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

/// Where a new document comes from.
#[derive(Args, Debug)]
pub(crate) struct SourceArguments {
    /// Take the document from this file, without a network
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Download from this address [default: the one in spec.lock]
    #[arg(long, conflicts_with = "file")]
    pub(crate) url: Option<String>,
    /// The day of the release, for a document of a new API version
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_date)]
    pub(crate) released: Option<Date>,
    /// The day from which the vendor no longer serves that version
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_date)]
    pub(crate) end_of_life: Option<Date>,
    /// Give up after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) timeout: u64,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum FailOn {
    Major,
    Minor,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON object
    Json,
}
