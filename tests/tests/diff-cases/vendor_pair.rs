//! The two revisions of the document that this workspace is for.

use super::{Pair, row};

/// Four days lie between them.
pub(crate) const PAIR: Pair = Pair {
    old: "meta/business-messaging-api_v23.0.2025-11-03.yaml",
    new: "meta/business-messaging-api_v23.0.2025-11-07.yaml",
    ours: [22, 2, 9],
    redocly: [21, 11, 102],
    rows: &[
        row(
            (
                57,
                "patch and minor: entries about `CursorPaging_N`, `WhatsAppBusinessAccount_N`, `BusinessVerificationStatus_2`",
            ),
            &[("unused-component-removed", "3 changes of unused components")],
            "the bundler moved its numbers; matched by what they are, three schemas that nothing used are gone, the others are as they were",
        ),
        row(
            (
                6,
                "major: required-properties-added, schema-type-changed, required-properties-removed, property-removed in `add_phone_numbers`",
            ),
            &[
                (
                    "property-added-required",
                    "schema `AddPhoneNumbersRequest`, property `phone_number`",
                ),
                (
                    "property-removed",
                    "schema `AddPhoneNumbersRequest`, property `phone_numbers`",
                ),
                (
                    "property-removed",
                    "schema `AddPhoneNumbersResponse`, property `failed_count`",
                ),
                (
                    "property-removed",
                    "schema `AddPhoneNumbersResponse`, property `phone_number_records`",
                ),
                (
                    "property-removed",
                    "schema `AddPhoneNumbersResponse`, property `successful_count`",
                ),
                (
                    "property-added-required",
                    "schema `AddPhoneNumbersResponse`, property `id`",
                ),
            ],
            "one entry a field: that a required one is gone is the removal; a list that becomes a text under another name is no rename",
        ),
        row(
            (
                2,
                "major: path-removed and operation-id-changed of `onboard_partner_to_mm_lite`",
            ),
            &[(
                "operation-renamed",
                "POST /{Version}/{Business-ID}/onboard_partners_to_mm_lite (onboardPartnersToMMLite)",
            )],
            "one cause",
        ),
        row(
            (1, "major: operation-removed"),
            &[(
                "operation-removed",
                "DELETE /{Version}/{Business-ID}/share_preverified_numbers (deletePreVerifiedPhoneNumberSharing)",
            )],
            "the same; the schemas that go with it are named in the entry",
        ),
        row(
            (1, "major: path-removed of `whatsapp_business_accounts`"),
            &[
                (
                    "operation-removed",
                    "GET /{Version}/{Business-ID}/whatsapp_business_accounts (getWhatsAppBusinessAccounts)",
                ),
                (
                    "operation-removed",
                    "POST /{Version}/{Business-ID}/whatsapp_business_accounts (createWhatsAppBusinessAccount)",
                ),
            ],
            "one entry a method of the client",
        ),
        row(
            (
                1,
                "major: required-properties-added in the request of `share_preverified_numbers`",
            ),
            &[
                (
                    "property-renamed",
                    "schema `PreVerifiedPhoneNumberShareRequest`, property `partner_business_id`",
                ),
                (
                    "property-renamed",
                    "schema `PreVerifiedPhoneNumberShareRequest`, property `preverified_id`",
                ),
                (
                    "property-removed",
                    "schema `PreVerifiedPhoneNumberShareRequest`, property `expiration_date`",
                ),
                (
                    "property-removed",
                    "schema `PreVerifiedPhoneNumberShareRequest`, property `permissions`",
                ),
                (
                    "property-removed",
                    "schema `PreVerifiedPhoneNumberShareRequest`, property `sharing_note`",
                ),
            ],
            "it calls removals from a request a patch; in Rust a field is gone",
        ),
        row(
            (
                8,
                "major: required-properties-removed, and seven property-removed, in the answer of `share_preverified_numbers`",
            ),
            &[
                (
                    "property-removed",
                    "schema `PreVerifiedPhoneNumberShareResponse`, property `expiration_date`",
                ),
                (
                    "property-removed",
                    "schema `PreVerifiedPhoneNumberShareResponse`, property `granted_permissions`",
                ),
                (
                    "property-removed",
                    "schema `PreVerifiedPhoneNumberShareResponse`, property `preverified_phone_number`",
                ),
                (
                    "property-removed",
                    "schema `PreVerifiedPhoneNumberShareResponse`, property `shared_at`",
                ),
                (
                    "property-removed",
                    "schema `PreVerifiedPhoneNumberShareResponse`, property `sharing_id`",
                ),
                (
                    "property-removed",
                    "schema `PreVerifiedPhoneNumberShareResponse`, property `status`",
                ),
                (
                    "property-removed",
                    "schema `PreVerifiedPhoneNumberShareResponse`, property `target_business`",
                ),
                (
                    "property-added-required",
                    "schema `PreVerifiedPhoneNumberShareResponse`, property `success`",
                ),
            ],
            "the same; the list of required names is no change of its own",
        ),
        row(
            (1, "major: parameter-became-required of `groups`"),
            &[(
                "parameter-declared",
                "GET /{Version}/{Phone-Number-ID}/groups (getActiveGroups), parameter `Version`",
            )],
            "a patch: the path named the parameter already, so the client asked for it before it was declared",
        ),
        row(
            (
                1,
                "major: operation-id-changed of `whatsapp_business_profile`",
            ),
            &[(
                "operation-renamed",
                "POST /{Version}/{Phone-Number-ID}/whatsapp_business_profile (updateWhatsAppBusinessProfileInformation)",
            )],
            "the same",
        ),
        row(
            (14, "patch: removed tags"),
            &[("documentation-changed", "the document")],
            "thirteen were repetitions of tags that are still described; one is gone",
        ),
    ],
};
