//! Where the report and that of `redocly diff` differ on real revisions, and why.
//!
//! The other one judges documents, this one judges the generated client: a field that is gone from a request is gone
//! from a Rust type, and a pattern that nobody checks is no reason to change a program.

#[path = "vendor_pair.rs"]
mod vendor;

/// Counts of major, minor and patch.
pub(crate) type Counts = [usize; 3];

/// Two revisions of one document.
pub(crate) struct Pair {
    /// The old document, below the corpus.
    pub(crate) old: &'static str,
    /// The new one.
    pub(crate) new: &'static str,
    /// The entries of this report.
    pub(crate) ours: Counts,
    /// The entries of the other one.
    pub(crate) redocly: Counts,
    /// Where they differ, and why.
    pub(crate) rows: &'static [Row],
}

/// What the other differ says, and what is said here instead or as well.
pub(crate) struct Row {
    /// How many of its entries, and which.
    pub(crate) redocly: (usize, &'static str),
    /// The entries here, by kind and subject. None means that there must be none for it.
    pub(crate) ours: &'static [(&'static str, &'static str)],
    /// Why they differ, or what one covers the other with.
    pub(crate) why: &'static str,
}

const fn row(
    redocly: (usize, &'static str),
    ours: &'static [(&'static str, &'static str)],
    why: &'static str,
) -> Row {
    Row { redocly, ours, why }
}

/// The pairs of the corpus.
pub(crate) const PAIRS: &[Pair] = &[
    vendor::PAIR,
    Pair {
        old: "corpus/pairs/adyen-checkout-v71.old.yaml",
        new: "corpus/pairs/adyen-checkout-v71.new.yaml",
        ours: [0, 2, 1],
        redocly: [0, 4, 0],
        rows: &[
            row(
                (2, "minor: added properties of a response and of a request"),
                &[
                    (
                        "property-added-optional",
                        "schema `StoredPaymentMethod`, property `cashtag`",
                    ),
                    (
                        "property-added-optional",
                        "schema `DirectDebitAuDetails`, property `holderName`",
                    ),
                ],
                "the same",
            ),
            row(
                (
                    2,
                    "minor: added properties of `AdditionalDataCommon` and `ResponseAdditionalDataCommon`",
                ),
                &[("unused-component-changed", "2 changes of unused components")],
                "only `x-anyOf` refers to them: no operation reaches them, and the client has no such types",
            ),
        ],
    },
    Pair {
        old: "corpus/pairs/apache-polaris-mgmt.old.yaml",
        new: "corpus/pairs/apache-polaris-mgmt.new.yaml",
        ours: [0, 1, 0],
        redocly: [25, 0, 0],
        rows: &[row(
            (
                25,
                "major: schema-constraint-changed, the same pattern 25 times",
            ),
            &[("bounds-changed", "schema `CatalogRole`, property `name`")],
            "one cause, so one entry with 25 places; minor, because the client does not check patterns",
        )],
    },
    Pair {
        old: "corpus/pairs/qdrant-api.old.json",
        new: "corpus/pairs/qdrant-api.new.json",
        ours: [2, 4, 3],
        redocly: [1, 3, 11],
        rows: &[
            row(
                (1, "major: property-removed in the answer of `telemetry`"),
                &[(
                    "property-removed",
                    "schema `StrictModeConfigOutput`, property `max_disk_usage_percent`",
                )],
                "the same; told at the schema, with both operations that answer with it",
            ),
            row(
                (1, "patch: property removed from a request"),
                &[(
                    "property-removed",
                    "schema `StrictModeConfig`, property `max_disk_usage_percent`",
                )],
                "major: in Rust a field is gone, whichever way it is sent",
            ),
            row(
                (2, "patch: `deprecated`"),
                &[(
                    "deprecated",
                    "schema `StrictModeConfigOutput`, property `max_resident_memory_percent`",
                )],
                "minor, and one cause: a caller has to look for something else in time",
            ),
            row(
                (1, "minor: path `/quotas` added"),
                &[
                    ("operation-added", "GET /quotas (get_quotas)"),
                    ("operation-added", "PUT /quotas (update_quotas)"),
                ],
                "one entry a method of the client",
            ),
            row(
                (6, "patch: schemas added"),
                &[],
                "they come with the operations and the property that use them, and are named there",
            ),
        ],
    },
    Pair {
        old: "corpus/pairs/redocly-museum.old.yaml",
        new: "corpus/pairs/redocly-museum.new.yaml",
        ours: [13, 2, 6],
        redocly: [5, 2, 22],
        rows: &[
            row(
                (
                    1,
                    "major: required-properties-removed in the answers of `special-events`",
                ),
                &[(
                    "property-became-optional",
                    "schema `SpecialEvent`, property `eventId`",
                )],
                "the same",
            ),
            row(
                (
                    1,
                    "major: schema-combinator-changed in the request of `tickets`",
                ),
                &[
                    ("schema-renamed", "schema `BuyMuseumTickets`"),
                    (
                        "property-became-optional",
                        "schema `BuyMuseumTickets`, property `email`",
                    ),
                    (
                        "property-removed",
                        "schema `BuyMuseumTickets`, property `phone`",
                    ),
                    (
                        "property-added-optional",
                        "schema `BuyMuseumTickets`, property `ticketId`",
                    ),
                ],
                "an `allOf` and its parts written out are one Rust type; what differs are the fields",
            ),
            row(
                (
                    3,
                    "major: required-properties-removed, schema-type-changed, property-removed in the answer of `tickets`",
                ),
                &[
                    ("schema-renamed", "schema `MuseumTicketsConfirmation`"),
                    (
                        "property-removed",
                        "schema `MuseumTicketsConfirmation`, property `eventName`",
                    ),
                    (
                        "property-became-optional",
                        "schema `MuseumTicketsConfirmation`, property `ticketId`",
                    ),
                    (
                        "property-added-optional",
                        "schema `MuseumTicketsConfirmation`, property `eventId`",
                    ),
                ],
                "as above: the fields that are gone, not all of them",
            ),
            row(
                (12, "patch: schemas renamed, removed, added"),
                &[
                    ("schema-renamed", "schema `MuseumHours`"),
                    ("schema-renamed", "schema `SpecialEventCollection`"),
                    ("schema-renamed", "schema `SpecialEventFields`"),
                    ("schema-renamed", "schema `SpecialEvent`"),
                    ("schema-renamed", "schema `TicketCodeImage`"),
                ],
                "major: a name of a schema is a name in Rust; matched by use, which it does for some",
            ),
            row(
                (
                    2,
                    "minor and patch: property added to, and description gone from, the request of `special-events`",
                ),
                &[(
                    "type-changed",
                    "POST /special-events (createSpecialEvent), request body",
                )],
                "major: the method takes another type",
            ),
        ],
    },
    Pair {
        old: "corpus/pairs/svix-server.old.json",
        new: "corpus/pairs/svix-server.new.json",
        ours: [2, 0, 0],
        redocly: [2, 0, 2],
        rows: &[
            row(
                (2, "major: path-removed"),
                &[
                    (
                        "operation-removed",
                        "GET /api/v1/app/{app_id}/msg/{msg_id}/attempt (v1.message-attempt.list-by-msg-deprecated)",
                    ),
                    (
                        "operation-removed",
                        "GET /api/v1/app/{app_id}/msg/{msg_id}/endpoint/{endpoint_id}/attempt (v1.message-attempt.list-by-endpoint-deprecated)",
                    ),
                ],
                "the same",
            ),
            row(
                (2, "patch: schemas removed"),
                &[],
                "they go with the operation that used them, and are named there",
            ),
        ],
    },
    Pair {
        old: "corpus/pairs/twilio-lookups-v2.old.json",
        new: "corpus/pairs/twilio-lookups-v2.new.json",
        ours: [9, 0, 0],
        redocly: [0, 0, 22],
        rows: &[
            row(
                (9, "patch: schemas renamed"),
                &[
                    ("schema-renamed", "schema `CallForwardingInfo`"),
                    ("schema-renamed", "schema `CallerNameInfo`"),
                    ("schema-renamed", "schema `IdentityMatchInfo`"),
                    ("schema-renamed", "schema `LastSimSwapInfo`"),
                    ("schema-renamed", "schema `LineStatusInfo`"),
                    ("schema-renamed", "schema `LineTypeIntelligenceInfo`"),
                    ("schema-renamed", "schema `ReassignedNumberInfo`"),
                    ("schema-renamed", "schema `SimSwapInfo`"),
                    ("schema-renamed", "schema `SmsPumpingRiskInfo`"),
                ],
                "major: a name of a schema is a name in Rust",
            ),
            row(
                (2, "patch: `JobResult`, `JobThresholds` renamed"),
                &[],
                "no operation reaches them, so there is no name in Rust",
            ),
            row(
                (11, "patch: titles"),
                &[],
                "titles that are the schemas' names follow the rename",
            ),
        ],
    },
];
