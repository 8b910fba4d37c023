//! The named examples of a document, with the component that each is an example of.

use codegen::document::{Document, operations};
use serde_json::Value;

/// A named example.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its JSON pointer in the document.
    pub pointer: String,
    /// The component that its media type refers to.
    pub schema: String,
    /// The example's value.
    pub value: Value,
}

/// The examples of a profile of the project: those of the vendor's document, after the profile's overlays.
pub fn of_profile(profile: &str) -> Vec<Example> {
    let document = crate::vendor_document();
    let selected = codegen::select::select(&document, &crate::config().select).unwrap();
    let (overlaid, _) = codegen::overlay::apply(&selected, &crate::overlays(profile)).unwrap();
    of_document(&overlaid)
}

/// Every named example of a request or answer in JSON.
fn of_document(document: &Document) -> Vec<Example> {
    let mut examples = Vec::new();
    for operation in operations(document.value()) {
        let mut contents = vec![("/requestBody".to_owned(), &operation.value["requestBody"])];
        let answers = operation.value["responses"].as_object();
        contents.extend(answers.into_iter().flatten().map(|(status, answer)| {
            let answer = resolve(document, answer);
            (format!("/responses/{status}"), answer)
        }));
        for (place, content) in contents {
            let media = &content["content"]["application/json"];
            let named = media["examples"].as_object();
            examples.extend(named.into_iter().flatten().map(|(name, example)| Example {
                pointer: format!("{}{place}/{name}", operation.pointer()),
                schema: component(&media["schema"]),
                value: example["value"].clone(),
            }));
        }
    }
    examples
}

fn resolve<'d>(document: &'d Document, node: &'d Value) -> &'d Value {
    let target = node["$ref"].as_str().and_then(|it| it.strip_prefix('#'));
    target.map_or(node, |pointer| document.value().pointer(pointer).unwrap())
}

fn component(schema: &Value) -> String {
    let reference = schema["$ref"].as_str();
    let name = reference.and_then(|it| it.strip_prefix("#/components/schemas/"));
    name.unwrap_or_else(|| panic!("no component: {schema}"))
        .to_owned()
}
