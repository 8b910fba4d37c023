//! The kinds of changes, and how each is judged.
//!
//! The levels say what the *generated* client does. It sends no defaults, checks no bounds, knows all
//! string enums as open, ignores unknown fields of answers, and takes `anyOf` as `oneOf` (the lowering rules
//! of those names). So a tighter bound costs nothing in an answer, while a property that becomes optional
//! turns `T` into `Option<T>` wherever it stands.
//!
//! Where both clients are generated, the public Rust API decides what these levels only expect of it; the levels in
//! parentheses are what is left of a change that alters no public item.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Level;
use super::Level::{Major, Minor, Patch};

/// What is known of a kind of change: one row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// The stable id, which reports and JSON have.
    pub id: &'static str,
    /// How it is judged in what the client sends.
    pub request: Level,
    /// How it is judged in what the client reads.
    pub response: Level,
    /// The level that is left, in a request and in a response, once it is known that no public Rust item changes: what
    /// the server treats otherwise although programs compile.
    pub floor: (Level, Level),
    /// Whether the very same change at several places is one entry.
    pub grouped: bool,
    /// Whether it is a likely cause of a public Rust item that differs.
    pub alters: Alters,
    /// Whether the schemas below its place may come or go with it, and are told with it.
    pub carries_schemas: bool,
    /// Where it stands in a changelog.
    pub section: Section,
    /// Why it has these levels.
    pub why: &'static str,
    /// What a user of the client must change when it is major.
    pub remedy: &'static str,
}

/// Whether a change alters public Rust items.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Alters {
    /// Comments at most.
    Never,
    /// As an exception; it is taken for the cause only where nothing else is found. A bound may choose the type of an
    /// integer.
    Rarely,
    /// As a rule.
    Often,
}

/// A part of a changelog, as [Keep a Changelog](https://keepachangelog.com/en/1.1.0/) has them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Section {
    /// What programs can use now.
    Added,
    /// What is another thing now.
    Changed,
    /// What is to go.
    Deprecated,
    /// What is gone.
    Removed,
}

macro_rules! kinds {
    ($($kind:ident $id:literal $request:ident $response:ident ($sent:ident $read:ident) $grouped:ident $alters:ident $carries:ident $section:ident, $why:literal, $remedy:literal;)*) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Kind {
            $(#[doc = $why] $kind,)*
        }

        impl Kind {
            /// Every kind, by what it is about.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// What is known of this kind.
            pub const fn facts(self) -> Facts {
                match self {
                    $(Self::$kind => Facts {
                        id: $id,
                        request: $request,
                        response: $response,
                        floor: ($sent, $read),
                        grouped: matches!(Spread::$grouped, Spread::together),
                        alters: Alters::$alters,
                        carries_schemas: matches!(Extent::$carries, Extent::whole),
                        section: Section::$section,
                        why: $why,
                        remedy: $remedy,
                    },)*
                }
            }
        }
    };
}

impl Kind {
    /// The stable id: `property-added-optional`.
    pub const fn id(self) -> &'static str {
        self.facts().id
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

/// In the table: whether each place is an entry of its own, or all of them together are one.
#[allow(non_camel_case_types, reason = "words of the table")]
#[allow(dead_code, reason = "compared in constants only")]
enum Spread {
    each,
    together,
}

/// In the table: whether what comes or goes is the whole of what stands there, schemas included, or a part of it.
#[allow(non_camel_case_types, reason = "words of the table")]
#[allow(dead_code, reason = "compared in constants only")]
enum Extent {
    whole,
    part,
}

// kind, id, level as request and as response, floors, spread, whether it alters Rust items, extent, changelog
kinds![
    // Operations.
    OperationAdded "operation-added" Minor Minor (Patch Patch) each Often whole Added,
        "the client gains a method", "";
    OperationRemoved "operation-removed" Major Major (Patch Patch) each Often whole Removed,
        "the client loses a method", "remove the calls, or keep the old release for them";
    OperationRenamed "operation-renamed" Major Major (Patch Patch) each Often part Changed,
        "the method gets another name", "call the method by its new name";
    OperationMoved "operation-moved" Minor Minor (Minor Minor) each Rarely part Changed,
        "the client calls another address; the method stays as it is", "call the method by its new name";
    OperationDeprecated "operation-deprecated" Minor Minor (Minor Minor) together Rarely part Deprecated,
        "the vendor advises against it; it works as it did", "";
    OperationUndeprecated "operation-undeprecated" Patch Patch (Patch Patch) together Rarely part Changed,
        "the vendor no longer advises against it", "";
    OperationEntered "operation-came-into-client" Minor Minor (Patch Patch) each Often whole Added,
        "the client did not have the operation, and has it now", "";
    OperationDropped "operation-dropped-from-client" Major Major (Patch Patch) each Often whole Removed,
        "the document still has the operation, but the client can no longer express it",
        "call the operation by other means, or keep the old release for it";
    BasePathMoved "base-path-moved" Minor Minor (Minor Minor) each Rarely part Changed,
        "the same addresses are split otherwise into the server's address and the paths: the address that a client is given ends elsewhere", "";
    // Parameters.
    ParameterAddedOptional "parameter-added-optional" Minor Minor (Patch Patch) each Often whole Added,
        "the builder gains a method that need not be called", "";
    ParameterAddedRequired "parameter-added-required" Major Major (Major Major) each Often whole Added,
        "a call without it fails", "give the parameter at each call";
    ParameterRemoved "parameter-removed" Major Major (Minor Minor) each Often whole Removed,
        "the builder loses a method", "remove the parameter from each call";
    ParameterRenamed "parameter-renamed" Major Major (Minor Minor) together Often part Changed,
        "the builder's method gets another name", "give the parameter by its new name";
    ParameterMoved "parameter-moved" Minor Minor (Minor Minor) each Often part Changed,
        "the client sends it elsewhere; the builder's method stays as it is",
        "give the parameter as its new place asks";
    ParameterBecameRequired "parameter-became-required" Major Major (Major Major) each Often part Changed,
        "a call without it fails", "give the parameter at each call";
    ParameterBecameOptional "parameter-became-optional" Minor Minor (Minor Minor) each Often part Changed,
        "a call may leave it out; one that gives it compiles as it did", "";
    ParameterDeclared "parameter-declared" Patch Patch (Patch Patch) each Often part Changed,
        "the path named it already, so the client asked for it already", "";
    ParameterStyleChanged "parameter-style-changed" Minor Minor (Minor Minor) each Rarely part Changed,
        "the client writes the same value in another way", "";
    // Bodies, answers and media types.
    RequestBodyAddedOptional "request-body-added-optional" Minor Minor (Patch Patch) each Often whole Added,
        "the builder gains a method that need not be called", "";
    RequestBodyAddedRequired "request-body-added-required" Major Major (Major Major) each Often whole Added,
        "a call without a body fails", "give a body at each call";
    RequestBodyRemoved "request-body-removed" Major Major (Minor Minor) each Often whole Removed,
        "the builder loses `body`", "remove the body from each call";
    RequestBodyBecameRequired "request-body-became-required" Minor Minor (Minor Minor) each Often part Changed,
        "the client always sends the body, so a call stays as it is", "";
    RequestBodyBecameOptional "request-body-became-optional" Patch Patch (Patch Patch) each Often part Changed,
        "the client always sends the body, so a call stays as it is", "";
    MediaTypeAdded "media-type-added" Minor Minor (Minor Minor) each Often whole Added,
        "the client uses the one that it used", "use the type of the new media type";
    MediaTypeRemoved "media-type-removed" Minor Minor (Minor Minor) each Often whole Removed,
        "the client used another one", "use the type of the media type that is left";
    MediaTypeChanged "media-type-changed" Minor Minor (Minor Minor) each Often whole Changed,
        "the same body comes in another media type", "use the type of the new media type";
    EncodingChanged "encoding-changed" Minor Patch (Minor Patch) each Rarely part Changed,
        "the client may write the parts of the body in another way", "";
    ResponseAdded "response-added" Minor Minor (Minor Minor) each Often whole Added,
        "the types of success and error stay as they are", "match on the new type of the response or error";
    ResponseRemoved "response-removed" Minor Minor (Minor Minor) each Often whole Removed,
        "the types of success and error stay as they are", "expect the type of the responses that are left";
    ResponseStatusChanged "response-status-changed" Minor Minor (Minor Minor) each Often part Changed,
        "the same response comes with another status", "match on the new status, and use the type by its new name";
    ResponseHeaderChanged "response-header-changed" Patch Patch (Patch Patch) each Rarely part Changed,
        "the client does not read declared headers", "";
    // Schemas as a whole.
    SchemaRenamed "schema-renamed" Major Major (Patch Patch) each Often part Changed,
        "the Rust type gets another name", "use the type by its new name";
    SchemaAdded "schema-added" Minor Minor (Patch Patch) each Often whole Added,
        "the client gains a type", "";
    SchemaRemoved "schema-removed" Major Major (Patch Patch) each Often whole Removed,
        "the client loses a type", "use what stands in its place";
    SchemaExtracted "schema-extracted" Major Major (Patch Patch) each Often whole Changed,
        "a type that was named after its place is named by the document", "use the type by its new name";
    SchemaInlined "schema-inlined" Major Major (Patch Patch) each Often whole Changed,
        "a type that was named by the document is named after its place", "use the type by its new name";
    // Types.
    TypeChanged "type-changed" Major Major (Minor Patch) each Often whole Changed,
        "the Rust type is another one", "give and take values of the new type";
    FormatChanged "format-changed" Patch Patch (Patch Patch) each Often part Changed,
        "the Rust type is the same with either format", "give and take values of the new type";
    ContentChanged "content-changed" Minor Minor (Minor Minor) each Rarely part Changed,
        "a text holds something else, or holds it in another encoding: the client gives and takes it as it is", "";
    BecameNullable "became-nullable" Major Major (Patch Patch) each Often part Changed,
        "`T` becomes `Option<T>`", "give `Some`, and expect `None`";
    BecameNotNullable "became-not-nullable" Major Major (Minor Patch) each Often part Changed,
        "`Option<T>` becomes `T`", "give and take the value itself";
    // Properties.
    PropertyAddedOptional "property-added-optional" Minor Minor (Patch Patch) each Often whole Added,
        "the type gains a field that may be absent", "";
    PropertyAddedRequired "property-added-required" Major Minor (Major Patch) each Often whole Added,
        "a request without it is refused; a response has one more field", "give the field in each request";
    PropertyRemoved "property-removed" Major Major (Minor Patch) each Often whole Removed,
        "the type loses a field", "remove the uses of the field";
    PropertyRenamed "property-renamed" Major Major (Minor Minor) each Often part Changed,
        "the field gets another name", "use the field by its new name";
    PropertyBecameRequired "property-became-required" Major Major (Major Patch) each Often part Changed,
        "`Option<T>` becomes `T`", "give and take the value itself";
    PropertyBecameOptional "property-became-optional" Major Major (Patch Patch) each Often part Changed,
        "`T` becomes `Option<T>`", "give `Some`, and expect `None`";
    PropertyAccessChanged "property-access-changed" Patch Patch (Patch Patch) each Rarely part Changed,
        "`readOnly` and `writeOnly` alter no type", "";
    AdditionalPropertiesOpened "additional-properties-opened" Minor Minor (Minor Minor) each Often part Changed,
        "unknown properties are allowed now", "";
    AdditionalPropertiesClosed "additional-properties-closed" Minor Patch (Minor Patch) each Often part Changed,
        "the server may refuse unknown properties; in responses the client ignores them", "";
    AdditionalPropertiesChanged "additional-properties-changed" Major Major (Minor Patch) each Often whole Changed,
        "the map of further properties has another type", "use the map with its new type";
    // Enums and unions.
    EnumValueAdded "enum-value-added" Minor Minor (Patch Patch) each Often whole Added,
        "enums are open: the client could send and read the value before, now it has a name", "";
    EnumValueRemoved "enum-value-removed" Major Major (Minor Patch) each Often whole Removed,
        "the enum loses a variant", "remove the uses of the variant";
    EnumIntroduced "enum-introduced" Major Major (Minor Patch) each Often part Changed,
        "a plain value becomes an enum", "use the enum's variants";
    EnumDropped "enum-dropped" Major Major (Patch Patch) each Often part Changed,
        "an enum becomes a plain value", "use the plain value";
    ListedValuesChanged "listed-values-changed" Minor Patch (Minor Patch) each Often part Changed,
        "values that are no strings have no enum; the server may refuse what is no longer listed", "";
    ConstantChanged "constant-changed" Major Major (Minor Minor) each Often part Changed,
        "the only variant becomes another one", "use the new variant";
    UnionBranchAdded "union-branch-added" Minor Minor (Patch Patch) each Often whole Added,
        "the enum gains a variant; a `match` has an arm for what it does not know, since unions are non-exhaustive", "";
    UnionBranchRemoved "union-branch-removed" Major Major (Minor Patch) each Often whole Removed,
        "the enum loses a variant", "remove the uses of the variant";
    UnionKindChanged "union-kind-changed" Patch Patch (Patch Patch) each Rarely part Changed,
        "the client takes `anyOf` and `oneOf` alike; whether a value may fit several members is for the server to say", "";
    DiscriminatorChanged "discriminator-changed" Major Major (Patch Patch) each Often part Changed,
        "the client tells the variants apart by another property or by other values",
        "check what decides the variant in your own code";
    // What a schema says about values.
    BoundsTightened "bounds-tightened" Minor Patch (Minor Patch) together Rarely part Changed,
        "the client does not check bounds; in requests the server may refuse what it took", "";
    BoundsLoosened "bounds-loosened" Patch Patch (Patch Patch) together Rarely part Changed,
        "the client does not check bounds", "";
    BoundsChanged "bounds-changed" Minor Patch (Minor Patch) together Rarely part Changed,
        "the client does not check bounds and patterns; in requests the server may refuse what it took", "";
    DefaultChanged "default-changed" Minor Patch (Minor Patch) together Rarely part Changed,
        "the client does not send defaults: leaving it out means something else to the server", "";
    Deprecated "deprecated" Minor Minor (Minor Minor) together Rarely part Deprecated,
        "the vendor advises against it; it works as it did", "";
    Undeprecated "undeprecated" Patch Patch (Patch Patch) together Rarely part Changed,
        "the vendor no longer advises against it", "";
    LifecycleChanged "lifecycle-changed" Minor Minor (Minor Minor) together Never part Deprecated,
        "the vendor says otherwise until when, or how reliably, it will be there (`x-sunset`, `x-stability-level`)", "";
    // The document as a whole.
    SecurityAdded "security-added" Minor Minor (Minor Minor) together Rarely whole Added,
        "one more way to authenticate; the old ones still work", "";
    SecurityRelaxed "security-relaxed" Minor Minor (Minor Minor) together Rarely part Changed,
        "less is asked for: the credentials that were given still do", "";
    SecurityChanged "security-changed" Major Major (Major Major) together Rarely part Changed,
        "the credentials that a caller gave may no longer do", "give the credentials that are now asked for";
    SecuritySchemeAdded "security-scheme-added" Patch Patch (Patch Patch) each Rarely whole Added,
        "no operation asks for it", "";
    SecuritySchemeRemoved "security-scheme-removed" Patch Patch (Patch Patch) each Rarely whole Removed,
        "no operation asks for it", "";
    SecuritySchemeChanged "security-scheme-changed" Major Major (Major Major) each Rarely part Changed,
        "credentials are sent in another way", "give the credentials that are now asked for";
    SecuritySchemeRenamed "security-scheme-renamed" Patch Patch (Patch Patch) each Rarely part Changed,
        "the name is not seen outside the document", "";
    ServersChanged "servers-changed" Minor Minor (Minor Minor) together Rarely part Changed,
        "the address is an argument of the client; the listed ones changed", "";
    ServerVariableRemoved "server-variable-removed" Major Major (Major Major) each Rarely part Removed,
        "a client that is given a value for the variable is refused", "give no value for the variable";
    ApiVersionChanged "api-version-changed" Patch Patch (Patch Patch) each Rarely part Changed,
        "the number alters neither types nor calls", "";
    OpenapiVersionChanged "openapi-version-changed" Patch Patch (Patch Patch) each Often part Changed,
        "the client is generated alike from either version", "";
    DocumentationChanged "documentation-changed" Patch Patch (Patch Patch) together Never part Changed,
        "texts and examples only", "";
    MetadataChanged "metadata-changed" Patch Patch (Patch Patch) together Never part Changed,
        "links and extensions (`x-…`) alter neither types nor calls", "";
    // What the document does not account for.
    RustItemChanged "rust-item-changed" Major Major (Patch Patch) each Often part Changed,
        "nothing differs at the item's place in the document: its name follows from others, or an overlay did it",
        "adapt the uses of the items that went or changed";
    AliasRemoved "alias-removed" Major Major (Patch Patch) each Often part Removed,
        "the client kept these names for what was renamed, until a major version",
        "use the names that the compiler's warnings give";
    // What the client has nothing of.
    IncomingCallAdded "incoming-call-added" Patch Patch (Patch Patch) each Rarely whole Added,
        "the client does not receive calls: webhooks and callbacks are left out", "";
    IncomingCallRemoved "incoming-call-removed" Patch Patch (Patch Patch) each Rarely whole Removed,
        "the client does not receive calls: webhooks and callbacks are left out", "";
    IncomingCallChanged "incoming-call-changed" Patch Patch (Patch Patch) each Rarely part Changed,
        "the client does not receive calls: webhooks and callbacks are left out", "";
    UnusedComponentAdded "unused-component-added" Patch Patch (Patch Patch) each Rarely part Added,
        "no parameter or body of an operation leads to it, so the client has nothing of it", "";
    UnusedComponentRemoved "unused-component-removed" Patch Patch (Patch Patch) each Rarely part Removed,
        "no parameter or body of an operation led to it, so the client had nothing of it", "";
    UnusedComponentChanged "unused-component-changed" Patch Patch (Patch Patch) each Rarely part Changed,
        "no parameter or body of an operation leads to it, so the client has nothing of it", "";
];
