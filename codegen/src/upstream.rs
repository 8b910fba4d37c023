//! What progenitor and typify make of a construct, and what the runtime does in their place.
//!
//! Lowering, comparison and rendering ask here, so that no two of them have another opinion: how a name is spelled in Rust
//! ([`names`]), which names are taken, which formats are types, which media type is used ([`media`]), which parameters are not
//! a call's. What goes over the wire is in [`crate::wire`], and what is worked around, with the issue that it is for, in
//! [`crate::lower::RULES`].

pub(crate) mod media;
pub(crate) mod names;

/// Names that generated code uses itself: methods of `Client` and its traits, and what its modules import.
pub(crate) const OF_CLIENTS: [&str; 24] = [
    "new",
    "new_with_client",
    "pre",
    "post",
    "exec",
    "baseurl",
    "client",
    "inner",
    "api_version",
    "builder",
    "prelude",
    "types",
    "byte_stream",
    "client_info",
    "client_hooks",
    "error",
    "operation_info",
    "request_builder_ext",
    "response_value",
    "result",
    "option",
    "string",
    "vec",
    "box",
];

/// Names that typify writes without a path, or that the prelude has: a type of that name would hide them.
pub(crate) const OF_TYPES: [&str; 17] = [
    "String", "Vec", "Option", "Some", "None", "Result", "Ok", "Err", "Box", "Default", "Clone",
    "From", "Into", "TryFrom", "TryInto", "ToString", "Self",
];

/// Formats that become types of their own, and those that later stages look for.
const STRING_FORMATS: [&str; 10] = [
    "date",
    "date-time",
    "time",
    "uuid",
    "ip",
    "ipv4",
    "ipv6",
    "password",
    "byte",
    "binary",
];
// Not `int` and `uint`, which schemars writes for the integers of a machine's own size: typify takes them for 32 bits.
const INTEGER_FORMATS: [&str; 8] = [
    "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64",
];
const NUMBER_FORMATS: [&str; 2] = ["float", "double"];

/// The formats that make something of a value of this `type`.
pub(crate) fn known_formats(kind: Option<&str>) -> &'static [&'static str] {
    match kind {
        Some("string") => &STRING_FORMATS,
        Some("integer") => &INTEGER_FORMATS,
        Some("number") => &NUMBER_FORMATS,
        _ => &[],
    }
}

/// Whether a header parameter is not a call's to set. OpenAPI says that the first three SHALL be ignored; the last is sent with
/// each request, and the client's builder sets it, so that nothing is lost.
pub(crate) fn is_ignored_header(name: &str) -> bool {
    ["accept", "content-type", "authorization", "user-agent"]
        .iter()
        .any(|ignored| name.eq_ignore_ascii_case(ignored))
}
