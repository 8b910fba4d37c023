//! The programs that a README shows.

use super::values::Values;
use super::{About, crate_name};
use crate::model::{
    Body, BodyCodec, Model, Operation, Outcome, Place, ResponseCodec, SchemeKind, Server,
};

/// How long the line of a call may be.
const WIDTH: usize = 100;

/// What stands in the place of a value that a README cannot make up.
const UNKNOWN: &str = "todo!(";

fn values<'a>(about: &About<'a>) -> Values<'a> {
    Values {
        model: about.model,
        document: about.document,
    }
}

/// The operation that is easiest to call: one that reads, with credentials where the document has some, and with parameters
/// that a literal can be given for.
pub(super) fn easiest<'a>(about: &About<'a>) -> Option<&'a Operation> {
    let callable = |operation: &&Operation| {
        !call(about, operation).contains(UNKNOWN)
            && (operation.bodies.is_empty() || !operation.body_required)
    };
    let rank = |operation: &&Operation| {
        (
            operation.verb != "GET",
            operation.security.iter().all(Vec::is_empty),
            operation.parameters.iter().filter(|it| it.required).count(),
        )
    };
    about
        .model
        .operations
        .iter()
        .filter(callable)
        .min_by_key(rank)
}

/// The builder's calls that a client for `operation` needs.
pub(super) fn built(model: &Model, operation: Option<&Operation>) -> Vec<String> {
    let mut lines = Vec::new();
    let wanted = operation.and_then(|operation| operation.security.first());
    for scheme in &model.api.schemes {
        if wanted.is_some_and(|wanted| wanted.contains(&scheme.name)) {
            lines.push(match scheme.kind {
                SchemeKind::Basic => {
                    format!(".{}(\"user\", std::env::var(\"PASSWORD\")?)", scheme.method)
                }
                SchemeKind::ApiKey(..) => {
                    format!(".{}(std::env::var(\"API_KEY\")?)", scheme.method)
                }
                _ => format!(".{}(std::env::var(\"API_TOKEN\")?)", scheme.method),
            });
        }
    }
    if !model.api.servers.first().is_some_and(is_absolute) {
        lines.push(".base_address(\"https://api.example.com\")".to_owned());
    }
    lines
}

/// Whether an address has a host once its variables have the values that the document gives them.
fn is_absolute(server: &Server) -> bool {
    let mut url = server.url.clone();
    for variable in &server.variables {
        url = url.replace(&format!("{{{}}}", variable.name), &variable.default);
    }
    url.starts_with("http://") || url.starts_with("https://")
}

/// A program around `lines`, which have a `client`.
fn program(about: &About<'_>, operation: &Operation, lines: &[String]) -> String {
    let said = lines.join("\n");
    let items: Vec<&str> = [
        ("Client", true),
        ("operations", said.contains("operations::")),
        ("runtime::File", said.contains("File::")),
        ("types", said.contains("types::")),
    ]
    .into_iter()
    .filter_map(|(item, used)| used.then_some(item))
    .collect();
    let uses = match items.as_slice() {
        [one] => (*one).to_owned(),
        several => format!("{{{}}}", several.join(", ")),
    };
    let mut text = format!("use {}::{uses};\n\n", crate_name(about));
    text.push_str("#[tokio::main]\nasync fn main() -> Result<(), Box<dyn std::error::Error>> {\n");
    text.push_str("    let client = Client::builder()\n");
    for line in built(about.model, Some(operation)) {
        text.push_str(&format!("        {line}\n"));
    }
    text.push_str("        .build()?;\n");
    for line in lines {
        text.push_str(&format!("    {line}\n"));
    }
    text.push_str("    Ok(())\n}");
    text
}

/// The call of an operation with its required parameters.
pub(super) fn call(about: &About<'_>, operation: &Operation) -> String {
    let mut text = format!("client.{}()", operation.method);
    for parameter in operation.parameters.iter().filter(|it| it.required) {
        let value = values(about)
            .parameter(operation, parameter)
            .unwrap_or_else(|| format!("{UNKNOWN}\"{}\")", parameter.ty));
        text.push_str(&format!(".{}({value})", parameter.ident));
    }
    text
}

pub(super) fn first_call(about: &About<'_>) -> Option<String> {
    let operation = easiest(about)?;
    let mut call = call(about, operation);
    // One optional parameter, so that it shows.
    let optional = operation.parameters.iter().find_map(|it| {
        let query = !it.required && it.place == Place::Query;
        let value = query.then(|| values(about).parameter(operation, it))??;
        Some(format!(".{}({value})", it.ident))
    });
    call.push_str(&optional.unwrap_or_default());
    let shown = match (&operation.success, operation.success_codec()) {
        (_, Some(ResponseCodec::Events | ResponseCodec::Lines)) | (Outcome::Undocumented, _) => {
            "println!(\"{}\", response.status());"
        }
        _ => "println!(\"{response:#?}\");",
    };
    let mut lines = sent(&call, None);
    lines.push(shown.to_owned());
    Some(program(about, operation, &lines))
}

/// A program that sends a file: in a form, or as the body.
pub(super) fn upload(about: &About<'_>) -> Option<String> {
    let values = values(about);
    let with = |wanted: &dyn Fn(&Body) -> bool| -> Vec<(&Operation, &Body)> {
        let operations = about.model.operations.iter();
        let found = operations.filter_map(|it| Some((it, it.bodies.iter().find(|it| wanted(it))?)));
        found.collect()
    };
    let forms = with(&|it| it.codec == BodyCodec::Multipart && values.has_file(it));
    let forms = forms
        .into_iter()
        .map(|(operation, body)| (operation, values.body(operation, body)));
    let bytes = with(&|it| it.codec == BodyCodec::Bytes);
    let bytes = bytes.into_iter().map(|(operation, body)| {
        let file = "File::from_path(\"file\")".to_owned();
        (operation, Some((body.ident.as_str(), file)))
    });
    let called = |(operation, body): (&Operation, _)| {
        let mut lines = sent(&call(about, operation), body);
        lines.push("println!(\"{}\", response.status());".to_owned());
        (values.made_up(operation), program(about, operation, &lines))
    };
    simplest(forms.chain(bytes).map(called))
}

/// The first of the programs that can be run as they stand and make up the least; each with the parameters that it makes up.
fn simplest(programs: impl Iterator<Item = (usize, String)>) -> Option<String> {
    let made_up = |(made_up, program): &(usize, String)| (program.contains(UNKNOWN), *made_up);
    programs.min_by_key(made_up).map(|(_, program)| program)
}

/// A call with a body: the name of its setter, and its value. The value stands apart where one line is too long.
fn sent(call: &str, body: Option<(&str, String)>) -> Vec<String> {
    let statement = |body: &str| format!("let response = {call}{body}.send().await?;");
    let Some((setter, value)) = body else {
        return broken(statement(""));
    };
    let whole = statement(&format!(".{setter}({value})"));
    if whole.len() <= WIDTH {
        return vec![whole];
    }
    let mut lines = broken(format!("let body = {value};"));
    lines.extend(broken(statement(&format!(".{setter}(body)"))));
    lines
}

/// A statement with each link of its chain on a line of its own where one line is too long.
fn broken(whole: String) -> Vec<String> {
    if whole.len() <= WIDTH {
        return vec![whole];
    }
    let mut lines = vec![String::new()];
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for letter in whole.chars() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = quoted,
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            '.' if !quoted && depth == 0 => lines.push("    ".to_owned()),
            _ => {}
        }
        if let Some(line) = lines.last_mut() {
            line.push(letter);
        }
    }
    lines
}

/// A program that reads a stream: of events, of lines, or of bytes.
pub(super) fn stream(about: &About<'_>) -> Option<String> {
    let codecs = [
        ResponseCodec::Events,
        ResponseCodec::Lines,
        ResponseCodec::Bytes,
    ];
    let of = |codec| {
        let operations = about.model.operations.iter();
        operations.filter_map(move |it| {
            let program = streamed(about, it, codec, variant(it, codec)?);
            Some((values(about).made_up(it), program))
        })
    };
    codecs.into_iter().find_map(|codec| simplest(of(codec)))
}

/// The pattern of the success of `operation` that is read by `codec`; empty where every one is.
fn variant(operation: &Operation, codec: ResponseCodec) -> Option<String> {
    match &operation.success {
        Outcome::One { codec: it, .. } => (*it == codec).then(String::new),
        Outcome::Several { name, variants } => {
            let found = variants.iter().find(|it| it.codec == codec)?;
            Some(format!("operations::{name}::{}", found.ident))
        }
        Outcome::Undocumented => None,
    }
}

fn streamed(
    about: &About<'_>,
    operation: &Operation,
    codec: ResponseCodec,
    variant: String,
) -> String {
    let item = match codec {
        ResponseCodec::Events => "println!(\"{:?}\", item?.data);",
        ResponseCodec::Lines => "println!(\"{:?}\", item?);",
        _ => "println!(\"{} bytes\", item?.len());",
    };
    let read = [
        "while let Some(item) = stream.next().await {".to_owned(),
        format!("    {item}"),
        "}".to_owned(),
    ];
    let body = operation.bodies.first().filter(|_| operation.body_required);
    let body = body.and_then(|body| values(about).body(operation, body));
    let mut lines = sent(&call(about, operation), body);
    if variant.is_empty() {
        lines.push("let mut stream = response.into_inner();".to_owned());
        lines.extend(read);
    } else {
        lines.push("match response.into_inner() {".to_owned());
        lines.push(format!("    {variant}(mut stream) => {{"));
        lines.extend(read.iter().map(|line| format!("        {line}")));
        lines.push("    }".to_owned());
        lines.push("    other => println!(\"{other:?}\"),".to_owned());
        lines.push("}".to_owned());
    }
    program(about, operation, &lines)
}
