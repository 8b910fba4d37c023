//! The table of rules, in the order in which they apply.
//!
//! References come first, because later rules look through them; then the syntax of schemas, outside in;
//! then compositions and unions; then operations, which by now are written out; names and order come last.

use super::Rule;
use super::{
    aliases, answers, base_path, bodies, components, compose, cycles, documents, incomplete,
    keywords, naming, objects, operations, parameters, references, types, unions, values,
};

macro_rules! rules {
    ($($id:literal, $apply:path, $does:literal, $why:literal, $link:literal, $upstream:expr;)*) => {
        &[$(Rule { id: $id, does: $does, why: $why, link: $link, upstream: $upstream, apply: $apply }),*]
    };
}

/// A rule that works around the generator, where no issue of its own is known.
const NONE_KNOWN: &str = "no issue of progenitor's, typify's or openapiv3's is known";

/// A rule that works around nothing: it is what OpenAPI says, or what we want.
const NOT_ONE: &str = "";

/// Every rule, in the order in which they apply.
pub const RULES: &[Rule] = rules![
    "incoming-calls", documents::incoming_calls,
        "Drops `webhooks` and `callbacks`.",
        "They are calls that the vendor makes; an entry without operationId among them would fail the document.",
        "https://spec.openapis.org/oas/v3.1.0#openapi-object", NOT_ONE;
    "sub-schema-references", references::sub_schemas,
        "Makes a component of what a `$ref` into the middle of the document points at.",
        "progenitor and typify resolve a reference by its last token, in `components/schemas` only.",
        "", NONE_KNOWN;
    "unresolved-references", references::unresolved,
        "Turns a schema reference to another file, or to nothing, into any value.",
        "typify panics at it; the value itself can still be sent and received.",
        "", NONE_KNOWN;
    "aliases", aliases::resolved,
        "Lets references to a component that is only another name lead to what it names.",
        "typify makes a type of its own of every name, so that a new name in the document would break programs.",
        "", NONE_KNOWN;
    "vendor-extensions", documents::extensions,
        "Drops `x-` keys, but for `x-also-named` of schemas, `x-sent` of parameters and `x-stream-end` of media types.",
        "They say nothing to progenitor, but for `x-rust-type`, with which a vendor's document could name Rust paths.",
        "", NONE_KNOWN;
    "boolean-schemas", keywords::boolean_schemas,
        "Writes the schemas `true` and `false` as 3.0 can.",
        "openapiv3 reads objects there and fails the document.",
        "https://json-schema.org/draft/2020-12/json-schema-core#section-4.3.2", "https://github.com/oxidecomputer/progenitor/issues/762";
    "reference-siblings", references::siblings,
        "Puts what stands beside a `$ref` around it, as an `allOf` of one.",
        "openapiv3 ignores it, and with it `nullable`.",
        "https://spec.openapis.org/oas/v3.1.0#reference-object", "https://github.com/oxidecomputer/progenitor/issues/762";
    "version", documents::version,
        "Sets the version to 3.0.3.",
        "progenitor refuses every other one by its string.",
        "", "https://github.com/oxidecomputer/progenitor/issues/762";
    "constants", keywords::constants,
        "Turns `const` into an `enum` of one value.",
        "3.0 does not have `const`, and openapiv3 drops it without a word.",
        "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.3", "https://github.com/oxidecomputer/progenitor/issues/762";
    "null-values", keywords::null_values,
        "Turns `null` in types, enums and unions into `nullable`.",
        "3.0 does not have the type `null`; `nullable` becomes `Option`.",
        "https://spec.openapis.org/oas/v3.0.3#schema-object", "https://github.com/oxidecomputer/progenitor/issues/762";
    "tuples", keywords::tuples,
        "Turns `prefixItems` into a list of any values.",
        "3.0 does not have tuples.",
        "", "https://github.com/oxidecomputer/progenitor/issues/762";
    "type-lists", keywords::type_lists,
        "Turns a list of types into a `oneOf`.",
        "3.0 has one type a schema.",
        "", "https://github.com/oxidecomputer/progenitor/issues/762";
    "pattern-properties", keywords::pattern_properties,
        "Turns `patternProperties` into `additionalProperties`.",
        "3.0 does not have them; the names are not checked, the values keep their type when there is one.",
        "", "https://github.com/oxidecomputer/progenitor/issues/762";
    "contents", keywords::contents,
        "Turns `contentEncoding` and `contentMediaType` into the formats `byte` and `binary`.",
        "That is how 3.0 says it.",
        "https://spec.openapis.org/oas/v3.1.0#considerations-for-file-uploads", "https://github.com/oxidecomputer/progenitor/issues/762";
    "schema-examples", keywords::examples,
        "Turns `examples` of a schema into its `example`.",
        "3.0 has one example a schema.",
        "", "https://github.com/oxidecomputer/progenitor/issues/762";
    "exclusive-bounds", keywords::exclusive_bounds,
        "Turns numeric exclusive bounds into flags, and drops flags without a bound.",
        "3.0 has flags; progenitor panics at one without its bound.",
        "", "https://github.com/oxidecomputer/progenitor/issues/762";
    "unknown-keywords", keywords::unknown,
        "Drops keywords of schemas that 3.0 does not know, or that do not hold what they must.",
        "openapiv3 ignores the former and fails the document at the latter (`required: true` on a property).",
        "https://spec.openapis.org/oas/v3.0.3#schema-object", "https://github.com/oxidecomputer/progenitor/issues/762";
    "unknown-keys", documents::unknown_keys,
        "Drops keys of other objects that 3.0 does not know, or that do not hold what they must; also `links`, `examples` and the `headers` of answers.",
        "They say nothing to progenitor, and a malformed one fails the document.",
        "https://spec.openapis.org/oas/v3.0.3#schema", NONE_KNOWN;
    "incomplete-objects", incomplete::objects,
        "Drops a licence without a name, external documentation and servers without an address, and servers whose variables have no value; a variable without a default takes the first value that it lists.",
        "openapiv3 fails the document at each, and none of them is needed to call an operation.",
        "https://spec.openapis.org/oas/v3.0.3#server-variable-object", NONE_KNOWN;
    "implied-types", types::implied,
        "Gives a schema the type that its keywords imply.",
        "Without it, progenitor guesses only when the schema is nullable, and then guesses lists for numbers and strings.",
        "", NONE_KNOWN;
    "misplaced-keywords", types::misplaced,
        "Drops keywords that do not belong to the schema's type.",
        "typify panics at, for instance, a boolean with a format.",
        "", NONE_KNOWN;
    "defaults", values::defaults,
        "Moves `default` into the description.",
        "progenitor sends defaults explicitly, and refuses the document for one that does not fit its schema.",
        "https://spec.openapis.org/oas/v3.0.3#properties", NONE_KNOWN;
    "string-constraints", values::strings,
        "Moves patterns and lengths of strings into the description.",
        "They become validating newtypes; one deviating value fails a whole answer, and double-escaped patterns refuse every value.",
        "", NOT_ONE;
    "number-constraints", values::numbers,
        "Moves bounds of numbers into the description; an unsigned 64-bit bound becomes the format `uint64`.",
        "Bounds outside i64 fail the document, `minimum: 1` becomes a non-zero type that fails a whole answer at 0.",
        "", NOT_ONE;
    "sizes", types::sizes,
        "Moves sizes of lists and maps into the description.",
        "Equal bounds become fixed-size arrays, for which serde stops at 32; the others say nothing to typify.",
        "", NONE_KNOWN;
    "formats", values::formats,
        "Moves formats that neither typify nor `[generator.formats]` knows into the description.",
        "They have no effect on the type, and progenitor refuses them in text bodies.",
        "https://spec.openapis.org/registry/format/", NONE_KNOWN;
    "enums", values::enums,
        "Turns enums of strings that are the same Rust name, or of mixed values, into plain values; drops duplicates.",
        "typify panics at the collision (`ASC` and `asc`); an enum of numbers refuses what the vendor adds.",
        "", "https://github.com/oxidecomputer/typify/issues/948";
    "nullable-components", objects::nullable_components,
        "Moves `null` from a component to the places that refer to it.",
        "typify writes a nullable union twice under one name, and wraps other nullable components in two optionals.",
        "", NONE_KNOWN;
    "discriminated-parents", unions::parents,
        "Makes an object with a discriminator the union of the components that extend it.",
        "progenitor ignores the discriminator: what only the children have could be neither sent nor read.",
        "https://spec.openapis.org/oas/v3.0.3#composition-and-inheritance-polymorphism", NONE_KNOWN;
    "composition-cycles", cycles::cycles,
        "Takes a schema out of what it is composed of itself; to a child, a parent that lists its children is what it says beside the list.",
        "typify follows it until the stack ends, which no caller can catch.",
        "", NONE_KNOWN;
    "compositions", compose::all,
        "Merges `allOf`, and what stands beside a union, into one object or one union.",
        "typify makes an empty enum of parts with `additionalProperties: false`, and recurses without end where a recursive property is refined.",
        "https://spec.openapis.org/oas/v3.0.3#composition-and-inheritance-polymorphism", NONE_KNOWN;
    "any-of", unions::any_of,
        "Turns `anyOf` into `oneOf`.",
        "typify flattens the members of an `anyOf` into one struct, which fails at run time for anything but objects.",
        "", "https://github.com/oxidecomputer/typify/issues/895";
    "degenerate-unions", unions::degenerate,
        "Simplifies unions with one member, repeated members, or one that any value satisfies.",
        "typify would make enums with variants that never occur.",
        "", NONE_KNOWN;
    "discriminators", unions::discriminators,
        "Drops discriminators that belong to no union; completes the references in their mappings.",
        "A mapping may name a component or refer to it, and renaming has to find both.",
        "https://spec.openapis.org/oas/v3.0.3#discriminator-object", NOT_ONE;
    "required-properties", objects::required,
        "Describes required properties that are not described; drops duplicate names.",
        "typify panics at them in the members of a union.",
        "", NONE_KNOWN;
    "open-objects", objects::open_objects,
        "Drops `additionalProperties: true`.",
        "It says what holds without it; typify panics at it in tagged unions.",
        "", NONE_KNOWN;
    "colliding-properties", objects::colliding_properties,
        "Moves properties that are the same Rust field as another one to the additional properties.",
        "typify writes both fields, and the code does not compile. No value is lost: the additional ones are a map.",
        "", NONE_KNOWN;
    "closed-answers", objects::closed_answers,
        "Opens closed objects in answers, other than members of unions.",
        "A field that the vendor adds would fail the whole answer.",
        "", NOT_ONE;
    "unreadable-schemas", objects::unreadable,
        "Turns a schema that openapiv3 still cannot read into any value.",
        "It would fail the whole document.",
        "", NOT_ONE;
    "shared-inline-types", naming::shared_types,
        "Makes a component of each inline type in a parameter, body or response that operations share.",
        "Written out, it would become a type for each operation: a program could not handle a shared error once.",
        "", NOT_ONE;
    "written-out", references::inline,
        "Writes parameters, bodies, answers and path items out where they are used.",
        "progenitor resolves some of them only; and what a rule changes for one operation must not change another.",
        "", NONE_KNOWN;
    "missing-operation-ids", operations::missing_ids,
        "Makes an operationId from method and path.",
        "progenitor refuses the whole document for one that is missing.",
        "https://spec.openapis.org/oas/v3.0.3#operation-object", "https://github.com/oxidecomputer/progenitor/issues/517";
    "colliding-operation-ids", operations::colliding_ids,
        "Numbers operationIds that are the same Rust name, and renames those that the client uses itself.",
        "progenitor refuses exact duplicates, and writes methods that do not compile for the others.",
        "", NONE_KNOWN;
    "tags", operations::tags,
        "Keeps the first tag of an operation.",
        "With one trait a tag, several tags make the method ambiguous (E0034).",
        "", NOT_ONE;
    "malformed-parameters", parameters::malformed,
        "Drops parameters without a name or place, and headers and cookies whose name is no token; an operation that requires one is left out.",
        "They fail the document or panic when they are sent, and a required one must not vanish without a word.",
        "https://spec.openapis.org/oas/v3.0.3#parameter-object", NOT_ONE;
    "ignored-headers", parameters::ignored_headers,
        "Drops the header parameters `Accept`, `Content-Type`, `Authorization` and `User-Agent`, unless they say `x-sent: true`.",
        "OpenAPI says that the first three SHALL be ignored, the last belongs to the HTTP client; as arguments they put the token into `Debug`.",
        "https://spec.openapis.org/oas/v3.0.3#parameter-object", NOT_ONE;
    "path-parameters", parameters::path_templates,
        "Declares path parameters that the template names, drops those it does not, requires all.",
        "progenitor panics at each of the three.",
        "https://spec.openapis.org/oas/v3.0.3#path-templating", NONE_KNOWN;
    "parameter-descriptions", parameters::descriptions,
        "Moves the description of an inline schema to its parameter.",
        "progenitor documents the parameter's only, and the default would be lost.",
        "", NONE_KNOWN;
    "body-parts", bodies::parts,
        "Drops request bodies without content.",
        "There is nothing to send.",
        "https://spec.openapis.org/oas/v3.0.3#request-body-object", NOT_ONE;
    "files", bodies::files,
        "Marks the files of multipart bodies; a schema that other bodies use as well is copied for it.",
        "A file is a type of its own in Rust, and a string everywhere else.",
        "https://spec.openapis.org/oas/v3.0.3#special-considerations-for-multipart-content", NOT_ONE;
    "answer-parts", answers::parts,
        "Adds what openapiv3 insists on (`responses`, `description`), drops unknown statuses.",
        "A missing one fails the document.",
        "https://spec.openapis.org/oas/v3.0.3#response-object", NOT_ONE;
    "base-path", base_path::apply,
        "Moves a path prefix into the server addresses, with its parameters.",
        "The version of an API belongs into the client's address, once, instead of into every call.",
        "", NOT_ONE;
    "component-names", components::names,
        "Renames components that are the same Rust type as another one, or as one of the prelude.",
        "typify writes both types, and the code does not compile.",
        "", NONE_KNOWN;
    "inline-type-names", naming::inline_types,
        "Makes a component of each inline type, with a name that is made from its place.",
        "typify's names depend on the order of the document and on what else is in it, and it silently uses a type that has the name already.",
        "", NONE_KNOWN;
    "titles", values::titles,
        "Drops titles; one without a description becomes it.",
        "typify names types by their titles, and silently uses one type for all schemas of one title.",
        "", NONE_KNOWN;
    "unreached-components", components::unreached,
        "Drops components and tags that no operation leads to.",
        "They would be generated all the same.",
        "", NOT_ONE;
];
