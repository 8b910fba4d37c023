//! Stage *select*: a selector that matches nothing.

use codegen::error::ErrorKind;
use codegen::select::{Selection, select};
use serde_json::json;
use workspace_tests::documents::{answering, load, operation, plain, refused};

fn two_operations() -> codegen::document::Document {
    let mut document = answering(plain());
    document["paths"]["/orders/{id}"] = json!({ "get": operation("getOrder") });
    document["paths"]["/orders/{id}"]["get"]["tags"] = json!(["Orders"]);
    load(&document)
}

fn of_path(path: &str) -> Selection {
    Selection {
        paths: vec![path.to_owned()],
        ..Selection::default()
    }
}

fn of_tag(tag: &str) -> Selection {
    Selection {
        tags: vec![tag.to_owned()],
        ..Selection::default()
    }
}

fn of_operation(id: &str) -> Selection {
    Selection {
        operations: vec![id.to_owned()],
        ..Selection::default()
    }
}

#[test]
fn a_selector_that_matches_nothing_names_the_nearest() {
    // The place is that of `paths`: line 7 of the file.
    for (selection, what, nearest) in [
        (
            of_path("/orders/{ID}"),
            "the path `/orders/{ID}`",
            "`/orders/{id}`",
        ),
        (of_path("/thing"), "the path `/thing`", "`/things`"),
        (of_tag("orders"), "the tag `orders`", "`Orders`"),
        (
            of_operation("get_order"),
            "the operationId `get_order`",
            "`getOrder`",
        ),
    ] {
        refused(
            select(&two_operations(), &selection),
            ErrorKind::SelectorMatchesNothing,
            "api.json:7:3 (#/paths)",
            &[what, "has 2 operations", nearest],
        );
    }
}

#[test]
fn a_selector_unlike_everything_gets_no_suggestion() {
    let result = select(&two_operations(), &of_tag("xyz"));
    let at = "api.json:7:3 (#/paths)";
    refused(
        result,
        ErrorKind::SelectorMatchesNothing,
        at,
        &["remove the selector"],
    );
}

#[test]
fn one_selector_that_matches_does_not_excuse_another() {
    let mut selection = of_path("/things");
    selection.operations.push("gone".to_owned());
    refused(
        select(&two_operations(), &selection),
        ErrorKind::SelectorMatchesNothing,
        "api.json:7:3 (#/paths)",
        &["the operationId `gone`"],
    );
}

#[test]
fn what_is_selected_stays_and_the_rest_goes() {
    for selection in [
        of_path("/things"),
        of_tag("Things"),
        of_operation("listThings"),
    ] {
        let selected = select(&two_operations(), &selection);
        let selected = selected.map(|document| document.value()["paths"].clone());
        assert_eq!(
            selected,
            Ok(json!({ "/things": { "get": operation("listThings") } }))
        );
    }
}
