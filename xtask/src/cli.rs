//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// From a vendor's OpenAPI document to a Rust client that works.
///
/// Exit status: 0 fine, 1 failure, 2 usage, 4 stale.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
pub(crate) struct Cli {
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
    Status(ReportArguments),
    /// Write a stand-alone crate from any OpenAPI document
    Generate(GenerateArguments),
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
pub(crate) struct ProjectArguments {
    /// The workspace [default: the nearest folder upwards that holds spec/codegen.toml]
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
    /// Keep the operations of this path (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) select_path: Vec<String>,
    /// Keep the operations with this tag (repeatable)
    #[arg(long, value_name = "TAG")]
    pub(crate) select_tag: Vec<String>,
    /// Keep the operation with this operationId (repeatable)
    #[arg(long, value_name = "ID")]
    pub(crate) select_operation: Vec<String>,
    /// Apply this OpenAPI Overlay 1.0 document (repeatable, in this order)
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Vec<PathBuf>,
    /// Move this path prefix, such as /{Version}, into the base address
    #[arg(long, value_name = "PREFIX")]
    pub(crate) base_path: Option<String>,
    /// The crate's name [default: the folder's]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// How to print the report
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON object
    Json,
}
