//! The kinds of changes, and how each is judged.
//!
//! The levels say what the *generated* client does. It sends no defaults, checks no bounds, knows all
//! string enums as open, ignores unknown fields of answers, and takes `anyOf` as `oneOf` (the lowering rules
//! of those names). So a tighter bound costs nothing in an answer, while a property that becomes optional
//! turns `T` into `Option<T>` wherever it stands.
//!
//! Where both clients are generated, the public Rust API decides what these levels only expect of it; the levels in
//! parentheses are what is left of a change that alters no public item.

use super::Level;
use super::Level::{Major, Minor, Patch};

/// A kind of change.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The stable id.
    pub id: &'static str,
    /// How it is judged in what the client sends.
    pub request: Level,
    /// How it is judged in what the client reads.
    pub answer: Level,
    /// The level that is left, in a request and in an answer, once it is known that no public Rust item changes: what
    /// the server treats otherwise although programs compile.
    pub floor: (Level, Level),
    /// Whether the very same change at several places is one entry.
    pub grouped: bool,
    /// Why it has these levels.
    pub why: &'static str,
    /// What a user of the client must change when it is major.
    pub remedy: &'static str,
}

macro_rules! kinds {
    ($($id:literal $request:ident $answer:ident ($sent:ident $read:ident) $grouped:ident, $why:literal, $remedy:literal;)*) => {
        &[$(Kind {
            id: $id,
            request: $request,
            answer: $answer,
            floor: ($sent, $read),
            grouped: $grouped(),
            why: $why,
            remedy: $remedy,
        }),*]
    };
}

const fn each() -> bool {
    false
}

const fn together() -> bool {
    true
}

/// Every kind, by what it is about.
pub const KINDS: &[Kind] = kinds![
    // Operations.
    "operation-added" Minor Minor (Patch Patch) each,
        "the client gains a method", "";
    "operation-removed" Major Major (Patch Patch) each,
        "the client loses a method", "remove the calls, or keep the old release for them";
    "operation-renamed" Major Major (Patch Patch) each,
        "the method gets another name", "call the method by its new name";
    "operation-moved" Minor Minor (Minor Minor) each,
        "the client calls another address; the method stays as it is", "call the method by its new name";
    "operation-deprecated" Minor Minor (Minor Minor) each,
        "the vendor advises against it; it works as it did", "";
    "operation-undeprecated" Patch Patch (Patch Patch) each,
        "the vendor no longer advises against it", "";
    // Parameters.
    "parameter-added-optional" Minor Minor (Patch Patch) each,
        "the builder gains a method that need not be called", "";
    "parameter-added-required" Major Major (Major Major) each,
        "a call without it fails", "give the parameter at each call";
    "parameter-removed" Major Major (Minor Minor) each,
        "the builder loses a method", "remove the parameter from each call";
    "parameter-renamed" Major Major (Minor Minor) each,
        "the builder's method gets another name", "give the parameter by its new name";
    "parameter-moved" Minor Minor (Minor Minor) each,
        "the client sends it elsewhere; the builder's method stays as it is",
        "give the parameter as its new place asks";
    "parameter-became-required" Major Major (Major Major) each,
        "a call without it fails", "give the parameter at each call";
    "parameter-became-optional" Minor Minor (Minor Minor) each,
        "a call may leave it out; one that gives it compiles as it did", "";
    "parameter-declared" Patch Patch (Patch Patch) each,
        "the path named it already, so the client asked for it already", "";
    "parameter-style-changed" Minor Minor (Minor Minor) each,
        "the client writes the same value in another way", "";
    // Bodies, answers and media types.
    "request-body-added-optional" Minor Minor (Patch Patch) each,
        "the builder gains a method that need not be called", "";
    "request-body-added-required" Major Major (Major Major) each,
        "a call without a body fails", "give a body at each call";
    "request-body-removed" Major Major (Minor Minor) each,
        "the builder loses `body`", "remove the body from each call";
    "request-body-became-required" Minor Minor (Minor Minor) each,
        "the client always sends the body, so a call stays as it is", "";
    "request-body-became-optional" Patch Patch (Patch Patch) each,
        "the client always sends the body, so a call stays as it is", "";
    "media-type-added" Minor Minor (Minor Minor) each,
        "the client uses the one that it used", "use the type of the new media type";
    "media-type-removed" Minor Minor (Minor Minor) each,
        "the client used another one", "use the type of the media type that is left";
    "encoding-changed" Minor Patch (Minor Patch) each,
        "the client may write the parts of the body in another way", "";
    "response-added" Minor Minor (Minor Minor) each,
        "the types of success and error stay as they are", "match on the new type of the answer or error";
    "response-removed" Minor Minor (Minor Minor) each,
        "the types of success and error stay as they are", "expect the type of the answers that are left";
    "response-header-changed" Patch Patch (Patch Patch) each,
        "the client does not read declared headers", "";
    // Schemas as a whole.
    "schema-renamed" Major Major (Patch Patch) each,
        "the Rust type gets another name", "use the type by its new name";
    "schema-added" Minor Minor (Patch Patch) each,
        "the client gains a type", "";
    "schema-removed" Major Major (Patch Patch) each,
        "the client loses a type", "use what stands in its place";
    "schema-extracted" Major Major (Patch Patch) each,
        "a type that was named after its place is named by the document", "use the type by its new name";
    "schema-inlined" Major Major (Patch Patch) each,
        "a type that was named by the document is named after its place", "use the type by its new name";
    // Types.
    "type-changed" Major Major (Minor Patch) each,
        "the Rust type is another one", "give and take values of the new type";
    "format-changed" Patch Patch (Patch Patch) each,
        "the Rust type is the same with either format", "give and take values of the new type";
    "became-nullable" Major Major (Patch Patch) each,
        "`T` becomes `Option<T>`", "give `Some`, and expect `None`";
    "became-not-nullable" Major Major (Minor Patch) each,
        "`Option<T>` becomes `T`", "give and take the value itself";
    // Properties.
    "property-added-optional" Minor Minor (Patch Patch) each,
        "the type gains a field that may be absent", "";
    "property-added-required" Major Minor (Major Patch) each,
        "a request without it is refused; an answer has one more field", "give the field in each request";
    "property-removed" Major Major (Minor Patch) each,
        "the type loses a field", "remove the uses of the field";
    "property-renamed" Major Major (Minor Minor) each,
        "the field gets another name", "use the field by its new name";
    "property-became-required" Major Major (Major Patch) each,
        "`Option<T>` becomes `T`", "give and take the value itself";
    "property-became-optional" Major Major (Patch Patch) each,
        "`T` becomes `Option<T>`", "give `Some`, and expect `None`";
    "property-access-changed" Patch Patch (Patch Patch) each,
        "`readOnly` and `writeOnly` alter no type", "";
    "additional-properties-opened" Minor Minor (Minor Minor) each,
        "unknown properties are allowed now", "";
    "additional-properties-closed" Minor Patch (Minor Patch) each,
        "the server may refuse unknown properties; in answers the client ignores them", "";
    "additional-properties-changed" Major Major (Minor Patch) each,
        "the map of further properties has another type", "use the map with its new type";
    // Enums and unions.
    "enum-value-added" Minor Minor (Patch Patch) each,
        "enums are open: the client could send and read the value before, now it has a name", "";
    "enum-value-removed" Major Major (Minor Patch) each,
        "the enum loses a variant", "remove the uses of the variant";
    "enum-introduced" Major Major (Minor Patch) each,
        "a plain value becomes an enum", "use the enum's variants";
    "enum-dropped" Major Major (Patch Patch) each,
        "an enum becomes a plain value", "use the plain value";
    "listed-values-changed" Minor Patch (Minor Patch) each,
        "values that are no strings have no enum; the server may refuse what is no longer listed", "";
    "constant-changed" Major Major (Minor Minor) each,
        "the only variant becomes another one", "use the new variant";
    "union-branch-added" Minor Minor (Patch Patch) each,
        "the enum gains a variant; a `match` has an arm for what it does not know, since unions are non-exhaustive", "";
    "union-branch-removed" Major Major (Minor Patch) each,
        "the enum loses a variant", "remove the uses of the variant";
    "discriminator-changed" Major Major (Major Major) each,
        "the client tells the variants apart by another property or by other values",
        "check what decides the variant in your own code";
    // What a schema says about values.
    "bounds-tightened" Minor Patch (Minor Patch) together,
        "the client does not check bounds; in requests the server may refuse what it took", "";
    "bounds-loosened" Patch Patch (Patch Patch) together,
        "the client does not check bounds", "";
    "bounds-changed" Minor Patch (Minor Patch) together,
        "the client does not check bounds and patterns; in requests the server may refuse what it took", "";
    "default-changed" Minor Patch (Minor Patch) together,
        "the client does not send defaults: leaving it out means something else to the server", "";
    "deprecated" Minor Minor (Minor Minor) together,
        "the vendor advises against it; it works as it did", "";
    "undeprecated" Patch Patch (Patch Patch) together,
        "the vendor no longer advises against it", "";
    // The document as a whole.
    "security-added" Minor Minor (Minor Minor) together,
        "one more way to authenticate; the old ones still work", "";
    "security-changed" Major Major (Major Major) together,
        "the credentials that a caller gave may no longer do", "give the credentials that are now asked for";
    "security-scheme-added" Patch Patch (Patch Patch) each,
        "no operation asks for it", "";
    "security-scheme-removed" Patch Patch (Patch Patch) each,
        "no operation asks for it", "";
    "security-scheme-changed" Major Major (Major Major) each,
        "credentials are sent in another way", "give the credentials that are now asked for";
    "security-scheme-renamed" Patch Patch (Patch Patch) each,
        "the name is not seen outside the document", "";
    "servers-changed" Minor Minor (Minor Minor) together,
        "the address is an argument of the client; the listed ones changed", "";
    "api-version-changed" Patch Patch (Patch Patch) each,
        "the number alters neither types nor calls", "";
    "openapi-version-changed" Patch Patch (Patch Patch) each,
        "the client is generated alike from either version", "";
    "documentation-changed" Patch Patch (Patch Patch) together,
        "texts and examples only", "";
    // What the document does not account for.
    "rust-item-changed" Major Major (Patch Patch) each,
        "nothing differs at the item's place in the document: its name follows from others, or an overlay did it",
        "adapt the uses of the items that went or changed";
    // What the client has nothing of.
    "incoming-call-added" Patch Patch (Patch Patch) each,
        "the client does not receive calls: webhooks and callbacks are left out", "";
    "incoming-call-removed" Patch Patch (Patch Patch) each,
        "the client does not receive calls: webhooks and callbacks are left out", "";
    "incoming-call-changed" Patch Patch (Patch Patch) each,
        "the client does not receive calls: webhooks and callbacks are left out", "";
    "unused-component-added" Patch Patch (Patch Patch) each,
        "no operation reaches it, so the client has nothing of it", "";
    "unused-component-removed" Patch Patch (Patch Patch) each,
        "no operation reached it, so the client had nothing of it", "";
    "unused-component-changed" Patch Patch (Patch Patch) each,
        "no operation reaches it, so the client has nothing of it", "";
];

/// The kind with this id.
pub(super) fn kind(id: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.id == id)
}
